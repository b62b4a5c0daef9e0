"""Issues in step with the diagnosis; what is ignored stays ignored."""

from typing import Any

from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House
from tests.story import Story, repairs

from .guide import Person

pytestmark = pytest.mark.house("one_camera", polls=1)

LOW = "low_battery Front door"


async def restart(house: House, hass_storage: dict[str, Any]) -> None:
    """Stop Blink Doctor, start Home Assistant's issue registry from disk, go on."""
    hass = house.hass
    await hass.config_entries.async_unload(house.doctor.entry_id)
    registry = ir.async_get(hass)
    hass_storage[ir.STORAGE_KEY] = {
        "version": ir.STORAGE_VERSION_MAJOR,
        "minor_version": ir.STORAGE_VERSION_MINOR,
        "key": ir.STORAGE_KEY,
        "data": registry._data_to_save(),
    }
    await ir.async_load(hass)
    assert not any(issue.active for issue in ir.async_get(hass).issues.values())
    await hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()


@pytest.mark.parametrize(
    ("person", "steps"),
    [
        pytest.param(house, steps, marks=pytest.mark.house(house, polls=8))
        for house, steps in (
            ("troubles", "open low_battery/Front_door ignore"),
            ("two_modules", "open sync_module_offline ignore"),
            (
                "router_down",
                "router_on; 2; router_off; 5; open home_network_offline ignore",
            ),
            ("one_camera", "wait 91d; red Front_door solid; open red_light ignore"),
            ("one_camera", "wait 91d; open maintenance ignore"),
            ("one_camera", "unload blink; 4; open blink_unreachable ignore"),
        )
    ],
    indirect=["person"],
    ids=["battery", "module", "router", "red light", "maintenance", "Blink"],
)
async def test_ignored_through_a_restart(
    person: Person, story: Story, hass_storage: dict[str, Any], steps: str
) -> None:
    """Ignored in the flow: those issues stay, hidden, also after a restart."""
    await person(f"{steps} # ignored")
    before = repairs(person.house)
    await restart(person.house, hass_storage)
    await person("2 # still ignored")
    assert repairs(person.house) == before


async def test_ignoring(
    person: Person, story: Story, hass_storage: dict[str, Any]
) -> None:
    house = person.house
    story.follow(lambda: {"noted": sorted(house.notes("Front door").ignored)})

    def ignore(yes: bool = True) -> None:
        issue_id = person.issues()[LOW].issue_id
        ir.async_ignore_issue(house.hass, DOMAIN, issue_id, yes)

    await person("Front_door low; 2 # it is low")
    for hours, restarts in (23, False), (23, True), (26, False), (26, True):
        ignore()
        await person(f"Front_door mend; 2; {hours // 2}* wait 1h # ignored, then gone")
        if restarts:
            await restart(house, hass_storage)
        await person(f"{hours - hours // 2}* wait 1h # for {hours} hours since it went")
        await person(f"Front_door low; 2 # {'new' if hours > 24 else 'ignored'}")
    ignore()
    await person(
        "Front_door called Porch; 1; Front_door called; 1 # a new name changes the issue only"
    )
    ignore(False)
    await person("Front_door mend; 2; Front_door low; 2 # no longer ignored")
    seen: list[str] = []
    house.hass.bus.async_listen(
        ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED,
        lambda event: seen.append(event.data["action"]),
    )
    await person("5 # quiet polls touch nothing")
    assert seen == []
    await person(
        "service_down; 6 # nor does an outage: what is not known to be gone stays"
    )


@pytest.mark.house(issues=False, polls=8)
async def test_issues_switched_off(person: Person, story: Story) -> None:
    await person("""
        options disabled=["low_battery","camera_error"]; 1 # switched on again, but for two causes
    """)


@pytest.mark.house(polls=8)
async def test_gone_with_the_device_and_with_the_entry(
    person: Person, story: Story
) -> None:
    """Issues contain no ids of Blink's: the frontend may read all of them."""
    account = person.house.account
    secrets = {device.serial for device in account.devices} | {account.email, "camera:"}
    for issue in person.issues().values():
        told = f"{issue.issue_id} {issue.data} {issue.translation_placeholders}"
        assert not any(secret in told for secret in secrets)
    await person("""
        Front_door leaves; 2 # a camera leaves: for a day it may be back
        days 1; 2 # then its repair goes
        disable doctor # the entry is disabled: none is left
        enable doctor # enabled: they are back
        remove doctor # the entry is removed
    """)
    issues = ir.async_get(person.house.hass).issues
    assert not [key for key in issues if key[0] == DOMAIN], "nothing of them is left"
