"""The event entity tells what happened, once, in order."""

from typing import Any

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.event import EVENT_TYPES
from tests.automation.test_triggers import run_low
from tests.house import House, MakeHouse


async def old_house(hass: HomeAssistant, make_house: MakeHouse, scenario: str) -> House:
    """Return a house whose devices had an event entity each, as in 0.1.0."""
    house = await make_house(scenario)
    registry = er.async_get(hass)
    for uid in house.coordinator.keys:
        if uid != ACCOUNT_KEY:
            registry.async_get_or_create(
                "event",
                DOMAIN,
                f"{house.doctor.entry_id}-{uid}-moment",
                config_entry=house.doctor,
            )
    await house.reload()
    return house


def story(hass: HomeAssistant, house: House, camera: str) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        if new is None or old is None or new.state == old.state:
            return
        if new.state != "unavailable" and old.state != "unavailable":
            told.append((new.attributes["event_type"], new.attributes.get("cause", "")))

    async_track_state_change_event(hass, house.entity_id(camera, "moment"), changed)
    return told


async def test_a_life(hass: HomeAssistant, make_house: MakeHouse) -> None:
    """Low cells, dead cells, new cells."""
    house = await old_house(hass, make_house, "healthy")
    told = story(hass, house, "Driveway")
    run_low(house, "Driveway")
    await house.poll()
    house.cloud.device("Driveway").hang()
    await house.poll(4)
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(4)
    assert told == [
        ("battery_became_low", "low_battery"),
        ("went_offline", ""),
        ("came_back", ""),
        ("fault_cleared", "low_battery"),
    ]


async def test_a_start_is_no_moment(hass: HomeAssistant, make_house: MakeHouse) -> None:
    """What is known at the start, and the start itself, is not told."""
    house = await old_house(hass, make_house, "troubles")
    await house.poll(8)
    told = story(hass, house, "Front door")
    before = house.state("Front door", "moment").state
    for entry in (house.doctor, house.blink):
        await hass.config_entries.async_reload(entry.entry_id)
        await house.settle()
        await house.poll(2)
    assert told == []
    assert house.state("Front door", "moment").state == before


async def test_types_are_what_is_named(
    hass: HomeAssistant, make_house: MakeHouse
) -> None:
    """The entity offers just the types that have a text."""
    house = await old_house(hass, make_house, "one_camera")
    state = house.state(house.account.cameras[0].name, "moment")
    assert state.attributes["event_types"] == EVENT_TYPES


async def test_a_new_house_has_one_for_the_account(house: House) -> None:
    """It is off at first; no device has one of its own."""
    entries = er.async_entries_for_config_entry(
        er.async_get(house.hass), house.doctor.entry_id
    )
    (event,) = [entry for entry in entries if entry.domain == "event"]
    assert event.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert event.device_id == house.coordinator.device_id(ACCOUNT_KEY)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.house("healthy")
async def test_the_account_tells_each_fault_once(house: House) -> None:
    """A dead sync module is one event, whatever waits for it; then its end."""
    told: list[dict[str, Any]] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        if (new := event.data["new_state"]) is not None:
            told.append(dict(new.attributes))

    entity_id = house.entity_id("account", "account_moment")
    async_track_state_change_event(house.hass, entity_id, changed)
    run_low(house, "Driveway")
    await house.poll(2)
    module = house.account.sync_modules[0]
    module.unplug()
    await house.poll(6)
    assert [(one["event_type"], one["device"], one["cause"]) for one in told] == [
        ("battery_became_low", "Driveway", "low_battery"),
        ("fault_detected", module.name, "sync_module_offline"),
    ]
    assert told[0]["device_id"] == house.device("Driveway").id
    module.plug_in()
    await house.poll(6)
    assert (told[-1]["event_type"], told[-1]["device"]) == (
        "fault_cleared",
        module.name,
    )
    assert len(told) == 3
