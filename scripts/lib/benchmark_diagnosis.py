"""Measure how long parsing and diagnosing a poll takes, for 10, 100 and 1,000 cameras.

    scripts/benchmark diagnosis [--quick] [--check]

Times are processor time, the shortest of many polls of one run; the ratios are between
figures of one run and hold on any machine.
"""

import argparse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
import gc
import importlib
import json
from pathlib import Path
import random
import sys
import time
import types
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 100, 1000)
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
POLL = timedelta(minutes=5)
# maximum seconds to parse and diagnose 1,000 cameras, and the maximum ratio to ten times
# the value for 100
GOAL, MOST_GROWTH = 0.020, 1.5


class Engine:
    """The diagnosis, imported without its parent package, which needs Home Assistant."""

    def __init__(self) -> None:
        """Import it."""
        for name in ("custom_components", "custom_components.blink_doctor"):
            package = types.ModuleType(name)
            package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
            sys.modules[name] = package
        self.payload, self.engine, self.memory, self.settings, self.storage = (
            importlib.import_module(f"custom_components.blink_doctor.diagnosis.{name}")
            for name in ("parsing.payload", "engine", "memory", "settings", "storage")
        )


def homescreen(count: int, at: datetime, troubled: Callable[[int], bool]) -> Any:
    """Return a homescreen with `count` cameras, ten per sync module."""
    beat = at.isoformat()
    rng = random.Random(at.timestamp())
    return {
        "cameras": [
            {
                "id": 1000 + number,
                "network_id": number // 10,
                "name": f"Camera {number}",
                "type": ("catalina", "sedona", "xt2")[number % 3],
                "serial": f"G8T1{number:08}",
                "fw_version": "10.53",
                "status": "offline" if troubled(number) and number % 4 == 0 else "done",
                "battery": "low" if troubled(number) and number % 4 == 1 else "ok",
                "usage_rate": False,
                "issues": ["error_149"] if troubled(number) and number % 4 == 2 else [],
                "signals": {
                    "lfr": rng.choice((4, 5)),
                    "wifi": 1
                    if troubled(number) and number % 4 == 3
                    else rng.choice((4, 5)),
                    "temp": rng.randint(50, 80),
                    "battery": 3,
                },
                "updated_at": beat,
            }
            for number in range(count)
        ],
        "owls": [],
        "doorbells": [],
        "sync_modules": [
            {
                "id": number,
                "network_id": number,
                "name": f"Module {number}",
                "type": "sm2",
                "serial": f"G8S1{number:08}",
                "status": "online",
                "fw_version": "4.5.17",
                "last_hb": beat,
                "wifi_strength": 5,
            }
            for number in range((count + 9) // 10)
        ],
    }


HOMES: dict[str, Callable[[int], bool]] = {
    "all fine": lambda _: False,
    "one in five in trouble": lambda number: number % 10 == 0 or number % 10 == 5,
    "all in trouble": lambda _: True,
}


def measure(engine: Engine, count: int, kind: str, rounds: int) -> dict[str, float]:
    """Return seconds for each part of a poll, and the stored bytes."""
    memory, settings, now = engine.memory.Memory(), engine.settings.Settings(), START
    best = dict.fromkeys(("json", "read", "judge", "store"), float("inf"))
    stored = ""
    for _ in range(rounds):
        now += POLL
        text = json.dumps(homescreen(count, now, HOMES[kind]))
        best["json"], answer = timed(best["json"], json.loads, text)
        read = partial(engine.payload.parse, at=now)
        best["read"], snapshot = timed(best["read"], read, answer)
        judge = partial(engine.engine.diagnose, settings=settings, now=now)
        best["judge"], (_, memory) = timed(best["judge"], judge, snapshot, memory)
        best["store"], stored = timed(best["store"], partial(written, engine), memory)
    return {**best, "bytes": float(len(stored))}


def written(engine: Engine, memory: Any) -> str:
    """Return the memory in the format written to disk."""
    return json.dumps(engine.storage.as_dict(memory))


def timed[T](best: float, work: Callable[..., T], *values: Any) -> tuple[float, T]:
    """Return the shorter of the best time so far and this one, and the result.

    Processor time excludes other programs on the machine.
    """
    began = time.process_time()
    result = work(*values)
    return min(best, time.process_time() - began), result


def rows(engine: Engine, rounds: int) -> Iterator[tuple[str, int, dict[str, float]]]:
    """Yield the figures of each kind and size of home."""
    for kind in HOMES:
        for count in SIZES:
            yield kind, count, measure(engine, count, kind, rounds)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark diagnosis",
        description="How long it takes to read and to judge a poll.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer polls")
    parser.add_argument(
        "--check", action="store_true", help="exit 1 if a goal is missed"
    )
    arguments = parser.parse_args()
    engine = Engine()
    gc.collect()
    gc.freeze()
    figures = list(rows(engine, 12 if arguments.quick else 60))
    heads = (
        "home|cameras|parse JSON|read|judge|judge per camera|judge : parse JSON|"
        "write memory|memory per camera"
    )
    print(f"| {' | '.join(heads.split('|'))} |")
    print("| --- |" + " ---: |" * heads.count("|"))
    for kind, count, figure in figures:
        print(
            f"| {kind} | {count:,} | {ms(figure['json'])} | {ms(figure['read'])} | "
            f"{ms(figure['judge'])} | {figure['judge'] / count * 1e6:.1f} µs | "
            f"{figure['judge'] / figure['json']:.1f} | {ms(figure['store'])} | "
            f"{figure['bytes'] / count:.0f} bytes |"
        )
    return report(
        {
            (kind, count): figure["read"] + figure["judge"]
            for kind, count, figure in figures
        },
        check=arguments.check,
    )


def ms(seconds: float) -> str:
    """Return a time as text."""
    return f"{seconds * 1e3:.2f} ms"


def report(spent: dict[tuple[str, int], float], *, check: bool) -> int:
    """Print whether the goals are met; return the exit code."""
    usual = "one in five in trouble"
    growth = spent[usual, 1000] / spent[usual, 100] / 10
    met = spent[usual, 1000] <= GOAL and growth <= MOST_GROWTH
    print(
        f"\nGoals, {usual}: 1,000 cameras read and judged in {ms(GOAL)} ({ms(spent[usual, 1000])}), "
        f"ten times as many in at most {10 * MOST_GROWTH:.0f} times as long "
        f"({10 * growth:.1f} times): {'met' if met else 'missed'}."
    )
    return 1 if check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
