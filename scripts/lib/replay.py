"""Run Blink Doctor's diagnosis over captured payloads, without Home Assistant.

    scripts/replay FILE [--json]

FILE is a diagnostics download or a file in the same format; `-` reads standard
input. Exit code 2 with one line on standard error otherwise.
"""

import argparse
import importlib
import io
import json
import os
from pathlib import Path
import sys
import types
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "custom_components" / "blink_doctor"


def load_replay() -> types.ModuleType:
    """Import the diagnosis without its parent package, which needs Home Assistant."""
    parent = types.ModuleType("blink_doctor")
    parent.__path__ = [str(PACKAGE)]
    sys.modules["blink_doctor"] = parent
    return importlib.import_module("blink_doctor.diagnosis.replay")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="scripts/replay",
        description="Run the diagnosis over captured payloads.",
    )
    parser.add_argument("file", help="a diagnostics download, - for standard input")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    arguments = parser.parse_args()
    replay = load_replay()
    try:
        raw = (
            sys.stdin.buffer.read()
            if arguments.file == "-"
            else Path(arguments.file).read_bytes()
        )
        file = replay.read(json.loads(raw.decode("utf-8-sig")))
    except OSError as err:
        return fail(f"{arguments.file}: {err.strerror or err}")
    except UnicodeDecodeError:
        return fail(f"{arguments.file}: not text in UTF-8")
    except json.JSONDecodeError as err:
        return fail(
            f"{arguments.file}: not JSON: {err.msg}, line {err.lineno} column {err.colno}"
        )
    except RecursionError:
        return fail(f"{arguments.file}: nested too deeply")
    except replay.NotAReplay as err:
        return fail(f"{arguments.file}: {err}")
    except ValueError as err:
        return fail(f"{arguments.file}: not JSON: {err}")
    results = replay.as_json(file)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # names may contain any character, whatever the terminal's encoding
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        if arguments.json:
            print(json.dumps(results, indent=1, ensure_ascii=False))
        else:
            print_table(results)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of the pipe has closed it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def print_table(results: list[dict[str, Any]]) -> None:
    """Print the changes from capture to capture."""
    before: dict[str, str] = {}
    for result in results:
        if not result["usable"]:
            print(f"{result['at']}  no usable answer from Blink")
        for key, device in result["devices"].items():
            causes = ", ".join(
                f"{shown(f)} ({f['confidence']}, since {f['since']})"
                for f in device["findings"]
            )
            if before.get(key) != causes:
                print(
                    f"{result['at']}  {key:<18} {device['name']:<24} {causes or 'no fault'}"
                )
            before[key] = causes


def shown(finding: dict[str, Any]) -> str:
    """Return the cause, or that it is a red light which a person reported."""
    return "red light" if "red_light" in finding["evidence"] else finding["cause"]


def fail(message: str) -> int:
    """Print one line and return the exit code for bad input."""
    print(f"scripts/replay: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
