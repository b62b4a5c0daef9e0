"""What docs/measurements.md says, on fewer homes than its tables."""

from functools import cache
import importlib
from typing import Any

import pytest

from tests.diagnosis.battery.worlds import WORLDS, Home

EVALUATION: Any = importlib.import_module("evaluate_battery")
# the dates that there must be at least: with such a meter there may be none
DATED = {
    "base": 50,
    "external power for weeks": 50,
    "stray words": 50,
    "noise five times as large": 0,
    "one set in five alkaline": 50,
}


@cache
def evaluated(world: str) -> Any:
    """Evaluate three years of two homes with five cameras each."""
    return EVALUATION.evaluate(lambda seed: Home(5, seed, WORLDS[world]), 2, 3.0, 11)


@pytest.mark.parametrize("world", DATED)
def test_predictions_hold(world: str) -> None:
    """Nine of ten dates contain the true day; changes and drain are not invented.

    From week to week dates move by three days at most, in the middle.
    """
    result = evaluated(world)
    assert result.dated >= DATED[world]
    assert result.held >= 0.9 * result.dated
    assert result.invented <= result.camera_years / 20
    assert result.false_flags <= 0.02 * result.camera_years
    assert result.flags_again == 0, "a flag starts once for a set"
    assert len(result.moves) < 10 or EVALUATION.median(result.moves) <= 3


def test_dates_are_given_where_they_matter() -> None:
    """A week before low most cameras have one, and nearer than the last life."""
    base = evaluated("base")
    week = base.horizons[7]
    assert len(week.errors) > week.asked / 2
    assert EVALUATION.median(week.errors) < EVALUATION.median(week.as_before)
    assert base.changes_noticed >= 0.8 * base.changes
    assert len(base.moves) >= 10
