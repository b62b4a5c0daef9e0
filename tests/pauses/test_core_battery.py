"""Core's own battery entity of a paused device: hidden while it is, and no longer."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import DAY_SECONDS, House
from tests.pauses.test_pauses import CAMERA, switch
from tests.repairs.test_wrong_battery import follow_batteries, hide
from tests.story import Story

USER = er.RegistryEntryHider.USER

type End = Callable[[House], Awaitable[Any]]


async def until_it_ends(house: House) -> None:
    await house.wait(DAY_SECONDS + 60)


async def without_blink(house: House) -> None:
    """Let the pause end while core Blink is not loaded."""
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await house.wait(DAY_SECONDS + 60)


async def after_it_has_left(house: House) -> None:
    """Let the pause end after the camera has left the account."""
    house.account.remove_camera(house.thing(CAMERA).key)
    await house.poll(2)
    await house.wait(DAY_SECONDS + 60)
    await house.poll()


async def over_while_off(house: House) -> None:
    """Let the pause end while Blink Doctor does not run, as over a restart."""
    registry, was = er.async_get(house.hass), None
    for entity in [*registry.entities.values()]:
        if DOMAIN in entity.options:
            was = entity
    assert was is not None
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    # a restart unloads nothing: it is found as it was left
    options = was.options.get(DOMAIN)
    registry.async_update_entity_options(was.entity_id, DOMAIN, options)
    registry.async_update_entity(was.entity_id, hidden_by=was.hidden_by)
    house.freezer.tick(timedelta(seconds=DAY_SECONDS + 60))
    await house.hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()


@pytest.mark.parametrize(
    "end",
    [
        lambda house: house.act("resume", CAMERA),
        lambda house: switch(house, "turn_on"),
        until_it_ends,
        without_blink,
        after_it_has_left,
        over_while_off,
        lambda house: house.hass.config_entries.async_unload(house.doctor.entry_id),
        lambda house: house.hass.config_entries.async_set_disabled_by(
            house.doctor.entry_id, ConfigEntryDisabler.USER
        ),
        lambda house: house.hass.config_entries.async_remove(house.doctor.entry_id),
    ],
    ids=[
        "resumed",
        "switched",
        "its_day",
        "blink_not_loaded",
        "it_left",
        "off",
        "unloaded",
        "disabled",
        "removed",
    ],
)
async def test_hidden_for_as_long_as_the_pause(
    house: House, end: End, story: Story
) -> None:
    battery = follow_batteries(house, story)[CAMERA]
    story("paused: hidden, and no list of Home Assistant's, and no trigger, has it")
    until = house.coordinator.now + timedelta(seconds=DAY_SECONDS)
    await house.act("pause", CAMERA, until=until.isoformat())
    await house.poll(2)
    selected = async_extract_referenced_entity_ids(
        house.hass, TargetSelection({"device_id": [house.device(CAMERA).id]})
    )
    assert battery not in selected.indirectly_referenced
    story("as it was, once nobody is there any more to end it")
    await end(house)
    await house.settle()


async def test_pauses_of_two_devices(house: House, story: Story) -> None:
    registry, entities = er.async_get(house.hass), follow_batteries(house, story)
    camera, other = entities[CAMERA], entities["Driveway"]
    story("two are paused, and one is resumed")
    await house.act("pause", CAMERA, "Driveway")
    await house.act("resume", CAMERA)
    story("the owner shows the other one, and pauses the first: so it stays")
    registry.async_update_entity(other, hidden_by=None)
    await house.act("pause", CAMERA)
    story("also after reloads")
    for reloaded in (house.doctor, house.blink, house.doctor):
        await house.reload(reloaded)
        await house.poll()
    story("both are resumed")
    await house.act("resume", CAMERA, "Driveway")
    story("what the owner has hidden, before a pause and in one, stays hidden after it")
    await house.act("pause", "Driveway")
    registry.async_update_entity(camera, hidden_by=USER)
    await house.act("pause", CAMERA)
    registry.async_update_entity(other, hidden_by=USER)
    await house.act("resume", CAMERA, "Driveway")
    story("a pause goes on while its camera is away")
    registry.async_update_entity(other, hidden_by=None)
    await house.act("pause", "Driveway")
    house.account.remove_camera("Driveway")
    await house.poll_daily(2)


async def test_what_else_is_hidden(house: House, story: Story) -> None:
    follow_batteries(house, story)
    story("cameras rest with their module")
    house.thing("Home").unplug()
    await house.poll(3)
    await house.act("pause", "Home")
    story("and are shown again with it")
    await house.act("resume", "Home")
    story("what core wrongly calls low is paused: no repair meanwhile")
    mains = ("Kitchen", "Office", "Porch")
    await house.act("pause", *mains)
    story("after it the repair is there again")
    await house.act("resume", *mains)
    story("hidden as told: a pause of one changes nothing")
    await hide(house)
    await house.act("pause", "Kitchen")
    await house.act("resume", "Kitchen")


@pytest.mark.parametrize("doctor", ["stays", "is removed"])
async def test_blink_removed_and_added_again(
    house: House, doctor: str, story: Story
) -> None:
    follow_batteries(house, story)
    await house.act("pause", CAMERA)
    story("Blink is removed")
    await house.hass.config_entries.async_remove(house.blink.entry_id)
    await house.settle()
    story("the registry restores what it removed; nobody else would ever show it again")
    if doctor == "is removed":
        await house.hass.config_entries.async_remove(house.doctor.entry_id)
    house.blink = await house.add_blink()
