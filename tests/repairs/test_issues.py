"""Issues in step with the diagnosis; what is ignored stays ignored."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House

from .guide import MakePerson, Person

pytestmark = pytest.mark.house("one_camera", polls=1)

HOUR = 3600


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


def is_ignored(person: Person, title: str) -> bool:
    """Return whether an issue is hidden by its owner's wish."""
    return person.issues()[title].dismissed_version is not None


@pytest.mark.parametrize(
    ("scenario", "cause"),
    [
        ("troubles", "low_battery Front door"),
        ("two_modules", "sync_module_offline"),
        ("router_down", "home_network_offline"),
    ],
)
async def test_ignored_through_a_restart(
    make_person: MakePerson, hass_storage: dict[str, Any], scenario: str, cause: str
) -> None:
    """Ignored in the flow: the issue stays, hidden, also after a restart."""
    person = await make_person(scenario)
    if scenario == "router_down":
        await person.see_the_router_go_off()
    (title,) = (title for title in person.issues() if title.startswith(cause))
    await person.open(title, "ignore")
    assert person.page["reason"] == "ignored"
    assert is_ignored(person, title)
    await restart(person.house, hass_storage)
    await person.house.poll(2)
    assert is_ignored(person, title)
    others = [other for other in person.issues() if other != title]
    assert not any(is_ignored(person, other) for other in others)


async def test_red_light_and_maintenance_ignored_through_a_restart(
    hass_storage: dict[str, Any], person: Person
) -> None:
    """The same for what a person told, and for the reminder."""
    await person.house.wait(91 * 24 * HOUR)
    house = person.house
    house.report_red_light("Front door", "solid")
    titles = list(person.issues())
    assert [title.split()[0] for title in sorted(titles)] == [
        "maintenance",
        "red_light",
    ]
    for title in titles:
        await person.open(title, "ignore")
    await restart(house, hass_storage)
    await house.poll()
    assert all(is_ignored(person, title) for title in titles)


async def test_unreachable_ignored_through_a_restart(
    hass_storage: dict[str, Any], person: Person
) -> None:
    """The same while the Blink integration does not run at all."""
    house = person.house
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    for _ in range(4):
        await house.wait(301)
    (title,) = person.issues()
    await person.open(title, "ignore")
    await restart(house, hass_storage)
    await house.wait(61)
    assert is_ignored(person, title)


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize(("hours", "ignored"), [(23, True), (26, False)])
async def test_ignored_for_a_day_after_it_went(
    hass_storage: dict[str, Any],
    hours: int,
    ignored: bool,
    restarts: bool,
    person: Person,
) -> None:
    """Counted from when it went, whatever is looked at meanwhile."""
    house = person.house
    camera = person.thing("Front door")
    camera.battery = "low"
    await house.poll()
    title = "low_battery Front door"
    ir.async_ignore_issue(house.hass, DOMAIN, person.issues()[title].issue_id, True)
    camera.battery = "ok"
    await house.poll(2)
    assert title not in person.issues()
    for hour in range(hours):
        await house.wait(HOUR)
        if restarts and hour == hours // 2:
            await restart(house, hass_storage)
    noted = house.coordinator.notes_of(camera.key).ignored
    assert ("low_battery" in noted) is ignored
    camera.battery = "low"
    await house.poll(2)
    assert is_ignored(person, title) is ignored


async def test_no_longer_ignored_is_shown(person: Person) -> None:
    """Taking the ignore back is remembered, too."""
    camera = person.thing("Front door")
    camera.battery = "low"
    await person.house.poll()
    title = "low_battery Front door"
    issue_id = person.issues()[title].issue_id
    ir.async_ignore_issue(person.house.hass, DOMAIN, issue_id, True)
    ir.async_ignore_issue(person.house.hass, DOMAIN, issue_id, False)
    camera.battery = "ok"
    await person.house.poll()
    camera.battery = "low"
    await person.house.poll()
    assert not is_ignored(person, title)


async def test_quiet_polls_do_not_touch_the_registry(person: Person) -> None:
    """Nothing changed, so no issue is written again, let alone made anew."""
    person.thing("Front door").battery = "low"
    await person.house.poll()
    seen: list[str] = []
    person.house.hass.bus.async_listen(
        ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED,
        lambda event: seen.append(event.data["action"]),
    )
    await person.house.poll(5)
    assert seen == []
    person.thing("Front door").battery = "ok"
    await person.house.poll(2)
    assert seen == ["remove"]


async def test_an_outage_closes_nothing(person: Person) -> None:
    """What is not known to be gone stays."""
    person.thing("Front door").battery = "low"
    await person.house.poll()
    person.house.account.service_down()
    await person.house.poll(6)
    assert "low_battery Front door" in person.issues()


@pytest.mark.house(issues=False, polls=8)
async def test_switched_off(house: House) -> None:
    issues = ir.async_get(house.hass).issues
    assert not [key for key in issues if key[0] == DOMAIN]
    house.hass.config_entries.async_update_entry(
        house.doctor, options={"disabled": ["low_battery", "camera_error"]}
    )
    await house.hass.config_entries.async_reload(house.doctor.entry_id)
    await house.poll()
    causes = {issue.translation_key for issue in issues.values() if issue.active}
    assert {"weak_wifi", "wifi_congestion"} <= causes
    assert not causes & {"low_battery", "camera_error"}


@pytest.mark.house(polls=2)
async def test_gone_with_the_device_and_with_the_entry(
    hass_storage: dict[str, Any], person: Person
) -> None:
    """A removed camera, a disabled entry and a removed one leave nothing behind."""
    house, hass = person.house, person.house.hass
    assert "low_battery Front door" in person.issues()
    house.account.remove_camera("Front door")
    await house.poll(2)
    assert "low_battery Front door" in person.issues(), "for a day it may be back"
    await house.poll_daily(1)
    await house.poll(2)
    assert "low_battery Front door" not in person.issues()
    assert person.issues()
    entries = hass.config_entries
    await entries.async_set_disabled_by(house.doctor.entry_id, ConfigEntryDisabler.USER)
    assert not person.issues()
    await entries.async_set_disabled_by(house.doctor.entry_id, None)
    await house.settle()
    assert person.issues()
    await entries.async_remove(house.doctor.entry_id)
    assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]


@pytest.mark.house
async def test_no_ids_of_blinks_in_an_issue(person: Person) -> None:
    """Not in its id, not in its data: the frontend may ask for both."""
    account = person.house.account
    secrets = {device.serial for device in account.devices} | {account.email}
    assert person.issues()
    for issue in person.issues().values():
        told = f"{issue.issue_id} {issue.data} {issue.translation_placeholders}"
        assert not any(secret in told for secret in secrets)
        assert "camera:" not in told
