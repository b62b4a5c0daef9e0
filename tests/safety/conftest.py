"""The card's data, and automations."""

from tests.automation.conftest import automate
from tests.dashboard.conftest import watch

__all__ = ["automate", "watch"]
