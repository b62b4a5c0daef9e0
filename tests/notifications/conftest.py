"""Phones that are told of faults, and people in front of repairs."""

from tests.blueprints.conftest import (
    bell,
    settle_around_waits,
    shopping_list,
    use_blueprint,
    use_blueprints,
)
from tests.integration.test_clock import clock
from tests.phone import add_phone, make_told_house, make_told_phones
from tests.repairs.guide import make_person

__all__ = [
    "add_phone",
    "bell",
    "clock",
    "make_person",
    "make_told_house",
    "make_told_phones",
    "settle_around_waits",
    "shopping_list",
    "use_blueprint",
    "use_blueprints",
]
