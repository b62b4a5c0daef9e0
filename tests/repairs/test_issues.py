"""Issues in step with the diagnosis; what is ignored stays ignored."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House
from tests.story import Story, repairs

from .guide import MakePerson, Person

pytestmark = pytest.mark.house("one_camera", polls=1)

HOUR = 3600
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
    ("scenario", "causes"),
    [
        ("troubles", ["low_battery Front door"]),
        ("two_modules", ["sync_module_offline"]),
        ("router_down", ["home_network_offline"]),
        ("one_camera", ["maintenance", "red_light"]),
        ("one_camera", ["blink_unreachable"]),
    ],
)
async def test_ignored_through_a_restart(
    make_person: MakePerson,
    hass_storage: dict[str, Any],
    scenario: str,
    causes: list[str],
) -> None:
    """Ignored in the flow: those issues stay, hidden, also after a restart."""
    person = await make_person(scenario)
    house = person.house
    if scenario == "router_down":
        await person.see_the_router_go_off()
    if "red_light" in causes:
        await house.wait(91 * 24 * HOUR)
        house.report_red_light("Front door", "solid")
    if causes == ["blink_unreachable"]:
        await house.hass.config_entries.async_unload(house.blink.entry_id)
        await house.poll(4)
    for cause in causes:
        await person.open(cause, "ignore")
        assert person.page["reason"] == "ignored"
    before = repairs(house)
    assert [*before.values()].count("ignored") == len(causes)
    await restart(house, hass_storage)
    await house.poll(2)
    assert repairs(house) == before


async def test_ignoring(
    person: Person, story: Story, hass_storage: dict[str, Any]
) -> None:
    house, camera = person.house, person.thing("Front door")
    story.follow(lambda: {"noted": sorted(house.notes("Front door").ignored)})

    async def battery(state: str) -> None:
        camera.battery = state
        await house.poll(2)

    def ignore(yes: bool = True) -> None:
        issue_id = person.issues()[LOW].issue_id
        ir.async_ignore_issue(house.hass, DOMAIN, issue_id, yes)

    for hours, restarts in (23, False), (23, True), (26, False), (26, True):
        story(f"ignored, then gone for {hours} hours{', a restart in it' * restarts}")
        await battery("low")
        ignore()
        await battery("ok")
        for hour in range(hours):
            await house.wait(HOUR)
            if restarts and hour == hours // 2:
                await restart(house, hass_storage)
        story(f"counted from when it went, so it is {('ignored', 'new')[hours > 24]}")
        await battery("low")
    story("a new name changes the issue, and not that it is ignored")
    ignore()
    device = house.device("Front door").id
    dr.async_get(house.hass).async_update_device(device, name_by_user="Porch")
    await house.poll()
    dr.async_get(house.hass).async_update_device(device, name_by_user=None)
    await house.poll()
    story("no longer ignored, which is remembered, too")
    ignore(False)
    await battery("ok")
    await battery("low")
    story("quiet polls and an outage touch nothing: what is not known to be gone stays")
    seen: list[str] = []
    house.hass.bus.async_listen(
        ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED,
        lambda event: seen.append(event.data["action"]),
    )
    await house.poll(5)
    assert seen == []
    house.account.service_down()
    await house.poll(6)


@pytest.mark.house(issues=False, polls=8)
async def test_switched_off(house: House, story: Story) -> None:
    story.follow(lambda: repairs(house))
    story("switched on again, but for two causes")
    house.hass.config_entries.async_update_entry(
        house.doctor, options={"disabled": ["low_battery", "camera_error"]}
    )
    await house.reload()
    await house.poll()


@pytest.mark.house(polls=8)
async def test_gone_with_the_device_and_with_the_entry(
    person: Person, story: Story
) -> None:
    """What is there tells no ids of Blink's: the frontend may ask for all of it."""
    house, entries = person.house, person.house.hass.config_entries
    account = house.account
    secrets = {device.serial for device in account.devices} | {account.email, "camera:"}
    for issue in person.issues().values():
        told = f"{issue.issue_id} {issue.data} {issue.translation_placeholders}"
        assert not any(secret in told for secret in secrets)
    story("a camera leaves: for a day it may be back")
    account.remove_camera("Front door")
    await house.poll(2)
    story("then its repair goes")
    await house.poll_daily(1)
    await house.poll(2)
    story("the entry is disabled: none is left")
    await entries.async_set_disabled_by(house.doctor.entry_id, ConfigEntryDisabler.USER)
    await house.settle()
    story("enabled: they are back")
    await entries.async_set_disabled_by(house.doctor.entry_id, None)
    await house.settle()
    story("the entry is removed: nothing of them is left")
    await entries.async_remove(house.doctor.entry_id)
    assert not [key for key in ir.async_get(house.hass).issues if key[0] == DOMAIN]
