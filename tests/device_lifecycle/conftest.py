"""Automations, for what triggers tell of a system."""

from tests.automation.conftest import automate

__all__ = ["automate"]
