"""What a check-up asks, and what it makes of refusals and of errors as answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.blink.client import CommandResult
from custom_components.blink_doctor.checkup import CheckUpResult
from custom_components.blink_doctor.checkup.rate_limit import budget
from custom_components.blink_doctor.diagnosis.parsing import values
from tests.house import House, MakeHouse

from .conftest import asked, check_up, picture, refused

HOMESCREEN = "/api/v3/accounts/100/homescreen"
DISABLED = "Your account has been disabled. Please contact support."


async def test_what_is_asked(house: House) -> None:
    """One homescreen, at most one more per camera, none for a sync module."""
    for names, expected in {
        ("Front door",): ["camera/21/config"],
        ("Home",): [],
        ("Nursery",): ["owls/"],
        ("Doorbell",): ["doorbells/"],
        ("Front door", "Garden"): ["camera/21/config", "camera/23/config"],
        # the cameras' values come with the polls
        ("account",): ["doorbells/", "owls/", "owls/"],
    }.items():
        result = await check_up(house, *names)
        first, *others = asked(house)
        assert first == HOMESCREEN
        assert len(others) + 1 == result.requests
        for path, part in zip(sorted(others), expected, strict=True):
            assert part in path, names
        assert {request.method for request in house.cloud.requests} == {"GET"}
        house.cloud.clear_requests()
        budget(house.coordinator).last = None


async def test_never_more_than_twenty_cameras(make_house: MakeHouse) -> None:
    """A hundred chosen cameras do not become a hundred requests."""
    house = await make_house("large_site")
    await house.poll()
    house.cloud.clear_requests()
    await check_up(house, *house.coordinator.data.devices)
    assert len(asked(house)) <= 21


async def test_two_at_once_are_one(house: House) -> None:
    """They never run side by side."""
    asking = [check_up(house, "Front door") for _ in range(3)]
    results = await asyncio.gather(*asking, return_exceptions=True)
    assert sum(isinstance(result, CheckUpResult) for result in results) == 1
    assert house.cloud.count("homescreen") == 1


@pytest.mark.parametrize(
    ("by", "where", "status"),
    [
        *((check_up, "homescreen", s) for s in (403, 406, 409, 429, 500, 503)),
        *((picture, "*/thumbnail", s) for s in (403, 503)),
        (picture, "*/command/*", 429),
    ],
)
async def test_refusals_make_the_pause_longer(
    house: House, by: Callable[..., Awaitable[Any]], where: str, status: int
) -> None:
    """Two minutes, four, eight; nothing is judged; one good answer resets it."""
    house.cloud.fail(where, f"status={status}")
    before = house.coordinator.data.devices
    pauses = []
    for _ in range(3):
        error = await refused(house, "Living room", by=by)
        assert error.reason == ("refused" if status < 500 else "no_answer")
        assert error.again_at is not None
        pauses.append((error.again_at - dt_util.utcnow()).total_seconds())
        house.cloud.clear_requests()
        for any_of_them in (check_up, picture):
            again = await refused(house, "Living room", by=any_of_them)
            assert again.reason == "backing_off"
        assert asked(house) == []
        house.freezer.move_to(error.again_at)
    assert pauses == [120, 240, 480]
    assert house.coordinator.data.devices == before
    house.cloud.heal()
    assert await by(house, "Living room")
    assert budget(house.coordinator).refusals == 0


@pytest.mark.parametrize(
    ("mode", "body", "message"),
    [
        *((mode, None, None) for mode in ("drop", "html", "empty", "truncated")),
        *(("status=200", body, None) for body in ({"code": 5}, {"message": ""})),
        ("status=200", {"message": 7}, None),
        ("status=200", {"message": DISABLED, "code": 307}, DISABLED),
        ("status=200", {"message": DISABLED}, DISABLED),
        ("status=200", {"message": DISABLED, "cameras": None, "owls": {}}, DISABLED),
    ],
)
async def test_answers_that_are_no_homescreen(
    house: House, mode: str, body: Any, message: str | None
) -> None:
    """Nothing is judged or noted as checked; the error says what Blink said."""
    causes, data_at = house.causes(), house.coordinator.data.data_at
    house.cloud.fail("homescreen", mode, body=body)
    error = await refused(house, "Front door")
    assert error.translation_key == ("error_answer" if message else "no_answer")
    assert error.again_at is not None, "an error is no invitation to ask again"
    if message:
        said = message.rstrip(".")
        assert (error.translation_placeholders or {})["message"] == said
        assert said in str(error), "around it the owner's language"
    assert (house.causes(), house.coordinator.data.data_at) == (causes, data_at)
    assert house.notes("Front door").checked is None


async def test_an_error_of_one_camera(house: House) -> None:
    """The camera itself did not answer, of whichever family; the action says so."""
    busy = "Camera is busy"
    for body in ({"message": busy, "code": 520}, {"message": busy}):
        house.cloud.fail("config", "status=200", body=body)
        for name in ("Front door", "Nursery", "Doorbell"):
            result, key = await check_up(house, name), house.key(name)
            assert key not in result.live
            assert result.unread == {key: 200}
            assert result.messages == {key: busy}
            house.freezer.tick(61)
    response = await house.act("check_up", "Front door")
    (device,) = response["devices"]
    assert (device["checked"], device["message"]) == (False, busy)


async def test_message_has_no_secret(house: House, hass: HomeAssistant) -> None:
    """What identifies is left out, also where it is a plain word, also of a poll's."""
    hass.config_entries.async_update_entry(
        house.blink, data={**house.blink.data, "password": "hunter"}
    )
    secrets = (
        *(house.account.email, "hunter", "G8T1900112345678", "10.77.1.1"),
        *("9f86d081884c7d65", "820000101", "Front door", "https://x.example/a"),
        *("{cause}", "[here](javascript:x)"),
    )
    said = f"Sorry, {' and '.join(secrets)} is locked. Wait 30 minutes"
    house.cloud.fail("homescreen", "status=200", body={"message": said})
    error = await refused(house, "Front door")
    await house.poll(6)
    (finding,) = house.coordinator.data.account.findings
    assert finding.cause == "blink_unreachable"
    plain = (error.translation_placeholders or {})["message"]
    assert plain in str(error)
    for message in (plain, str(finding.evidence["message"])):
        assert message.startswith("Sorry, … and …")
        assert message.endswith("is locked. Wait 30 minutes")
        assert not [secret for secret in secrets if secret in message]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Please try again.", "Please try again"),
        ("can't do that", "can't do that"),
        ("a@b.example", ""),
        ("… …", ""),
        ("x" * 500, ""),
        ("word " * 500, ("word " * 40).strip()),
        ("line\nline", "line line"),
        (None, ""),
        (["list"], ""),
        ({"message": "deeper"}, ""),
    ],
)
def test_message(value: Any, said: str) -> None:
    """Only short text in plain words."""
    assert (values.message(value) or "") == said


async def test_a_refusal_half_way_stops_it(house: House) -> None:
    """What was read counts; what was not is named; nobody insists."""
    names = ("Front door", "Garden", "Garage")
    house.cloud.fail("camera/21/config", "status=429")
    result = await check_up(house, *names)
    assert result.requests == 2
    assert set(result.unread) == {house.key(name) for name in names}
    await house.wait(61)
    assert (await refused(house, "Garden")).reason == "backing_off"


@pytest.mark.parametrize(
    ("by", "where", "requests"),
    [
        (check_up, "*/config", 2),
        (check_up, "homescreen", 1),
        (picture, "*/thumbnail", 1),
        (picture, "*/command/*", 2),
    ],
)
async def test_a_refused_token_is_cores_business(
    house: House, by: Callable[..., Awaitable[Any]], where: str, requests: int
) -> None:
    """401: nobody insists, no sign-in of ours, and it is no refusal."""
    house.cloud.fail(where, "status=401")
    names = ("Front door", "Garden") if by is check_up else ("Living room",)
    assert (await refused(house, *names, by=by)).reason == "token_is_old"
    assert len(asked(house)) == requests
    assert house.cloud.count("oauth") == 0
    assert budget(house.coordinator).refusals == 0


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
    house: House, name: str, what: str, result: CommandResult
) -> None:
    """Blink's codes for a command say what is wrong with the camera."""
    device = house.thing(name)
    if what == "busy":
        device.busy = True
    elif what == "module":
        house.account.sync_modules[0].unplug()
    elif what:
        device.hang()
    assert await picture(house, name) is result
    assert sum("thumbnail" in path for path in asked(house)) == 1
    assert len(asked(house)) <= 9
