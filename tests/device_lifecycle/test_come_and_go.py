"""Devices that leave and return, each in every kind of poll."""

import pytest

from tests.house import House
from tests.phone_story import do
from tests.story import Story

# what happens before a poll, as in stories of phones
KINDS = {
    "usual": "",
    "in_two_polls": "1",
    "at_a_reload_of_blink": "reload blink",
    "at_a_reload_of_the_doctor": "reload doctor",
    "after_midnight": "until 23:58",
    "after_a_failed_poll": "fail 500; 1; heal",
    "after_an_outage": "outage; 6; heal",
    "together_with_an_arrival": "new",
    "together_with_a_change": "Garden low",
    "at_a_check_up": "act check_up Garden",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.house("two_homes")
async def test_entities_follow_the_device(
    kind: str, house: House, story: Story
) -> None:
    camera = house.account.cameras[0]
    uid = house.coordinator.uid(house.key(camera.name))

    def entities() -> dict[str, str]:
        """Return the states of our entities of the camera."""
        found = [entry for entry in house.entries if uid in entry.unique_id]
        states = [
            (one.unique_id, house.hass.states.get(one.entity_id)) for one in found
        ]
        return {
            unique_id.rpartition("-")[2]: state.state if state else "disabled"
            for unique_id, state in states
        }

    async def poll() -> None:
        for deed in KINDS[kind].split(";"):
            await do(house, *deed.split())
        await house.poll()

    story.tell("before", entities())
    story.follow(entities)
    for days in (0, 1, 1) if kind == "usual" else (0, 1):
        story("it leaves: its entities wait, it may be back at the next poll")
        house.account.remove_camera(camera.key)
        await poll()
        if days:
            story("after a day they go")
            await house.poll_daily(days)
            # core signs in anew, which takes a poll
            await house.poll(2)
        story("there again with it, the disabled ones too")
        camera.plan("present", house.account.now(), True)
        await poll()
