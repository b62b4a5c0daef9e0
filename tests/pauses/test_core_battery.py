"""Core's own battery entity of a paused device: hidden while it is, and no longer."""

from datetime import timedelta

from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import DAY_SECONDS
from tests.phone_story import PhoneStory
from tests.repairs.test_wrong_battery import follow_batteries, hide
from tests.story import Story

pytestmark = pytest.mark.house("healthy", phones="", polls=2)

UNTIL = "until=2026-11-23T02:20:00-08:00"
OVER = f"wait {DAY_SECONDS + 60}s"


@pytest.mark.parametrize(
    "end",
    [
        *("resume Garden", "watch Garden on", OVER, f"unload blink; {OVER}"),
        f"Garden leaves; 2; {OVER}; 1",
        *("unload doctor", "disable doctor", "remove doctor"),
    ],
)
async def test_hidden_for_as_long_as_the_pause(
    phone_story: PhoneStory, story: Story, end: str
) -> None:
    house = phone_story.house
    battery = follow_batteries(house, story)["Garden"]
    await phone_story(f"pause Garden {UNTIL}; 2 # hidden")
    selected = async_extract_referenced_entity_ids(
        house.hass, TargetSelection({"device_id": [house.device("Garden").id]})
    )
    assert battery not in selected.indirectly_referenced, (
        "no list and no trigger has it"
    )
    await phone_story(f"{end} # as it was, once nobody is there any more to end it")


async def test_ends_while_not_running(phone_story: PhoneStory, story: Story) -> None:
    house, registry = phone_story.house, er.async_get(phone_story.house.hass)
    battery = follow_batteries(house, story)["Garden"]
    await phone_story(f"pause Garden {UNTIL}; 2 # hidden")
    was = registry.async_get(battery)
    assert was is not None
    await phone_story.do("unload doctor")
    # a restart unloads nothing: it is found as it was left
    registry.async_update_entity_options(battery, DOMAIN, was.options.get(DOMAIN))
    registry.async_update_entity(battery, hidden_by=was.hidden_by)
    house.freezer.tick(timedelta(seconds=DAY_SECONDS + 60))
    await phone_story("setup doctor # as it was")


async def test_pauses_of_two_devices(phone_story: PhoneStory, story: Story) -> None:
    follow_batteries(phone_story.house, story)
    await phone_story("""
        pause Garden,Driveway; resume Garden # two are paused, and one is resumed
        Driveway_battery show; pause Garden # shown by the owner: so it stays
        reload doctor; 1; reload blink; 1; reload doctor; 1 # also after reloads
        resume Garden,Driveway # both are resumed
        pause Driveway; Garden_battery hide; pause Garden; Driveway_battery hide; \
            resume Garden,Driveway # hidden by the owner, before a pause and in one: so it stays
        Driveway_battery show; pause Driveway; Driveway leaves; days 2 # it goes on while it is away
    """)


async def test_what_else_is_hidden(phone_story: PhoneStory, story: Story) -> None:
    follow_batteries(phone_story.house, story)
    await phone_story("""
        Home unplug; 3; pause Home # cameras rest with their module
        resume Home # and are shown again with it
        pause Kitchen,Office,Porch # what core wrongly calls low: no repair meanwhile
        resume Kitchen,Office,Porch # it is there again
    """)
    await hide(phone_story.house)
    await phone_story("pause Kitchen; resume Kitchen # hidden as told: unchanged by it")


@pytest.mark.parametrize("doctor", ["stays", "is removed"])
async def test_blink_removed_and_added_again(
    phone_story: PhoneStory, doctor: str, story: Story
) -> None:
    house = phone_story.house
    follow_batteries(house, story)
    await phone_story("pause Garden; remove blink # Blink is removed")
    story("the registry restores what it removed; nobody else would ever show it again")
    if doctor == "is removed":
        await house.hass.config_entries.async_remove(house.doctor.entry_id)
    house.blink = await house.add_blink()
