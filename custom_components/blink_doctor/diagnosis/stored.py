"""Memory to plain data and back, so that it survives a restart.

The shape is public in one place only, here: `{"devices": {key: {...}},
"firmware_seen": {key: moment}}` with moments as ISO 8601 text. Reading is
forgiving: a broken device loses its own memory and no one else's.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from . import stored_past, trends, values
from .findings import Cause
from .memory import OFFLINE, DeviceMemory, Memory, RedLight, Watch
from .readings import Battery, Family
from .wobble import Wobble

_WATCHED = frozenset({OFFLINE, *Cause})
_FAMILIES = frozenset(Family)
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
# far beyond what is ever counted, and within what can be written again
_MOST_READINGS, _MOST_DIPS, _MOST_HOURS = 1000, 1_000_000, 1000.0


def as_dict(memory: Memory) -> dict[str, Any]:
    """Return the memory as JSON-ready data, without what is empty."""
    return {
        "devices": {key: _device(device) for key, device in memory.devices.items()},
        "firmware_seen": {
            key: moment.isoformat() for key, moment in memory.firmware_seen.items()
        },
    }


def from_dict(data: Any) -> tuple[Memory, list[str]]:
    """Return the memory and the places that could not be read.

    Raises ValueError where the whole is not a memory at all.
    """
    if not isinstance(data, dict) or not isinstance(data.get("devices"), dict):
        raise ValueError("not a memory")  # noqa: TRY004
    lost: list[str] = []
    devices: dict[str, DeviceMemory] = {}
    for key, raw in data["devices"].items():
        try:
            devices[key] = _read_device(key, raw)
        except _BROKEN:
            lost.append(key)
            continue
        devices[key], broken = _with_past(devices[key], raw)
        lost += [f"{key}.{part}" for part in broken]
    seen: dict[str, datetime] = {}
    for key, raw in values.mapping(data.get("firmware_seen")).items():
        moment = values.moment(raw)
        if moment is None or not _is_seen_key(key):
            lost.append("firmware_seen")
        else:
            seen[key] = moment
    return Memory(devices=devices, firmware_seen=seen), lost


def _device(device: DeviceMemory) -> dict[str, Any]:
    data = {
        "uid": device.uid,
        "identity": device.identity,
        "battery": device.battery,
        "firmware": device.firmware,
        "firmware_before": device.firmware_before,
        "firmware_changed": _text(device.firmware_changed),
        "fine_before_update": device.fine_before_update,
        "trouble_on": device.trouble_on,
        "explained": device.explained,
        "gone_since": _text(device.gone_since),
        "red_light": device.red_light
        and {
            "at": device.red_light.at.isoformat(),
            "pattern": device.red_light.pattern,
        },
        "watches": {key: _watch(watch) for key, watch in device.watches.items()},
        "past": stored_past.past_as_dict(device.past),
        "cells": stored_past.cells_as_dict(device.cells),
    }
    return {key: value for key, value in data.items() if value}


def _watch(watch: Watch) -> dict[str, Any]:
    return {
        "since": watch.since.isoformat(),
        "readings": watch.readings,
        "active": watch.active,
        "clear_since": _text(watch.clear_since),
        "wobble": watch.wobble and _wobble(watch.wobble),
    }


def _wobble(wobble: Wobble) -> dict[str, Any]:
    return {
        "at": wobble.at.isoformat(),
        "dips": wobble.dips,
        "weak": round(wobble.weak, 3),
        "total": round(wobble.total, 3),
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read_device(key: str, raw: Mapping[str, Any]) -> DeviceMemory:
    family, _, device_id = key.partition(":")
    if family not in _FAMILIES or device_id != (values.text(device_id) or ""):
        raise ValueError("not the key of a device")
    return DeviceMemory(
        uid=values.text(raw.get("uid")),
        identity=values.text(raw.get("identity")),
        battery=_optional(raw.get("battery"), Battery),
        firmware=values.version(raw.get("firmware")),
        firmware_before=values.version(raw.get("firmware_before")),
        firmware_changed=_optional(raw.get("firmware_changed"), _moment),
        fine_before_update=raw.get("fine_before_update") is True,
        trouble_on=_optional(raw.get("trouble_on"), stored_past.day),
        explained=raw.get("explained") is True,
        gone_since=_optional(raw.get("gone_since"), _moment),
        red_light=_optional(raw.get("red_light"), _red_light),
        watches={
            key: _read_watch(watch)
            for key, watch in raw.get("watches", {}).items()
            if key in _WATCHED
        },
    )


def _is_seen_key(key: Any) -> bool:
    """Whether it is a kind of device and a version: `family|model|subtype|version`."""
    parts = str(key).split("|")
    if len(parts) != 4 or parts[0] not in _FAMILIES:
        return False
    _, model, subtype, version = parts
    named = all(not part or values.word(part) for part in (model, subtype))
    return named and values.version(version) is not None


def _with_past(
    device: DeviceMemory, raw: Mapping[str, Any]
) -> tuple[DeviceMemory, list[str]]:
    """Return the device with its past and cells, and which of them are not whole."""
    past, past_is_whole = stored_past.read_past(raw.get("past", {}))
    cells, cells_are_whole = stored_past.read_cells(raw.get("cells", {}))
    whole = {"past": past_is_whole, "cells": cells_are_whole}
    return (
        replace(device, past=past, cells=cells, drops=trends.drops(past)),
        [part for part, is_whole in whole.items() if not is_whole],
    )


def _optional[T](value: Any, read: Callable[[Any], T]) -> T | None:
    return None if value is None else read(value)


def _moment(value: Any) -> datetime:
    moment = values.moment(value)
    if moment is None:
        raise ValueError("not a moment")
    return moment


def _red_light(raw: Mapping[str, Any]) -> RedLight:
    return RedLight(at=_moment(raw["at"]), pattern=_word(raw["pattern"]))


def _read_watch(raw: Mapping[str, Any]) -> Watch:
    return Watch(
        since=_moment(raw["since"]),
        readings=int(_number(raw["readings"], _MOST_READINGS)),
        active=raw["active"] is True,
        clear_since=_optional(raw.get("clear_since"), _moment),
        wobble=_optional(raw.get("wobble"), _read_wobble),
    )


def _read_wobble(raw: Mapping[str, Any]) -> Wobble:
    return Wobble(
        at=_moment(raw["at"]),
        dips=int(_number(raw["dips"], _MOST_DIPS)),
        weak=_number(raw["weak"], _MOST_HOURS),
        total=_number(raw["total"], _MOST_HOURS),
    )


def _word(value: Any) -> str:
    word = values.word(value)
    if word is None:
        raise ValueError("not a word")
    return word


def _number(value: Any, most: float) -> float:
    number = values.number(value)
    if number is None or not 0 <= number <= most:
        raise ValueError("not a number that can be")
    return number
