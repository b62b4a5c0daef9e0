"""Why Blink is out of reach: no answer came, Blink answered with an error, or it wants a sign-in."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import UpdateFailed
import pytest

from custom_components.blink_doctor.blink.source import is_no_answer
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.notifications.guides import steps_of
from tests.house import House

pytestmark = pytest.mark.house("one_camera", polls=1)

SWITCHED_OFF = {"message": "Your account is deactivated", "code": 5000}


def evidence(house: House) -> dict[str, Any]:
    finding = house.coordinator.data.account.primary
    assert finding is not None
    assert finding.cause == "blink_unreachable"
    return dict(finding.evidence)


def steps(house: House) -> tuple[str, ...]:
    finding = house.coordinator.data.account.primary
    assert finding is not None
    return steps_of(house.coordinator, finding)


async def said(hass: HomeAssistant, house: House) -> str:
    finding = house.coordinator.data.account.primary
    assert finding is not None
    words = await Words.async_load(hass, "en")
    return " ".join(words.evidence(finding, house.coordinator.now))


@pytest.mark.parametrize("mode", ["drop"])
async def test_no_answer_at_all(hass: HomeAssistant, mode: str, house: House) -> None:
    """Nobody can tell the internet from Blink then, so both are named; reloading is no help."""
    house.cloud.fail("*", mode)
    await house.poll(5)
    assert evidence(house) == {"trouble": "no_connection"}
    assert "Home Assistant may have no internet" in await said(hass, house)
    assert steps(house) == ("wait_for_blink",)
    house.cloud.heal()
    await house.poll(2)
    assert house.coordinator.data.account.findings == ()


def test_a_request_that_timed_out_had_no_answer() -> None:
    """However deep below the error of the poll it is."""
    failed = UpdateFailed("no update")
    failed.__context__ = KeyError("cameras")
    assert not is_no_answer(failed)
    failed.__context__.__cause__ = TimeoutError()
    assert is_no_answer(failed)


@pytest.mark.parametrize("mode", ["status=503", "status=403", "html"])
async def test_an_error_for_an_answer(mode: str, house: House) -> None:
    """Whatever came, came over the internet."""
    house.cloud.fail("*/homescreen", mode)
    await house.poll(5)
    assert evidence(house)["trouble"] == "error_answer"
    assert "Blink answers with an error" in await said(house.hass, house)
    assert steps(house) == ("wait_for_blink",)


async def test_blink_says_why(hass: HomeAssistant, house: House) -> None:
    """Its message is repeated, but not after the connection is lost, too."""
    house.cloud.fail("*/homescreen", "status=403", body=SWITCHED_OFF)
    await house.poll(5)
    assert evidence(house) == {
        "trouble": "error_answer",
        "message": "Your account is deactivated",
    }
    assert "Your account is deactivated" in await said(hass, house)
    house.cloud.heal()
    house.cloud.fail("*", "drop")
    await house.poll(2)
    assert evidence(house) == {"trouble": "no_connection"}


async def test_core_finds_no_way_at_its_start(house: House) -> None:
    """A home without internet looks the same after a restart of Home Assistant."""
    house.cloud.fail("*", "drop")
    await house.reload(house.blink)
    for _ in range(5):
        await house.wait(301)
    assert evidence(house) == {"trouble": "no_connection"}


async def test_a_sign_in_comes_first(house: House) -> None:
    """Blink wants to be signed in to again: that is what helps."""
    house.account.password = "changed"
    house.account.revoke()
    await house.poll(5)
    assert evidence(house)["trouble"] == "sign_in"
    assert steps(house)[0] == "check_sign_in"
