"""Devices that leave and return, each in every kind of poll."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.house import House
from tests.story import Story

type Poll = Callable[[House], Awaitable[Any]]


async def after_midnight(house: House) -> None:
    """A new day: all that is said of the past may be another."""
    tomorrow = (house.coordinator.now + timedelta(days=1)).replace(hour=0, minute=2)
    while house.coordinator.now + timedelta(minutes=6) < tomorrow:
        house.freezer.tick(timedelta(hours=1))
        if house.coordinator.now + timedelta(minutes=6) > tomorrow:
            house.freezer.move_to(tomorrow - timedelta(minutes=4))


async def after_a_failed_poll(house: House) -> None:
    house.cloud.fail("*homescreen*", "status=500", times=1)
    await house.poll()


async def after_an_outage(house: House) -> None:
    house.account.service_down()
    await house.poll(6)
    house.account.service_up()


async def together_with_an_arrival(house: House) -> None:
    house.account.add_camera(f"New {house.coordinator.now}")


async def together_with_a_change(house: House) -> None:
    camera = house.account.cameras[1]
    camera.battery = "low" if camera.battery == "ok" else "ok"


async def after_a_review(house: House) -> None:
    """The owner tells something between two polls."""
    house.coordinator.async_review()


async def at_a_check_up(house: House) -> None:
    await async_check_up(
        house.hass, house.coordinator, [DeviceKey(house.account.cameras[1].key)]
    )


KINDS: dict[str, Poll] = {
    "usual": lambda house: asyncio.sleep(0),
    "in_two_polls": lambda house: house.poll(),
    "at_a_reload_of_blink": lambda house: house.reload(house.blink),
    "at_a_reload_of_the_doctor": lambda house: house.reload(),
} | {
    kind.__name__: kind
    for kind in (
        *(after_midnight, after_a_failed_poll, after_an_outage, after_a_review),
        *(together_with_an_arrival, together_with_a_change, at_a_check_up),
    )
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

    story.tell("before", entities())
    story.follow(entities)
    for days in (0, 1, 1) if kind == "usual" else (0, 1):
        story("it leaves: its entities wait, it may be back at the next poll")
        house.account.remove_camera(camera.key)
        await KINDS[kind](house)
        await house.poll()
        if days:
            story("after a day they go")
            await house.poll_daily(days)
            # core signs in anew, which takes a poll
            await house.poll(2)
        story("there again with it, the disabled ones too")
        camera.plan("present", house.account.now(), True)
        await KINDS[kind](house)
        await house.poll()
