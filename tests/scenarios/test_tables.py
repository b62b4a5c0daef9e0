"""The tables of scripts/evaluate and scripts/benchmark tell the truth, also a bad one."""

from dataclasses import replace
import importlib.util
from pathlib import Path
import types

import pytest

from .expand import load
from .outcome import Outcome, run

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> types.ModuleType:
    """Import a script by its file."""
    spec = importlib.util.spec_from_file_location(
        name, ROOT / "scripts" / "lib" / f"{name}.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outcomes() -> list[Outcome]:
    """Return four outcomes: two right, a missed battery, a false camera error."""
    named = {scenario.name: scenario for scenario in load()}
    good = [run(named["low from the very first poll"]), run(named["a quiet day"])]
    missed = replace(good[0], final={}, issues=set(), polls=None)
    false = replace(
        good[1],
        final={"camera:21": ("camera_error",)},
        alarms=("camera_error on camera:21 at minute 5",),
    )
    return [*good, missed, false]


def test_what_is_wrong_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """By name, with what was wanted and what was said."""
    script("evaluate_scenarios").print_scenarios("These", outcomes())
    printed = capsys.readouterr().out
    assert printed.startswith("These: 4, ")
    assert "2 right in every point, 2 wrong." in printed
    assert printed.count("WRONG") == 2
    assert "false alarm: camera_error on camera:21 at minute 5" in printed


def test_precision_recall_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    """One of two batteries found, one camera error out of the blue."""
    script("evaluate_scenarios").print_causes(outcomes())
    rows = capsys.readouterr().out.splitlines()
    assert "| `low_battery` | 2 | 0 | 1 | 1.000 | 0.500 | 1 | 1 |" in rows
    assert "| `camera_error` | 0 | 1 | 0 | 0.000 | - |  |  |" in rows


def test_confusion(capsys: pytest.CaptureFixture[str]) -> None:
    """Rows are the truth, columns what was said."""
    script("evaluate_scenarios").print_confusion(outcomes())
    rows = capsys.readouterr().out.splitlines()
    assert "| 2 `low_battery` |  | 1 | 1 |" in rows
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
    benchmark = script("benchmark_diagnosis")
    assert benchmark.report(figures, check=True) == (0 if met else 1)
    assert benchmark.report(figures, check=False) == 0
    assert ("met." if met else "missed.") in capsys.readouterr().out
