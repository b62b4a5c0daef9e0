"""Core Blink is reloaded only where that may help, and rarely."""

from datetime import datetime

import pytest

from tests.phone_story import PhoneStory

pytestmark = [pytest.mark.house("one_camera"), pytest.mark.usefixtures("reloads")]


async def test_a_hanging_blink(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_stuck wait={"hours":2}; fail 500; 25* wait 61s # reloaded once
        heal; 40* wait 61s # core tries by itself; that it is back is told without a ring
    """)


@pytest.mark.parametrize("status", [429, 403])
async def test_refusals(phone_story: PhoneStory, status: int) -> None:
    """Blink says that it was asked too much: a reload asks more."""
    await phone_story(f"""
        use blink_stuck wait={{"minutes":20}}; fail {status}; 60* wait 61s # told, not reloaded
        fail 500; 35* wait 61s # if it hangs after that, no fault is new, but it is reloaded
        heal; 35* wait 61s # over
    """)


async def test_at_most_3_a_day(
    phone_story: PhoneStory, reloads: list[datetime]
) -> None:
    """Blink comes and goes for half a day: reloads with growing pauses, one ring."""
    await phone_story.do("use blink_stuck; " + "; ".join(["fail 500; 6; heal; 6"] * 12))
    assert 1 <= len(reloads) <= 3
    assert len(phone_story.phones[0].rings) <= 1


async def test_asks_to_sign_in(phone_story: PhoneStory) -> None:
    account = phone_story.house.account
    account.password = "changed"
    account.revoke()
    await phone_story("""
        use blink_stuck wait={"minutes":1}; 40* wait 61s # a reload does not help: told
    """)


@pytest.mark.house("troubles")
async def test_after_a_lost_poll(phone_story: PhoneStory) -> None:
    await phone_story("""
        fail 500; 2; act reload_blink # not needed, nor is a camera in trouble
    """)
