"""The card's data."""

from tests.dashboard.conftest import watch

__all__ = ["watch"]
