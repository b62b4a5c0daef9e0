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
from tests.house import House


@pytest.mark.house("healthy")
async def test_a_device_that_has_one_since_0_1_0(
    hass: HomeAssistant, house: House
) -> None:
    """Low cells, dead cells, new cells; a start tells nothing of what is known."""
    for uid in {*house.coordinator.keys} - {ACCOUNT_KEY}:
        unique_id = f"{house.doctor.entry_id}-{uid}-moment"
        er.async_get(hass).async_get_or_create(
            "event", DOMAIN, unique_id, config_entry=house.doctor
        )
    await house.reload()
    assert house.state("Driveway", "moment").attributes["event_types"] == EVENT_TYPES
    told: list[tuple[str, str]] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        if new is None or old is None or new.state == old.state:
            return
        if new.state != "unavailable" and old.state != "unavailable":
            told.append((new.attributes["event_type"], new.attributes.get("cause", "")))

    async_track_state_change_event(hass, house.entity_id("Driveway", "moment"), changed)
    run_low(house, "Driveway")
    await house.poll()
    house.thing("Driveway").hang()
    await house.poll(4)
    before = house.state("Driveway", "moment").state
    for entry in (house.doctor, house.blink):
        await house.reload(entry)
        await house.poll(2)
    assert house.state("Driveway", "moment").state == before
    assert told == [("battery_became_low", "low_battery"), ("went_offline", "")]
    house.thing("Driveway").insert_batteries()
    await house.poll(4)
    assert told[2:] == [("came_back", ""), ("fault_cleared", "low_battery")]


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
    ends = [(one["event_type"], one["device"]) for one in told[2:]]
    assert ends == [("fault_cleared", module.name)]
