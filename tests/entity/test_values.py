"""Every entity shows what it is there to show: no key without a test of its value."""

from importlib import import_module
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.helpers.entity import EntityDescription
import pytest

from custom_components.blink_doctor.const import PLATFORMS
from demo.cloud.payloads.homescreen import homescreen
from tests.house import House

ROOT = Path(__file__).parents[2]
# in the house of troubles, by entity: two devices that show different things
SHOWN: dict[str, dict[str, str]] = {
    "fault": {"Front door": "on", "Hallway": "off"},
    "online": {"Balcony": "off", "Front door": "on"},
    "fault_cause": {"Front door": "low_battery", "Hallway": "none"},
    "battery_state": {"Front door": "low", "Terrace": "ok"},
    "battery_voltage": {"Front door": "1.33", "Shed": "1.55"},
    "wifi_signal": {"Driveway": "2", "Home": "4"},
    "sync_module_link": {"Garden": "2", "Living room": "4"},
    "firmware_version": {"Home": "4.5.17", "Doorbell": "12.47"},
    "firmware_state": {"Back yard": "newer_seen", "Terrace": "newest_seen"},
    "recording": {"Balcony": "offline", "Shed": "ready"},
    "drop_outs": {"Balcony": "1", "Shed": "0"},
}
# what the account shows then, and after Blink's service was down for half an hour
ACCOUNT = {
    "account_fault": ("off", "on"),
    "account_fault_cause": ("none", "blink_unreachable"),
    "devices_with_fault": ("6", "unavailable"),
    "batteries_to_buy": ("2", "unavailable"),
}
# of what changes over weeks, or needs somebody to do something: the test of its state
ELSEWHERE = {
    "batteries_changed": "entity/test_outlook.py",
    "expected_low": "entity/test_outlook.py",
    "signal_trend": "entity/test_outlook.py",
    "firmware_updated": "entity/test_outlook.py",
    "unusual_drain": "entity/test_outlook.py",
    "moment": "automation/test_event.py",
    "account_moment": "automation/test_event.py",
    "mount_battery": "integration/test_accessories.py",
    "watch": "pauses/test_pauses.py",
    "usb_storage": "integration/test_recording.py",
    "check_up": "test_services.py",
    "account_check_up": "test_services.py",
    "flashing_red": "test_services.py",
}
TIMES = {"last_heartbeat", "last_successful_reading"}


def test_each_entity_has_a_name_and_a_test_of_its_value() -> None:
    """A new one belongs into one of the tables above."""
    described = {
        (platform.value, entity.key): entity
        for platform in PLATFORMS
        for value in vars(
            import_module(f"custom_components.blink_doctor.{platform}")
        ).values()
        if isinstance(value, tuple)
        for entity in value
        if isinstance(entity, EntityDescription)
    }
    keys = {key for _, key in described}
    assert len(keys) > 20
    assert keys == SHOWN.keys() | ACCOUNT.keys() | ELSEWHERE.keys() | TIMES
    for key, values in SHOWN.items():
        assert len(set(values.values())) > 1, f"{key}: a fixed value would pass"
    for key, file in ELSEWHERE.items():
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert re.search(rf'"{key}"', text), f"{file} does not look at {key}"
    path = ROOT / "custom_components/blink_doctor/translations/en.json"
    texts: Any = json.loads(path.read_text("utf-8"))["entity"]
    for (platform, key), entity in described.items():
        # its own name, or that of a translation key that it shares
        assert texts[platform][entity.translation_key or key]["name"], key


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.house(polls=8)
async def test_what_entities_show(house: House) -> None:
    """Each on two devices that differ; times move on with every good poll."""
    shown = {
        key: {device: house.state(device, key).state for device in devices}
        for key, devices in SHOWN.items()
    }
    assert shown == SHOWN
    account = {key: house.state("account", key).state for key in ACCOUNT}
    assert account == {key: before for key, (before, _) in ACCOUNT.items()}

    seen: dict[str, set[str]] = {key: set() for key in TIMES}
    for _ in range(3):
        await house.poll()
        (module,) = homescreen(house.account)["sync_modules"]
        beat = house.state("Home", "last_heartbeat").state
        assert beat[:16] == str(module["last_hb"])[:16]
        read = house.state("account", "last_successful_reading").state
        assert house.coordinator.data.data_at is not None
        assert read == house.coordinator.data.data_at.isoformat(timespec="seconds")
        seen["last_heartbeat"].add(beat)
        seen["last_successful_reading"].add(read)
    assert {key: len(times) for key, times in seen.items()} == dict.fromkeys(TIMES, 3)

    house.account.service_down()
    await house.poll(8)
    account = {key: house.state("account", key).state for key in ACCOUNT}
    assert account == {key: after for key, (_, after) in ACCOUNT.items()}
    assert house.state("account", "last_successful_reading").state == read
