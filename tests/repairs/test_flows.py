"""Guided fixes as people walk through them: the pages, and what is fixed by what is measured."""

from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.store.wake_counts import Woken
from tests.story import Story

from .guide import MakePerson, Person

LOW = "low_battery Front door"
WEAK = "weak_wifi Driveway"
RED = "red_light Living room"


async def test_batteries(person: Person, story: Story) -> None:
    house, camera = person.house, person.thing("Front door")
    story("facts are told once: then what has changed, and batteries are no Wi-Fi")
    await person.open(LOW, "check_again check_again")
    camera.set_signal(3)
    await person.press("check_again next_step next_step")
    camera.set_signal(5)
    story("still low: Wi-Fi, software, and a text for support that names no ids")
    await person.press("back no_light batteries_done next_step check_again next_step")
    await person.press("next_step")
    for secret in (camera.serial, house.account.email, str(house.account.id)):
        assert secret not in person.said["support"]
    await person.press("later")
    story("a battery compartment is opened in the words of the device")
    doorbell = next(one for one in house.account.doorbells if one.battery)
    doorbell.battery = "low"
    await house.poll(2)
    await person.open(f"low_battery {doorbell.name}")
    story("woken often by Home Assistant yesterday, which is told where it is much")
    for count in (9, 106):
        woken = {"automation:Front [door](x)": count}
        note = Woken(dt_util.now().toordinal() - 1, woken)
        house.coordinator.async_note(house.key("Front door"), woken=note)
        await person.open(LOW)


async def test_batteries_that_are_reported_late(person: Person, story: Story) -> None:
    house, camera = person.house, person.thing("Front door")
    story("opened again, nobody is told to change them once more")
    await person.open(LOW, "begin batteries_done watching")
    await person.open(LOW, "next_step later")
    story("late is only what answers")
    await person.open(LOW)
    camera.hang()
    await person.press("begin back batteries_done later")
    story("closed when Blink says that they are fine")
    camera.power_cycle()
    await house.wait(61)
    await person.open(LOW, "begin")
    camera.insert_batteries()
    await house.wait(30)
    await person.press("batteries_done check_again")
    assert house.remembered("Front door").cells.told


async def test_signals(person: Person, story: Story) -> None:
    camera = person.thing("Driveway")
    requests = person.house.cloud.requests
    story("the way back: steps are numbered, and reading costs no request")
    person.house.cloud.clear_requests()
    await person.open(WEAK, "begin network_down next_step next_step next_step")
    await person.press("back back back back back")
    assert requests == []
    story("moved and measured: before, and the last four; two requests, a minute apart")
    await person.press("begin network_works measure measure")
    first, _, second, _ = requests
    assert (second.at - first.at).total_seconds() >= 60
    for bars in (0, 1, 2, 1):
        camera.move(wifi_bars=bars)
        await person.press("measure")
    await person.press("back next_step check_again")
    story("good: closed when it is said, and not back")
    await person.press("back back measure")
    camera.move(wifi_bars=4)
    await person.press("measure finish")
    await person.house.poll(3)
    story("congested Wi-Fi")
    await person.open("wifi_congestion Garage", "begin network_works check_again")
    person.thing("Garage").mend()
    await person.press("check_again")
    story("a weak link to the sync module")
    await person.open("weak_sync_module_link Garden", "begin measure next_step")
    await person.press("batteries_done")
    person.thing("Garden").move(link_bars=4)
    await person.press("check_again")
    await person.house.poll(2)


async def test_cameras_that_do_not_work(person: Person, story: Story) -> None:
    story(
        "readings of before are called so; a picture asks for it, without a homescreen"
    )
    await person.open("camera_error Balcony", "begin check_again later")
    person.house.cloud.clear_requests()
    await person.open("camera_error Balcony", "begin ask_picture take_picture")
    counts = [person.house.cloud.count(one) for one in ("thumbnail", "homescreen")]
    assert counts == [1, 0]
    story("it answers again")
    person.thing("Balcony").power_cycle()
    await person.house.wait(61)
    await person.press("check_again")
    story("an error of its own; a block for support, with nothing tried yet")
    await person.open("camera_error Shed", "begin ask_picture take_picture next_step")
    await person.press("no_light back next_step measure next_step")
    story("its module dies meanwhile: another cause is not a fix")
    await person.open("camera_error Shed", "begin")
    person.thing("Shed").mend()
    await person.house.poll(2)
    person.house.account.sync_modules[0].unplug()
    await person.house.poll(5)
    await person.press("check_again")


async def dead_module(make_person: MakePerson) -> tuple[Person, str]:
    """Return a person whose only sync module was unplugged, and the issue's title."""
    person = await make_person("one_camera", polls=1)
    person.house.account.sync_modules[0].unplug()
    await person.house.poll(5)
    (title,) = person.issues()
    return person, title


async def test_sync_module(make_person: MakePerson, story: Story) -> None:
    person, title = await dead_module(make_person)
    story(
        "power and Wi-Fi first; the reset comes last, and warns, leads through, helps on"
    )
    await person.open(title, "begin lights_red go_network network_works other_lights")
    await person.press("lights_pairing back lights_off power_cycle_sync_module")
    await person.press("check_again next_step reset_find reset_hold never_flashed")
    await person.press("contact_support back reset_hold reset_wait pair_again")
    await person.press("check_again later")
    story("back on power: what came back with it is named")
    await person.open(title)
    person.house.account.sync_modules[0].plug_in()
    await person.house.wait(60)
    await person.press("check_again")
    story("its red light has meanings of its own, and neither batteries nor a picture")
    person.house.report_red_light(person.house.account.sync_modules[0].key, "unknown")
    await person.open("red_light", "begin pattern_solid still_red still_red stopped")


@pytest.mark.house("two_modules")
async def test_only_what_answers_again_is_back(person: Person, story: Story) -> None:
    await person.open("sync_module_offline Lake", "begin next_step")
    story("a camera that is still silent is not named among those that came back")
    person.thing("Lane").hang()
    person.thing("Lake").plug_in()
    await person.house.wait(120)
    await person.press("check_again")


@pytest.mark.house("router_down", polls=0)
async def test_home_network(person: Person, story: Story) -> None:
    story("one issue for the whole house")
    await person.see_the_router_go_off()
    await person.open("home_network_offline", "begin next_step check_again")
    story("closed when the router is back, and what is back is named")
    person.house.account.router_on()
    await person.house.wait(90)
    await person.press("check_again")


@pytest.mark.house(polls=0)
async def test_firmware(person: Person, story: Story) -> None:
    await person.house.poll_daily(14)
    await person.house.poll(2)
    story("open while a sibling runs newer software; readings are no advice")
    await person.open("firmware_behind Back yard", "begin check_again next_step")
    story("updated")
    person.thing("Back yard").set_firmware("13.22")
    await person.press("check_again")


@pytest.mark.house("one_camera", polls=1)
async def test_blink_out_of_reach(person: Person, story: Story) -> None:
    house, flows = person.house, person.house.hass.config_entries.flow
    story("its own trouble is no repair for some hours: all one can do is wait")
    house.account.service_down()
    await house.poll(6)
    assert house.state("account", "account_fault").state == "on"
    story("one check closes it at the end")
    await house.wait(6 * 3600)
    await person.open("blink_unreachable", "begin check_again")
    house.account.service_up()
    await house.wait(301)
    await person.press("check_again")
    story("core is not loaded: a reload that Blink refuses leaves the page open")
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await house.poll(4)
    await person.open("blink_unreachable", "check_again next_step")
    house.account.lock()
    await person.press("reload_now")
    story("not locked any more: reloaded, and whether Blink answers is asked")
    house.account.unlock()
    await house.wait(301)
    await person.press("back reload_now")
    story("what has helped comes first; core's own sign-in follows")
    house.account.revoke()
    house.account.two_factor = "123456"
    await house.reload(house.blink)
    await house.poll(4)
    await person.open("blink_unreachable", "begin check_again next_step sign_in")
    assert person.page["next_flow"][0] == "config_flow"
    story("who has just signed in is not asked again")
    await person.open("blink_unreachable", "begin")
    for flow in flows.async_progress_by_handler("blink"):
        flows.async_abort(flow["flow_id"])
    # the coordinator looks every minute
    await house.wait(61)
    await person.press("sign_in")


@pytest.mark.house(polls=1)
async def test_red_light(person: Person, story: Story) -> None:
    house, camera = person.house, person.thing("Living room")
    story("a person saw it, and all readings are fine: the whole guide, until it stops")
    house.report_red_light("Living room", "unknown")
    await person.open(RED, "begin pattern_after_blue back pattern_unknown back")
    await person.press("pattern_every_three_seconds still_red still_red still_red")
    await person.press("still_red still_red stopped")
    await house.poll()
    story("it does not answer: that has a repair of its own")
    house.report_red_light("Living room", "solid")
    await person.open(RED)
    camera.hang()
    await person.press("stopped")
    await house.poll(5)
    story("the owner's word is taken back; what has helped comes first")
    camera.mend()
    await house.poll()
    await person.press("still_red")
    story("what a check-up finds is the cause")
    camera.battery = "low"
    await person.press("still_red")
    story("taken at once, also where Blink cannot be asked just now")
    camera.battery = "ok"
    await house.poll(3)
    house.report_red_light("Living room", "solid")
    await person.open(RED)
    house.cloud.fail("homescreen", "status=429", times=1)
    await person.press("stopped")
    story("and where the page is closed before")
    house.report_red_light("Living room", "solid")
    await person.open(RED)
    stopped = {"next_step_id": "stopped"}
    await person.client.post(person._flow, json=stopped, headers=person._headers)
    await person.client.delete(person._flow, headers=person._headers)
    await house.settle()


@pytest.mark.house("healthy", polls=1)
async def test_maintenance(person: Person, story: Story) -> None:
    house = person.house
    for bars, name in (3, "Porch"), (4, "Cellar"), (4, "Garden"), (5, "Driveway"):
        person.thing(name).set_signal(bars)
    for name, days in (
        ("Front door", 10),
        ("Driveway", 40),
        ("Garden", 20),
        ("Cellar", 30),
    ):
        date = (house.coordinator.now - timedelta(days=days)).isoformat()
        await house.act("batteries_replaced", name, date=date)
    story("89 days without a look: nothing yet")
    await house.wait(89 * 86400)
    story("the oldest batteries and weakest signals first; a check-up is noted")
    await house.wait(86400 + 6 * 3600)
    await person.open("maintenance", "check_again later")
    await person.open("maintenance", "done")
    await house.wait(86400)
    story("none where none is wanted")
    options = {"maintenance_days": 0}
    house.hass.config_entries.async_update_entry(house.doctor, options=options)
    await house.reload()
    await house.wait(400 * 86400)
