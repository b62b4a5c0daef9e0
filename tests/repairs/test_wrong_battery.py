"""Core's wrong low batteries: named, hidden if the owner says so, and brought back."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.const import (
    CONF_HIDE_WRONG_BATTERIES,
    CONF_ISSUES,
    DOMAIN,
)
from custom_components.blink_doctor.core_batteries import battery_entity, issue_id
from tests.house import House, MakeHouse
from tests.repairs.guide import confirm
from tests.story import Story, repairs

pytestmark = pytest.mark.house("healthy")


def follow_batteries(house: House, story: Story) -> dict[str, str]:
    """Tell how core's battery entities are shown, and of repairs; return their ids by name."""
    registry = er.async_get(house.hass)
    found = {
        device.reading.name: entity.entity_id
        for key, device in house.coordinator.data.devices.items()
        if (device_id := house.coordinator.device_id(key))
        and (entity := battery_entity(registry, device_id))
    }

    def shown() -> dict[str, Any]:
        told: dict[str, Any] = repairs(house)
        for name, entity_id in found.items():
            entry, state = (
                registry.async_get(entity_id),
                house.hass.states.get(entity_id),
            )
            noted = "noted" if entry and DOMAIN in entry.options else ""
            of_core = state.state if state else "without a state"
            hidden = (
                f"hidden by {entry.hidden_by}" if entry and entry.hidden else "shown"
            )
            told[name] = f"{of_core} {hidden} {noted}" if entry else "not there"
        return told

    story.tell("before", shown())
    story.follow(shown)
    return found


async def hide(house: House) -> None:
    """Do what the repair offers."""
    (found,) = (one for one in house.issues if one.issue_id == issue_id(house.doctor))
    await confirm(house, found)


async def test_hidden_and_brought_back(
    hass: HomeAssistant, house: House, story: Story
) -> None:
    registry = er.async_get(hass)
    story("what is on mains and called low by core is named")
    entities = follow_batteries(house, story)
    first, second = entities["Kitchen"], entities["Office"]
    story("hidden if the owner says so, and the repair is over")
    await hide(house)
    story("also after a restart")
    await house.reload()
    await house.poll(2)
    story("shown again by the owner, and not hidden a second time")
    registry.async_update_entity(first, hidden_by=None)
    await house.poll(2)
    story("the option is off: shown again, but for what the owner has hidden")
    registry.async_update_entity(second, hidden_by=er.RegistryEntryHider.USER)
    hass.config_entries.async_update_entry(house.doctor, options={})
    await house.reload()
    story("hidden once more")
    registry.async_update_entity(second, hidden_by=None)
    await hide(house)
    story("removed: nothing of ours is left")
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()


@pytest.mark.parametrize("option", [CONF_ISSUES, CONF_HIDE_WRONG_BATTERIES])
async def test_no_repair_where_none_is_wanted(
    make_house: MakeHouse, story: Story, option: str
) -> None:
    house = await make_house("healthy", **{option: option != CONF_ISSUES})
    story("no repair: hidden, or nothing is done")
    follow_batteries(house, story)


@pytest.mark.house("one_camera", doctor=False)
async def test_batteries_that_went_in_are_shown_again(
    house: House, story: Story
) -> None:
    camera = house.account.cameras[0]
    camera.battery = None
    await house.poll()
    house.doctor = await house.add_doctor()
    story("a camera on external power")
    follow_batteries(house, story)
    await hide(house)
    story("a device that has left external power is one to watch again")
    camera.battery = "low"
    await house.poll(3)
