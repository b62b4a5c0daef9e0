"""Notified once, updated, withdrawn: on real phones."""

from typing import Any
from unittest.mock import Mock

import pytest

from custom_components.blink_doctor import store
from tests.phone_story import PhoneStory


async def test_one_notification_from_start_to_end(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor devices=Driveway tell_well=true; Home unplug; Cellar low; 6 # the module
        Home plug_in; 3 # it is fine, without a sound
        use blink_doctor; Driveway low; 2 # told
        Driveway set_signal 1; 8 # the second cause rings and is added, the guide stays the first's
        Driveway called Einfahrt; 1 # the name changes without a sound
        Driveway has battery=ok volts=1.62; 4 # what is left of it, without a sound
        Driveway mend; 9; use blink_doctor causes=["low_battery"] tell_well=true; 1 # gone
        Garden set_signal 1; Garden low; 8 # only the cause that was chosen
        Garden has battery=ok volts=1.62; 5 # taken back; the camera is not called fine
        use blink_doctor wait={"hours":1} tell_well=true; 1 # as before
        Porch low; 8; Porch mend; 12 # what lasted forty minutes is not told, nor called fine
        Front_door low; 14 # what lasts an hour is
    """)


@pytest.mark.parametrize(
    "wait", ['wait={"hours":1}', "quiet=-60,60", "remind_days=0.0417"]
)
async def test_a_restart_during_a_wait(phone_story: PhoneStory, wait: str) -> None:
    await phone_story(f"""
        use blink_doctor {wait}; Driveway low; 7 # told now only if it is a reminder that waits
        restart; 1 # nothing but the bell, which a restart has emptied
        8 # what was waited for comes, when it would have come
        3 # once
    """)


async def test_two_automations(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor devices=Garden + low_battery phones=Pixel; 1 # nothing
        Driveway low; Garden low; Porch low; 2 # each is told by one of the two
    """)


async def test_while_nobody_looks(phone_story: PhoneStory) -> None:
    """What began and ended in an outage, a reload or without an automation."""
    await phone_story("""
        use blink_doctor snooze={"hours":1} remind_days=0; Driveway low; 2 # told
        unload blink; Driveway mend; Garden low; 1 # nothing is known yet
        setup blink; 6 # one is taken back, the other told
        unload doctor; Garden mend; Cellar low; 2; setup doctor; 6 # the same over a reload
        use blink_doctor snooze={"hours":1}; Cellar mend; Porch low; 6 # and a new automation
        unload doctor; Porch mend; Kitchen hang; 2 # nothing yet
        use blink_doctor snooze={"hours":1}; setup doctor; 6 # both at once
        off; Kitchen mend; 8 # it is taken back although the automation is off
        on; Office hang; 6; press Later; restart; 5 # *Later* goes on over a restart
        8 # and ends
        3 # once
    """)


async def test_a_disk_that_fails(
    hass_storage: dict[str, Any],
    phone_story: PhoneStory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is left alone for an hour; then the records are stored."""
    file = "blink_doctor.notifications"
    with monkeypatch.context() as patched:
        patched.setattr(store, "_require_space", Mock(side_effect=OSError(28, "full")))
        await phone_story("""
            Driveway low; 2; use blink_doctor; wait 1s # told; what failed is named once
        """)
    await phone_story("wait 3297s # nothing")
    assert file not in hass_storage
    await phone_story("wait 1s # nothing")
    assert hass_storage[file]["data"]["told"]


GONE = ("remove doctor", "disable doctor", "remove blink", "Driveway leaves; days 2")


@pytest.mark.parametrize("end", [*GONE, 'options disabled=["low_battery"]'])
async def test_what_nobody_looks_for(phone_story: PhoneStory, end: str) -> None:
    await phone_story(f"""
        use blink_doctor tell_well=true remind_days=0; Driveway low; 2 # told
        {end}; wait 1s # what was told is taken back, and not called fine
    """)


async def test_what_comes_and_goes(phone_story: PhoneStory) -> None:
    """A battery on the edge for a day."""
    again = "Driveway low; 6; Driveway mend; 6"
    await phone_story(f"""
        use blink_doctor remind_days=0; Garden low; 2 # told
        Garden mend; 3; wait 23h; Garden low; 2 # back within a day: no sound
        Garden mend; 30; wait 22h; Garden low; 2 # after a day it is another fault
        Garden mend; 9; {again} # told
        {again}; {again}; {again} # no other ring, and few updates
        {again}; {again}; {again} # the same
        {again}; Driveway low; 2 # six hours after the last update it says how often it was
        wait 7h; 1 # nothing new
        days 3; 1 # once more when it has come to stay
        Driveway mend; days 3; outage; 6 # a time of day
        24* wait 1h # gets its date on the next day, without a sound
    """)
