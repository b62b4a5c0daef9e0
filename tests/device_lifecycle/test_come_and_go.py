"""Devices that leave and return, each in every kind of poll."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.checkup import async_check_up
from tests.house import House

type Poll = Callable[[House], Awaitable[None]]


async def usual(house: House) -> None:
    """Nothing else has happened."""


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


async def at_a_reload_of_blink(house: House) -> None:
    await house.reload(house.blink)


async def at_a_reload_of_the_doctor(house: House) -> None:
    """Whatever was known in memory only is gone."""
    await house.reload()


async def together_with_an_arrival(house: House) -> None:
    house.account.add_camera(f"New {house.coordinator.now}")


async def together_with_a_change(house: House) -> None:
    camera = house.account.cameras[1]
    camera.battery = "low" if camera.battery == "ok" else "ok"


async def after_a_review(house: House) -> None:
    """The owner tells something between two polls."""
    house.coordinator.async_review()


async def at_a_check_up(house: House) -> None:
    await async_check_up(house.hass, house.coordinator, [house.account.cameras[1].key])


async def in_two_polls(house: House) -> None:
    """The same said twice changes nothing."""
    await house.poll()


KINDS: tuple[Poll, ...] = (
    usual,
    after_midnight,
    after_a_failed_poll,
    after_an_outage,
    at_a_reload_of_blink,
    at_a_reload_of_the_doctor,
    together_with_an_arrival,
    together_with_a_change,
    after_a_review,
    at_a_check_up,
    in_two_polls,
)


def entities(house: House, uid: str) -> dict[str, str | None]:
    found = er.async_entries_for_config_entry(
        er.async_get(house.hass), house.doctor.entry_id
    )
    states = house.hass.states
    return {
        entity.entity_id: state.state
        if (state := states.get(entity.entity_id))
        else None
        for entity in found
        if uid in entity.unique_id
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.house("healthy")
async def test_entities_follow_the_device(kind: Poll, house: House) -> None:
    """They wait for a day, go, and are there again with it, the disabled ones too."""
    camera = house.account.cameras[0]
    uid = house.coordinator.uid(camera.key)
    before = entities(house, uid)
    assert None in before.values(), "one that is disabled by default"
    for _ in range(2 if kind is usual else 1):
        house.account.remove_camera(camera.key)
        await kind(house)
        await house.poll()
        waiting = entities(house, uid)
        assert waiting.keys() == before.keys(), "it may be back at the next poll"
        assert {*waiting.values()} <= {STATE_UNAVAILABLE, None}
        await house.poll_daily(1)
        # after a day core signs in anew, which takes a poll
        await house.poll(2)
        assert entities(house, uid) == {}
        camera.plan("present", house.account.now(), True)
        await kind(house)
        await house.poll()
        assert entities(house, uid).keys() == before.keys()
        disabled = {e for e, state in entities(house, uid).items() if state is None}
        assert disabled == {e for e, state in before.items() if state is None}
        assert house.state(camera.name).state == "off"
