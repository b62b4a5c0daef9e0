"""Core's wrong low batteries: named, hidden if the owner agrees, and unhidden."""

from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.const import (
    CONF_HIDE_WRONG_BATTERIES,
    CONF_ISSUES,
    DOMAIN,
)
from custom_components.blink_doctor.core_batteries import battery_entity, issue_id
from tests.house import House, MakeHouse
from tests.phone_story import PhoneStory
from tests.repairs.guide import confirm
from tests.story import Story, repairs

pytestmark = pytest.mark.house("healthy")


class CoreBattery:
    """Core's battery entity of a device, which its owner may show or hide."""

    def __init__(self, registry: er.EntityRegistry, entity_id: str) -> None:
        self.registry, self.entity_id = registry, entity_id

    def hide(self) -> None:
        by = er.RegistryEntryHider.USER
        self.registry.async_update_entity(self.entity_id, hidden_by=by)

    def show(self) -> None:
        self.registry.async_update_entity(self.entity_id, hidden_by=None)

    def __str__(self) -> str:
        state = self.registry.hass.states.get(self.entity_id)
        if not (entry := self.registry.async_get(self.entity_id)):
            return "not there"
        noted = "noted" if DOMAIN in entry.options else ""
        of_core = state.state if state else "without a state"
        hidden = f"hidden by {entry.hidden_by}" if entry.hidden else "shown"
        return f"{of_core} {hidden} {noted}"


def follow_batteries(house: House, story: Story) -> dict[str, str]:
    """Record how core's battery entities are shown, and repairs; return their ids by name."""
    registry = er.async_get(house.hass)
    found = {
        device.reading.name: CoreBattery(registry, entity.entity_id)
        for key, device in house.coordinator.data.devices.items()
        if (device_id := house.coordinator.device_id(key))
        and (entity := battery_entity(registry, device_id))
    }
    house.extras |= {f"{name} battery": one for name, one in found.items()}

    def shown() -> dict[str, str]:
        return repairs(house) | {name: str(one) for name, one in found.items()}

    story.tell("before", shown())
    story.follow(shown)
    return {name: one.entity_id for name, one in found.items()}


async def hide(house: House) -> None:
    """Do what the repair offers."""
    (found,) = (one for one in house.issues if one.issue_id == issue_id(house.doctor))
    await confirm(house, found)


@pytest.mark.house("healthy", phones="")
async def test_hidden_and_brought_back(phone_story: PhoneStory, story: Story) -> None:
    house = phone_story.house
    story("what is on mains and called low by core is named")
    follow_batteries(house, story)
    await hide(house)
    await phone_story("""
        wait 1s # hidden if the owner says so, and the repair is over
        reload doctor; 2 # also after a restart
        Kitchen_battery show; 2 # shown again by the owner, and not hidden a second time
        Office_battery hide; options # off: shown, but for what the owner has hidden
        Office_battery show # shown by the owner
    """)
    await hide(house)
    await phone_story("""
        wait 1s # hidden once more
        remove doctor # nothing of ours is left
    """)


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
