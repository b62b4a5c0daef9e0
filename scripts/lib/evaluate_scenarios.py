"""Evaluate the diagnosis on labelled scenarios and on healthy, noisy homes.

    scripts/evaluate scenarios [--years N] [--every MINUTES ...] [--jitter SHARE] [--quick]
        scripts/evaluate scenarios --accept    stores each scenario's output as expected

Prints Markdown tables, some of which are in docs/measurements.md. Exit code 1
if a scenario ends wrong or a healthy home gets a finding.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
import importlib
import math
from multiprocessing import Pool
import os
from pathlib import Path
from statistics import median
import sys
import time
import types
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CAMERAS_PER_HOME = 10
NONE = "none"


def load() -> tuple[types.ModuleType, types.ModuleType]:
    """Import corpus and engine; the engine's parent package needs Home Assistant."""
    sys.path.insert(0, str(ROOT))
    for name in ("custom_components", "custom_components.blink_doctor"):
        package = types.ModuleType(name)
        package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        sys.modules[name] = package
    return (
        importlib.import_module("tests.scenarios.expand"),
        importlib.import_module("tests.scenarios.outcome"),
    )


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="scripts/evaluate scenarios",
        description="How right the diagnosis is, on labelled scenarios and healthy homes.",
    )
    parser.add_argument(
        "--years",
        type=years,
        default=100,
        help="camera-years of noise, 100 by default",
    )
    parser.add_argument(
        "--jitter", type=float, default=0.25, help="share of readings one bar lower"
    )
    parser.add_argument(
        "--every",
        type=int,
        nargs="+",
        default=[5, 15, 60],
        help="minutes between the polls of the noise, 5, 15 and 60 by default",
    )
    parser.add_argument("--quick", action="store_true", help="2 camera-years only")
    parser.add_argument(
        "--accept", action="store_true", help="store what is told in each anew"
    )
    arguments = parser.parse_args()
    expand, outcome = load()
    outcomes = [outcome.run(scenario) for scenario in expand.load()]
    print_scenarios("Scenarios written with the rules", outcomes)
    unseen = [outcome.run(scenario) for scenario in expand.load(expand.UNSEEN)]
    print_scenarios("Scenarios labelled from the design alone", unseen)
    if arguments.accept:
        store_told(expand.FOLDER, outcomes)
        store_told(expand.UNSEEN, unseen)
        stories = importlib.import_module("tests.diagnosis.told.test_told").STORIES
        for story in stories:
            story.KEPT.write_text("\n".join(story.lines()) + "\n", encoding="utf-8")
        return 0
    outcomes += unseen
    print_causes(outcomes)
    print_confusion(outcomes)
    years_each = 2 if arguments.quick else arguments.years
    alarms = sum(
        print_noise(years_each, arguments.jitter, every) for every in arguments.every
    )
    return 1 if alarms or not all(one.right for one in outcomes) else 0


def store_told(folder: Path, outcomes: list[Any]) -> None:
    """Write the expected output beside the scenarios, one file each."""
    told = importlib.import_module("tests.scenarios.told")
    for file in sorted({one.scenario.file for one in outcomes}):
        them = [one for one in outcomes if one.scenario.file == file]
        lines = [(one.scenario.name, one.told) for one in them]
        told.write(folder / f"{file}.txt", lines)


def years(text: str) -> int:
    """Parse a number of years; at least one."""
    number = int(text)
    if number < 1:
        raise ValueError("at least one year")
    return number


def print_scenarios(which: str, outcomes: list[Any]) -> None:
    """Print the number of scenarios, and every wrong one."""
    right = sum(one.right for one in outcomes)
    healthy = sum(not one.scenario.expect for one in outcomes)
    print(f"{which}: {len(outcomes)}, {healthy} of them without a fault at the end:")
    print(f"{right} right in every point, {len(outcomes) - right} wrong.\n")
    for one in outcomes:
        if not one.right:
            print(f"- WRONG: {one.scenario.file}: {one.scenario.name}")
            if one.final != one.scenario.expect:
                print(f"  - wanted {dict(one.scenario.expect)}, got {one.final}")
            elif one.issues != one.scenario.issues:
                print(f"  - wanted issues {one.scenario.issues}, got {one.issues}")
            for alarm in one.alarms:
                print(f"  - false alarm: {alarm}")
            for broken in one.broken:
                print(f"  - {broken}")


def print_causes(outcomes: list[Any]) -> None:
    """Print precision, recall and time to the correct answer of each cause."""
    wanted, found = (
        labels(outcomes, lambda one: one.scenario.expect),
        labels(outcomes, lambda one: one.final),
    )
    waits: dict[str, list[int]] = {}
    for one in outcomes:
        for causes in one.scenario.expect.values():
            if one.polls is not None:
                waits.setdefault(causes[0], []).append(one.polls)
    rows = []
    for cause in sorted({cause for _, _, cause in wanted | found}):
        truth = {label for label in wanted if label[2] == cause}
        said = {label for label in found if label[2] == cause}
        hits, polls = len(truth & said), waits.get(cause, [])
        rows.append(
            [
                f"`{cause}`",
                len(truth),
                len(said - truth),
                len(truth - said),
                share(hits, len(said)),
                share(hits, len(truth)),
                f"{median(polls):g}" if polls else "",
                max(polls, default=""),
            ]
        )
    heads = "cause|labels|false|missed|precision|recall|polls to it (median)|most"
    print_table(heads.split("|"), rows)


def labels(outcomes: list[Any], of: Any) -> set[tuple[int, str, str]]:
    """Return scenario, device and cause of everything labelled or found."""
    return {
        (number, key, cause)
        for number, one in enumerate(outcomes)
        for key, causes in of(one).items()
        for cause in causes
    }


def print_confusion(outcomes: list[Any]) -> None:
    """Print a confusion matrix of primary causes, device by device."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in outcomes:
        keys = {
            f"{name[:-1]}:{raw['id']}"
            for name, entries in one.scenario.home.items()
            for raw in entries
        }
        keys -= one.scenario.unjudged
        for key in keys | one.scenario.expect.keys() | one.final.keys():
            truth = one.scenario.expect.get(key, (NONE,))[0]
            said = one.final.get(key, (NONE,))[0]
            pairs[truth, said] += 1
    names = [*sorted({name for pair in pairs for name in pair} - {NONE}), NONE]
    short = {name: str(number) for number, name in enumerate(names, 1)}
    rows = [
        [f"{short[truth]} `{truth}`", *(pairs[truth, said] or "" for said in names)]
        for truth in names
    ]
    print("Primary cause of every device, labelled (rows) against found (columns):\n")
    print_table(["", *short.values()], rows)


def print_noise(camera_years: int, jitter: float, every: int) -> int:
    """Simulate healthy homes for some years; return the number of false findings."""
    cameras = min(camera_years, CAMERAS_PER_HOME)
    homes = math.ceil(camera_years / CAMERAS_PER_HOME)
    began = time.monotonic()
    with Pool(min(os.cpu_count() or 1, homes), initializer=load) as pool:
        work = [(seed, cameras, jitter, every) for seed in range(homes)]
        done = pool.starmap(one_home, work, chunksize=1)
    gone_through = sum(one.camera_years for one in done)
    alarms = [alarm for one in done for alarm in one.alarms]
    seconds = time.monotonic() - began
    print(
        f"Healthy, noisy homes, polled every {every} minutes: {homes} with {cameras} "
        f"cameras each, for a year:\n{gone_through:.0f} camera-years, "
        f"{sum(one.polls for one in done):,} polls, "
        f"{len(alarms)} false faults."
    )
    for alarm in alarms[:20]:
        print(f"- {alarm}")
    print(f"(took {seconds:.0f} s)", file=sys.stderr)
    return len(alarms)


def one_home(seed: int, cameras: int, jitter: float, every: int) -> Any:
    """Simulate one home, in a process of its own."""
    outcome = importlib.import_module("tests.scenarios.outcome")
    return outcome.noisy_home(seed, cameras=cameras, jitter=jitter, every=every)


def share(part: int, whole: int) -> str:
    """Return a percentage as text, empty if the total is 0."""
    return f"{part / whole:.3f}" if whole else "-"


def print_table(heads: list[str], rows: Iterable[list[Any]]) -> None:
    """Print a Markdown table."""
    print(f"| {' | '.join(heads)} |")
    print(f"| --- |{' ---: |' * (len(heads) - 1)}")
    for row in rows:
        print(f"| {' | '.join(str(cell) for cell in row)} |")
    print()


if __name__ == "__main__":
    sys.exit(main())
