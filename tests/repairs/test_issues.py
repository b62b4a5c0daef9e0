"""Issues in step with the diagnosis; what is ignored stays ignored."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House

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


def ignored(person: Person) -> set[str]:
    issues = person.issues().items()
    return {title for title, issue in issues if issue.dismissed_version is not None}


def ignore(person: Person, title: str, yes: bool = True) -> None:
    """Ignore an issue in Home Assistant's list, or no longer."""
    issue_id = person.issues()[title].issue_id
    ir.async_ignore_issue(person.house.hass, DOMAIN, issue_id, yes)


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
    titles = set()
    for cause in causes:
        await person.open(cause, "ignore >abort")
        assert person.page["reason"] == "ignored"
        titles.add(person.title)
    assert ignored(person) == titles
    await restart(house, hass_storage)
    await house.poll(2)
    assert ignored(person) == titles


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("hours", "still"), [(23, True), (26, False)])
async def test_ignored_for_a_day_after_it_went(
    hass_storage: dict[str, Any],
    hours: int,
    still: bool,
    restarts: bool,
    person: Person,
) -> None:
    """Counted from when it went, whatever is looked at meanwhile."""
    house, camera = person.house, person.thing("Front door")
    camera.battery = "low"
    await house.poll()
    ignore(person, LOW)
    camera.battery = "ok"
    await house.poll(2)
    assert LOW not in person.issues()
    for hour in range(hours):
        await house.wait(HOUR)
        if restarts and hour == hours // 2:
            await restart(house, hass_storage)
    assert ("low_battery" in house.notes("Front door").ignored) is still
    camera.battery = "low"
    await house.poll(2)
    assert (LOW in ignored(person)) is still


async def test_what_changes_an_issue(person: Person) -> None:
    """No longer ignored is remembered, too; quiet polls and outages touch nothing."""
    house, camera = person.house, person.thing("Front door")
    camera.battery = "low"
    await house.poll()
    ignore(person, LOW)
    for name in ("Porch", None):
        # a new name changes the issue, and not that it is ignored
        device_id = house.device("Front door").id
        dr.async_get(house.hass).async_update_device(device_id, name_by_user=name)
        await house.poll()
        assert "low_battery" in house.notes("Front door").ignored
    ignore(person, LOW, yes=False)
    camera.battery = "ok"
    await house.poll()
    camera.battery = "low"
    await house.poll()
    assert LOW in {*person.issues()} - ignored(person)
    seen: list[str] = []
    house.hass.bus.async_listen(
        ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED,
        lambda event: seen.append(event.data["action"]),
    )
    await house.poll(5)
    assert seen == []
    camera.battery = "ok"
    await house.poll(2)
    assert seen == ["remove"]
    camera.battery = "low"
    await house.poll()
    house.account.service_down()
    await house.poll(6)
    assert LOW in person.issues(), "what is not known to be gone stays"


@pytest.mark.house(issues=False, polls=8)
async def test_switched_off(house: House) -> None:
    assert house.issues == []
    house.hass.config_entries.async_update_entry(
        house.doctor, options={"disabled": ["low_battery", "camera_error"]}
    )
    await house.reload()
    await house.poll()
    causes = {issue.translation_key for issue in house.issues}
    assert {"weak_wifi", "wifi_congestion"} <= causes
    assert not causes & {"low_battery", "camera_error"}


@pytest.mark.house(polls=8)
async def test_gone_with_the_device_and_with_the_entry(person: Person) -> None:
    """A removed camera, a disabled entry and a removed one leave nothing behind.

    What is there tells no ids of Blink's: the frontend may ask for all of it.
    """
    house, entries = person.house, person.house.hass.config_entries
    account = house.account
    secrets = {device.serial for device in account.devices} | {account.email, "camera:"}
    for issue in person.issues().values():
        told = f"{issue.issue_id} {issue.data} {issue.translation_placeholders}"
        assert not any(secret in told for secret in secrets)
    account.remove_camera("Front door")
    await house.poll(2)
    assert LOW in person.issues(), "for a day it may be back"
    await house.poll_daily(1)
    await house.poll(2)
    assert LOW not in person.issues()
    assert person.issues()
    for disabled_by in (ConfigEntryDisabler.USER, None):
        await entries.async_set_disabled_by(house.doctor.entry_id, disabled_by)
        await house.settle()
        assert bool(person.issues()) is (disabled_by is None)
    await entries.async_remove(house.doctor.entry_id)
    assert not [key for key in ir.async_get(house.hass).issues if key[0] == DOMAIN]
