"""The guide by phone: one state for all phones and the repair, and it measures."""

from typing import Any

from homeassistant.components.frontend.storage import async_user_store
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.blink_doctor.notifications.records import RecordStore
from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import UseBlueprint
from tests.house import House, MakeHouse
from tests.phone import AddPhone, AppPhone, MakeToldHouse
from tests.repairs.guide import MakePerson


def tried(house: House, name: str) -> list[tuple[str, str]]:
    """Return the steps that were noted as tried, and what came of them."""
    notes = house.coordinator.notes_of(house.key(name))
    return [(one.step, one.result) for one in notes.steps_tried]


async def weak(house: House, name: str) -> None:
    """Let a camera's Wi-Fi be weak for long enough."""
    device: Any = house.cloud.device(name)
    device.set_signal(1)
    await house.poll(8)


async def test_the_step_comes_first_and_says_how(
    make_told_house: MakeToldHouse,
) -> None:
    """Number, step, how; then the buttons."""
    house, phone = await make_told_house()
    await weak(house, "Driveway")
    assert phone.lines[0] == "Driveway: Weak Wi-Fi"
    assert phone.lines[1] == "Step 1 of 4: Check that the Wi-Fi works"
    assert phone.lines[2].startswith("Open a web page on a phone at that place")
    assert [*phone.buttons()] == ["Done", "Did not help", "Later"]
    await phone.press(house, "Did not help")
    assert phone.lines[1] == "Step 2 of 4: Move it closer to the router"
    assert phone.lines[2].startswith("Or take away what stands between them")
    assert len(phone.rings) == 1


async def test_done_is_measured_and_noted(make_told_house: MakeToldHouse) -> None:
    """Not yet: the next step. Good values: it is well, and both are noted."""
    house, phone = await make_told_house()
    await weak(house, "Driveway")
    await phone.press(house, "Done")
    assert phone.lines[1].startswith("Step 2 of 4")
    device: Any = house.cloud.device("Driveway")
    device.set_signal(5)
    await house.wait(61)
    await phone.press(house, "Done")
    assert phone.lines == ["Driveway", "Driveway is fine."]
    assert tried(house, "Driveway") == [
        ("check_network", "not_yet"),
        ("move_closer", "fixed"),
    ]


async def test_two_phones_skip_no_step(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """Both press for the same step: the second press changes nothing."""
    first, second = await add_phone("First"), await add_phone("Second")
    house = await make_house("healthy")
    await use_blueprint(house, "blink_doctor")
    await weak(house, "Driveway")
    action = second.buttons()["Did not help"]
    await first.press(house, "Did not help")
    await second.send_action(house, action)
    assert first.lines[1] == second.lines[1]
    assert first.lines[1].startswith("Step 2 of 4")
    assert tried(house, "Driveway") == [("check_network", "not_yet")]


async def test_fresh_batteries_that_blink_reports_late(
    make_told_house: MakeToldHouse,
) -> None:
    """Noted, and waited for; nobody is sent to the Wi-Fi for a day."""
    house, phone = await make_told_house(remind_days=0)
    run_low(house, "Driveway")
    await house.poll(2)
    device: Any = house.cloud.device("Driveway")
    device.volts = 1.62
    await phone.press(house, "I changed them")
    assert phone.lines == [
        "Driveway: batteries low",
        "Noted. Blink may say low for some hours.",
    ]
    assert [*phone.buttons()] == ["Check again", "Later"]
    assert tried(house, "Driveway") == [("replace_batteries", "late")]
    await house.poll(12)
    assert "Noted." in phone.lines[1]
    house.cloud.fail("*homescreen*", 429)
    await phone.press(house, "Check again")
    house.cloud.heal()
    assert phone.lines[1].startswith("Blink refused to answer")
    assert len(phone.lines) == 2, "nobody is told to put in new ones again"
    assert [*phone.buttons()] == ["Check again", "Later"]
    device.mend()
    await house.poll(3)
    assert phone.lines[-1] == "Driveway is fine."
    assert len(phone.rings) == 1


async def test_batteries_that_did_not_help(make_told_house: MakeToldHouse) -> None:
    """Still low a day after the change: the next step."""
    house, phone = await make_told_house(remind_days=0)
    run_low(house, "Driveway")
    await house.poll(2)
    await phone.press(house, "I changed them")
    await house.wait(86400)
    await house.poll(2)
    assert phone.lines[1].startswith("Step 2 of 4: Check the Wi-Fi")


async def test_a_refused_check_is_not_a_check(make_told_house: MakeToldHouse) -> None:
    """It says why and when; the step is still to be judged."""
    house, phone = await make_told_house()
    await weak(house, "Driveway")
    house.cloud.fail("*homescreen*", 429)
    await phone.press(house, "Done")
    house.cloud.heal()
    assert phone.lines[1].startswith("Blink refused to answer")
    assert phone.lines[2].startswith("Step 1 of 4")
    assert tried(house, "Driveway") == [("check_network", "not_checked")]


async def test_a_restart_in_the_middle_of_a_check(
    make_told_house: MakeToldHouse,
) -> None:
    """What Blink was asked then is not waited for for ever: it can be pressed again."""
    house, phone = await make_told_house()
    await weak(house, "Driveway")
    await phone.press(house, "Done")
    # this one waits for the minute between two check-ups
    await phone.press(house, "Done")
    assert phone.lines[1].startswith("Looking whether it helped")
    await house.wait(2)
    store = RecordStore(house.hass)
    await store.async_load()
    (guide,) = (
        one for place in store.records.guides.values() for one in place.values()
    )
    assert guide.passed == ["check_network"]
    assert guide.note == ""


async def test_a_module_gets_time_to_come_back(make_told_house: MakeToldHouse) -> None:
    """What is off is waited for eleven minutes, then the next step is shown."""
    house, phone = await make_told_house()
    house.account.sync_modules[0].unplug()
    await house.poll(5)
    await phone.press(house, "Did not help")
    assert phone.lines[1] == "Step 2 of 5: Unplug the sync module for 10 seconds"
    await phone.press(house, "Done")
    assert phone.lines[1].startswith("Looking whether it helped")
    await house.poll(3)
    assert phone.lines[1].startswith("Step 3 of 5")
    assert tried(house, "Home")[-1] == ("power_cycle_sync_module", "not_yet")
    house.account.sync_modules[0].plug_in()
    await house.poll(3)
    assert phone.lines == ["Home", "Home is fine."]


async def test_buttons_work_after_a_reload_and_days_later(
    hass: HomeAssistant,
    use_blueprint: UseBlueprint,
    make_told_house: MakeToldHouse,
) -> None:
    """They need no run of an automation that still waits."""
    house, phone = await make_told_house(remind_days=0)
    await weak(house, "Driveway")
    await hass.config_entries.async_reload(house.doctor.entry_id)
    await use_blueprint(house, "blink_doctor", remind_days=0)
    await house.wait(86400 * 2)
    await house.poll()
    await phone.press(house, "Did not help")
    assert phone.lines[1].startswith("Step 2 of 4")
    # in the middle of one
    await hass.config_entries.async_unload(house.doctor.entry_id)
    await phone.press(house, "Did not help")
    assert phone.lines[1].startswith("Step 2 of 4")
    await hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()
    assert phone.lines[1].startswith("Step 3 of 4")


async def test_a_second_cause_does_not_mix_in_its_guide(
    make_told_house: MakeToldHouse,
) -> None:
    """When the first is over, the guide of the second begins with its first step."""
    house, phone = await make_told_house()
    run_low(house, "Driveway")
    await weak(house, "Driveway")
    assert phone.lines[1] == "Put in 2 AA lithium, not rechargeable."
    device: Any = house.cloud.device("Driveway")
    device.battery, device.volts = "ok", 1.62
    await house.poll(4)
    assert phone.lines[:2] == [
        "Driveway: Weak Wi-Fi",
        "Step 1 of 4: Check that the Wi-Fi works",
    ]


async def test_the_last_step_is_support(make_told_house: MakeToldHouse) -> None:
    """With nothing left to press but later."""
    house, phone = await make_told_house()
    await weak(house, "Driveway")
    for _ in range(3):
        await phone.press(house, "Did not help")
    assert phone.lines[1] == "Step 4 of 4: Contact Blink's support"
    assert [*phone.buttons()] == ["Later"]


async def test_phone_and_repair_share_the_guide(
    make_person: MakePerson, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """The repair goes on where the phone stopped, and the phone where it did."""
    phone = await add_phone()
    person = await make_person("healthy")
    house = person.house
    await use_blueprint(house, "blink_doctor")
    await weak(house, "Driveway")
    await phone.press(house, "Did not help")
    await person.open("weak_wifi Driveway")
    await person.press("begin")
    assert person.step == "move_closer"
    await person.press("next_step")
    assert person.step == "power_cycle"
    await house.settle()
    assert phone.lines[1].startswith("Step 3 of 4")


async def test_an_old_button_is_harmless(make_told_house: MakeToldHouse) -> None:
    """Pressed when all is well again, or made up."""
    house, phone = await make_told_house()
    await weak(house, "Driveway")
    old = phone.buttons()["Done"]
    device: Any = house.cloud.device("Driveway")
    device.mend()
    await house.poll(9)
    count = len(phone.pushes)
    for action in (old, "BLINK_DOCTOR_NOTIFY|done|x|y|none|z", "|||", "other"):
        await phone.send_action(house, action)
    assert len(phone.pushes) <= count + 1
    assert phone.rings[-1].body["title"] == "Driveway: Weak Wi-Fi"


@pytest.mark.parametrize("name", ["troubles", "router_down", "two_modules"])
async def test_every_guide_can_be_walked(
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
    name: str,
) -> None:
    """Each step is two short lines, in plain text, and each guide ends."""
    phone = await add_phone()
    house = await make_house(name)
    await house.poll(12)
    await use_blueprint(house, "blink_doctor", digest_from=0)
    await house.poll()
    tags = [*phone.screen]
    assert tags
    for tag in tags:
        only = AppPhone(house.hass, phone.name)
        only.client, only.webhook = phone.client, phone.webhook
        only.pushes = [push for push in phone.pushes if push.tag == tag]
        while (pressed := only.buttons().get("Did not help")) is not None:
            await phone.send_action(house, pressed)
            fresh = [push for push in phone.pushes if push.tag == tag]
            assert len(fresh) == len(only.pushes) + 1
            only.pushes = fresh
            title, *lines = only.lines
            assert len(title) <= 70, title
            assert all(len(line) <= 260 for line in lines), lines
            assert not any(c in "".join(lines) for c in "*{}#`"), lines


async def test_each_phone_in_the_language_of_its_owner(
    make_told_house: MakeToldHouse,
) -> None:
    """That of their profile; a phone of nobody's in that of the house."""
    house, phone = await make_told_house()
    entry = next(iter(house.hass.config_entries.async_entries("mobile_app")))
    store = await async_user_store(house.hass, entry.data["user_id"])
    await store.async_set_item("language", {"language": "de"})
    await weak(house, "Driveway")
    assert phone.lines[1].startswith("Schritt 1 von 4: ")
    assert [*phone.buttons()][-1] == "Später"


async def test_the_notification_opens_its_repair(
    make_told_house: MakeToldHouse,
) -> None:
    """That one of many, for an administrator; without a repair, the list of them."""
    house, phone = await make_told_house()
    run_low(house, "Front door")
    await weak(house, "Driveway")
    wanted = {
        f"/config/repairs?blink_doctor_repair={issue.issue_id}"
        for issue in ir.async_get(house.hass).issues.values()
        if issue.translation_key in ("low_battery", "weak_wifi")
    }
    assert {body["data"]["url"] for body in phone.screen.values()} == wanted
    assert len(wanted) == 2


async def test_without_repairs_it_opens_the_list(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """Repairs are switched off in the options."""
    phone = await add_phone()
    house = await make_house("healthy", issues=False)
    await use_blueprint(house, "blink_doctor")
    await weak(house, "Driveway")
    (body,) = phone.screen.values()
    assert body["data"]["url"] == "/config/repairs"
