"""The command line of scripts/demo."""

import argparse
import asyncio
import os
from pathlib import Path
import sys

from demo.cloud.scenario import ScenarioError, names

from .launcher import Options, run
from .problem import Problem


def _cache() -> Path:
    """Return the cache folder shared with scripts/setup."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("BLINK_DOCTOR_CACHE") or default / "blink-doctor")


def _options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="scripts/demo",
        description="A house with Blink cameras in trouble, and Blink Doctor in it. Nothing"
        " leaves this machine: the Blink cloud is simulated, Home Assistant is a real"
        " one in a folder that is thrown away at the end. Ctrl-C stops all of it.",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="print the diagnosis, check it against what is wrong in the house, and stop",
    )
    parser.add_argument(
        "--scenario",
        default="troubles",
        help=f"the house: {', '.join(names())}, or a file; default: troubles",
    )
    parser.add_argument(
        "--port",
        type=_port,
        help="where Home Assistant listens; default: 8123, with --check any free port",
    )
    parser.add_argument(
        "--cloud-port",
        type=_port,
        help="where the simulated cloud listens; default: 8199, with --check any free port",
    )
    parser.add_argument(
        "--package",
        type=Path,
        help="a file that scripts/release wrote, instead of this checkout's own code",
    )
    given = parser.parse_args(arguments)
    any_port = 0 if given.check else None
    return Options(
        scenario=given.scenario,
        port=_first(given.port, any_port, 8123),
        cloud_port=_first(given.cloud_port, any_port, 8199),
        check=given.check,
        keep_log=_cache() / "demo.log",
        package=given.package,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port")
    return int(text)


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code."""
    options = _options(arguments)
    try:
        return asyncio.run(run(options))
    except (Problem, ScenarioError) as problem:
        print(f"demo: {problem}", file=sys.stderr)
        if options.keep_log.exists():
            print(f"demo: Home Assistant's log: {options.keep_log}", file=sys.stderr)
        return 1
