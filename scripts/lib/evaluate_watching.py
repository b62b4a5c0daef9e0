"""Evaluate the recording ledger against simulated homes.

    scripts/evaluate watching [--quick]

Ten homes over three months (`tests/diagnosis/watching/homes.py`), poll by poll, with
restarts: how far the ledger is from the truth, and whether it claims anything about
unobserved time. Then patterns: drop-outs at the same time most nights, in these homes
and in hundreds of homes with random drop-outs. Prints Markdown tables; with
--quick, three weeks and fewer homes.
"""

import argparse
import importlib
from pathlib import Path
import sys
import time
import types
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


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


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    homes = load("tests.diagnosis.watching.homes")
    measure = load("tests.diagnosis.watching.measure")
    began = time.monotonic()
    columns = measure.Measured._fields
    print("| Home | " + " | ".join(columns).replace("_", " ") + " |")
    print("| --- |" + " ---: |" * len(columns))
    for home in homes.homes(days=21 if quick else homes.QUARTER):
        row = measure.measured(home)
        print(f"| {home.name} | " + " | ".join(map(str, row)) + " |", flush=True)
    print()
    print("| Drop-outs of 300 homes | Homes with a pattern | Should be |")
    print("| --- | ---: | ---: |")
    for name, said, wanted in measure.by_chance(20 if quick else 300):
        print(f"| {name} | {said} | {wanted} |", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
