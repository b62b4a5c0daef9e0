"""A phone to be told, for set-up, and the card's data."""

from tests.dashboard.conftest import watch
from tests.phone import add_phone

__all__ = ["add_phone", "watch"]
