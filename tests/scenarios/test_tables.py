"""The tables of scripts/evaluate and scripts/benchmark tell the truth, also a bad one."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from .expand import load
from .outcome import run


def test_tables_of_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    """Two are right, one of two batteries is missed, a camera error comes out of the blue."""
    evaluation: Any = import_module("evaluate_scenarios")
    named = {scenario.name: scenario for scenario in load()}
    low, quiet = run(named["low from the very first poll"]), run(named["a quiet day"])
    alarm = "camera_error on camera:21 at minute 5"
    final: Any = {"camera:21": ("camera_error",)}
    missed = replace(low, final={}, issues=set(), polls=None)
    outcomes = [low, quiet, missed, replace(quiet, final=final, alarms=(alarm,))]

    evaluation.print_scenarios("These", outcomes)
    printed = capsys.readouterr().out
    assert printed.startswith("These: 4, ")
    assert "2 right in every point, 2 wrong." in printed
    assert printed.count("WRONG") == 2
    assert f"false alarm: {alarm}" in printed
    evaluation.print_causes(outcomes)
    rows = capsys.readouterr().out.splitlines()
    assert "| `low_battery` | 2 | 0 | 1 | 1.000 | 0.500 | 1 | 1 |" in rows
    assert "| `camera_error` | 0 | 1 | 0 | 0.000 | - |  |  |" in rows
    evaluation.print_confusion(outcomes)
    rows = capsys.readouterr().out.splitlines()
    assert "| 2 `low_battery` |  | 1 | 1 |" in rows, "rows are the truth"
    assert rows[-2].startswith("| 3 `none` | 1 |  |")


@pytest.mark.parametrize(
    ("hundred", "thousand", "met"),
    [(0.0018, 0.018, True), (0.0021, 0.021, False), (0.001, 0.016, False)],
)
def test_goals(
    capsys: pytest.CaptureFixture[str], hundred: float, thousand: float, met: bool
) -> None:
    """Too slow, or growing faster than the number of cameras."""
    usual = "one in five in trouble"
    figures = {(usual, 100): hundred, (usual, 1000): thousand}
    benchmark: Any = import_module("benchmark_diagnosis")
    assert benchmark.report(figures, check=True) == (0 if met else 1)
    assert benchmark.report(figures, check=False) == 0
    assert ("met." if met else "missed.") in capsys.readouterr().out
