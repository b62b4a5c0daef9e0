"""Every entity shows what it is there to show: no key without a test of its value."""

from importlib import import_module
from pathlib import Path
import re
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import EntityDescription
from homeassistant.util.json import load_json_object
import pytest

from custom_components.blink_doctor.const import PLATFORMS
from demo.cloud.payloads.homescreen import homescreen
from tests.house import House

ROOT = Path(__file__).parents[2]
PACKAGE = "custom_components.blink_doctor"
# in the house of troubles, by entity: two devices that show different things
SHOWN: dict[str, dict[str, str]] = {
    "fault": {"Front door": "on", "Hallway": "off"},
    "online": {"Balcony": "off", "Front door": "on"},
    "fault_cause": {
        "Front door": "low_battery",
        "Driveway": "weak_wifi",
        "Hallway": "none",
    },
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
    "batteries_changed": "test_outlook_entity.py",
    "expected_low": "test_outlook_entity.py",
    "signal_trend": "test_outlook_entity.py",
    "firmware_updated": "test_outlook_entity.py",
    "unusual_drain": "test_outlook_entity.py",
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


def described() -> dict[tuple[str, str], EntityDescription]:
    return {
        (platform.value, description.key): description
        for platform in PLATFORMS
        for value in vars(import_module(f"{PACKAGE}.{platform}")).values()
        if isinstance(value, tuple)
        for description in value
        if isinstance(description, EntityDescription)
    }


def test_each_entity_has_a_test_of_its_value() -> None:
    """A new one belongs into one of the tables above."""
    keys = {key for _, key in described()}
    assert len(keys) > 20
    assert keys == SHOWN.keys() | ACCOUNT.keys() | ELSEWHERE.keys() | TIMES
    for key, values in SHOWN.items():
        assert len(set(values.values())) > 1, f"{key}: a fixed value would pass"
    for key, file in ELSEWHERE.items():
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert re.search(rf'"{key}"', text), f"{file} does not look at {key}"


@pytest.mark.parametrize("language", ["en"])
def test_each_entity_has_a_name(language: str) -> None:
    """Its own, or that of a translation key that it shares."""
    texts: Any = load_json_object(
        ROOT / f"custom_components/blink_doctor/translations/{language}.json"
    )
    for (platform, key), description in described().items():
        named = texts["entity"].get(platform, {})
        assert named.get(description.translation_key or key, {}).get("name"), key


@pytest.mark.house(polls=8)
async def test_what_entities_show(
    entity_registry_enabled_by_default: None, house: House
) -> None:
    """Each on two devices that differ."""
    shown = {
        key: {device: house.state(device, key).state for device in devices}
        for key, devices in SHOWN.items()
    }
    assert shown == SHOWN
    for before_and_after in (0, 1):
        account = {key: house.state("account", key).state for key in ACCOUNT}
        assert account == {k: both[before_and_after] for k, both in ACCOUNT.items()}
        house.account.service_down()
        await house.poll(8)


async def test_times_move_on(
    hass: HomeAssistant, entity_registry_enabled_by_default: None, house: House
) -> None:
    """The last reading is that of the last good poll, a heartbeat that of Blink's."""
    seen: dict[str, set[str]] = {
        "last_heartbeat": set(),
        "last_successful_reading": set(),
    }
    assert seen.keys() == TIMES
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
    last = house.state("account", "last_successful_reading").state
    await house.poll(2)
    assert house.state("account", "last_successful_reading").state == last
    assert last != STATE_UNAVAILABLE
