"""How often Blink may be asked, whoever asks."""

from datetime import timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blink.const import DOMAIN as BLINK
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.checkup import CheckUpError, async_check_up
from custom_components.blink_doctor.checkup.rate_limit import (
    _BUDGETS,
    MOST_A_DAY,
    Budget,
    _from_dict,
    async_load_budgets,
    budget,
)
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.house import House, MakeHouse
from tests.story import Story

from .conftest import Ask, check_up, picture

FILE = f"{DOMAIN}.budget"


async def start_again(house: House) -> None:
    """Forget what is only in memory, as a restart does."""
    del house.hass.data[_BUDGETS]
    await async_load_budgets(house.hass)


async def test_rate_limit(
    house: House,
    ask: Ask,
    story: Story,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for first in (check_up, picture):
        story(
            f"a minute after a {first.__name__}, for whoever asks, also after a restart"
        )
        await ask("Living room", by=first)
        await ask("Living room", by=check_up)
        await ask("Living room", by=picture)
        await house.wait(2)
        await start_again(house)
        await ask("Living room")
        await house.wait(60)
    story("so is the pause that Blink asks for")
    house.cloud.fail("homescreen", "status=429", times=1)
    await ask("Front door")
    await house.wait(2)
    await start_again(house)
    await ask("Front door")
    assert list(hass_storage[FILE]["data"]) == [house.blink.entry_id]
    assert "camera" not in json.dumps(hass_storage[FILE])
    await house.wait(121)
    story("a picture that does not come: Blink itself has answered")
    monkeypatch.setattr(checkup, "_PICTURE_POLLS", 0)
    await ask("Living room", by=picture)


async def test_an_automation_that_never_stops(
    house: House, ask: Ask, story: Story
) -> None:
    began = dt_util.utcnow()
    for _ in range(MOST_A_DAY):
        await house.act("check_up", "Front door")
        house.freezer.tick(61)

    async def guided_fix(house: House) -> None:
        """Check up as a page does, which waits out a minute, not a day."""
        await async_check_up(
            house.hass, house.coordinator, [DeviceKey("camera:21")], wait=True
        )

    story("fifty in 24 hours, whoever asks; and from when on it is possible")
    for who in (check_up, picture):
        await ask("Front door", by=who)
    await ask(by=guided_fix)
    story("then it is")
    house.freezer.move_to(began + timedelta(hours=24))
    # core signs in anew; a connection that broke meanwhile costs it one poll
    await house.poll(2)
    await ask("Front door")


async def test_budget_is_removed_with_the_entry(
    make_house: MakeHouse, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Those of other accounts are kept; adding the account again resets nothing."""
    house = await make_house("two_accounts")
    house.cloud.account(1).two_factor = None
    second = await house.add_blink(house.cloud.account(1))
    doctor = await house.add_doctor(second)
    await house.wait(61)
    for coordinator in (house.coordinator, doctor.runtime_data):
        await async_check_up(hass, coordinator, [])
    await house.wait(2)
    assert set(hass_storage[FILE]["data"]) == {house.blink.entry_id, second.entry_id}
    await hass.config_entries.async_remove(doctor.entry_id)
    assert set(hass_storage[FILE]["data"]) == {house.blink.entry_id}
    doctor = await house.add_doctor(second)
    with pytest.raises(CheckUpError) as info:
        await async_check_up(hass, doctor.runtime_data, [])
    assert info.value.reason == "too_soon"
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_remove(entry.entry_id)
    assert FILE not in hass_storage
    assert len(hass.config_entries.async_entries(BLINK)) == 2


async def test_damaged_budget_file(house: House, hass_storage: dict[str, Any]) -> None:
    """It loses its counts; set-up and check-ups still work."""
    blink = house.blink.entry_id
    content: Any
    for content in (
        {"version": 1, "data": []},
        {"version": 1, "data": {blink: None}},
        {"version": 1, "data": {blink: {"starts": 5, "last": [], "refusals": "x"}}},
        {"version": 1, "data": {blink: {"starts": [None, "x", {}], "refusals": -3}}},
        {"version": 2, "data": {}},
        {"version": 0, "data": {}},
        {"version": "x"},
        [],
    ):
        hass_storage[FILE] = content
        await start_again(house)
        await check_up(house, "Front door")
        assert len(budget(house.coordinator).starts) == 1, content
        await house.wait(61)


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=30)])
def test_clock_set_back_makes_no_pause_longer(
    freezer: FrozenDateTimeFactory, jump: timedelta
) -> None:
    """Two minutes stay two minutes, also after a restart."""
    own = Budget(changed=lambda: None)
    own.refused(0)
    kept = _from_dict(own.as_dict(), lambda: None)
    freezer.tick(-jump)
    for one in (own, kept):
        assert one.again_at() == dt_util.utcnow() + timedelta(minutes=2)
    freezer.tick(timedelta(minutes=2))
    assert own.again_at() is None


def test_far_future_times_do_not_block() -> None:
    """Stored times in the far future do not block for years."""
    future = dt_util.utcnow() + timedelta(days=4000)
    own = Budget(
        changed=lambda: None, last=future, pause_until=future, starts=[future] * 60
    )
    again: Any = own.again_at()
    assert again <= dt_util.utcnow() + timedelta(days=1)
    assert len(own.starts) == 60
