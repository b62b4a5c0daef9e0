"""Guided fixes as people walk through them: the pages, and what is fixed by what is measured."""

from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.store.wake_counts import Woken

from .guide import Person

pytestmark = pytest.mark.usefixtures("story")


async def test_batteries(person: Person) -> None:
    house = person.house
    await person("""
        open low_battery/Front_door check_again check_again # facts are told once
        Front_door set_signal 3; press check_again next_step next_step # then what has changed
        Front_door set_signal 5; press back no_light batteries_done next_step # still low: Wi-Fi
        press check_again next_step next_step # software, and a text for support
    """)
    camera = person.find("Front door")
    for secret in (camera.serial, house.account.email, str(house.account.id)):
        assert secret not in person.said["support"]
    await person.press("later")
    doorbell = next(one for one in house.account.doorbells if one.battery).name
    await person(f"""
        {doorbell} low; 2; open low_battery/{doorbell} # opened in the words of the device
    """)
    for count, title in (9, "which is little"), (106, "which is told where it is much"):
        woken = {"automation:Front [door](x)": count}
        note = Woken(dt_util.now().toordinal() - 1, woken)
        house.coordinator.async_note(house.key("Front door"), woken=note)
        await person(f"open low_battery/Front_door # woken by Home Assistant, {title}")


async def test_batteries_that_are_reported_late(person: Person) -> None:
    await person("""
        open low_battery/Front_door begin batteries_done watching # Blink may say so for a day
        open low_battery/Front_door next_step later # nobody is told to change them once more
        open low_battery/Front_door; Front_door hang; press begin back # it does not answer
        press batteries_done later # late is only what answers
        Front_door power_cycle; wait 61s; open low_battery/Front_door begin # it answers
        Front_door insert_batteries; wait 30s; press batteries_done check_again # Blink: fine
    """)
    assert person.house.remembered("Front door").cells.told


async def test_signals(person: Person) -> None:
    requests = person.house.cloud.requests
    person.house.cloud.clear_requests()
    await person("""
        open weak_wifi/Driveway begin network_down next_step next_step next_step # numbered
        press back back back back back # the way back
    """)
    assert requests == [], "reading costs no request"
    await person.press("begin network_works measure measure")
    first, _, second, _ = requests
    assert (second.at - first.at).total_seconds() >= 60, "two requests, a minute apart"
    await person("""
        Driveway set_signal 0; press measure; Driveway set_signal 1; press measure # moved
        Driveway set_signal 2; press measure; Driveway set_signal 1; press measure # the last four
        press back next_step check_again back back measure # and before
        Driveway set_signal 4; press measure finish; 3 # good: closed when it is said, and not back
        open wifi_congestion/Garage begin network_works check_again # congested Wi-Fi
        Garage mend; press check_again # not any more
        open weak_sync_module_link/Garden begin measure next_step batteries_done # a weak link
        Garden set_link 4; press check_again; 2 # a good one
    """)


async def test_cameras_that_do_not_work(person: Person) -> None:
    cloud = person.house.cloud
    await person("""
        open camera_error/Balcony begin check_again later # readings of before are called so
    """)
    cloud.clear_requests()
    await person("open camera_error/Balcony begin ask_picture take_picture # a picture")
    counts = [cloud.count(one) for one in ("thumbnail", "homescreen")]
    assert counts == [1, 0], "it asks for one, without a homescreen"
    await person("""
        Balcony power_cycle; wait 61s; press check_again # it answers again
        open camera_error/Shed begin ask_picture take_picture next_step # an error of its own
        press no_light back next_step measure next_step # for support, with nothing tried yet
        open camera_error/Shed begin; Shed mend; 2; Home unplug; 5 # its module dies meanwhile
        press check_again # another cause is not a fix
    """)


@pytest.mark.house("one_camera", polls=1)
async def test_sync_module(person: Person) -> None:
    """Power and Wi-Fi first; the reset comes last, and warns, leads through, helps on."""
    await person("""
        Home unplug; 5; open sync_module_offline begin lights_red go_network # by its lights
        press network_works other_lights lights_pairing back lights_off # off: power
        press power_cycle_sync_module check_again next_step reset_find reset_hold # the reset
        press never_flashed contact_support back reset_hold reset_wait pair_again # to its end
        press check_again later; open sync_module_offline # later
        Home plug_in; wait 60s; press check_again # back, and what came back with it is named
        red Home unknown; open red_light begin pattern_solid # meanings of its own
        press still_red still_red stopped # and neither batteries nor a picture
    """)


@pytest.mark.house("two_modules")
async def test_only_what_answers_again_is_back(person: Person) -> None:
    await person("""
        open sync_module_offline/Lake begin next_step; Lane hang; Lake plug_in # one is silent
        wait 120s; press check_again # it is not named among those that came back
    """)


@pytest.mark.house("router_down", polls=0)
async def test_home_network(person: Person) -> None:
    await person("""
        router_on; 2; router_off; 5 # what was down at first sight is no outage: this is
        open home_network_offline begin next_step check_again # one issue for the whole house
        router_on; wait 90s; press check_again # closed when it is back, and what is back is named
    """)


@pytest.mark.house(polls=0)
async def test_firmware(person: Person) -> None:
    await person("""
        days 14; 2; open firmware_behind/Back_yard begin check_again next_step # a sibling runs newer
        Back_yard set_firmware 13.22; press check_again # updated
    """)


@pytest.mark.house("one_camera", polls=1)
async def test_blink_out_of_reach(person: Person) -> None:
    house, flows = person.house, person.house.hass.config_entries.flow
    await person("service_down; 6 # no repair for some hours: all one can do is wait")
    assert house.state("account", "account_fault").state == "on"
    await person("""
        wait 6h; open blink_unreachable begin check_again # then it is one
        service_up; wait 301s; press check_again # one check closes it at the end
        unload blink; 4; open blink_unreachable check_again next_step # core is not loaded
        lock; press reload_now # a reload that Blink refuses leaves the page open
        unlock; wait 301s; press back reload_now # reloaded, and whether Blink answers is asked
    """)
    house.account.revoke()
    house.account.two_factor = "123456"
    await person("""
        reload blink; 4; open blink_unreachable begin # what has helped comes first
        press check_again next_step sign_in # core's own sign-in
    """)
    assert person.page["next_flow"][0] == "config_flow"
    await person.open("blink_unreachable", "begin")
    for flow in flows.async_progress_by_handler("blink"):
        flows.async_abort(flow["flow_id"])
    # the coordinator looks every minute
    await person("wait 61s; press sign_in # who has just signed in is not asked again")


@pytest.mark.house(polls=1)
async def test_red_light(person: Person) -> None:
    await person("""
        red Living_room unknown; open red_light/Living_room begin # a person saw it, all is fine
        press pattern_after_blue back pattern_unknown back pattern_every_three_seconds # what it means
        press still_red still_red still_red still_red still_red stopped; 1 # all of it, until it stops
        red Living_room solid; open red_light/Living_room; Living_room hang # it does not answer
        press stopped; 5 # that has a repair of its own
        Living_room mend; 1; press still_red # the owner's word is taken back
        Living_room low; press still_red # what a check-up finds is the cause
        Living_room mend; 3; red Living_room solid; open red_light/Living_room # what has helped first
        fail 429 1; press stopped # taken at once, also where Blink cannot be asked just now
        red Living_room solid; open red_light/Living_room # and where the page is closed before
    """)
    stopped = {"next_step_id": "stopped"}
    await person.client.post(person._flow, json=stopped, headers=person._headers)
    await person.client.delete(person._flow, headers=person._headers)
    await person.house.settle()


@pytest.mark.house("healthy", polls=1)
async def test_maintenance(person: Person) -> None:
    house = person.house
    for name, days in {
        "Front door": 10,
        "Driveway": 40,
        "Garden": 20,
        "Cellar": 30,
    }.items():
        date = (house.coordinator.now - timedelta(days=days)).isoformat()
        await house.act("batteries_replaced", name, date=date)
    await person("""
        Porch set_signal 3; Cellar,Garden set_signal 4; Driveway set_signal 5; wait 89d # nothing yet
        wait 30h; open maintenance check_again later # oldest batteries, weakest signals first
        open maintenance done; wait 1d # a check-up is noted
        options maintenance_days=0; wait 400d # none where none is wanted
    """)
