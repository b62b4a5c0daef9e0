"""The guide by phone: one state for all phones and the repair, and it measures."""

from homeassistant.components.frontend.storage import async_user_store
import pytest

from custom_components.blink_doctor.notifications.records import RecordStore
from tests.blueprint import UseBlueprint
from tests.house import House
from tests.phone import AppPhone, MakeToldPhones
from tests.repairs.guide import MakePerson

from .troubles import low, mend, weak

NO_HELP, CHANGED = "Did not help", "I changed them"


def tried(house: House, name: str = "Driveway") -> list[tuple[str, str]]:
    """Return the steps that were noted as tried, and what came of them."""
    return [(one.step, one.result) for one in house.notes(name).steps_tried]


async def test_steps_one_after_the_other(house: House, phone: AppPhone) -> None:
    """Title, number and step, how; then the buttons. The last step is support."""
    await weak(house)
    assert phone.lines[:2] == [
        "Driveway: Weak Wi-Fi",
        "Step 1 of 4: Check that the Wi-Fi works",
    ]
    assert phone.lines[2].startswith("Open a web page on a phone at that place")
    assert [*phone.buttons()] == ["Done", NO_HELP, "Later"]
    await phone.press(house, NO_HELP)
    assert phone.lines[1] == "Step 2 of 4: Move it closer to the router"
    assert phone.lines[2].startswith("Or take away what stands between them")
    for _ in range(2):
        await phone.press(house, NO_HELP)
    assert phone.lines[1] == "Step 4 of 4: Contact Blink's support"
    assert [*phone.buttons()] == ["Later"]
    assert len(phone.rings) == 1


async def test_done_is_measured_and_noted(house: House, phone: AppPhone) -> None:
    """Refused: the same step again. Not yet: the next one. Good values: all is well.

    After that an old button does nothing.
    """
    await weak(house)
    old = phone.buttons()["Done"]
    house.cloud.fail("*homescreen*", 429)
    await phone.press(house, "Done")
    house.cloud.heal()
    assert phone.lines[1].startswith("Blink refused to answer")
    assert phone.lines[2].startswith("Step 1 of 4")
    assert tried(house) == [("check_network", "not_checked")]
    await house.poll(8)
    await phone.press(house, "Done")
    assert phone.lines[1].startswith("Step 2 of 4")
    house.thing("Driveway").set_signal(5)
    await house.wait(61)
    await phone.press(house, "Done")
    assert phone.lines == ["Driveway", "Driveway is fine."]
    steps = tried(house)
    assert steps[1:] == [("check_network", "not_yet"), ("move_closer", "fixed")]
    await house.poll(9)
    count = len(phone.pushes)
    for action in (old, "BLINK_DOCTOR_NOTIFY|done|x|y|none|z", "|||", "other"):
        await phone.send_action(house, action)
    assert tried(house) == steps
    assert len(phone.pushes) <= count + 1
    assert len(phone.rings) == 1


async def test_two_phones_skip_no_step(make_told_phones: MakeToldPhones) -> None:
    """Both press for the same step: the second press changes nothing."""
    house, (first, second) = await make_told_phones("First", "Second")
    await weak(house)
    action = second.buttons()[NO_HELP]
    await first.press(house, NO_HELP)
    await second.send_action(house, action)
    assert first.lines[1] == second.lines[1]
    assert first.lines[1].startswith("Step 2 of 4")
    assert tried(house) == [("check_network", "not_yet")]


@pytest.mark.house(remind_days=0)
async def test_new_batteries_reported_late(house: House, phone: AppPhone) -> None:
    """Noted, and waited for; nobody is sent to the Wi-Fi for a day."""
    await low(house, "Driveway")
    house.thing("Driveway").volts = 1.62
    await phone.press(house, CHANGED)
    assert phone.lines == [
        "Driveway: batteries low",
        "Noted. Blink may say low for some hours.",
    ]
    assert [*phone.buttons()] == ["Check again", "Later"]
    assert tried(house) == [("replace_batteries", "late")]
    await house.poll(12)
    assert "Noted." in phone.lines[1]
    house.cloud.fail("*homescreen*", 429)
    await phone.press(house, "Check again")
    house.cloud.heal()
    assert phone.lines[1].startswith("Blink refused to answer")
    assert len(phone.lines) == 2, "nobody is told to put in new ones again"
    assert [*phone.buttons()] == ["Check again", "Later"]
    await mend(house, "Driveway", polls=3)
    assert phone.lines[-1] == "Driveway is fine."
    assert len(phone.rings) == 1


@pytest.mark.house(remind_days=0)
async def test_new_batteries_that_did_not_help(house: House, phone: AppPhone) -> None:
    """Still low a day after the change: the next step."""
    await low(house, "Driveway")
    await phone.press(house, CHANGED)
    await house.wait(86400)
    await house.poll(2)
    assert phone.lines[1].startswith("Step 2 of 4: Check the Wi-Fi")


async def test_restart_during_a_check_up(house: House, phone: AppPhone) -> None:
    """Its result is not waited for after that: the button can be pressed again."""
    await weak(house)
    await phone.press(house, "Done")
    # this one waits for the minute between two check-ups
    await phone.press(house, "Done")
    assert phone.lines[1].startswith("Looking whether it helped")
    await house.wait(2)
    store = RecordStore(house.hass)
    await store.async_load()
    ((guide,),) = (place.values() for place in store.records.guides.values())
    assert (guide.passed, guide.note) == (["check_network"], "")


async def test_a_module_gets_time_to_come_back(house: House, phone: AppPhone) -> None:
    """What is off is waited for eleven minutes, then the next step is shown."""
    house.thing("Home").unplug()
    await house.poll(5)
    await phone.press(house, NO_HELP)
    assert phone.lines[1] == "Step 2 of 5: Unplug the sync module for 10 seconds"
    await phone.press(house, "Done")
    assert phone.lines[1].startswith("Looking whether it helped")
    await house.poll(3)
    assert phone.lines[1].startswith("Step 3 of 5")
    assert tried(house, "Home")[-1] == ("power_cycle_sync_module", "not_yet")
    house.thing("Home").plug_in()
    await house.poll(3)
    assert phone.lines == ["Home", "Home is fine."]


@pytest.mark.house(remind_days=0)
async def test_buttons_after_a_reload_and_days_later(
    house: House, phone: AppPhone, use_blueprint: UseBlueprint
) -> None:
    """They need no running automation, and a press during a reload counts after it."""
    entries = house.hass.config_entries
    await weak(house)
    await entries.async_reload(house.doctor.entry_id)
    await use_blueprint(house, "blink_doctor", remind_days=0)
    await house.wait(86400 * 2)
    await house.poll()
    await phone.press(house, NO_HELP)
    assert phone.lines[1].startswith("Step 2 of 4")
    await entries.async_unload(house.doctor.entry_id)
    await phone.press(house, NO_HELP)
    assert phone.lines[1].startswith("Step 2 of 4")
    await entries.async_setup(house.doctor.entry_id)
    await house.settle()
    assert phone.lines[1].startswith("Step 3 of 4")


async def test_phone_and_repair_share_the_guide(
    make_person: MakePerson, use_blueprint: UseBlueprint, phone: AppPhone
) -> None:
    """The repair goes on where the phone stopped, and the phone where it did."""
    person = await make_person("healthy")
    house = person.house
    await use_blueprint(house, "blink_doctor")
    await weak(house)
    await phone.press(house, NO_HELP)
    await person.open("weak_wifi Driveway")
    await person.press("begin >move_closer")
    await person.press("next_step >power_cycle")
    await house.settle()
    assert phone.lines[1].startswith("Step 3 of 4")


@pytest.mark.parametrize(
    "house",
    [
        pytest.param(name, marks=pytest.mark.house(name, digest_from=0), id=name)
        for name in ("troubles", "router_down", "two_modules")
    ],
    indirect=True,
)
async def test_every_guide_has_an_end(house: House, phone: AppPhone) -> None:
    """Each press shows one more step, until there is nothing left to press but later."""
    await house.poll(13)
    tags = [*phone.screen]
    assert tags
    for tag in tags:
        only = AppPhone(house.hass, phone.name)
        only.pushes = [push for push in phone.pushes if push.tag == tag]
        while pressed := only.buttons().get(NO_HELP):
            await phone.send_action(house, pressed)
            count = len(only.pushes)
            only.pushes = [push for push in phone.pushes if push.tag == tag]
            assert len(only.pushes) == count + 1


async def test_language_and_link(house: House, phone: AppPhone) -> None:
    """The language is that of the phone's owner; the link opens the repair itself."""
    store = await async_user_store(house.hass, phone.entry.data["user_id"])
    await store.async_set_item("language", {"language": "de"})
    await weak(house)
    assert phone.lines[1].startswith("Schritt 1 von 4: ")
    assert [*phone.buttons()][-1] == "Später"
    await low(house, "Front door")
    wanted = {
        f"/config/repairs?blink_doctor_repair={issue.issue_id}"
        for issue in house.issues
        if issue.translation_key in ("low_battery", "weak_wifi")
    }
    assert {body["data"]["url"] for body in phone.screen.values()} == wanted
    assert len(wanted) == 2
    house.hass.config_entries.async_update_entry(
        house.doctor, options={"issues": False}
    )
    await house.reload()
    await low(house, "Garden")
    assert phone.screen.popitem()[1]["data"]["url"] == "/config/repairs", "no repairs"
