"""Core Blink is reloaded only where that may help, and rarely."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest

from tests.house import House, MakeHouse
from tests.phone import MakeToldHouse


def count_reloads(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that fills with the entries that are reloaded."""
    reloaded: list[str] = []
    reload = hass.config_entries.async_reload

    async def counted(entry_id: str) -> bool:
        reloaded.append(entry_id)
        return await reload(entry_id)

    monkeypatch.setattr(hass.config_entries, "async_reload", counted)
    return reloaded


async def minutes(house: House, count: int) -> None:
    """Let minutes pass one by one."""
    for _ in range(count):
        await house.wait(61)


async def test_a_hanging_blink_is_reloaded_once_and_told(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    make_told_house: MakeToldHouse,
) -> None:
    """After that core tries by itself; that it is back is told without a ring."""
    house, phone = await make_told_house("blink_stuck", "one_camera", wait={"hours": 2})
    reloaded = count_reloads(hass, monkeypatch)
    house.cloud.fail("*homescreen*", 500)
    await minutes(house, 25)
    assert reloaded == [house.blink.entry_id]
    house.cloud.heal()
    await minutes(house, 40)
    assert house.blink.state is ConfigEntryState.LOADED
    assert reloaded == [house.blink.entry_id]
    assert phone.rings == []
    assert "Restarted for you at" in phone.lines[-1]


@pytest.mark.parametrize("status", [429, 403])
async def test_refusals_are_no_reason(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    make_told_house: MakeToldHouse,
) -> None:
    """Blink says that it was asked too much: a reload asks more. It is told."""
    house, phone = await make_told_house(
        "blink_stuck", "one_camera", wait={"minutes": 20}
    )
    reloaded = count_reloads(hass, monkeypatch)
    house.cloud.fail("*", status)
    await minutes(house, 60)
    assert reloaded == []
    assert len(phone.rings) == 1
    assert phone.lines[0].startswith("No news from Blink since 02:")
    house.cloud.heal()
    await minutes(house, 15)
    assert phone.screen == {}


async def test_after_the_refusals_it_is_looked_again(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    make_told_house: MakeToldHouse,
) -> None:
    """Blink refused, and hangs then: nothing new is found, and it is reloaded."""
    house, _ = await make_told_house("blink_stuck", "one_camera")
    reloaded = count_reloads(hass, monkeypatch)
    house.cloud.fail("*homescreen*", 429)
    await minutes(house, 30)
    assert reloaded == []
    house.cloud.heal()
    house.cloud.fail("*homescreen*", 500)
    await minutes(house, 35)
    assert {*reloaded} == {house.blink.entry_id}
    assert len(reloaded) <= 2


async def test_at_most_three_a_day(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    make_told_house: MakeToldHouse,
) -> None:
    """Blink comes and goes for half a day: reloads with growing pauses, one ring."""
    house, phone = await make_told_house("blink_stuck", "one_camera")
    reloaded = count_reloads(hass, monkeypatch)
    for _ in range(12):
        house.cloud.fail("*homescreen*", 500)
        await house.poll(6)
        house.cloud.heal()
        await house.poll(6)
    assert 1 <= len(reloaded) <= 3
    assert len(phone.rings) <= 1


async def test_a_sign_in_is_asked_for(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    make_told_house: MakeToldHouse,
) -> None:
    """A reload does not help where Blink wants a person."""
    house, phone = await make_told_house(
        "blink_stuck", "one_camera", wait={"minutes": 1}
    )
    reloaded = count_reloads(hass, monkeypatch)
    house.account.password = "changed"
    house.account.revoke()
    await minutes(house, 40)
    assert reloaded == []
    assert len(phone.rings) == 1
    assert "sign in" in " ".join(phone.lines).lower()


async def test_a_lost_poll_is_no_reason(
    hass: HomeAssistant, make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is a camera in trouble; the action says that it is not needed."""
    house = await make_house("troubles")
    reloaded = count_reloads(hass, monkeypatch)
    house.cloud.fail("*homescreen*", 500)
    await house.poll(2)
    answer: Any = await hass.services.async_call(
        "blink_doctor", "reload_blink", {}, blocking=True, return_response=True
    )
    assert answer["accounts"] == [{"result": "not_needed"}]
    assert reloaded == []
