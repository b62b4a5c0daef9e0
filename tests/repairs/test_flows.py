"""Each guided fix end to end: fixed by what is measured, or left open."""

import pytest

from .guide import MakePerson, Person


def tried(person: Person, name: str) -> list[tuple[str, str]]:
    house = person.house
    notes = house.notes(name)
    return [(step.step, step.result) for step in notes.steps_tried]


async def test_old_cells_go_on_to_wifi_firmware_and_support(person: Person) -> None:
    """New batteries and still low: connectivity, software, then a text for support."""
    await person.open("low_battery Front door", "begin", "batteries_done")
    assert person.step == "battery_late", "Blink looks at batteries rarely"
    assert "1.33 V" in person.said["readings"]
    await person.press("next_step", to="check_wifi")
    assert "5 of 5" in person.said["readings"]
    await person.press("check_again", "next_step", to="check_firmware")
    assert "10.53" in person.said["readings"]
    await person.press("next_step", to="contact_support")
    text = person.said["support"]
    for part in ("Front door", "catalina", "10.53", "1.33 V", "Change the batteries"):
        assert part in text
    camera = person.thing("Front door")
    secrets = (camera.serial, person.house.account.email, str(person.house.account.id))
    assert not any(secret in text for secret in secrets)
    await person.press("later")
    assert person.page["reason"] == "later"
    assert "low_battery Front door" in person.issues()
    assert tried(person, "Front door") == [
        ("replace_batteries", "late"),
        ("check_wifi", "not_yet"),
    ]


async def test_the_meter_shows_before_and_after(person: Person) -> None:
    """Weak Wi-Fi: moved, measured, closed, and it stays closed."""
    await person.open("weak_wifi Driveway")
    assert "2 of 5" in person.said["evidence"]
    await person.press("begin", "network_works", to="move_closer")
    await person.press("measure", to="meter")
    camera = person.thing("Driveway")
    camera.move(wifi_bars=4)
    await person.press("measure", to="meter_good")
    before, *_, now = person.said["measured"].splitlines()
    assert before.startswith("- Before: ")
    assert "2 of 5" in before
    assert now.startswith("- **Now: ")
    assert "4 of 5" in now
    assert "weak_wifi Driveway" in person.issues(), "nothing closes before it is said"
    await person.press("finish", to="create_entry")
    await person.house.poll(3)
    assert "weak_wifi Driveway" not in person.issues()
    assert person.house.cause("Driveway") == "none"


async def test_a_signal_that_stays_weak_stays_open(person: Person) -> None:
    """All steps done, nothing better: support, and the issue remains."""
    await person.open("weak_wifi Driveway", "begin", "network_down", "check_again")
    assert person.step == "not_yet"
    await person.press("next_step", to="move_closer")
    await person.press("measure", "next_step", to="power_cycle")
    assert "both batteries" in person.said["power"], "a camera on batteries"
    await person.press("check_again", "next_step", to="contact_support")
    assert "weak_wifi Driveway" in person.issues()


async def test_congestion(person: Person) -> None:
    """Open while Blink reports it, closed when Blink no longer does."""
    await person.open("wifi_congestion Garage")
    assert "bandwidth" in person.said["evidence"]
    await person.press("begin", "network_works", to="free_bandwidth")
    await person.press("check_again", to="not_yet")
    assert "wifi_congestion Garage" in person.issues()
    person.thing("Garage").mend()
    await person.press("check_again", to="create_entry")
    assert "wifi_congestion Garage" not in person.issues()


async def test_the_link_to_the_sync_module(person: Person) -> None:
    """Moved and measured; where that fails, cells are a cause, too."""
    await person.open("weak_sync_module_link Garden", "begin", to="move_sync_module")
    await person.press("measure", to="meter")
    await person.press("next_step", to="replace_batteries")
    await person.press("batteries_done", to="not_yet")
    assert "weak_sync_module_link Garden" in person.issues()
    person.thing("Garden").move(link_bars=4)
    await person.press("check_again", to="create_entry")
    await person.house.poll(2)
    assert "weak_sync_module_link Garden" not in person.issues()


async def dead_module(make_person: MakePerson) -> tuple[Person, str]:
    """Return a person whose only sync module was unplugged, and the issue's title."""
    person = await make_person("one_camera", polls=1)
    person.house.account.sync_modules[0].unplug()
    await person.house.poll(5)
    (title,) = person.issues()
    assert title.startswith("sync_module_offline ")
    return person, title


async def test_sync_module_back_on_power(make_person: MakePerson) -> None:
    """The lights lead to the power; what came back with it is named."""
    person, title = await dead_module(make_person)
    await person.open(title)
    assert person.said["behind"] == "Front door"
    await person.press("begin", to="read_lights")
    await person.press("lights_off", "power_cycle_sync_module", "check_again")
    assert person.step == "not_yet"
    assert title in person.issues()
    person.house.account.sync_modules[0].plug_in()
    await person.house.wait(60)
    await person.press("check_again", to="create_entry")
    assert "Front door" in person.said["note"]
    assert not person.issues()
    module = f"sync_module:{person.house.account.sync_modules[0].id}"
    assert tried(person, module) == [
        ("power_cycle_sync_module", "not_yet"),
        ("power_cycle_sync_module", "fixed"),
    ]


async def test_the_reset_comes_last(make_person: MakePerson) -> None:
    """Power and Wi-Fi first; the reset warns, then leads through, and measures."""
    person, title = await dead_module(make_person)
    await person.open(title, "begin", "lights_red", "go_network", to="check_network")
    await person.press("network_works", to="power_cycle_sync_module")
    await person.press("check_again", to="not_yet")
    await person.press("next_step", to="reset_sync_module")
    assert person.said["behind"] == "Front door"
    for option in ("reset_find", "reset_hold", "reset_wait", "pair_again"):
        await person.press(option, to=option)
    await person.press("check_again", to="not_yet")
    assert title in person.issues()


@pytest.mark.house("router_down", polls=0)
async def test_home_network(person: Person) -> None:
    """One issue for the whole house, closed when the router is back."""
    await person.see_the_router_go_off()
    (title,) = person.issues()
    assert title.startswith("home_network_offline ")
    await person.open(title)
    assert "2 devices" in person.said["evidence"]
    await person.press("begin")
    assert person.step == "internet_works", "Home Assistant's poll went over it"
    await person.press("next_step", to="restart_router")
    await person.press("check_again", to="not_yet")
    assert title in person.issues()
    person.house.account.router_on()
    await person.house.wait(90)
    await person.press("check_again", to="create_entry")
    for name in ("Front door", "Garden", "Hallway"):
        assert name in person.said["note"]
    assert not person.issues()


@pytest.mark.house(polls=0)
async def test_firmware(person: Person) -> None:
    """Open for as long as a sibling runs newer software, closed after the update."""
    await person.house.poll_daily(14)
    await person.house.poll(2)
    await person.open("firmware_behind Back yard")
    assert "13.22" in person.said["evidence"]
    await person.press("begin", "check_again", to="not_yet")
    await person.press("next_step", to="help_update_along")
    # what was read, and no advice that could be taken for it
    readings = person.said["readings"].lower()
    assert "bars" in readings
    assert not any(advice in readings for advice in ("change", "move", "restart"))
    assert "firmware_behind Back yard" in person.issues()
    person.thing("Back yard").set_firmware("13.22")
    await person.press("check_again", to="create_entry")
    assert "firmware_behind Back yard" not in person.issues()


async def test_a_camera_that_hangs(person: Person) -> None:
    """Asked for a picture it says that it is offline; with fresh power it is back."""
    await person.open("camera_error Balcony")
    assert "does not answer" in person.said["evidence"]
    await person.press("begin", "ask_picture")
    person.house.cloud.clear_requests()
    await person.press("take_picture", to="picture_result")
    assert "offline" in person.said["note"]
    assert person.house.cloud.count("thumbnail") == 1
    assert person.house.cloud.count("homescreen") == 0
    person.thing("Balcony").power_cycle()
    await person.house.wait(40)
    await person.press("check_again", to="create_entry")
    assert "camera_error Balcony" not in person.issues()


async def test_what_a_silent_camera_said_last_is_not_of_now(person: Person) -> None:
    """Blink repeats it: only that there is no answer was measured."""
    await person.open("camera_error Balcony", "begin", "check_again", to="not_yet")
    silent, read_at, before, *values = (
        line.removeprefix("- ") for line in person.said["readings"].splitlines()
    )
    assert silent == "It does not answer."
    assert read_at.startswith("Read today at ")
    assert before == "Values from before that:"
    assert any(value.startswith("Wi-Fi: ") for value in values)


async def test_a_broken_camera_ends_with_support(person: Person) -> None:
    """Blink's own fault code is told, and nothing closes."""
    await person.open("camera_error Shed")
    assert "an error: 149" in person.said["evidence"]
    await person.press("begin", "ask_picture", "take_picture")
    assert "fault" in person.said["note"]
    await person.press("next_step", to="replace_batteries")
    await person.press("next_step", "measure", to="meter")
    await person.press("next_step", to="contact_support")
    assert "an error: 149" in person.said["support"]
    assert "camera_error Shed" in person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_reloading_a_stuck_blink_integration(person: Person) -> None:
    """Core's entry was unloaded: reload it, and check that Blink answers."""
    house = person.house
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    for _ in range(4):
        await house.wait(301)
    (title,) = person.issues()
    assert title.startswith("blink_unreachable ")
    await person.open(title, "check_again", to="not_checked")
    await person.press("next_step", to="reload_blink")
    await person.press("reload_now", to="create_entry")
    assert not person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_reloading_in_vain(person: Person) -> None:
    """Blink refuses while core reloads: it stays as it is."""
    house = person.house
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    for _ in range(4):
        await house.wait(301)
    (title,) = person.issues()
    house.account.lock()
    await person.open(title, "begin", to="reload_blink")
    await person.press("reload_now")
    assert person.step in ("not_yet", "not_checked")


async def signed_out(make_person: MakePerson) -> tuple[Person, str]:
    """Return somebody who is asked to sign in to Blink again, and the issue's title."""
    person = await make_person("one_camera", polls=1)
    house = person.house
    house.account.revoke()
    house.account.two_factor = "123456"
    await house.hass.config_entries.async_reload(house.blink.entry_id)
    for _ in range(4):
        await house.wait(301)
    (title,) = person.issues()
    await person.open(title, "begin", to="check_sign_in")
    return person, title


async def test_signing_in_again(make_person: MakePerson) -> None:
    """The fix hands over to the Blink integration's own sign-in."""
    person, title = await signed_out(make_person)
    await person.press("sign_in")
    assert person.page["type"] == "abort"
    assert person.page["next_flow"][0] == "config_flow"
    assert title in person.issues()


async def test_signed_in_elsewhere_meanwhile(make_person: MakePerson) -> None:
    """Nobody is asked to sign in who has just done so: it is checked instead."""
    person, title = await signed_out(make_person)
    flows = person.house.hass.config_entries.flow
    for flow in flows.async_progress_by_handler("blink"):
        flows.async_abort(flow["flow_id"])
    await person.press("sign_in", to="not_checked")
    assert title in person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_waiting_for_blink(person: Person) -> None:
    """Once Blink's service answers again, one check closes the repair."""
    house = person.house
    house.account.service_down()
    await house.poll(6)
    await house.wait(6 * 3600)
    (title,) = person.issues()
    await person.open(title, "begin", to="wait_for_blink")
    await person.press("check_again", to="not_checked")
    house.account.service_up()
    await house.wait(301)
    await person.press("check_again", to="create_entry")
    assert not person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_blinks_own_trouble_is_no_issue(person: Person) -> None:
    """All one can do is wait: a state, not a repair. For some hours, that is."""
    person.house.account.service_down()
    await person.house.poll(6)
    fault = person.house.state("account", "account_fault")
    assert fault.attributes["primary_cause"] == "blink_unreachable"
    assert not person.issues()
    await person.house.wait(6 * 3600)
    (title,) = person.issues()
    assert title.startswith("blink_unreachable "), "too long for a hiccup"


@pytest.mark.house(polls=1)
async def test_red_light_with_fine_readings(person: Person) -> None:
    """A person saw it: the whole guide, until it stops."""
    house = person.house
    house.report_red_light("Living room", "unknown")
    title = "red_light Living room"
    await person.open(title)
    assert "still works" in person.said["works"]
    await person.press("begin", to="read_pattern")
    await person.press("pattern_every_three_seconds")
    assert "Not from Blink" in person.said["meaning"]
    for step in ("check_battery", "check_wifi", "power_cycle", "check_firmware"):
        await person.press("still_red")
        assert person.step == step
        assert title in person.issues()
    await person.press("still_red", to="contact_support")
    await person.press("stopped", to="create_entry")
    assert title not in person.issues()
    assert house.cause("Living room") == "none"


@pytest.mark.house(polls=1)
async def test_a_red_light_that_turns_out_to_be_the_battery(person: Person) -> None:
    """A check-up between the steps finds the cause, which has its own repair."""
    house = person.house
    house.report_red_light("Living room", "solid")
    await person.open("red_light Living room", "begin", "pattern_flashing")
    person.thing("Living room").battery = "low"
    await person.press("still_red", to="cause_found")
    assert person.said["note"] == "Low battery"
    assert "low_battery Living room" in person.issues()


@pytest.mark.house(polls=1)
async def test_a_red_light_on_a_silent_camera_stays(person: Person) -> None:
    """Its owner's word is taken; that the camera is silent is found all the same."""
    house = person.house
    house.report_red_light("Living room", "solid")
    await person.open("red_light Living room")
    person.thing("Living room").hang()
    await person.press("stopped", to="not_yet")
    assert "red_light Living room" not in person.issues()
    await house.poll(5)
    assert "camera_error Living room" in person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_maintenance(person: Person) -> None:
    """Ninety days without a look: one gentle issue, done after a check-up."""
    await person.house.wait(89 * 86400)
    assert not person.issues()
    await person.house.wait(86400 + 6 * 3600)
    (title,) = person.issues()
    assert title.startswith("maintenance ")
    await person.open(title)
    assert "No check-up was made yet" in person.said["house"]
    assert "5 of 5" in person.said["house"]
    await person.press("check_again", to="looked")
    assert "Last check-up: today" in person.said["house"]
    await person.press("later")
    assert title in person.issues()
    await person.open(title, "done", to="create_entry")
    assert not person.issues()
    await person.house.wait(86400)
    assert not person.issues()
