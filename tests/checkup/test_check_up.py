"""What a check-up asks, and what it makes of refusals and of errors as answers."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.checkup import CheckUpResult
from custom_components.blink_doctor.checkup.rate_limit import budget
from tests.house import House, MakeHouse
from tests.story import Story

from .conftest import Ask, asked, check_up, picture, refused

DISABLED = "Your account has been disabled. Please contact support."


@pytest.mark.usefixtures("without_polls")
async def test_requests_of_a_check_up(house: House, ask: Ask, story: Story) -> None:
    story("one homescreen, at most one more for each camera, none for a sync module")
    for names in ("Front door", "Home", "Nursery", "Doorbell", "Front door, Garden"):
        await ask(*names.split(", "))
        house.freezer.tick(61)
    story("of the whole account cameras' values come with the polls")
    await ask("account")
    house.freezer.tick(61)
    story("a refusal half way stops it: what was read counts, what was not is named")
    house.cloud.fail("camera/21/config", "status=429")
    await ask("Front door", "Garden", "Garage")
    await house.wait(61)
    await ask("Garden")


async def test_never_more_than_twenty_cameras(make_house: MakeHouse) -> None:
    """A hundred chosen cameras do not become a hundred requests."""
    house = await make_house("large_site")
    await house.poll()
    house.cloud.clear_requests()
    await check_up(house, *house.coordinator.data.devices)
    assert len(asked(house)) <= 21


async def test_check_ups_run_in_turn(house: House) -> None:
    """They never run side by side."""
    asking = [check_up(house, "Front door") for _ in range(3)]
    results = await asyncio.gather(*asking, return_exceptions=True)
    assert sum(isinstance(result, CheckUpResult) for result in results) == 1
    assert house.cloud.count("homescreen") == 1


@pytest.mark.usefixtures("without_polls")
async def test_refusals(house: House, ask: Ask, story: Story) -> None:
    before = house.coordinator.data.devices
    for by, where, statuses in (
        (check_up, "homescreen", (302, 403, 406, 409, 429, 500, 503)),
        (picture, "*/thumbnail", (403, 503)),
        (picture, "*/command/*", (429,)),
    ):
        for status in statuses:
            story(
                f"{where} answers {status}: two minutes, four, eight, for whoever asks"
            )
            house.cloud.fail(where, f"status={status}")
            for _ in range(3):
                error = await ask("Living room", by=by)
                await ask("Living room", by=check_up)
                await ask("Living room", by=picture)
                house.freezer.move_to(error.again_at)
            assert house.coordinator.data.devices == before, "nothing is judged"
            story("one good answer resets it")
            house.cloud.heal()
            await ask("Living room", by=by)
            house.freezer.tick(61)
            before = house.coordinator.data.devices


@pytest.mark.usefixtures("without_polls")
async def test_answers_that_are_no_homescreen(
    house: House, ask: Ask, story: Story
) -> None:
    own = budget(house.coordinator)
    causes, data_at = house.causes(), house.coordinator.data.data_at
    said: list[dict[str, Any]] = [{"code": 5}, {"message": ""}, {"message": 7}]
    said += [{"message": DISABLED, "code": 307}, {"message": DISABLED}]
    said += [{"message": DISABLED, "cameras": None, "owls": {}}]
    for mode, body in (
        *((mode, None) for mode in ("html", "empty", "truncated")),
        *(("status=200", one) for one in said),
    ):
        story(
            f"{mode} {body}: nothing is judged or noted; the error has what Blink says"
        )
        house.cloud.fail("homescreen", mode, body=body)
        await ask("Front door")
        assert (house.causes(), house.coordinator.data.data_at) == (causes, data_at)
        assert house.notes("Front door").checked is None
        house.cloud.heal()
        own.refusals, own.pause_until, own.last = 0, None, None


@pytest.mark.usefixtures("without_polls")
async def test_one_camera(house: House, ask: Ask, story: Story) -> None:
    busy = "Camera is busy"
    for body in ({"message": busy, "code": 520}, {"message": busy}):
        story(f"{body}: the camera itself did not answer, of whichever family")
        house.cloud.fail("config", "status=200", body=body)
        for name in ("Front door", "Nursery", "Doorbell"):
            await ask(name)
            house.freezer.tick(61)
    story("the action says so")
    story.tell("answer", (await house.act("check_up", "Front door")))
    house.freezer.tick(61)
    house.cloud.heal()
    story("Blink's codes for a picture say what is wrong with the camera")
    for name, happens in {
        "Living room": lambda: None,
        "Balcony": lambda: None,
        "Shed": lambda: None,
        "Nursery": house.find("Nursery").hang,
        "Doorbell": house.find("Doorbell").hang,
        "Front door": lambda: setattr(house.find("Front door"), "busy", True),
        "Garden": house.account.sync_modules[0].unplug,
    }.items():
        happens()
        await ask(name, by=picture)
        house.freezer.tick(61)


@pytest.mark.usefixtures("without_polls")
async def test_refused_token_is_left_to_core(
    house: House, ask: Ask, story: Story
) -> None:
    for by, where, *names in (
        *((check_up, "*/config", "Front door", "Garden"), (check_up, "homescreen")),
        (picture, "*/thumbnail", "Living room"),
        (picture, "*/command/*", "Living room"),
    ):
        story(f"{where}: nobody insists, no sign-in of ours, and it is no refusal")
        house.cloud.fail(where, "status=401")
        await ask(*names, by=by)
        house.cloud.heal()
        house.freezer.tick(61)


async def test_message_has_no_secret(house: House, hass: HomeAssistant) -> None:
    """What identifies is left out, plain words included, of a poll's message, too."""
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
