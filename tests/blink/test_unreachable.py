"""Why Blink is out of reach: no answer came, Blink answered with an error, or it wants a sign-in."""

from typing import Any

from homeassistant.helpers.update_coordinator import UpdateFailed
import pytest

from custom_components.blink_doctor.blink.source import is_no_answer
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.notifications.guides import steps_of
from tests.house import House
from tests.story import Story

SWITCHED_OFF = {"message": "Your account is deactivated", "code": 5000}


@pytest.mark.house("one_camera", polls=1)
async def test_each_kind_of_trouble(house: House, story: Story) -> None:
    words = await Words.async_load(house.hass, "en")

    def said() -> dict[str, Any]:
        finding = house.coordinator.data.account.primary
        if finding is None:
            return {}
        now, steps = house.coordinator.now, steps_of(house.coordinator, finding)
        trouble = finding.evidence["trouble"]
        told = " ".join(words.evidence(finding, now)).partition(" Since")[0]
        return {"says": f"{trouble}: {told}", "steps": steps, "cause": finding.cause}

    async def fails(title: str, where: str, how: str, **more: Any) -> None:
        story(title)
        house.cloud.heal()
        house.cloud.fail(where, how, **more)
        await house.poll(5)

    story.follow(said)
    await fails(
        "no answer at all: nobody can tell the internet from Blink", "*", "drop"
    )
    story("it answers again")
    house.cloud.heal()
    await house.poll(2)
    story("no answer at core's start is the same")
    house.cloud.fail("*", "drop")
    await house.reload(house.blink)
    await house.poll(5)
    where = "*/homescreen"
    for mode in ("status=503", "status=403", "html"):
        await fails(f"{mode}: whatever came, came over the internet", where, mode)
    said_why = "Blink says why: its message is repeated"
    await fails(said_why, where, "status=403", body=SWITCHED_OFF)
    story("also after a restart")
    await house.reload()
    await fails("but not once the connection is lost", "*", "drop")
    story("a sign-in comes first")
    house.cloud.heal()
    house.account.password = "changed"
    house.account.revoke()
    await house.poll(5)


def test_timeout_counts_as_no_answer() -> None:
    """However deep below the error of the poll it is."""
    failed = UpdateFailed("no update")
    failed.__context__ = KeyError("cameras")
    assert not is_no_answer(failed)
    failed.__context__.__cause__ = TimeoutError()
    assert is_no_answer(failed)
