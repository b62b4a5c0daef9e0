"""Fixtures: a card, and a person in front of a repair."""

from tests.dashboard.conftest import watch
from tests.repairs.guide import make_person, person

__all__ = ["make_person", "person", "watch"]
