"""Run the engine over captured payloads, in order.

The file format is the diagnostics download's: `{"settings": {}, "memory": {},
"captures": [{"at": ..., "homescreen": {...}, ...}]}`, also where Home Assistant
wrapped it into its own file under `data`.
"""

from bisect import insort
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
import json
from types import MappingProxyType
from typing import Any, NamedTuple

from . import pause, report, storage
from .engine import diagnose
from .memory import Memory
from .model.findings import Diagnosis
from .model.readings import POLL_INTERVAL, Snapshot
from .outlook import Outlooks
from .parsing import payload, values
from .parsing.pauses import Pauses, read as read_pauses
from .settings import Settings

# a week, in seconds
_LONGEST_INTERVAL = 604_800


class NotAReplay(ValueError):
    """The file is not in the replay format; the message names the place."""


class Capture(NamedTuple):
    """One poll of a replay file. `restart`: the memory is stored and loaded before it.

    `pauses` also apply to devices that the poll does not list.
    """

    snapshot: Snapshot
    restart: bool = False
    pauses: Pauses = MappingProxyType({})


class Replay(NamedTuple):
    """The content of a replay file. `memory` is the state before the first capture."""

    settings: Settings
    captures: list[Capture]
    memory: Memory


def read(data: Any) -> Replay:
    """Return settings, captures and memory of a replay file's content.

    Raises NotAReplay, naming the place, for any other format.
    """
    if isinstance(data, dict) and "captures" not in data:
        data = data.get("data", data)
    if not isinstance(data, dict):
        raise NotAReplay("top level: an object with `captures` is expected")
    captures = data.get("captures")
    if not isinstance(captures, list):
        raise NotAReplay("captures: a list is expected")
    return Replay(
        _settings(data.get("settings")),
        _with_intervals(
            (
                _capture(f"captures[{position}]", raw)
                for position, raw in enumerate(captures)
            ),
            _poll_interval(data.get("poll_seconds")),
        ),
        _memory(data.get("memory")),
    )


def run(file: Replay) -> Iterator[tuple[Diagnosis, Memory]]:
    """Yield the diagnosis and the memory after each capture."""
    memory = file.memory
    for capture in file.captures:
        if capture.restart:
            written = json.loads(json.dumps(storage.as_dict(memory)))
            memory, _ = storage.from_dict(written)
        snapshot = capture.snapshot
        memory = pause.applied(memory, capture.pauses, snapshot.at)
        diagnosis, memory = diagnose(snapshot, memory, file.settings, snapshot.at)
        yield diagnosis, memory


def as_json(file: Replay) -> list[dict[str, Any]]:
    """Return the replay's output, an object per capture."""
    outlooks, found = Outlooks(), []
    for diagnosis, memory in run(file):
        outlooks.follow(memory, diagnosis.at)
        result = report.as_dict(diagnosis)
        for key, device in result["devices"].items():
            outlook = outlooks.of(key)
            device["outlook"] = report.outlook_as_dict(
                outlook.battery if outlook else None
            )
        found.append(result)
    return found


def _poll_interval(raw: Any) -> timedelta | None:
    if raw is None:
        return None
    seconds = values.number(raw)
    if seconds is None or not 0 < seconds <= _LONGEST_INTERVAL:
        raise NotAReplay("poll_seconds: a number of seconds is expected")
    return timedelta(seconds=seconds)


def _with_intervals(
    captures: Iterable[Capture], known: timedelta | None
) -> list[Capture]:
    """Set each capture's poll interval, if it is not known to the median of those so far."""
    found: list[Capture] = []
    distances: list[timedelta] = []
    for capture in captures:
        at = capture.snapshot.at
        if found and at > found[-1].snapshot.at:
            insort(distances, at - found[-1].snapshot.at)
        median = distances[(len(distances) - 1) // 2] if distances else POLL_INTERVAL
        interval = known or median
        found.append(
            capture._replace(snapshot=replace(capture.snapshot, interval=interval))
        )
    return found


def _settings(raw: Any) -> Settings:
    if raw is None:
        return Settings()
    if not isinstance(raw, Mapping):
        raise NotAReplay("settings: an object is expected")
    try:
        return Settings.from_mapping(raw)
    except ValueError as err:
        raise NotAReplay(f"settings.{values.name(str(err), 200)}") from err


def _memory(raw: Any) -> Memory:
    if raw is None:
        return Memory()
    try:
        memory, lost = storage.from_dict(raw)
    except ValueError as err:
        raise NotAReplay("memory: an object with `devices` is expected") from err
    if lost:
        raise NotAReplay(f"{values.name(lost[0], 200)}: cannot be read")
    return memory


def _capture(where: str, raw: Any) -> Capture:
    if not isinstance(raw, dict):
        raise NotAReplay(f"{where}: an object is expected")
    if "homescreen" not in raw:
        raise NotAReplay(f"{where}.homescreen: missing (null is a failed poll)")
    for key, kind in _KINDS.items():
        _check(where, raw, key, kind)
    given = {key: raw[key] for key in _GIVEN if key in raw}
    snapshot = payload.parse(raw["homescreen"], at=_at(where, raw.get("at")), **given)
    return Capture(
        snapshot,
        restart=raw.get("restart") is True,
        pauses=read_pauses(raw.get("paused")),
    )


_GIVEN = ("cameras", "networks", "red_light", "live", "paused", "batteries_replaced")
_KINDS: Mapping[str, type] = {
    "cameras": dict,
    "networks": dict,
    "live": dict,
    "red_light": list,
    "paused": list,
    "batteries_replaced": list,
    "restart": bool,
}
_NAMES: Mapping[type, str] = {list: "a list", dict: "an object", bool: "true or false"}


_KEYS = frozenset({"paused", "batteries_replaced"})


def _check(where: str, raw: dict[str, Any], key: str, kind: type) -> None:
    if raw.get(key) is None:
        return
    if not isinstance(raw[key], kind):
        raise NotAReplay(f"{where}.{key}: {_NAMES[kind]} is expected")
    for position, item in enumerate(raw[key] if key in _KEYS else ()):
        if not isinstance(item, str):
            raise NotAReplay(
                f"{where}.{key}[{position}]: a device key such as camera:21 is expected"
            )


def _at(where: str, raw: Any) -> datetime:
    at = values.parse_datetime(raw)
    if at is None:
        raise NotAReplay(
            f"{where}.at: a moment such as 2026-11-22T10:00:00Z is expected"
        )
    return at
