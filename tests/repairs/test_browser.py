"""Repairs in a real browser, in the real frontend, on a phone's screen.

What a person does is in frontend/e2e/repairs.mjs. The other repairs there make the pictures for
the docs: their pages are those of test_flows.py, and tests/dashboard goes through one to its end.
"""

import pytest

from tests.dashboard.test_browser import house, node, run_scenario

__all__ = ["house", "node"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(700)]


@pytest.mark.parametrize("person", ["repair_link", "repair_weak_wifi"])
def test_repairs(person: str, node: str, house: dict[str, str]) -> None:
    """From what is seen to a measured fix; the issue is gone at the end."""
    run_scenario(node, person, house)
