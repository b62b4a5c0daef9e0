"""The event entity reports what happened, once, in order."""

from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.event import EVENT_TYPES
from tests.phone_story import PhoneStory


@pytest.mark.house(phones="")
async def test_device_event_entity_of_0_1_0(phone_story: PhoneStory) -> None:
    house, registry = phone_story.house, er.async_get(phone_story.house.hass)
    (event,) = [entry for entry in house.entries if entry.domain == "event"]
    assert event.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert event.device_id == house.coordinator.device_id(ACCOUNT_KEY), (
        "no device has one"
    )
    for uid in {*house.coordinator.keys} - {ACCOUNT_KEY}:
        unique_id = f"{house.doctor.entry_id}-{uid}-moment"
        registry.async_get_or_create(
            "event", DOMAIN, unique_id, config_entry=house.doctor
        )
    await house.reload()
    assert house.state("Driveway", "moment").attributes["event_types"] == EVENT_TYPES
    await phone_story("""
        Driveway low; 1 # low batteries
        Driveway hang; 4 # it went offline
        reload doctor; 2; reload blink; 2 # a start tells nothing of what is known
        Driveway insert_batteries; 4 # it came back, its batteries are new
        pause Driveway; 1; Driveway hang; 4 # neither for a pause nor in it
        resume Driveway; 4 # after it what is so is new
    """)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.house(phones="")
async def test_events_of_an_account(phone_story: PhoneStory) -> None:
    await phone_story("""
        Driveway low; 2 # low batteries
        Home unplug; 6 # a dead sync module is one event, whatever waits for it
        Home plug_in; 6 # then its end
    """)
