"""Core Blink is reloaded only where that may help, and rarely."""

from datetime import datetime

from homeassistant.config_entries import ConfigEntryState
import pytest

from tests.house import House, MakeHouse
from tests.phone import AppPhone

pytestmark = pytest.mark.house("one_camera", blueprint="blink_stuck")

type Reloads = list[datetime]


def stuck(**wait: int) -> pytest.MarkDecorator:
    return pytest.mark.house("one_camera", blueprint="blink_stuck", wait=wait)


async def minutes(house: House, count: int) -> None:
    """Let minutes pass one by one."""
    for _ in range(count):
        await house.wait(61)


@stuck(hours=2)
async def test_a_hanging_blink_is_reloaded_once_and_told(
    house: House, phone: AppPhone, reloads: Reloads
) -> None:
    """After that core tries by itself; that it is back is told without a ring."""
    house.cloud.fail("*homescreen*", 500)
    await minutes(house, 25)
    assert len(reloads) == 1
    house.cloud.heal()
    await minutes(house, 40)
    assert house.blink.state is ConfigEntryState.LOADED
    assert len(reloads) == 1
    assert phone.rings == []
    assert "Restarted for you at" in phone.lines[-1]


@pytest.mark.parametrize("status", [429, 403])
@stuck(minutes=20)
async def test_refusals_are_no_reason(
    house: House, phone: AppPhone, reloads: Reloads, status: int
) -> None:
    """Blink says that it was asked too much: a reload asks more. It is told.

    If it hangs after that, no fault is new, but it is reloaded.
    """
    house.cloud.fail("*", status)
    await minutes(house, 60)
    assert reloads == []
    assert len(phone.rings) == 1
    assert phone.lines[0].startswith("No news from Blink since 02:")
    house.cloud.heal()
    house.cloud.fail("*homescreen*", 500)
    await minutes(house, 35)
    assert 1 <= len(reloads) <= 2
    house.cloud.heal()
    await minutes(house, 35)
    assert not any("No news" in title for title in phone.titles)
    assert len(phone.rings) == 1


async def test_at_most_3_a_day(house: House, phone: AppPhone, reloads: Reloads) -> None:
    """Blink comes and goes for half a day: reloads with growing pauses, one ring."""
    for _ in range(12):
        house.cloud.fail("*homescreen*", 500)
        await house.poll(6)
        house.cloud.heal()
        await house.poll(6)
    assert 1 <= len(reloads) <= 3
    assert len(phone.rings) <= 1


@stuck(minutes=1)
async def test_asks_to_sign_in(house: House, phone: AppPhone, reloads: Reloads) -> None:
    """A reload does not help where Blink wants a person."""
    house.account.password = "changed"
    house.account.revoke()
    await minutes(house, 40)
    assert reloads == []
    assert len(phone.rings) == 1
    assert "sign in" in " ".join(phone.lines).lower()


async def test_after_a_lost_poll(make_house: MakeHouse, reloads: Reloads) -> None:
    """Nor is a camera in trouble; the action says that it is not needed."""
    house = await make_house("troubles")
    house.cloud.fail("*homescreen*", 500)
    await house.poll(2)
    answer = await house.act("reload_blink")
    assert answer["accounts"] == [{"result": "not_needed"}]
    assert reloads == []
