"""Each guided fix end to end: fixed by what is measured, or left open."""

from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.store.wake_counts import Woken

from .guide import MakePerson, Person

LOW = "low_battery Front door"


async def test_new_cells(person: Person) -> None:
    """The page shows numbers; it closes when Blink says that the cells are fine."""
    await person.open(LOW, ">init", evidence="1.33 V")
    await person.press("begin >replace_batteries", cells="lithium")
    camera = person.thing("Front door")
    camera.insert_batteries()
    await person.house.wait(30)
    await person.press("batteries_done >battery_late")
    await person.press("check_again >create_entry", readings="1.60 V")
    assert person.house.remembered("Front door").cells.told
    assert [result for _, result in person.tried("Front door")] == ["late", "fixed"]


async def test_old_cells_go_on_to_wifi_firmware_and_support(person: Person) -> None:
    """New batteries and still low: connectivity, software, then a text for support."""
    await person.open(LOW, "begin batteries_done >battery_late", readings="1.33 V")
    await person.press("next_step >check_wifi", readings="5 of 5")
    await person.press("check_again next_step >check_firmware", readings="10.53")
    await person.press("next_step >contact_support")
    model = "Model: Blink Outdoor or Indoor, gen 3 (catalina)"
    for part in ("Front door", model, "10.53", "1.33 V", "Change the batteries"):
        assert part in person.said["support"]
    camera, account = person.thing("Front door"), person.house.account
    for secret in (camera.serial, account.email, str(account.id)):
        assert secret not in person.said["support"]
    await person.press("later")
    assert person.page["reason"] == "later"
    assert LOW in person.issues()
    late = [("replace_batteries", "late"), ("check_wifi", "not_yet")]
    assert person.tried("Front door") == late


async def test_what_home_assistant_costs(person: Person) -> None:
    """The guide says how often actions woke the camera, where that is much."""
    house, day = person.house, dt_util.now().toordinal()
    for count, is_said in ((9, False), (106, True)):
        woken = Woken(day - 1, {"automation:Front [door](x)": count})
        house.coordinator.async_note(house.key("Front door"), woken=woken)
        await person.open(LOW)
        said = (
            f"Home Assistant woke it {count} times yesterday, mostly: "
            r"automation Front \[door\]\(x\)."
        )
        assert (said in person.said["readings"]) is is_said


async def test_the_meter(person: Person) -> None:
    """Moved and measured: before, the last four, and closed only when it is said."""
    weak = "weak_wifi Driveway"
    await person.open(weak, evidence="2 of 5")
    await person.press("begin network_works >move_closer measure >meter")
    camera = person.thing("Driveway")
    for bars in (0, 1, 2, 1):
        camera.move(wifi_bars=bars)
        await person.press("measure >meter")
    camera.move(wifi_bars=4)
    await person.press("measure >meter_good")
    measured = person.said["measured"].splitlines()
    begun = [line.partition(": ")[0] for line in measured]
    assert begun == ["- Before", "- Then", "- Then", "- Then", "- **Now"]
    bars_then = [line.partition(" of 5")[0][-1] for line in measured]
    assert bars_then == ["2", "1", "2", "1", "4"]
    await person.press("finish >create_entry")
    await person.house.poll(3)
    assert weak not in person.issues()
    assert person.house.cause("Driveway") == "none"


async def test_signals_that_stay_weak(person: Person) -> None:
    """Open while Blink reports them; with all steps done: support, or it is closed."""
    weak = "weak_wifi Driveway"
    await person.open(weak, "begin network_down check_again >not_yet")
    await person.press("next_step >move_closer")
    await person.press("measure next_step >power_cycle", power="both batteries")
    await person.press("check_again next_step >contact_support")

    congested = "wifi_congestion Garage"
    await person.open(congested, evidence="bandwidth")
    await person.press("begin network_works >free_bandwidth check_again >not_yet")
    person.thing("Garage").mend()
    await person.press("check_again >create_entry")

    link = "weak_sync_module_link Garden"
    await person.open(link, "begin >move_sync_module measure >meter")
    await person.press("next_step >replace_batteries batteries_done >not_yet")
    person.thing("Garden").move(link_bars=4)
    await person.press("check_again >create_entry")
    await person.house.poll(2)
    assert not {congested, link} & set(person.issues())


async def test_cameras_that_do_not_work(person: Person) -> None:
    """Asked for a picture they say what is wrong; readings of before are called so."""
    await person.open("camera_error Balcony", evidence="does not answer")
    await person.press("begin check_again >not_yet")
    silent, read_at, before, *values = person.said["readings"].splitlines()
    assert (silent, before) == ("- It does not answer.", "- Values from before that:")
    assert read_at.startswith("- Read today at ")
    assert any(value.startswith("- Wi-Fi: ") for value in values)
    await person.open("camera_error Balcony", "begin ask_picture")
    cloud = person.house.cloud
    cloud.clear_requests()
    await person.press("take_picture >picture_result", note="offline")
    assert (cloud.count("thumbnail"), cloud.count("homescreen")) == (1, 0)
    person.thing("Balcony").power_cycle()
    await person.house.wait(61)
    await person.press("check_again >create_entry")

    await person.open("camera_error Shed", evidence="an error: 149")
    await person.press("begin ask_picture take_picture", note="fault")
    await person.press("next_step >replace_batteries next_step measure >meter")
    await person.press("next_step >contact_support", support="an error: 149")


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
    await person.open(title, behind="Front door")
    await person.press("begin >read_lights")
    await person.press("lights_off power_cycle_sync_module check_again >not_yet")
    person.house.account.sync_modules[0].plug_in()
    await person.house.wait(60)
    await person.press("check_again >create_entry", note="Front door")
    assert not person.issues()
    results = [("power_cycle_sync_module", one) for one in ("not_yet", "fixed")]
    assert person.tried(person.house.account.sync_modules[0].key) == results


@pytest.mark.house("two_modules")
async def test_only_what_answers_again_is_back(person: Person) -> None:
    """A camera that is still silent is not named among those that came back."""
    await person.open("sync_module_offline Lake", "begin next_step")
    person.thing("Lane").hang()
    person.thing("Lake").plug_in()
    await person.house.wait(120)
    await person.press("check_again >create_entry", note="Jetty")
    assert person.page["description"] == "fixed"
    assert "Boathouse" in person.said["note"]
    assert "Lane" not in person.said["note"]


async def test_the_reset_comes_last(make_person: MakePerson) -> None:
    """Power and Wi-Fi first; the reset warns, leads through, helps on, and measures."""
    person, title = await dead_module(make_person)
    await person.open(title, "begin lights_red go_network >check_network")
    await person.press("network_works >power_cycle_sync_module")
    await person.press("other_lights >read_lights")
    await person.press("lights_off power_cycle_sync_module check_again >not_yet")
    await person.press("next_step >reset_sync_module", behind="Front door")
    await person.press("reset_find >reset_find reset_hold >reset_hold")
    await person.press("never_flashed >never_flashed contact_support >contact_support")
    await person.press("back >never_flashed reset_hold >reset_hold reset_wait")
    await person.press(">reset_wait pair_again >pair_again check_again >not_yet")


@pytest.mark.house("router_down", polls=0)
async def test_home_network(person: Person) -> None:
    """One issue for the whole house, closed when the router is back."""
    await person.see_the_router_go_off()
    (title,) = person.issues()
    assert title.startswith("home_network_offline ")
    await person.open(title, evidence="2 devices")
    await person.press("begin >internet_works next_step >restart_router")
    await person.press("check_again >not_yet")
    person.house.account.router_on()
    await person.house.wait(90)
    await person.press("check_again >create_entry")
    for name in ("Front door", "Garden", "Hallway"):
        assert name in person.said["note"]
    assert not person.issues()


@pytest.mark.house(polls=0)
async def test_firmware(person: Person) -> None:
    """Open for as long as a sibling runs newer software, closed after the update."""
    await person.house.poll_daily(14)
    await person.house.poll(2)
    title = "firmware_behind Back yard"
    await person.open(title, evidence="13.22")
    await person.press("begin check_again >not_yet")
    await person.press("next_step >help_update_along", readings="bars")
    # what was read, and no advice that could be taken for it
    readings = person.said["readings"].lower()
    assert not any(advice in readings for advice in ("change", "move", "restart"))
    person.thing("Back yard").set_firmware("13.22")
    await person.press("check_again >create_entry")


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.house("one_camera", polls=1)
async def test_reloading_a_stuck_blink_integration(
    person: Person, locked: bool
) -> None:
    """Core's entry was unloaded: it is reloaded, and whether Blink answers is asked."""
    house = person.house
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await house.poll(4)
    await person.open("blink_unreachable", "check_again >not_checked")
    await person.press("next_step >reload_blink")
    if locked:
        house.account.lock()
    await person.press("reload_now")
    assert (person.step == "create_entry") is not locked, person.step
    assert bool(person.issues()) is locked, "the repair of a page that is open stays"


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.house("one_camera", polls=1)
async def test_signing_in_again(person: Person, elsewhere: bool) -> None:
    """Core's own sign-in follows; who has just signed in is not asked again."""
    house = person.house
    house.account.revoke()
    house.account.two_factor = "123456"
    await house.reload(house.blink)
    await house.poll(4)
    await person.open("blink_unreachable", "begin >check_sign_in")
    flows = house.hass.config_entries.flow
    for flow in flows.async_progress_by_handler("blink") if elsewhere else ():
        flows.async_abort(flow["flow_id"])
    await person.press("sign_in", ">not_checked" if elsewhere else ">abort")
    assert elsewhere or person.page["next_flow"][0] == "config_flow"
    assert person.title in person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_waiting_for_blink(person: Person) -> None:
    """Its own trouble is no repair for some hours; one check closes it at the end."""
    house = person.house
    house.account.service_down()
    await house.poll(6)
    fault = house.state("account", "account_fault")
    assert fault.attributes["primary_cause"] == "blink_unreachable"
    assert not person.issues(), "all one can do is wait"
    await house.wait(6 * 3600)
    await person.open("blink_unreachable", "begin >wait_for_blink")
    await person.press("check_again >not_checked")
    house.account.service_up()
    await house.wait(301)
    await person.press("check_again >create_entry")
    assert not person.issues()


@pytest.mark.house(polls=1)
async def test_red_light_with_fine_readings(person: Person) -> None:
    """A person saw it: the whole guide, until it stops."""
    house, title = person.house, "red_light Living room"
    house.report_red_light("Living room", "unknown")
    await person.open(title, works="**Living room still works**")
    await person.press("begin >read_pattern")
    await person.press("pattern_every_three_seconds", meaning="Not from Blink")
    for step in ("check_battery", "check_wifi", "power_cycle", "check_firmware"):
        await person.press(f"still_red >{step}")
        assert title in person.issues()
    await person.press("still_red >contact_support stopped >create_entry")
    assert house.cause("Living room") == "none"


@pytest.mark.house(polls=1)
async def test_red_lights_of_something_else(person: Person) -> None:
    """What a check-up finds has its own repair; the owner's word is taken, and back."""
    house, title = person.house, "red_light Living room"
    camera = person.thing("Living room")
    house.report_red_light("Living room", "solid")
    await person.open(title)
    camera.hang()
    await person.press("stopped >not_yet")
    assert title not in person.issues()
    await house.poll(5)
    assert "camera_error Living room" in person.issues()
    camera.mend()
    await house.poll()
    await person.press("still_red >read_pattern")
    assert title in person.issues()
    await person.press("pattern_flashing")
    camera.battery = "low"
    await person.press("still_red >cause_found", note="Low battery")
    assert "low_battery Living room" in person.issues()


@pytest.mark.house(polls=1)
async def test_the_red_light_has_stopped_is_taken_at_once(person: Person) -> None:
    """Also where Blink cannot be asked just now, or the page is closed before."""
    house, title = person.house, "red_light Living room"
    house.report_red_light("Living room", "solid")
    await person.open(title)
    house.cloud.fail("homescreen", "status=429", times=1)
    await person.press("stopped >create_entry", note="refused")
    assert house.remembered("Living room").red_light is None
    house.report_red_light("Living room", "solid")
    await person.open(title)
    stopped = {"next_step_id": "stopped"}
    await person.client.post(person._flow, json=stopped, headers=person._headers)
    await person.client.delete(person._flow, headers=person._headers)
    await house.settle()
    assert title not in person.issues()


@pytest.mark.house("one_camera", polls=1)
async def test_red_light_on_a_sync_module(person: Person) -> None:
    """Its own meanings, and neither batteries nor a picture."""
    house = person.house
    house.report_red_light(house.account.sync_modules[0].key, "unknown")
    await person.open("red_light", "begin")
    patterns = ["pattern_solid", "pattern_flashing", "pattern_unknown"]
    assert person.page["menu_options"] == [*patterns, "back"]
    await person.press("pattern_solid", meaning="cannot join the network")
    await person.press("still_red >check_wifi still_red >power_cycle")
    assert "ask_picture" not in person.page["menu_options"]
    await person.press("stopped >create_entry")


@pytest.mark.house("one_camera", polls=1)
async def test_maintenance(person: Person) -> None:
    """Ninety days without a look: one gentle issue, done after a check-up; or none."""
    house = person.house
    await house.wait(89 * 86400)
    assert not person.issues()
    await house.wait(86400 + 6 * 3600)
    await person.open("maintenance", house="No check-up was made yet")
    await person.press("check_again >looked", house="Last check-up: today")
    await person.press("later")
    await person.open("maintenance", "done >create_entry")
    await house.wait(86400)
    assert not person.issues()
    options = {"maintenance_days": 0}
    house.hass.config_entries.async_update_entry(house.doctor, options=options)
    await house.reload()
    await house.wait(400 * 86400)
    assert not person.issues()


@pytest.mark.house("healthy", polls=1)
async def test_maintenance_begins_with_what_is_oldest_and_weakest(
    person: Person,
) -> None:
    """Three of each: batteries from the oldest on, signals from the weakest on."""
    house = person.house
    for bars, name in (3, "Porch"), (4, "Cellar"), (4, "Garden"), (5, "Driveway"):
        person.thing(name).set_signal(bars)
    ages = {"Front door": 10, "Driveway": 40, "Garden": 20, "Cellar": 30}
    for name, days in ages.items():
        date = (house.coordinator.now - timedelta(days=days)).isoformat()
        await house.act("batteries_replaced", name, date=date)
    await house.wait(90 * 86400 + 6 * 3600)
    await person.open("maintenance")
    lines = person.said["house"].splitlines()
    for part, names in (
        ("days", ["Driveway", "Cellar", "Garden"]),
        ("of 5", ["Porch", "Cellar", "Garden"]),
    ):
        said = [line for line in lines if part in line]
        named = [name for line in said for name in (*ages, "Porch") if name in line]
        assert named == names
