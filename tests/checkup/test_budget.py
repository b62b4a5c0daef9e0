"""How often Blink may be asked, whoever asks and with whatever."""

from datetime import timedelta
import json
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blink.const import DOMAIN as BLINK
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.blink.client import CommandResult
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

from .conftest import asked, check_up, picture, refused

FILE = f"{DOMAIN}.budget"


async def start_again(house: House) -> None:
    """Forget what is only in memory, as a restart does."""
    del house.hass.data[_BUDGETS]
    await async_load_budgets(house.hass)


async def test_a_minute_between_two(house: House) -> None:
    """After a picture as after a check-up, for both; it says from when on it may be."""
    for first in (check_up, picture):
        await first(house, "Living room")
        house.cloud.clear_requests()
        for second in (check_up, picture):
            error = await refused(house, "Living room", by=second)
            assert error.reason == "too_soon"
            assert error.again_at == dt_util.utcnow() + timedelta(seconds=60)
        assert asked(house) == []
        await house.wait(60)


async def test_a_picture_that_never_comes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The camera is asked for a while; Blink itself has answered."""
    budget(house.coordinator).refused(0)
    await house.wait(121)
    monkeypatch.setattr(checkup, "_PICTURE_POLLS", 0)
    assert await picture(house) is CommandResult.NO_ANSWER
    assert budget(house.coordinator).refusals == 0


async def test_an_automation_that_never_stops(house: House) -> None:
    """Fifty in 24 hours, whoever asks; then it says from when on it is possible."""
    began = dt_util.utcnow()
    told: list[HomeAssistantError] = []
    for _ in range(MOST_A_DAY + 5):
        try:
            await house.act("check_up", "Front door")
        except HomeAssistantError as err:
            told.append(err)
        house.freezer.tick(61)
    assert [err.translation_key for err in told] == ["too_many"] * 5
    again = began + timedelta(hours=24)
    error = await refused(house, "Front door")
    assert error.again_at == again
    local = dt_util.as_local(again)
    assert f"{local:%H:%M:%S} ({local:%Y-%m-%d})" in str(error)
    assert str(MOST_A_DAY) in str(error)
    assert (await refused(house, by=picture)).reason == "too_many"

    async def guided_fix(house: House) -> None:
        """Check up as a page does, which waits out a minute, not a day."""
        await async_check_up(
            house.hass, house.coordinator, [DeviceKey("camera:21")], wait=True
        )

    assert (await refused(house, by=guided_fix)).reason == "too_many"
    house.freezer.move_to(again)
    # core signs in anew; a connection that broke meanwhile costs it one poll
    await house.poll(2)
    await check_up(house, "Front door")


async def test_a_restart_resets_nothing(
    house: House, hass_storage: dict[str, Any]
) -> None:
    """The minute, the pause and the fifty outlive it."""
    await check_up(house, "Front door")
    await house.wait(2)
    await start_again(house)
    assert (await refused(house, "Front door")).reason == "too_soon"
    await house.wait(61)
    house.cloud.fail("homescreen", "status=429")
    error = await refused(house, "Front door")
    await house.wait(2)
    await start_again(house)
    paused = await refused(house, "Front door")
    assert (paused.reason, paused.again_at) == ("backing_off", error.again_at)
    assert budget(house.coordinator).refusals == 1
    assert len(budget(house.coordinator).starts) == 2
    assert list(hass_storage[FILE]["data"]) == [house.blink.entry_id]
    assert "camera" not in json.dumps(hass_storage[FILE])


async def test_it_is_removed_with_the_entry(
    make_house: MakeHouse, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """Of the accounts that stay it is kept; adding one again is no way around it."""
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


async def test_a_file_that_is_none(house: House, hass_storage: dict[str, Any]) -> None:
    """It costs what it says, and neither the set-up nor a check-up."""
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
def test_a_clock_that_is_set_back_makes_no_pause_longer(
    freezer: FrozenDateTimeFactory, jump: timedelta
) -> None:
    """Two minutes are two minutes, also after a restart, and no way around them."""
    own = Budget(changed=lambda: None)
    own.refused(0)
    kept = _from_dict(own.as_dict(), lambda: None)
    freezer.tick(-jump)
    for one in (own, kept):
        assert one.again_at() == dt_util.utcnow() + timedelta(minutes=2)
    freezer.tick(timedelta(minutes=2))
    assert own.again_at() is None


def test_a_clock_that_was_wrong() -> None:
    """Moments of a far future do not block for years."""
    future = dt_util.utcnow() + timedelta(days=4000)
    own = Budget(
        changed=lambda: None, last=future, pause_until=future, starts=[future] * 60
    )
    again = own.again_at()
    assert again is not None
    assert again <= dt_util.utcnow() + timedelta(days=1)
    assert len(own.starts) == 60
