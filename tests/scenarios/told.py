"""Each scenario's output as text: stored beside it and compared, so that a change shows.

The labels hold what is right. This holds all else that is said, as it is: from which
poll on, since when, how sure, and on what evidence. A change of the engine that means
to change it stores it anew (`scripts/evaluate scenarios --accept`), and the difference
is read like any other.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
import json
from pathlib import Path
from typing import Any

from .homes import START

type Said = Mapping[str, Any]

_INDENT = "  "
_STATE, _MOST_STATES = "is", 4


def told(polls: Mapping[int, Said]) -> tuple[str, ...]:
    """Return a line for each stretch of minutes in which a statement stood.

    With what it stood on at the last.
    """
    # of each statement: first and last minute, text, evidence
    stretches: dict[tuple[str, str], list[tuple[int, int, str, str]]] = {}
    for before, minute in pairwise([-1, *polls]):
        for key, device in polls[minute]["devices"].items():
            for what, text, stands_on in _statements(device):
                known = stretches.setdefault((key, what), [])
                first = minute
                if known and known[-1][1:3] == (before, text):
                    first, *_ = known.pop()
                known.append((first, minute, text, stands_on))
    return tuple(
        f"{key} {what} {first}-{last} {text}: {stands_on}".rstrip(": ")
        for (key, what), them in stretches.items()
        # what answers at every second poll needs no line for each
        for first, last, text, stands_on in (
            them[:_MOST_STATES] if what == _STATE else them
        )
    )


def _statements(device: Said) -> Iterator[tuple[str, str, str]]:
    """Yield what is said, how, and on what evidence."""
    for finding in device["findings"]:
        since = _text(finding["since"])
        yield (
            finding["cause"],
            f"{finding['severity']} {finding['confidence']} since {since}",
            _fields(finding["evidence"]),
        )
    if outlook := _fields(device["outlook"]):
        yield "outlook", "says", outlook
    state = {name: device[name] for name in ("online", "battery", "firmware")}
    if device["online"] is not True or device["battery"] == "low":
        yield _STATE, " ".join(f"{name}={value}" for name, value in state.items()), ""


def remembered(memory: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a line for each part of a stored memory; last readings are left out."""
    devices = memory["devices"]
    parts = {"memory": {**memory, "devices": len(devices)}}
    parts |= {f"memory of {key}": device for key, device in devices.items()}
    return tuple(
        f"{whose}: {name} = {_json(value)}"
        for whose, part in parts.items()
        for name, value in part.items()
        if name != "readings"
    )


def _json(value: Any) -> str:
    """Return a value as JSON; machines differ in the last digits of a float."""
    text = json.dumps(value, sort_keys=True)
    return json.dumps(json.loads(text, parse_float=lambda one: round(float(one), 6)))


def _fields(values: Mapping[str, Any]) -> str:
    return " ".join(
        f"{name}={_text(value)}" for name, value in values.items() if value is not None
    )


def _text(value: Any) -> str:
    """Return a value as text, times as minutes since the beginning."""
    if isinstance(value, Mapping):
        return f"({_fields(value)})"
    if isinstance(value, list | tuple):
        return f"[{' '.join(_text(one) for one in value)}]"
    try:
        at = datetime.fromisoformat(value)
        return f"{(at - START) / timedelta(minutes=1):g}m"
    except TypeError, ValueError:
        return str(value)


def read(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the lines of each scenario of a file, by name."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(_INDENT):
            found[next(reversed(found))].append(line.removeprefix(_INDENT))
        else:
            found[line] = []
    return {name: tuple(lines) for name, lines in found.items()}


def write(path: Path, scenarios: Iterable[tuple[str, tuple[str, ...]]]) -> None:
    """Keep the lines of each scenario, under its name."""
    lines = [
        line
        for name, said in scenarios
        for line in (name, *(f"{_INDENT}{one}" for one in said))
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
