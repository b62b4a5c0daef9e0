"""Around the guided fixes: what may happen while a page is open."""

from homeassistant.data_entry_flow import EVENT_DATA_ENTRY_FLOW_PROGRESSED
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.messages.sentences import Words

from .guide import FIX, Person

LOW = "low_battery Front door"


async def test_blink_refuses(person: Person) -> None:
    """The page says why and until when; nothing is closed, and later it works."""
    person.house.cloud.fail("homescreen", "status=429", times=1)
    await person.open(LOW, "check_again >not_checked", note="refused")
    person.thing("Front door").mend()
    await person.press("check_again", note="asked for a pause")
    await person.house.wait(121)
    await person.press("check_again >create_entry")


@pytest.mark.house("one_camera", polls=1)
async def test_reloaded_fixed_and_stopped_meanwhile(person: Person) -> None:
    """The page goes on with the coordinator of now, and says so if there is none."""
    house, camera = person.house, person.thing("Front door")
    for what in ("reload", "poll", "unload"):
        camera.battery = "low"
        await house.poll()
        await person.open(LOW)
        if what == "reload":
            await house.reload()
            await person.press("begin")
            camera.mend()
            await person.press("batteries_done >create_entry")
        elif what == "poll":
            camera.mend()
            await house.poll(2)
            assert LOW not in person.issues()
            await person.press("check_again >create_entry")
        else:
            await house.hass.config_entries.async_unload(house.doctor.entry_id)
            await person.press("begin >abort")
            assert person.page["reason"] == "not_loaded"


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
    asked = {"handler": DOMAIN, "issue_id": "low_battery_of_nobody"}
    answer = await person.client.post(FIX, json=asked, headers=person._headers)
    assert answer.status < 500


async def test_another_cause_is_not_a_fix(person: Person) -> None:
    """The module died meanwhile: the camera's own fault is gone, and it is not well."""
    await person.open("camera_error Balcony", "begin")
    person.thing("Balcony").mend()
    await person.house.poll(2)
    person.house.account.sync_modules[0].unplug()
    await person.house.poll(5)
    assert "camera_error Balcony" not in person.issues()
    await person.press("check_again >cause_found")
    assert person.said["note"] == "Sync module offline"


@pytest.mark.house(polls=1)
async def test_what_is_left_is_told(person: Person) -> None:
    """New cells, but the Wi-Fi is weak as well: fixed, and that is said."""
    person.thing("Front door").set_signal(2)
    await person.house.poll(8)
    await person.open(LOW, "begin")
    person.thing("Front door").battery = "ok"
    await person.press("batteries_done >create_entry", note="Weak Wi-Fi")
    assert "weak_wifi Front door" in person.issues()


async def test_a_dialog_that_listens_late_hears_of_the_end(person: Person) -> None:
    """Home Assistant 2026.10 subscribes after the page: it is said until it asks."""
    house = person.house
    await person.open(LOW)
    heard = async_capture_events(house.hass, EVENT_DATA_ENTRY_FLOW_PROGRESSED)
    option = {"next_step_id": "check_again"}
    await person.client.post(person._flow, json=option, headers=person._headers)
    await house.settle()
    heard.clear()
    for _ in range(3):
        await house.wait_only(2)
    told = [event.data["flow_id"] for event in heard]
    assert told == [person.page["flow_id"]] * 3
    answer = await person.client.get(person._flow, headers=person._headers)
    assert (await answer.json())["step_id"] == "not_yet"
    heard.clear()
    await house.wait_only(5)
    assert not heard


ODD_NAMES = (
    *("{cause}", "{name}", "{{ states('sensor.x') }}", "[here](https://x.example)"),
    *("<img src=x>", "**bold**", "# head", "%s %(name)s", "\\{step}"),
)


@pytest.mark.house("one_camera", polls=1)
async def test_a_name_is_no_placeholder(person: Person) -> None:
    """What stands in a value is not filled in again, whatever the order."""
    words = await Words.async_load(person.house.hass)
    for name in ODD_NAMES:
        said = words.say("summary_fault", name=name, cause="Low battery")
        assert said == f"{name} needs attention: Low battery."
        said = words.say("summary_next", step=name, summary=name)
        assert said.count(name) == 2, name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("{cause}", r"\{cause\}"),
        ("[here](https://x.example)", r"\[here\]\(https://x.example\)"),
        ("**x** <img>", r"\*\*x\*\* \<img\>"),
        ("a@b.example", r"a\@b.example"),
    ],
)
async def test_a_device_that_is_gone_has_a_plain_name(
    name: str, shown: str, person: Person
) -> None:
    """The camera leaves the account while its page is open; the end is markdown, too."""
    camera = person.thing("Front door")
    camera.raw.homescreen["name"] = name
    await person.house.poll(2)
    await person.open(f"low_battery {name}")
    assert person.said["device"] == shown
    person.house.account.remove_camera("Front door")
    await person.house.poll()
    await person.house.poll_daily(1)
    await person.house.poll(2)
    await person.press("begin >abort")
    assert person.page["reason"] == "device_gone"
    assert person.said["device"] == shown
