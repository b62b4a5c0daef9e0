"""A house with a phone that is told of its faults."""

import pytest

from tests.blueprint import UseBlueprint
from tests.house import House, MakeHouse, marked
from tests.integration.test_clock import clock  # noqa: F401
from tests.phone import AppPhone


@pytest.fixture
async def house(
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: AppPhone,
    request: pytest.FixtureRequest,
) -> House:
    """A house with a blueprint, whose inputs are in the mark `house`."""
    scenario, inputs, _ = marked(request, 0)
    house = await make_house(*scenario or ("healthy",))
    if blueprint := inputs.pop("blueprint", "blink_doctor"):
        await use_blueprint(house, blueprint, **inputs)
    return house
