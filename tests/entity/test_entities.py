"""Every entity shows what it is there to show, writes it when it changes, and lets go."""

from importlib import import_module
import json
import logging
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
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
    "entity/test_outlook.py": (
        *("batteries_changed", "expected_low", "signal_trend", "firmware_updated"),
        "unusual_drain",
    ),
    "automation/test_event.py": ("moment", "account_moment"),
    "integration/test_accessories.py": ("mount_battery",),
    "pauses/test_pauses.py": ("watch",),
    "integration/test_recording.py": ("usb_storage",),
    "test_services.py": ("check_up", "account_check_up", "flashing_red"),
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
    elsewhere = {key for them in ELSEWHERE.values() for key in them}
    assert keys == SHOWN.keys() | ACCOUNT.keys() | elsewhere | TIMES
    for key, values in SHOWN.items():
        assert len(set(values.values())) > 1, f"{key}: a fixed value would pass"
    for file, them in ELSEWHERE.items():
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert [key for key in them if f'"{key}"' not in text] == [], file
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


@pytest.mark.house(doctor=False)
async def test_nothing_listens_after_unloading(house: House) -> None:
    """Unloading takes every listener, timer and state away, and loading works again."""
    core = house.blink.runtime_data._listeners
    of_core = len(core)
    house.doctor = await house.add_doctor()
    assert len(house.coordinator._listeners) > 50, "entities listen"
    assert len(core) == of_core + 1
    entries = house.hass.config_entries
    listening: list[dict[Any, int]] = []
    for _ in range(3):
        coordinator = house.coordinator
        assert await entries.async_unload(house.doctor.entry_id)
        await house.settle()
        assert house.doctor.state is ConfigEntryState.NOT_LOADED
        assert coordinator._listeners == {}
        assert len(core) == of_core
        listening.append(dict(house.hass.bus.async_listeners()))
        assert listening[-1] == listening[0], "each time the same"
        states = [house.hass.states.get(entity.entity_id) for entity in house.entries]
        assert {state.state for state in states if state} <= {"unavailable"}
        await entries.async_setup(house.doctor.entry_id)
        await house.settle()
    assert house.cause("Front door") == "low_battery"


@pytest.mark.house(polls=2)
async def test_said_once_when_it_goes_and_when_it_is_back(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    caplog.set_level(logging.INFO, "custom_components.blink_doctor")

    def said() -> list[int]:
        """Count the lines about going and about coming back."""
        ours = [r.getMessage() for r in caplog.records if "blink_doctor" in r.name]
        texts = ("entities are unavailable", "fresh")
        return [sum(text in line for line in ours) for text in texts]

    house.account.service_down()
    await house.poll(12)
    assert said() == [1, 0]
    house.account.service_up()
    await house.poll(5)
    assert said() == [1, 1]


@pytest.mark.house(polls=8)
async def test_a_poll_without_news_writes_no_state(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Every entity is asked at every poll, also after a listener that fails."""
    written: list[str] = []
    entities = er.async_get(house.hass).entities

    @callback
    def note(event: Event[Any]) -> None:
        entity = entities.get(event.data["entity_id"])
        if entity and entity.platform == "blink_doctor":
            written.append(entity.entity_id)

    @callback
    def every(_: Any) -> bool:
        return True

    # a state that is written and the same again is reported only
    for event in (EVENT_STATE_CHANGED, EVENT_STATE_REPORTED):
        stop = house.hass.bus.async_listen(event, note, event_filter=every)
        house.doctor.async_on_unload(stop)
    await house.poll()
    assert written == []
    house.cloud.device("Living room").set_signal(3)
    await house.poll()
    assert written
    assert all("living_room" in entity_id for entity_id in written)

    def fails() -> None:
        raise ValueError("on purpose")

    asked: list[int] = []
    for listener in (fails, lambda: asked.append(1)):
        house.doctor.async_on_unload(house.coordinator.async_add_listener(listener))
    await house.poll()
    assert asked
    assert "on purpose" in caplog.text
    caplog.clear()
