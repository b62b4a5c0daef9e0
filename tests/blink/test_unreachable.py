"""Why Blink is out of reach: no answer came, Blink answered with an error, or it wants a sign-in."""

from typing import Any

from homeassistant.helpers.update_coordinator import UpdateFailed
import pytest

from custom_components.blink_doctor.blink.source import is_no_answer
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.notifications.guides import steps_of
from tests.house import House

pytestmark = pytest.mark.house("one_camera", polls=1)

NO_INTERNET = "Home Assistant may have no internet"
SWITCHED_OFF = {"message": "Your account is deactivated", "code": 5000}


async def demand(house: House, said: str, *steps: str, **evidence: Any) -> None:
    """Look five polls later, except where something was found before."""
    finding = house.coordinator.data.account.primary
    if finding is None:
        await house.poll(5)
        finding = house.coordinator.data.account.primary
    assert finding is not None
    assert finding.cause == "blink_unreachable"
    assert {key: finding.evidence.get(key) for key in evidence} == evidence
    assert steps_of(house.coordinator, finding) == steps
    words = await Words.async_load(house.hass, "en")
    assert said in " ".join(words.evidence(finding, house.coordinator.now))


async def test_no_answer_at_all(house: House) -> None:
    """Nobody can tell the internet from Blink then; it is the same at core's start."""
    house.cloud.fail("*", "drop")
    await demand(house, NO_INTERNET, "wait_for_blink", trouble="no_connection")
    house.cloud.heal()
    await house.poll(2)
    assert house.coordinator.data.account.findings == ()
    house.cloud.fail("*", "drop")
    await house.reload(house.blink)
    await demand(house, NO_INTERNET, "wait_for_blink", trouble="no_connection")


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
    said = "Blink answers with an error"
    await demand(house, said, "wait_for_blink", trouble="error_answer")


async def test_blink_says_why(house: House) -> None:
    """Its message is repeated, also after a restart, but not once the connection is lost."""
    house.cloud.fail("*/homescreen", "status=403", body=SWITCHED_OFF)
    said = "Your account is deactivated"
    told = {"trouble": "error_answer", "message": said}
    await demand(house, said, "wait_for_blink", **told)
    await house.reload()
    await demand(house, said, "wait_for_blink", **told)
    house.cloud.heal()
    house.cloud.fail("*", "drop")
    await house.poll(2)
    gone = {"trouble": "no_connection", "message": None}
    await demand(house, NO_INTERNET, "wait_for_blink", **gone)


async def test_a_sign_in_comes_first(house: House) -> None:
    """Blink wants to be signed in to again: that is what helps."""
    house.account.password = "changed"
    house.account.revoke()
    steps = ("check_sign_in", "reload_blink", "wait_for_blink")
    await demand(house, "sign", *steps, trouble="sign_in")
