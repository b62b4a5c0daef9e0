"""Measure what is said about cells against simulated cells.

    scripts/evaluate battery [--quick]

Five years of 50 cameras in ten homes, for each of several worlds. Prints a
table in Markdown; with --quick, two years of two homes.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import importlib
import json
from pathlib import Path
from statistics import median
import sys
import time
import types
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
HORIZONS = (90, 30, 7)
TWO_YEARS = timedelta(days=730)
DAY = timedelta(days=1)


def load(name: str) -> Any:
    """Import a module of the project without what needs Home Assistant."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    package = "custom_components.blink_doctor"
    if package not in sys.modules:
        parent = types.ModuleType(package)
        parent.__path__ = [str(ROOT / package.replace(".", "/"))]
        sys.modules[package] = parent
    return importlib.import_module(name)


DIAGNOSIS = "custom_components.blink_doctor.diagnosis"
engine = load(f"{DIAGNOSIS}.engine")
memories = load(f"{DIAGNOSIS}.memory")
readings_of = load(f"{DIAGNOSIS}.readings")
settings_of = load(f"{DIAGNOSIS}.settings")
storage = load(f"{DIAGNOSIS}.storage")
cells_of = load(f"{DIAGNOSIS}.cells")
battery_life = load(f"{DIAGNOSIS}.battery_life")
drains = load(f"{DIAGNOSIS}.drain")
home_of = load("tests.cells.home")


@dataclass(slots=True)
class Horizon:
    """What was said so many days before low."""

    asked: int = 0
    errors: list[float] = field(default_factory=list)
    naive: list[float] = field(default_factory=list)
    as_before: list[float] = field(default_factory=list)
    inside: int = 0
    widths: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    """All that is counted in one world."""

    horizons: dict[int, Horizon] = field(
        default_factory=lambda: {days: Horizon() for days in HORIZONS}
    )
    camera_years: float = 0.0
    flags: int = 0
    false_flags: int = 0
    drained: int = 0
    drained_found: int = 0
    changes: int = 0
    changes_noticed: int = 0
    changes_invented: int = 0
    bytes_per_camera: list[int] = field(default_factory=list)
    seconds: float = 0.0


class HomeRun:
    """One home, judged as it lives."""

    def __init__(self, cameras: int, seed: int, world: Any, years: float) -> None:
        """Let the home live once, to know the truth."""
        self._arguments = (cameras, seed, world)
        self._years = years
        home = home_of.Home(*self._arguments)
        for _ in home.live(years):
            pass
        self.truths = {camera.key: camera.truths for camera in home.cameras}
        self.memory = memories.Memory()
        self.questions = self._questions()
        self.flagged: dict[str, list[datetime]] = {key: [] for key in self.truths}
        self.put_in: dict[str, set[datetime]] = {key: set() for key in self.truths}

    def _questions(self) -> dict[str, list[tuple[datetime, int, datetime]]]:
        return {
            key: sorted(
                (truth.low - days * DAY, days, truth.low)
                for truth in truths
                if truth.low is not None
                for days in HORIZONS
                if truth.low - days * DAY > max(truth.put_in, home_of.START + 14 * DAY)
            )
            for key, truths in self.truths.items()
        }

    def judge(self, result: Result) -> None:
        """Let the home live again, and ask."""
        settings = settings_of.Settings()
        flags_at = home_of.START + 14 * DAY
        for at, readings, told in home_of.Home(*self._arguments).live(self._years):
            for key in told:
                if (remembered := self.memory.devices.get(key)) is None:
                    continue
                new = cells_of.told(remembered.cells, at, remembered.past)
                self.memory = self.memory.with_device(key, cells=new)
            snapshot = readings_of.Snapshot(
                at=at, usable=bool(readings), devices=readings
            )
            _, self.memory = engine.diagnose(snapshot, self.memory, settings, at)
            due = [
                (key, *questions.pop(0)[1:])
                for key, questions in self.questions.items()
                if questions and questions[0][0] <= at
            ]
            weekly = at >= flags_at
            if due or weekly:
                known = self._learned(at)
                for question in due:
                    self._ask(result, known, at, *question)
                if weekly:
                    flags_at += 7 * DAY
                    self._flags(known, at, readings)
        self._count(result)

    def _learned(self, at: datetime) -> Any:
        cells = {
            key: device.cells
            for key, device in self.memory.devices.items()
            if device.cells.first_seen
        }
        return battery_life.BatteryLife(cells, at)

    def _ask(
        self,
        result: Result,
        known: Any,
        at: datetime,
        key: str,
        days: int,
        low: datetime,
    ) -> None:
        horizon = result.horizons[days]
        horizon.asked += 1
        device = self.memory.devices[key]
        expected = known.expect(key, device.past, at)
        if expected.low_on is None:
            return
        horizon.errors.append(abs(expected.low_on - low) / DAY)
        horizon.inside += expected.earliest <= low <= expected.latest
        horizon.widths.append((expected.latest - expected.earliest) / DAY)
        since = device.cells.since
        horizon.naive.append(abs(since + TWO_YEARS - low) / DAY)
        lives = [c.days for c in device.cells.cycles if c.whole]
        before = lives[-1] * DAY if lives else TWO_YEARS
        horizon.as_before.append(abs(since + before - low) / DAY)

    def _flags(self, known: Any, at: datetime, readings: Any) -> None:
        for key, device in self.memory.devices.items():
            if device.cells.first_seen is None:
                continue
            if device.cells.put_in:
                self.put_in[key].add(device.cells.put_in)
            expected = known.expect(key, device.past, at)
            drain = drains.judge(
                key, known, device.cells, expected, device.past, readings.get(key)
            )
            if drain.unusual:
                self.flagged[key].append(at)

    def _count(self, result: Result) -> None:
        result.camera_years += len(self.truths) * self._years
        data = storage.as_dict(self.memory)["devices"]
        result.bytes_per_camera += [len(json.dumps(data[key])) for key in self.truths]
        for key, truths in self.truths.items():
            others = [
                t.life_days for k, ts in self.truths.items() if k != key for t in ts
            ]
            for number, truth in enumerate(truths):
                flagged = any(
                    truth.put_in < at <= truth.taken_out for at in self.flagged[key]
                )
                own = [t.life_days for t in truths[:number]]
                usual = max(median(x) for x in (others, own) if x)
                fast = truth.life_days <= usual / 2
                result.flags += flagged
                result.false_flags += flagged and truth.life_days > usual * 2 / 3
                result.drained += fast
                result.drained_found += fast and flagged
        self._changes(result)

    def _changes(self, result: Result) -> None:
        """Count the changes that were noticed, and those that never were."""
        for key, truths in self.truths.items():
            real = [truth.taken_out for truth in truths]
            noticed = self.put_in[key]
            result.changes += len(real)
            result.changes_noticed += sum(
                any(abs(at - change) < 3 * DAY for at in noticed) for change in real
            )
            result.changes_invented += sum(
                all(abs(at - change) >= 3 * DAY for change in real) for at in noticed
            )


def worlds() -> Iterator[tuple[str, Any]]:
    """Yield the worlds in which it is measured."""
    world = home_of.World
    yield "a temperate town", world()
    yield "long, hard winters", world(winter=18.0)
    yield "noisy and late readings", world(noise_volts=0.02, late_days=3.0, lost=0.05)
    yield "owners who never tell", world(owner_tells=0.0)
    yield (
        "changing habits, often changed early",
        world(week_to_week=0.5, habits_change_per_year=1.0, changed_early=0.4),
    )


def evaluate(world: Any, homes: int, years: float, seed: int) -> Result:
    """Measure one world."""
    result = Result()
    begun = time.process_time()
    for number in range(homes):
        HomeRun(5, seed + number, world, years).judge(result)
    result.seconds = time.process_time() - begun
    return result


def middle(values: list[float]) -> str:
    """Return the median as whole days."""
    return f"{median(values):.0f}" if values else "-"


def share(part: float, whole: float) -> str:
    """Return a share in percent."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def print_result(name: str, result: Result) -> None:
    """Print one world's rows."""
    for days, h in result.horizons.items():
        given = len(h.errors)
        print(
            f"| {name} | {days} | {h.asked} | {share(h.asked - given, h.asked)} "
            f"| {middle(h.errors)} | {middle(h.naive)} | {middle(h.as_before)} "
            f"| {share(h.inside, given)} | {middle(h.widths)} |",
            flush=True,
        )


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="scripts/evaluate battery")
    parser.add_argument("--quick", action="store_true", help="two years of two homes")
    parser.add_argument("--world", type=int, help="only this one, counted from 0")
    parser.add_argument("--seed", type=int, default=100)
    arguments = parser.parse_args()
    homes, years = (2, 2.0) if arguments.quick else (10, 5.0)
    print(
        "| world | days before low | asked | no date | error, days "
        "| error of the two-year rule | error of 'as long as last time' | true date in the range | range, days |"
    )
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    results = {}
    for number, (name, world) in enumerate(worlds()):
        if arguments.world not in (None, number):
            continue
        results[name] = evaluate(world, homes, years, arguments.seed)
        print_result(name, results[name])
    print()
    print(
        "| world | camera-years | false unusual-drain flags per camera-year "
        "| fast drains found | changes of cells noticed | changes invented "
        "| bytes per camera | seconds |"
    )
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    for name, r in results.items():
        print(
            f"| {name} | {r.camera_years:.0f} | {r.false_flags / r.camera_years:.3f} "
            f"| {r.drained_found} of {r.drained} "
            f"| {r.changes_noticed} of {r.changes} | {r.changes_invented} "
            f"| {max(r.bytes_per_camera)} | {r.seconds:.0f} |"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
