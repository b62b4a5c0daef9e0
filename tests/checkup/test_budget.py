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
from custom_components.blink_doctor.checkup import (
    CheckUpError,
    async_check_up,
    async_take_picture,
)
from custom_components.blink_doctor.checkup.rate_limit import (
    _BUDGETS,
    MOST_A_DAY,
    Budget,
    _from_dict,
    async_load_budgets,
    budget,
)
from custom_components.blink_doctor.const import DOMAIN
from tests.house import House, MakeHouse

from .conftest import asked, check_up, refused

FILE = f"{DOMAIN}.budget"


async def picture(house: House) -> CommandResult:
    key = house.key("Living room")
    return await async_take_picture(house.hass, house.coordinator, key)


async def no_picture(house: House) -> CheckUpError:
    with pytest.raises(CheckUpError) as info:
        await picture(house)
    return info.value


async def start_again(house: House) -> None:
    """Forget what is only in memory, as a restart does."""
    del house.hass.data[_BUDGETS]
    await async_load_budgets(house.hass)


@pytest.fixture(autouse=True)
def no_pause_between_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "PICTURE_POLL_SECONDS", 0)


async def test_a_minute_between_pictures_too(house: House) -> None:
    """After a picture as after a check-up, for both."""
    await picture(house)
    house.cloud.clear_requests()
    assert (await no_picture(house)).reason == "too_soon"
    assert (await refused(house, "Front door")).reason == "too_soon"
    await house.wait(61)
    await check_up(house, "Front door")
    house.cloud.clear_requests()
    assert (await no_picture(house)).reason == "too_soon"
    assert asked(house) == []


@pytest.mark.parametrize(
    ("where", "status"),
    [("*/thumbnail", 403), ("*/thumbnail", 503), ("*/command/*", 429)],
)
async def test_a_refused_picture(house: House, where: str, status: int) -> None:
    """A refusal is one at every request of a picture, and makes the pause longer."""
    house.cloud.fail(where, f"status={status}")
    pauses = []
    for _ in range(3):
        error = await no_picture(house)
        assert error.reason == ("refused" if status < 500 else "no_answer")
        assert error.again_at is not None
        pauses.append((error.again_at - dt_util.utcnow()).total_seconds())
        house.cloud.clear_requests()
        assert (await no_picture(house)).reason == "backing_off"
        assert (await refused(house, "Front door")).reason == "backing_off"
        assert asked(house) == []
        house.freezer.move_to(error.again_at)
    assert pauses == [120, 240, 480]
    house.cloud.heal()
    assert await picture(house) is CommandResult.ANSWERED
    assert budget(house.coordinator).refusals == 0


@pytest.mark.parametrize("where", ["*/thumbnail", "*/command/*"])
async def test_a_picture_with_an_old_token(house: House, where: str) -> None:
    """401: core's business here, too."""
    house.cloud.fail(where, "status=401")
    assert (await no_picture(house)).reason == "token_is_old"
    assert budget(house.coordinator).refusals == 0


async def test_a_picture_that_never_comes(house: House) -> None:
    """The camera is asked for a while; Blink itself has answered."""
    budget(house.coordinator).refused(0)
    await house.wait(121)
    house.cloud.clear_requests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkup, "_PICTURE_POLLS", 0)
        assert await picture(house) is CommandResult.NO_ANSWER
    assert budget(house.coordinator).refusals == 0


async def test_an_automation_that_never_stops(house: House) -> None:
    """Fifty in 24 hours, whoever asks; then it says from when on it is possible."""
    began = dt_util.utcnow()
    told: dict[str, str] = {}
    done = 0
    for _ in range(MOST_A_DAY + 5):
        try:
            await house.act("check_up", "Front door")
        except HomeAssistantError as err:
            told = {"key": str(err.translation_key), "text": str(err)}
        else:
            done += 1
        house.freezer.tick(61)
    assert done == MOST_A_DAY
    again = began + timedelta(hours=24)
    assert told["key"] == "too_many"
    error = await refused(house, "Front door")
    assert error.again_at == again
    local = dt_util.as_local(again)
    assert f"{local:%H:%M:%S} ({local:%Y-%m-%d})" in str(error)
    assert str(MOST_A_DAY) in str(error)
    assert (await no_picture(house)).reason == "too_many"
    house.freezer.move_to(again)
    await house.poll()
    await check_up(house, "Front door")


async def test_a_guided_fix_does_not_wait_for_tomorrow(house: House) -> None:
    """It waits out a minute, not a day."""
    budget(house.coordinator).starts = [dt_util.utcnow()] * MOST_A_DAY
    with pytest.raises(CheckUpError) as info:
        await async_check_up(
            house.hass, house.coordinator, [house.key("Front door")], wait=True
        )
    assert info.value.reason == "too_many"


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
    stored = json.dumps(hass_storage[FILE])
    assert list(hass_storage[FILE]["data"]) == [house.blink.entry_id]
    assert "camera" not in stored


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
    content: Any
    for content in (
        {"version": 1, "data": []},
        {"version": 1, "data": {"BLINK": None}},
        {"version": 1, "data": {"BLINK": {"starts": 5, "last": [], "refusals": "x"}}},
        {"version": 1, "data": {"BLINK": {"starts": [None, "x", {}], "refusals": -3}}},
        {"version": 2, "data": {}},
        {"version": 0, "data": {}},
        {"version": "x"},
        [],
    ):
        text = json.dumps(content).replace("BLINK", house.blink.entry_id)
        hass_storage[FILE] = json.loads(text)
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
