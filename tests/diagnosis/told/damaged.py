"""Stored memories, each place in turn replaced by something else, and what is read then.

`damaged.txt` keeps it: per place and value what is lost, and how the memory differs from
the whole one's. A line holds the values that have the same effect; `*` is the value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
import json
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from tests.diagnosis.run import Run, as_stored, weeks
from tests.scenarios.told import remembered

KEPT = Path(__file__).parent / "damaged.txt"
_OLD = Path(__file__).parents[2] / "fixtures" / "memory_0_1_0.json"
_HOME = ("sync_module:11", "camera:21", "camera:22", "owl:31")
_AT = "2026-11-22T10:00:00+00:00"
_CAMERA = "camera:21"
_FIRING = {"since": _AT, "at": _AT, "readings": 1, "firing": True}
# what is refused as a whole: the caller starts without it and logs that
_REFUSED: tuple[Any, ...] = (None, [], "", 5, {}, {"devices": None}, {"devices": []})
# what is left out: keys that would stop a poll later, versions as code without checks once
# wrote them, causes of a newer version, a set that is still in
_KEYS = ("", "camera", "toaster:1", ":1", "Camera:21")
_VERSIONS = (
    "a@b.example camera|catalina||x@y camera|a|b camera|a@b||1.0 camera|a|a@b|1.0"
    " camera|a||a@b|1.0 toaster|a|b|1.0 camera|a|1.0 toaster|xt||b|1.0 toaster|xt2|||1.0"
)
_CAUSES = {"weak_wifi": _FIRING, "gremlins": _FIRING}
_STILL_IN = {
    "first_seen": "2025-01-01T00:00:00+00:00",
    "put_in": "2025-06-01T00:00:00+00:00",
    "low_since": "2026-03-01T12:00:00+00:00",
    "cycles": [[20_000, 150, True, [1.5]], [20513, 273, True, [1.5]]],
}
_LEFT_OUT: tuple[Any, ...] = (
    *({"devices": {key: {"firmware": "1.0"}}} for key in _KEYS),
    *({"devices": {}, "firmware_seen": {v: _AT}} for v in _VERSIONS.split()),
    {"devices": {_CAMERA: {"conditions": _CAUSES}}},
    # 0.1.0 counted a set among those before as soon as it was low
    {"devices": {_CAMERA: {"watches": {}, "cells": _STILL_IN}}},
)
_ABSENT = "absent"
_VALUES: tuple[Any, ...] = (
    *json.loads('[null, true, [], {}, [5], {"a": 5}, "", "x", "a b", "a@b.example"]'),
    *("10.5", "1f", "0x0", "0xzz", _AT, "0x" + "f" * 30, "x" * 1000, "x" * 1001),
    *json.loads("[-200, -60, -1, 0, 1, 5, 6, 12000, 12001, 20000, 84006, 84007]"),
    *(_ABSENT, 336_024, 336_025, 1.5, 10**400, 2**63, 2**90, 2**90 + 1),
)
_MORE = 3


def lines() -> Iterator[str]:
    """Yield what becomes of a memory of today, and of one that 0.1.0 stored."""
    for data in _REFUSED:
        yield f"refused: {_brief(data)}: {_read(data)[1]}"
    for data in _LEFT_OUT:
        read, lost = _read(data)
        kept = read["devices"] or read.get("firmware_seen")
        yield f"left out: {json.dumps(data)}: {lost}, {kept}"
    old = json.loads(_OLD.read_text(encoding="utf-8"))["memory"]
    devices = _short(old["devices"]).items()
    each = [{**old, "devices": {key: device}} for key, device in devices]
    yield from _lines("today", _fields(_today()))
    yield from _lines("0.1.0", each)
    yield from remembered(_read(old)[0])
    for name in ("today", "days", "weeks"):
        past = {"past": {name: [[5, 1.5], [6, 1.5]]}}
        yield from _lines(f"only {name}", [{"devices": {_CAMERA: past}}])
    yield from _clamped()


def _fields(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield memories with a single field of a device each."""
    yield {**data, "devices": {}, "readings": {}}
    for key, device in data["devices"].items():
        reading = data["readings"].get(key)
        yield {"devices": {key: {}}, "readings": {key: reading}}
        for name, value in device.items():
            yield {"devices": {key: {name: value}}}


@cache
def _today() -> dict[str, Any]:
    """Return a memory with all that can be stored of a few devices."""
    data = _short(weeks(*_HOME)[0])
    run = Run.of(*_HOME)
    run.poll(3)
    run.set("sync_module:11", status="offline")
    run.minutes(60)
    for key, device in as_stored(run.memory)["devices"].items():
        data["devices"][key] = device | data["devices"].get(key, {})
    data["devices"]["camera:21"]["cells"]["marks"] = [20, -1]
    times = ("no_battery_since", "missing_since", "gone_since", "pause_ended")
    data["devices"]["camera:22"] |= dict.fromkeys(times, _AT) | {
        "explained_by": {"cause": "camera_error", "device": "owl:31", "since": _AT},
        "watched": {"since": _AT, "earlier": "R5O7", "days": "DffkR5C1L5"},
        "external_power": True,
        "storage_active_on": 20_000,
    }
    return data


def _short(data: Any) -> Any:
    """Return data with only the last of the samples, incidents, batteries and marks."""
    if isinstance(data, dict):
        return {key: _short(item) for key, item in data.items()}
    if not isinstance(data, list):
        return data
    holds_rows = any(isinstance(item, list) for item in data[:1])
    kept = data[-_MORE:] if holds_rows or len(data) > 9 else data
    return [_short(item) for item in kept]


def _lines(what: str, parts: Iterable[dict[str, Any]]) -> Iterator[str]:
    known: set[tuple[str, ...]] = set()
    for part in parts:
        whole = _flat(_read(part)[0])
        for path in _paths(part):
            # a field that another device had, too, is not tried again
            kind = tuple("" if ":" in step or step in Cause else step for step in path)
            if kind not in known:
                known.add(kind)
                yield f"{what} {'.'.join(path)}: {_effects(part, whole, path)}"


def _effects(data: Any, whole: dict[str, Any], path: tuple[str, ...]) -> str:
    """Return what each value there does; that of most values comes last."""
    effects: dict[str, list[str]] = {}
    for value in _VALUES:
        read, lost = _read(_replaced(data, path, value))
        effect = _changes(whole, _flat(read), value)
        effects.setdefault(f"{effect} lost {' '.join(lost)}", []).append(_brief(value))
    *rare, (most, _) = sorted(effects.items(), key=lambda one: len(one[1]))
    told = [f"{', '.join(values)}: {effect}" for effect, values in rare]
    return "; ".join([*told, f"else {most}"])


def _clamped() -> Iterator[str]:
    """Yield what becomes of times in the future, where the clock was set back."""
    data, now = weeks(*_HOME)
    memory, _ = storage.from_dict(data)
    for back in (59, 60, 61, 10**6):
        kept = storage.clamped(memory, now - timedelta(seconds=back))
        for line in remembered(as_stored(replace(kept, poll=back))):
            if back > 61 or " data_at" in line:
                yield f"{back} {line}"


def _read(data: Any) -> tuple[Any, list[str]]:
    try:
        memory, lost = storage.from_dict(data)
    except ValueError as error:
        return {}, [str(error)]
    return as_stored(memory), lost


def _paths(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data[:1])
    if path and path[-1].isdecimal():
        # of a list in a list each place has a meaning of its own
        items = enumerate(data)
    for key, item in items:
        yield (*path, str(key))
        if isinstance(item, dict | list):
            yield from _paths(item, (*path, str(key)))


def _replaced(data: Any, path: tuple[str, ...], value: Any) -> Any:
    if not path:
        return value
    changed = data.copy()
    step: Any = int(path[0]) if isinstance(data, list) else path[0]
    if len(path) == 1 and value == _ABSENT:
        del changed[step]
        return changed
    changed[step] = _replaced(data[step], path[1:], value)
    return changed


def _flat(data: Any, place: str = "") -> dict[str, Any]:
    """Return the places of a memory with what is there, without the device."""
    if not isinstance(data, dict):
        return {place: data}
    return {
        inner: value
        for key, item in data.items()
        for inner, value in _flat(
            item, place if ":" in key else f"{place}.{key}"
        ).items()
    }


def _changes(whole: dict[str, Any], read: dict[str, Any], value: Any) -> str:
    """Return how what was read differs from the whole memory; `*` is the value."""
    places = [*whole, *(place for place in read if place not in whole)]
    changed = [
        f"{place}={'*' if read[place] == value else _brief(read[place])}"
        if place in read
        else f"-{place}"
        for place in places
        if place not in whole or place not in read or read[place] != whole[place]
    ]
    return f"{' '.join(changed[:_MORE])} {len(changed)}"


def _brief(value: Any) -> str:
    return json.dumps(value)[:40]
