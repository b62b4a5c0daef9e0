"""Around the guided fixes: what they cost, and what may happen meanwhile."""

from homeassistant.data_entry_flow import EVENT_DATA_ENTRY_FLOW_PROGRESSED
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.const import DOMAIN

from .guide import FIX, Person


async def test_reading_costs_nothing(person: Person) -> None:
    """Page after page without a request; one check-up is two requests."""
    person.house.cloud.clear_requests()
    await person.open("weak_wifi Driveway")
    await person.press("begin", "network_down", "next_step", "next_step", "next_step")
    assert person.step == "contact_support"
    assert person.house.cloud.requests == []
    await person.press("check_again")
    assert len(person.house.cloud.requests) == 2
    assert {request.method for request in person.house.cloud.requests} == {"GET"}


async def test_measuring_again_waits_a_minute(person: Person) -> None:
    """Nobody has to watch the clock: the page waits, and then asks."""
    await person.open("weak_wifi Driveway", "begin", "network_works", "measure")
    person.house.cloud.clear_requests()
    started = person.house.coordinator.now
    await person.press("measure")
    first = person.house.cloud.requests[0]
    assert (first.at - started).total_seconds() >= 60


async def test_blink_refuses(person: Person) -> None:
    """The page says why and until when; nothing is closed, and later it works."""
    person.house.cloud.fail("homescreen", "status=429", times=1)
    await person.open("low_battery Front door", "check_again", to="not_checked")
    assert "refused" in person.said["note"]
    assert "low_battery Front door" in person.issues()
    person.thing("Front door").mend()
    await person.press("check_again")
    assert "asked for a pause" in person.said["note"]
    await person.house.wait(121)
    await person.press("check_again", to="create_entry")


async def test_fixed_by_a_poll_meanwhile(person: Person) -> None:
    """The issue closes while its page is open; the page then says so."""
    await person.open("low_battery Front door")
    person.thing("Front door").mend()
    await person.house.poll()
    assert "low_battery Front door" not in person.issues()
    await person.press("check_again", to="create_entry")


@pytest.mark.house("one_camera", polls=1)
async def test_stopped_meanwhile(person: Person) -> None:
    """Blink Doctor is unloaded while a page is open."""
    person.thing("Front door").battery = "low"
    await person.house.poll()
    await person.open("low_battery Front door")
    await person.house.hass.config_entries.async_unload(person.house.doctor.entry_id)
    await person.press("begin")
    assert (person.step, person.page["reason"]) == ("abort", "not_loaded")


@pytest.mark.house("one_camera", polls=1)
async def test_options_changed_meanwhile(person: Person) -> None:
    """A reload in the middle: the page goes on with the coordinator of now."""
    person.thing("Front door").battery = "low"
    await person.house.poll()
    await person.open("low_battery Front door")
    await person.house.hass.config_entries.async_reload(person.house.doctor.entry_id)
    await person.press("begin")
    person.thing("Front door").mend()
    await person.press("batteries_done", to="create_entry")


@pytest.mark.house(polls=2)
async def test_removed_meanwhile(person: Person) -> None:
    """The camera leaves the account while its page is open."""
    await person.open("low_battery Front door")
    person.house.account.remove_camera("Front door")
    await person.house.poll()
    await person.house.poll_daily(1)
    await person.house.poll(2)
    await person.press("begin")
    assert (person.step, person.page["reason"]) == ("abort", "device_gone")


@pytest.mark.house("one_camera", polls=1)
async def test_an_issue_of_nobody(person: Person) -> None:
    """One that is gone cannot be opened, and that is no crash."""
    ir.async_create_issue(
        person.house.hass,
        DOMAIN,
        "low_battery_of_nobody",
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="low_battery",
    )
    answer = await person.client.post(
        FIX,
        json={"handler": DOMAIN, "issue_id": "low_battery_of_nobody"},
        headers=person._headers,
    )
    assert answer.status < 500


@pytest.mark.house("one_camera", polls=1)
async def test_red_light_on_a_sync_module(person: Person) -> None:
    """Its own meanings, and no picture of what takes none."""
    house = person.house
    key = f"sync_module:{house.account.sync_modules[0].id}"
    user_reports.async_report_red_light(house.coordinator, key, "unknown")
    (title,) = person.issues()
    await person.open(title, "begin")
    assert person.page["menu_options"] == [
        "pattern_solid",
        "pattern_flashing",
        "pattern_unknown",
        "back",
    ]
    await person.press("pattern_solid")
    assert "cannot join the network" in person.said["meaning"]
    await person.press("still_red")
    assert person.step == "check_wifi", "a module has no batteries"
    await person.press("still_red", to="power_cycle")
    assert "ask_picture" not in person.page["menu_options"]
    await person.press("stopped", to="create_entry")


@pytest.mark.house("one_camera", polls=1, maintenance_days=0)
async def test_maintenance_can_be_off(person: Person) -> None:
    """No reminder, however long."""
    await person.house.wait(400 * 86400)
    assert not person.issues()


async def test_another_cause_is_not_a_fix(person: Person) -> None:
    """The module died meanwhile: the camera's own fault is gone, and it is not well."""
    await person.open("camera_error Balcony", "begin")
    person.thing("Balcony").mend()
    await person.house.poll(2)
    person.house.account.sync_modules[0].unplug()
    await person.house.poll(5)
    assert "camera_error Balcony" not in person.issues()
    await person.press("check_again", to="cause_found")
    assert person.said["note"] == "Sync module offline"


@pytest.mark.house(polls=1)
async def test_what_is_left_is_told(person: Person) -> None:
    """New cells, but the Wi-Fi is weak as well: fixed, and that is said."""
    person.thing("Front door").set_signal(2)
    await person.house.poll(8)
    assert {"low_battery Front door", "weak_wifi Front door"} <= set(person.issues())
    await person.open("low_battery Front door", "begin")
    person.thing("Front door").battery = "ok"
    await person.press("batteries_done", to="create_entry")
    assert "Weak Wi-Fi" in person.said["note"]
    assert "weak_wifi Front door" in person.issues()


async def test_a_dialog_that_listens_late_hears_of_the_end(person: Person) -> None:
    """Home Assistant 2026.10 subscribes after the page: it is said until it asks."""
    house = person.house
    await person.open("low_battery Front door")
    heard = async_capture_events(house.hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)
    await person.client.post(
        person._flow, json={"next_step_id": "check_again"}, headers=person._headers
    )
    await house.settle()
    heard.clear()
    for _ in range(3):
        await house.wait_only(2)
    assert len(heard) == 3
    assert {event.data["flow_id"] for event in heard} == {person.page["flow_id"]}
    answer = await person.client.get(person._flow, headers=person._headers)
    assert (await answer.json())["step_id"] == "not_yet"
    heard.clear()
    await house.wait_only(5)
    assert not heard
