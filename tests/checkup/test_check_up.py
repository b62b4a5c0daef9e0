"""What a check-up asks, how often, and what it makes of refusals."""

import asyncio
from datetime import timedelta

from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.blink.client import CommandResult
from custom_components.blink_doctor.checkup import (
    CheckUpResult,
    async_check_up,
    async_take_picture,
)
from custom_components.blink_doctor.checkup.rate_limit import budget
from tests.house import House, MakeHouse

from .conftest import check_up, refused


@pytest.mark.parametrize(
    ("names", "requests"),
    [
        (("Front door",), ["/api/v3/accounts/100/homescreen", "camera/21/config"]),
        (("Home",), ["/api/v3/accounts/100/homescreen"]),
        (("Nursery",), ["/api/v3/accounts/100/homescreen", "owls/"]),
        (("Doorbell",), ["/api/v3/accounts/100/homescreen", "doorbells/"]),
        (
            ("Front door", "Garden"),
            ["/api/v3/accounts/100/homescreen", "camera/21/config", "camera/23/config"],
        ),
    ],
)
async def test_the_budget(
    house: House, names: tuple[str, ...], requests: list[str]
) -> None:
    """One homescreen, at most one more per camera, none for a sync module."""
    result = await check_up(house, *names)
    asked = [request.path for request in house.cloud.requests]
    assert len(asked) == len(requests) == result.requests
    for path, expected in zip(asked, requests, strict=True):
        assert expected in path
    assert all(request.method == "GET" for request in house.cloud.requests)


async def test_the_whole_account(house: House) -> None:
    """Minis and doorbells by themselves; the cameras' values come with the polls."""
    await check_up(house, "account")
    paths = [request.path for request in house.cloud.requests]
    assert len(paths) == 1 + 2 + 1
    assert not [path for path in paths if "/camera/" in path]


async def test_never_more_than_twenty_cameras(make_house: MakeHouse) -> None:
    """A hundred chosen cameras do not become a hundred requests."""
    house = await make_house("large_site")
    await house.poll()
    house.cloud.clear_requests()
    await async_check_up(
        house.hass, house.coordinator, list(house.coordinator.data.devices)
    )
    assert len(house.cloud.requests) <= 21


async def test_the_signal_of_a_mini(house: House) -> None:
    """It stands nowhere else, and is read right now."""
    house.thing("Nursery").set_signal(2)
    assert house.diagnosis("Nursery").reading.wifi_bars is None
    await check_up(house, "Nursery")
    reading = house.diagnosis("Nursery").reading
    assert reading.wifi_bars == 2


async def test_a_change_is_seen_at_once(house: House) -> None:
    """It is judged as a poll is, minutes before the next one."""
    assert house.cause("Front door") == "low_battery"
    house.thing("Front door").mend()
    await check_up(house, "Front door")
    await house.settle()
    assert house.cause("Front door") == "none"
    checked = house.notes("Front door").checked
    assert checked == dt_util.utcnow()


async def test_a_minute_between_two(house: House) -> None:
    """The second is refused without a request, and says from when on it may be."""
    await check_up(house, "Front door")
    house.cloud.clear_requests()
    error = await refused(house, "Garden")
    assert error.reason == "too_soon"
    assert error.again_at == dt_util.utcnow() + timedelta(seconds=60)
    assert not house.cloud.requests
    await house.wait(60)
    await check_up(house, "Garden")


async def test_two_at_once_are_one(house: House) -> None:
    """They never run side by side."""
    keys = [house.key("Front door")]
    results = await asyncio.gather(
        *(async_check_up(house.hass, house.coordinator, keys) for _ in range(3)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, CheckUpResult) for result in results) == 1
    assert house.cloud.count("homescreen") == 1


@pytest.mark.parametrize("status", [403, 406, 409, 429, 500, 503])
async def test_refusals_make_the_pause_longer(house: House, status: int) -> None:
    """Two minutes, four, eight; nothing is judged; one good answer resets it."""
    house.cloud.fail("homescreen", f"status={status}")
    before = house.coordinator.data
    pauses = []
    for _ in range(3):
        error = await refused(house, "Front door")
        assert error.reason == ("refused" if status < 500 else "no_answer")
        assert error.again_at is not None
        pauses.append(error.again_at - dt_util.utcnow())
        house.cloud.clear_requests()
        assert (await refused(house, "Front door")).reason == "backing_off"
        assert not house.cloud.requests
        house.freezer.move_to(error.again_at)
    assert [pause.total_seconds() for pause in pauses] == [120, 240, 480]
    assert house.coordinator.data.devices == before.devices
    house.cloud.heal()
    await check_up(house, "Front door")
    assert budget(house.coordinator).refusals == 0


@pytest.mark.parametrize("mode", ["drop", "html", "empty", "truncated"])
async def test_answers_that_are_none(house: House, mode: str) -> None:
    """Whatever comes instead of a homescreen changes no finding and raises nothing."""
    house.cloud.fail("homescreen", mode)
    before = house.coordinator.data
    assert (await refused(house, "Front door")).reason == "no_answer"
    assert house.coordinator.data.devices == before.devices


async def test_a_refusal_half_way_stops_it(house: House) -> None:
    """What was read counts; what was not is named; nobody insists."""
    house.cloud.fail("camera/21/config", "status=429")
    result = await check_up(house, "Front door", "Garden", "Garage")
    assert result.requests == 2
    assert set(result.unread) == {
        house.key(name) for name in ("Front door", "Garden", "Garage")
    }
    await house.wait(61)
    assert (await refused(house, "Garden")).reason == "backing_off"


async def test_the_sign_in_is_cores_business(house: House) -> None:
    """A token about to end is not renewed by us; no request is made."""
    api = house.blink.runtime_data.api
    api.auth.expiration_date = dt_util.utcnow().timestamp() + 30
    error = await refused(house, "Front door")
    assert error.reason == "token_is_old"
    assert error.again_at is not None
    assert not house.cloud.requests


async def test_a_refused_token_is_cores_business(house: House) -> None:
    """401: core will see it at its next poll; no sign-in of ours, no pause."""
    house.cloud.fail("homescreen", "status=401")
    assert (await refused(house, "Front door")).reason == "token_is_old"
    assert house.cloud.count("oauth") == 0
    assert budget(house.coordinator).refusals == 0


async def test_without_blink(house: House) -> None:
    """The Blink integration does not run: said so, no request."""
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    house.cloud.clear_requests()
    assert (await refused(house, "Front door")).reason == "blink_not_loaded"
    assert not house.cloud.requests


@pytest.mark.parametrize(
    ("name", "what", "result"),
    [
        ("Living room", "", CommandResult.ANSWERED),
        ("Balcony", "", CommandResult.OFFLINE),
        ("Shed", "", CommandResult.FAULT),
        ("Living room", "busy", CommandResult.BUSY),
        ("Living room", "module", CommandResult.SYNC_MODULE_OFFLINE),
        ("Nursery", "hang", CommandResult.OFFLINE),
        ("Doorbell", "hang", CommandResult.OFFLINE),
    ],
)
async def test_proof_by_picture(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    what: str,
    result: CommandResult,
) -> None:
    """Blink's codes for a command say what is wrong with the camera."""
    monkeypatch.setattr(
        "custom_components.blink_doctor.checkup.PICTURE_POLL_SECONDS", 0
    )
    device = house.thing(name)
    if what == "busy":
        device.busy = True
    elif what == "module":
        house.account.sync_modules[0].unplug()
    elif what:
        getattr(device, what)()
    key = house.key(name)
    assert await async_take_picture(house.hass, house.coordinator, key) is result
    paths = [request.path for request in house.cloud.requests]
    assert sum("thumbnail" in path for path in paths) == 1
    assert len(paths) <= 9
