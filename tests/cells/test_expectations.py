"""What docs/battery-life.md promises, on fewer homes than its table."""

import importlib
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

import custom_components.blink_doctor  # noqa: F401
from tests.cells.home import Home, World

ROOT = Path(__file__).resolve().parents[2]
# they share one evaluation, which takes longer than all of them
pytestmark = pytest.mark.xdist_group("cells")


@pytest.fixture(scope="module")
def evaluation() -> Any:
    """The script, as a module."""
    sys.path.insert(0, str(ROOT / "scripts" / "lib"))
    try:
        return importlib.import_module("evaluate_battery")
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def result(evaluation: Any) -> Any:
    """Five years of two homes with five cameras each."""
    return evaluation.evaluate(World(), homes=2, years=5.0, seed=11)


def test_true_days_lie_in_the_range(result: Any) -> None:
    """At least 85 in a hundred, at each distance."""
    for days, horizon in result.horizons.items():
        given = len(horizon.errors)
        assert given >= 15, days
        assert horizon.inside >= 0.85 * given, days


def test_errors_against_the_naive_rules(evaluation: Any, result: Any) -> None:
    """Nearer than two years, and nearer than "as long as last time"."""
    for horizon in result.horizons.values():
        error = evaluation.median(horizon.errors)
        assert error < evaluation.median(horizon.naive) / 5
        assert error < evaluation.median(horizon.as_before)


def test_dates_are_given_where_they_matter(result: Any) -> None:
    """A week before low most cameras have one."""
    week = result.horizons[7]
    assert len(week.errors) > week.asked / 2


def test_unusual_drain_is_seldom_wrong(result: Any) -> None:
    """Once in ten camera-years at most, and not by never flagging."""
    assert result.false_flags <= 0.1 * result.camera_years
    assert result.drained_found > 0


def test_changes_are_seen(result: Any) -> None:
    """Nearly all, and none invented."""
    assert result.changes_noticed >= 0.9 * result.changes
    assert result.changes_invented <= 1


def test_memory_stays_small(result: Any) -> None:
    """Four kilobytes per camera at the end of five years."""
    assert max(result.bytes_per_camera) < 4096


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
