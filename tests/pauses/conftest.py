"""Fixtures of the tests of pauses: automations, a card, a person, phones."""

from tests.automation.conftest import automate
from tests.dashboard.conftest import watch
from tests.notifications.conftest import (
    add_phone,
    bell,
    settle_around_waits,
    shopping_list,
    use_blueprint,
    use_blueprints,
)
from tests.repairs.guide import make_person, person

__all__ = [
    "add_phone",
    "automate",
    "bell",
    "make_person",
    "person",
    "settle_around_waits",
    "shopping_list",
    "use_blueprint",
    "use_blueprints",
    "watch",
]
