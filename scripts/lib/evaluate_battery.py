"""Evaluate battery outlooks against simulated batteries.

    scripts/evaluate battery [--quick] [--world NAME]

Three years of 30 cameras in six homes, for each of several simulated worlds that share no
code with the estimator (`tests/diagnosis/battery/`). Prints Markdown tables; with
--quick, two years of two homes.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import importlib
from pathlib import Path
from statistics import median
import sys
import time
import types
from typing import Any, NamedTuple, Protocol

ROOT = Path(__file__).resolve().parents[2]
HORIZONS = (90, 30, 7)
DAY = timedelta(days=1)
TWO_YEARS = timedelta(days=730)
# a detected change may be dated this far off
_SAME_CHANGE = 7 * DAY
# predictions this soon after low do not count: the outlook may not know of it yet
_LOW_IS_KNOWN_AFTER = 4 * DAY


def load(name: str) -> Any:
    """Import a module of the project without parents that need Home Assistant."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    package = "custom_components.blink_doctor"
    if package not in sys.modules:
        parent = types.ModuleType(package)
        parent.__path__ = [str(ROOT / package.replace(".", "/"))]
        sys.modules[package] = parent
    return importlib.import_module(name)


DIAGNOSIS = "custom_components.blink_doctor.diagnosis"


class Output(NamedTuple):
    """A model's output for one camera."""

    changed: datetime | None
    earliest: datetime | None
    on: datetime | None
    latest: datetime | None
    drain: bool | None


class Model(Protocol):
    """The model under test: it receives readings and the owner's reports."""

    def report_change(self, key: str, at: datetime) -> None:
        """Receive a battery change reported by the owner."""

    def receive(self, at: datetime, readings: dict[str, Any]) -> None:
        """Receive the readings at one time."""

    def output(self, at: datetime) -> dict[str, Output]:
        """Return the output for each camera."""


class Estimator:
    """The package's estimator, called as the engine calls it."""

    def __init__(self) -> None:
        """Start with an empty memory."""
        self._battery = load(f"{DIAGNOSIS}.battery")
        self._past = load(f"{DIAGNOSIS}.history.samples")
        self.cells: dict[str, Any] = {}
        self._pasts: dict[str, Any] = {}

    def report_change(self, key: str, at: datetime) -> None:
        """Receive a battery change reported by the owner."""
        if key in self.cells:
            self.cells[key] = self._battery.with_reported_change(self.cells[key], at)

    def receive(self, at: datetime, readings: dict[str, Any]) -> None:
        """Receive the readings at one time."""
        slot = self._past.slot_of(at)
        for key, reading in readings.items():
            past = self._pasts.get(key) or self._past.Past()
            self._pasts[key] = past = self._past.with_reading(past, reading, slot)
            cells = self.cells.get(key) or self._battery.Batteries()
            self.cells[key] = self._battery.with_sample(cells, past, reading, at)

    def output(self, at: datetime) -> dict[str, Output]:
        """Return the output for each camera."""
        outputs = {}
        for key, outlook in self._battery.estimate(self.cells, at).items():
            first, on, last = outlook.expected_low or (None, None, None)
            outputs[key] = Output(
                outlook.changed, first, on, last, outlook.unusual_drain
            )
        return outputs


@dataclass(slots=True)
class Horizon:
    """Statistics of predictions made a number of days before low."""

    asked: int = 0
    errors: list[float] = field(default_factory=list)
    as_before: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """The statistics of one world."""

    horizons: dict[int, Horizon] = field(
        default_factory=lambda: {days: Horizon() for days in HORIZONS}
    )
    camera_years: float = 0.0
    dated: int = 0
    held: int = 0
    moves: list[float] = field(default_factory=list)
    flags: int = 0
    false_flags: int = 0
    flags_again: int = 0
    drained: int = 0
    drained_found: int = 0
    changes: int = 0
    changes_noticed: int = 0
    invented: int = 0
    seconds: float = 0.0


class HomeRun:
    """One home, evaluated weekly while it is simulated."""

    def __init__(self, home: Any, model: Model) -> None:
        """Take a home whose simulation has not started."""
        self.home, self.model = home, model
        self.weeks: list[tuple[datetime, dict[str, Output]]] = []
        self.changed: dict[str, set[datetime]] = {}
        self.seconds = 0.0

    def live(self, years: float) -> None:
        """Simulate the home, and collect the model's output every week."""
        ask_at = None
        for at, readings, changed in self.home.live(years):
            begun = time.process_time()
            for key in changed:
                self.model.report_change(key, at)
            self.model.receive(at, readings)
            if ask_at is None or at >= ask_at:
                ask_at = at + 7 * DAY
                outputs = self.model.output(at) if readings else {}
                self.weeks.append((at, outputs))
                for key, entry in outputs.items():
                    if entry.changed is not None:
                        self.changed.setdefault(key, set()).add(entry.changed)
            self.seconds += time.process_time() - begun

    def count(self, result: Result, years: float) -> None:
        """Compare the output with the truth."""
        result.camera_years += len(self.home.cameras) * years
        result.seconds += self.seconds
        for camera in self.home.cameras:
            ended = camera.truths
            outputs = [(at, s[camera.key]) for at, s in self.weeks if camera.key in s]
            for number, truth in enumerate(ended):
                inside = [
                    (at, s) for at, s in outputs if truth.put_in < at <= truth.taken_out
                ]
                self._dates(result, truth, ended[:number], inside)
                self._drain(result, camera.key, truth, ended[:number], inside)
            self._changes(result, camera.key, [t.taken_out for t in ended])

    def _dates(
        self, result: Result, truth: Any, earlier: list[Any], outputs: list[Any]
    ) -> None:
        before: tuple[datetime, datetime] | None = None
        for at, s in outputs:
            if s.on is None:
                continue
            if before is not None and at - before[0] < 8 * DAY:
                result.moves.append(abs(s.on - before[1]) / DAY)
            before = (at, s.on)
            if truth.low is None or truth.low < at < truth.low + _LOW_IS_KNOWN_AFTER:
                continue
            result.dated += 1
            result.held += s.earliest.date() <= truth.low.date() <= s.latest.date()
        if truth.low is not None:
            self._horizons(result, truth, earlier, outputs)

    def _horizons(
        self, result: Result, truth: Any, earlier: list[Any], outputs: list[Any]
    ) -> None:
        for days, horizon in result.horizons.items():
            asked = truth.low - days * DAY
            last = [s for at, s in outputs if asked - 7 * DAY < at <= asked]
            if asked <= truth.put_in:
                continue
            horizon.asked += 1
            if not last or last[-1].on is None:
                continue
            horizon.errors.append(abs(last[-1].on - truth.low) / DAY)
            horizon.widths.append((last[-1].latest - last[-1].earliest) / DAY)
            lasted = [t.low - t.put_in for t in earlier if t.low is not None]
            as_before = truth.put_in + (lasted[-1] if lasted else TWO_YEARS)
            horizon.as_before.append(abs(as_before - truth.low) / DAY)

    def _drain(
        self,
        result: Result,
        key: str,
        truth: Any,
        earlier: list[Any],
        outputs: list[Any],
    ) -> None:
        # a flag still on when the next set is put in did not start there
        starts, on = 0, bool(outputs and outputs[0][1].drain)
        for _, s in outputs:
            starts += bool(s.drain) and not on
            on = bool(s.drain) if s.drain is not None else on
        others = [
            t.days for c in self.home.cameras if c.key != key for t in c.truths
        ] + [t.days for t in earlier]
        if not others:
            return
        usual = median(others)
        if earlier:
            usual = max(usual, median(t.days for t in earlier))
        result.flags += starts
        result.flags_again += max(0, starts - 1)
        result.false_flags += starts if truth.days > 0.6 * usual else 0
        fast = truth.days <= 0.45 * usual
        result.drained += fast
        result.drained_found += fast and starts > 0

    def _changes(self, result: Result, key: str, real: list[datetime]) -> None:
        noticed = self.changed.get(key, set())
        result.changes += len(real)
        result.changes_noticed += sum(
            any(abs(at - change) <= _SAME_CHANGE for at in noticed) for change in real
        )
        result.invented += sum(
            all(abs(at - change) > _SAME_CHANGE for change in real) for at in noticed
        )


def worlds() -> Iterator[tuple[str, Any]]:
    """Yield each world, with what makes a home in it."""
    homes = load("tests.diagnosis.battery.worlds")
    for name, world in homes.WORLDS.items():
        yield name, lambda seed, world=world: homes.Home(5, seed, world)


def evaluate(
    home: Any, homes: int, years: float, seed: int, model: type[Model] = Estimator
) -> Result:
    """Evaluate one world."""
    result = Result()
    for number in range(homes):
        run = HomeRun(home(seed + number), model())
        run.live(years)
        run.count(result, years)
    return result


def middle(values: list[float]) -> str:
    """Return the median as whole days."""
    return f"{median(values):.0f}" if values else "-"


def share(part: float, whole: float) -> str:
    """Return a share in percent."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def row(name: str, r: Result) -> str:
    """Return a world's row of the first table."""
    held = f"{100 * r.held / r.dated:.1f} %" if r.dated else "-"
    return (
        f"| {name} | {r.dated} | {held} | {r.invented} "
        f"| {r.changes_noticed} of {r.changes} | {r.false_flags} of {r.flags} "
        f"| {r.flags_again} | {r.drained_found} of {r.drained} | {middle(r.moves)} "
        f"| {r.seconds:.0f} |"
    )


def horizon_rows(name: str, r: Result) -> Iterator[str]:
    """Yield a world's rows of the second table."""
    for days, h in r.horizons.items():
        yield (
            f"| {name} | {days} | {h.asked} | {share(len(h.errors), h.asked)} "
            f"| {middle(h.errors)} | {middle(h.as_before)} | {middle(h.widths)} |"
        )


HEAD = (
    "| world | dated statements | hold the true day | changes invented "
    "| changes noticed | false drain flags | twice for a set | fast drains found "
    "| weekly move, days | seconds |\n"
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: |"
)
HORIZON_HEAD = (
    "| world | days before low | sets | with a date | error, days "
    "| error of 'as long as last time' | range, days |\n"
    "| --- | --: | --: | --: | --: | --: | --: |"
)


def main(model: type[Model] = Estimator) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate battery")
    parser.add_argument("--quick", action="store_true", help="two years of two homes")
    parser.add_argument("--world", help="only the worlds whose name contains this")
    parser.add_argument("--seed", type=int, default=100)
    arguments = parser.parse_args()
    homes, years = (2, 2.0) if arguments.quick else (6, 3.0)
    results = {}
    print(HEAD)
    for name, home in worlds():
        if arguments.world and arguments.world not in name:
            continue
        results[name] = evaluate(home, homes, years, arguments.seed, model)
        print(row(name, results[name]), flush=True)
    print(f"\n{HORIZON_HEAD}")
    for name, result in results.items():
        print("\n".join(horizon_rows(name, result)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
