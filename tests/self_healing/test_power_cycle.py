"""A power cycle never leaves the plug off, and is done only where it may help."""

from datetime import timedelta

import pytest

from custom_components.blink_doctor.self_healing.attempts import Attempts, attempts_of
from custom_components.blink_doctor.self_healing.power import Plugs
from tests.integration.test_clock import Clock
from tests.phone_story import PhoneStory
from tests.self_healing.conftest import Plug, add_plug

USE = "use sync_module plug=switch.plug"
CYCLE = "act power_cycle plug=switch.plug"

pytestmark = pytest.mark.usefixtures("plug")


@pytest.mark.parametrize("late", [0, 3])
async def test_restarted_and_reported(phone_story: PhoneStory, late: int) -> None:
    """Neither of two small blueprints leaves it to the big one, which is not there."""
    await phone_story(f"""
        plug has reports_after={late}; {USE} + weak_signal; Home unplug; 3 # off
        {9 + late}* wait 1s # for ten seconds, even if the plug reports late
        {1 + 2 * late}* wait 1s # on
        4; 12 # success is told without a ring
    """)


@pytest.mark.parametrize("what", ["off", "remove doctor", "fire homeassistant_stop"])
async def test_on_again_whatever_stops(phone_story: PhoneStory, what: str) -> None:
    await phone_story(f"""
        {USE}; Home unplug; 3 # off
        {what} # the automation is stopped, the entry removed, all stops
        wait 10s # on after them, if not before
    """)


@pytest.mark.parametrize("failures", [2, 6])
async def test_switching_on_is_retried(phone_story: PhoneStory, failures: int) -> None:
    await phone_story(f"""
        {USE}; plug fail on {failures}; Home unplug; 3; 3* wait 15s # named after three tries
        8* wait 61s # until it is on
    """)


async def test_a_plug_that_is_lost_while_it_is_off(phone_story: PhoneStory) -> None:
    await phone_story(f"""
        {USE}; plug has helps=0; Home unplug; 3 # off
        plug there 0; 60* wait 61s # for an hour: named, and not logged each minute
        plug there 1; 3* wait 61s # on when it is there again
    """)


async def test_a_plug_that_stays_on(phone_story: PhoneStory) -> None:
    await phone_story(f"""
        {USE} wait={{"minutes":1}}; plug fail off 100; plug has helps=0; 1 # nothing
        Home unplug; 5 # nothing was tried; that is told, with the module's own fault
    """)


async def test_a_plug_not_there_yet(phone_story: PhoneStory) -> None:
    await phone_story(f"""
        {USE}; plug there 0; Home unplug; 9 # the fault is told
        plug there 1; 2 # restarted when the plug is there
        plug turn off; {CYCLE} # not where it was switched off by hand
    """)


async def test_a_restart_of_home_assistant(phone_story: PhoneStory, plug: Plug) -> None:
    """What it left off is on disk and goes on again; the try counts all the same."""
    house = phone_story.house
    await phone_story(f"Home unplug; 3; {CYCLE} # off")
    # a new Home Assistant reads what the old one wrote before the plug was off
    attempts = Attempts(house.hass)
    await attempts.async_load()
    assert attempts.stored.off == [plug.entity_id]
    assert [len(tries) for tries in attempts.stored.tries.values()] == [1]
    plug.fail("on", 1)
    Plugs(house.hass, attempts).async_recover()
    await phone_story("wait 3s # on")
    assert attempts.stored.off == []
    await house.wait(10)


async def test_only_for_its_own_cause(phone_story: PhoneStory) -> None:
    await phone_story(f"""
        {USE}; Driveway hang; 12; Driveway mend; 4 # not for a camera
        outage; 12; heal; 2 # nor for Blink's silence
        router_off; 12; router_on; 3; Home set_signal 1; 12 # nor for the network or weak Wi-Fi
        Home unplug; 3; wait 10s; 24 # once for a module that hangs: it is back, if weakly
    """)


@pytest.mark.house("two_modules")
async def test_two_modules_have_to_be_told_apart(phone_story: PhoneStory) -> None:
    await add_plug(phone_story, phone_story.house.find("Lake"), "lake")
    lake = "plug=switch.lake"
    await phone_story(f"""
        use sync_module {lake}; 6 # none is chosen: nothing is done
        act power_cycle {lake}; act power_cycle {lake} device_id=House # nor here
        use sync_module {lake} devices=Lake; wait 10s # chosen
        act power_cycle {lake} device_id=House # each plug is for its own module
    """)


async def test_two_plugs_for_one_module(phone_story: PhoneStory) -> None:
    await add_plug(phone_story, name="other")
    await phone_story(f"""
        Home unplug; 3; {CYCLE} # one is off
        act power_cycle plug=switch.other # the other stays on: it is the module's try
        wait 10s # on
    """)


async def test_a_module_stays_dead(phone_story: PhoneStory, plug: Plug) -> None:
    """Three tries a day with growing pauses, and its owner is notified once."""
    days = "; ".join(["1; wait 10s"] * 40)
    await phone_story.do(f"{USE}; plug has helps=0; Home unplug; {days}")
    (tries,) = attempts_of(phone_story.house.hass).stored.tries.values()
    assert [f"{one.at:%H:%M}" for one in tries] == ["10:15", "10:36", "11:17"]
    (phone,) = phone_story.phones
    assert (plug.cycles, len(phone.rings)) == (3, 1)
    assert phone.lines[-1] == "Restarted for you at 03:17. It did not help."


async def test_eight_hangs_a_day(phone_story: PhoneStory, plug: Plug) -> None:
    """At most three power cycles each day."""
    await phone_story.do(USE)
    for day in (1, 2):
        hang = "Home unplug; 3; wait 10s; Home plug_in; 2; wait 9285s"
        await phone_story.do("; ".join([hang] * 8))
        assert plug.cycles == 3 * day


async def test_a_restart_shown_live(phone_story: PhoneStory) -> None:
    await phone_story(f"""
        plug has helps=0; use blink_doctor; Home unplug; 3 # the fault is told
        {CYCLE}; wait 11s # what was told says that it is waited for, as a live update
        2; wait 118s; 2 # until it is over
    """)


async def test_pause_and_clock(phone_story: PhoneStory, clock: Clock) -> None:
    await phone_story(f"""
        {USE}; plug has helps=0; Home unplug; 3; wait 10s # restarted
        act pause device_id=Home; 6; {CYCLE} device_id=Home # a paused module is left alone
        act resume device_id=Home; 4; wait 10s # tried again after the pause
    """)
    clock.off -= timedelta(days=30)
    await phone_story(
        "reload blink; 14 # a try of the future is not waited for until then"
    )
