"""Measure the run time of the battery outlook, and print a table.

    scripts/benchmark battery [--check]

Five simulated years of 50 cameras, evaluated every day; and scripts/replay over three
years of captures, one every six hours, of ten cameras.
"""

import argparse
from datetime import timedelta
import importlib
import json
from pathlib import Path
import subprocess
import sys
import tempfile
import time
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# scripts/lib is the first entry of sys.path
EVALUATION: Any = importlib.import_module("evaluate_battery")
_GOALS = {"simulated": 60.0, "replay": 120.0}


def simulated(cameras: int = 50, years: float = 5.0) -> float:
    """Return the processor seconds for recording and estimating."""
    home = EVALUATION.load("tests.diagnosis.battery.worlds").Home(cameras, 1)
    model, seconds, ask_at = EVALUATION.Estimator(), 0.0, None
    for at, readings, changed in home.live(years):
        begun = time.process_time()
        for key in changed:
            model.report_change(key, at)
        model.receive(at, readings)
        if ask_at is None or at >= ask_at:
            ask_at = at + timedelta(days=1)
            model.output(at)
        seconds += time.process_time() - begun
    return seconds


def captures(cameras: int = 10, years: float = 3.0) -> list[dict[str, Any]]:
    """Return the captures of a diagnostics file of a battery-powered home."""
    home = EVALUATION.load("tests.diagnosis.battery.worlds").Home(cameras, 2)
    found = []
    for at, readings, changed in home.live(years):
        capture: dict[str, Any] = {"at": at.isoformat(), "homescreen": None}
        if readings:
            listed = [_camera(key, reading) for key, reading in readings.items()]
            capture["homescreen"] = {
                "networks": [{"id": 1, "name": "Home"}],
                "cameras": listed,
                "owls": [],
                "doorbells": [],
                "sync_modules": [],
            }
            capture["cameras"] = {
                key.partition(":")[2]: {
                    "battery_voltage": round(reading.battery_volts * 100)
                }
                for key, reading in readings.items()
            }
        if changed:
            capture["batteries_replaced"] = changed
        found.append(capture)
    return found


def _camera(key: str, reading: Any) -> dict[str, Any]:
    battery = {"battery": reading.battery} if reading.battery != "mains" else {}
    return {
        "id": int(key.partition(":")[2]),
        "network_id": 1,
        "name": key,
        "serial": key,
        "type": "catalina",
        "status": "done" if reading.online else "offline",
        "fw_version": "10.53",
        "signals": {"wifi": 5, "lfr": 5, "temp": reading.temperature_f},
        **battery,
    }


def replayed() -> tuple[float, int]:
    """Return the seconds that scripts/replay takes, and how many dates it predicts."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "years.json"
        file.write_text(json.dumps({"captures": captures()}))
        begun = time.monotonic()
        run = subprocess.run(
            [sys.executable, ROOT / "scripts/lib/replay.py", str(file), "--json"],
            capture_output=True,
            check=True,
        )
        seconds = time.monotonic() - begun
    outputs = [
        device["outlook"]["expected_low"]
        for one in json.loads(run.stdout)
        for key, device in one["devices"].items()
        if key.startswith("camera:")
    ]
    return seconds, sum(low is not None for low in outputs)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark battery")
    parser.add_argument("--check", action="store_true", help="exit 1 over a goal")
    arguments = parser.parse_args()
    took = {"simulated": simulated()}
    took["replay"], dates = replayed()
    print(
        "| what | seconds | goal |\n| --- | ---: | ---: |\n"
        f"| 50 cameras for five years, asked every day | {took['simulated']:.0f} "
        f"| {_GOALS['simulated']:.0f} |\n"
        f"| scripts/replay, ten cameras for three years every six hours "
        f"({dates} dates) | {took['replay']:.0f} | {_GOALS['replay']:.0f} |"
    )
    if not dates:
        return 1
    over = any(took[name] > goal for name, goal in _GOALS.items())
    return int(arguments.check and over)


if __name__ == "__main__":
    sys.exit(main())
