"""What docs/measurements.md says, on fewer homes than its tables."""

from collections.abc import Iterator
import importlib
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

import custom_components.blink_doctor  # noqa: F401
from tests.diagnosis.battery.worlds import WORLDS, Home

ROOT = Path(__file__).resolve().parents[3]
# they share the evaluations, which take longer than all of them
pytestmark = pytest.mark.xdist_group("cells")
MEASURED = (
    "base",
    "external power for weeks",
    "stray words",
    "noise five times as large",
    "one set in five alkaline",
)
# such a meter tells too little for many dates
DATED = {"noise five times as large": 0}


@pytest.fixture(scope="module")
def evaluation() -> Iterator[Any]:
    """The script, as a module."""
    sys.path.insert(0, str(ROOT / "scripts" / "lib"))
    yield importlib.import_module("evaluate_battery")
    sys.path.pop(0)


@pytest.fixture(scope="module")
def results(evaluation: Any) -> dict[str, Any]:
    """Three years of two homes with five cameras each, in some worlds."""
    return {
        name: evaluation.evaluate(lambda seed: Home(5, seed, WORLDS[name]), 2, 3.0, 11)  # noqa: B023
        for name in MEASURED
    }


@pytest.mark.parametrize("world", MEASURED)
def test_statements_hold(results: dict[str, Any], world: str) -> None:
    """Nine of ten dates contain the true day; changes and drain are not invented."""
    result = results[world]
    assert result.dated >= DATED.get(world, 50)
    assert result.held >= 0.9 * result.dated
    assert result.invented <= result.camera_years / 20
    assert result.false_flags <= 0.02 * result.camera_years


@pytest.mark.parametrize("world", MEASURED)
def test_a_drain_flag_starts_once(results: dict[str, Any], world: str) -> None:
    """At most one start for a set of batteries."""
    assert results[world].flags_again == 0


def test_dates_stand_still(evaluation: Any, results: dict[str, Any]) -> None:
    """From week to week they move by three days at most, in the middle.

    In all worlds together, and in each in which there are ten: one is no middle.
    """
    moves = {world: results[world].moves for world in MEASURED}
    together = [move for of_world in moves.values() for move in of_world]
    many = [of_world for of_world in moves.values() if len(of_world) >= 10]
    assert many
    for found in (*many, together):
        assert evaluation.median(found) <= 3


def test_dates_are_given_where_they_matter(
    evaluation: Any, results: dict[str, Any]
) -> None:
    """A week before low most cameras have one, and nearer than the last life."""
    week = results["base"].horizons[7]
    assert len(week.errors) > week.asked / 2
    assert evaluation.median(week.errors) < evaluation.median(week.as_before)


def test_changes_are_seen(results: dict[str, Any]) -> None:
    """Nearly all of those that followed on low."""
    result = results["base"]
    assert result.changes_noticed >= 0.8 * result.changes


def test_the_same_seed_is_the_same_home() -> None:
    """So that a table can be made again."""

    def lived() -> list[Any]:
        return [day for day, _ in zip(Home(2, 3).live(1), range(200), strict=False)]

    assert lived() == lived()


def test_the_command(tmp_path: Path) -> None:
    """Unknown names are said in one line."""
    run = subprocess.run(
        [str(ROOT / "scripts" / "evaluate"), "nonsense"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert run.returncode == 1
    assert run.stderr.strip().count("\n") == 0
    assert "nonsense" in run.stderr
