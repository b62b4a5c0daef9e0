"""A house with a phone that is told of its faults, and people in front of repairs."""

import pytest

from tests.blueprint import UseBlueprint
from tests.house import House, MakeHouse, marked
from tests.integration.test_clock import clock  # noqa: F401
from tests.phone import AppPhone

from .troubles import quiet_around


@pytest.fixture
async def house(
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: AppPhone,
    request: pytest.FixtureRequest,
) -> House:
    """A house with a blueprint, whose inputs are in the mark `house`.

    There devices have their names, and quiet hours are given in minutes from now.
    """
    scenario, inputs, _ = marked(request, 0)
    house = await make_house(*scenario or ("healthy",))
    inputs |= quiet_around(*inputs.pop("quiet", ()))
    for name in inputs.keys() & {"devices", "exclude", "critical"}:
        inputs[name] = [house.device(one).id for one in inputs[name]]
    if blueprint := inputs.pop("blueprint", "blink_doctor"):
        await use_blueprint(house, blueprint, **inputs)
    return house
