"""What docs/measurements.md says, on fewer homes than its tables."""

import importlib
from typing import Any

import pytest

from tests.diagnosis.battery.worlds import WORLDS, Home

EVALUATION: Any = importlib.import_module("evaluate_battery")
# one process evaluates all: a test needs what others have evaluated
pytestmark = pytest.mark.xdist_group("cells")
# the dates that there must be at least: with such a meter there may be none
DATED = {
    "base": 50,
    "external power for weeks": 50,
    "stray words": 50,
    "noise five times as large": 0,
    "one set in five alkaline": 50,
}


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    """Evaluate three years of two homes with five cameras each, in some worlds."""
    return {
        name: EVALUATION.evaluate(lambda seed: Home(5, seed, WORLDS[name]), 2, 3.0, 11)  # noqa: B023
        for name in DATED
    }


@pytest.mark.parametrize("world", DATED)
def test_statements_hold(results: dict[str, Any], world: str) -> None:
    """Nine of ten dates contain the true day; changes and drain are not invented.

    From week to week dates move by three days at most, in the middle.
    """
    result = results[world]
    assert result.dated >= DATED[world]
    assert result.held >= 0.9 * result.dated
    assert result.invented <= result.camera_years / 20
    assert result.false_flags <= 0.02 * result.camera_years
    assert result.flags_again == 0, "a flag starts once for a set"
    assert len(result.moves) < 10 or EVALUATION.median(result.moves) <= 3


def test_dates_are_given_where_they_matter(results: dict[str, Any]) -> None:
    """A week before low most cameras have one, and nearer than the last life."""
    week = results["base"].horizons[7]
    assert len(week.errors) > week.asked / 2
    assert EVALUATION.median(week.errors) < EVALUATION.median(week.as_before)
    assert results["base"].changes_noticed >= 0.8 * results["base"].changes
    assert len(results["base"].moves) >= 10
