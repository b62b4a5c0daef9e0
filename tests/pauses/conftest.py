"""A house in trouble, and what may tell of it: automations, a card, a person, phones."""

import pytest

from tests.house import House, MakeHouse


@pytest.fixture
async def house(make_house: MakeHouse) -> House:
    """A house in which the Garden camera's battery is low, and that is known."""
    house = await make_house("healthy")
    await house.poll(2)
    house.thing("Garden").battery = "low"
    await house.poll(2)
    assert house.cause("Garden") == "low_battery"
    house.cloud.clear_requests()
    return house
