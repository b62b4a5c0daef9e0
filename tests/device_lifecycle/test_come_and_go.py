"""Devices that leave and return, each in every kind of poll."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
import pytest

from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.house import House

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


def entities(house: House, uid: str) -> dict[str, str | None]:
    """Return the states of our entities of a device; of a disabled one None."""
    ids = [entity.entity_id for entity in house.entries if uid in entity.unique_id]
    states = {one: house.hass.states.get(one) for one in ids}
    return {one: state.state if state else None for one, state in states.items()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.house("two_homes")
async def test_entities_follow_the_device(kind: str, house: House) -> None:
    """They wait for a day, go, and are there again with it, the disabled ones too."""
    camera = house.account.cameras[0]
    uid = house.coordinator.uid(house.key(camera.name))
    before = entities(house, uid)
    assert None in before.values(), "one that is disabled by default"

    async def leave() -> None:
        house.account.remove_camera(camera.key)
        await KINDS[kind](house)
        await house.poll()
        left = entities(house, uid)
        assert left.keys() == before.keys(), "it may be back at the next poll"
        assert {*left.values()} <= {STATE_UNAVAILABLE, None}

    async def come_back() -> None:
        camera.plan("present", house.account.now(), True)
        await KINDS[kind](house)
        await house.poll()
        after = entities(house, uid)
        assert after.keys() == before.keys()
        assert STATE_UNAVAILABLE not in after.values()
        disabled = [{e for e, s in one.items() if s is None} for one in (before, after)]
        assert disabled[0] == disabled[1]
        assert house.state(camera.name).state == "off"

    await leave()
    await come_back()
    for _ in range(2 if kind == "usual" else 1):
        await leave()
        await house.poll_daily(1)
        # after a day core signs in anew, which takes a poll
        await house.poll(2)
        assert entities(house, uid) == {}
        await come_back()
