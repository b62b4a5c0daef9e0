"""Convert the memory to plain data and back, so that it survives a restart.

One typed codec for all of it: it walks the fields of the dataclasses. Times are ISO 8601
text, samples are short lists, default values are omitted. Reading is tolerant: a
damaged field loses itself and nothing else.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from types import NoneType, UnionType
from typing import (
    Any,
    NewType,
    TypeAliasType,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from . import migrations, stored_values
from .battery import Batteries, Ended
from .conditions import Condition
from .history import incidents, samples, trends
from .history.incidents import Incident
from .history.samples import Past, Sample
from .memory import OFFLINE, DeviceMemory, Heartbeat, Memory, RedLight
from .model.findings import Cause
from .model.ids import DeviceKey
from .model.readings import Family, Reading, family_of
from .parsing import values
from .watching import ledger
from .watching.ledger import Ledger

# far more than is ever kept
_MOST_ITEMS = 1000
_LONGEST_TEXT = 1000
_MOST = 2**90
# from here on Home Assistant's JSON encoder fails on integers
_BEYOND_JSON = 2**63
# dataclasses stored as lists of their fields, without trailing defaults
_AS_LIST = (Sample, Ended, Incident)
_PLAIN = (str, float, bool)
_SCALARS = frozenset({*_PLAIN, int, datetime})
_CONDITIONS = frozenset({OFFLINE, *Cause})
_KIND_PARTS = 5
# clocks are corrected by seconds all the time
_CLOCK_CORRECTION = timedelta(minutes=1)


class _Damaged(ValueError):
    """A value that is not valid for its type."""


def as_dict(memory: Memory) -> dict[str, Any]:
    """Return the memory as JSON-ready data, without empty values."""
    plain: dict[str, Any] = _plain(memory)
    return {"devices": {}, **plain}


def from_dict(data: Any) -> tuple[Memory, list[str]]:
    """Return the memory and the places that could not be read.

    Raises ValueError if the data is not a memory at all.
    """
    if not isinstance(data, dict) or not isinstance(data.get("devices"), dict):
        raise ValueError("not a memory")  # noqa: TRY004
    lost: list[str] = []
    memory: Memory = _read(Memory, migrations.to_current(data), "memory", lost)
    return _consistent(memory, lost), lost


def _consistent(memory: Memory, lost: list[str]) -> Memory:
    """Return the memory without references to devices or systems that it does not have."""
    devices = {}
    for key, device in memory.devices.items():
        if stored_values.is_key(key):
            devices[key] = replace(device, drops=trends.drops(device.past))
        else:
            lost.append("devices")
    readings = {
        key: reading
        for key, reading in memory.readings.items()
        if key in devices and reading.key == key and _is_of(reading, key)
    }
    seen = {k: at for k, at in memory.firmware_seen.items() if _is_seen_key(k)}
    if len(seen) < len(memory.firmware_seen):
        lost.append("firmware_seen")
    systems = stored_values.valid_systems(memory.systems)
    if len(systems) < len(memory.systems):
        lost.append("systems")
    return replace(
        memory,
        devices=devices,
        readings=readings,
        firmware_seen=seen,
        systems=systems,
    )


def _is_seen_key(key: str) -> bool:
    """Whether it is a kind of device and a version, with nothing that identifies anybody."""
    parts = key.split("|")
    if len(parts) != _KIND_PARTS or parts[0] not in frozenset(Family):
        return False
    named = all(not part or values.word(part) == part for part in parts[1:-1])
    return named and values.version(parts[-1]) == parts[-1]


def _is_of(reading: Reading, key: DeviceKey) -> bool:
    return family_of(key) is reading.family


def _valid_device(device: DeviceMemory) -> DeviceMemory:
    """Return a device's memory without unknown causes and impossible values."""
    valid = stored_values.valid_device(device)
    changes: dict[str, Any] = {}
    for name in ("trouble_on", "storage_active_on"):
        day = getattr(device, name)
        if day is not None and not samples.is_day(day):
            changes[name] = None
    known = {k: c for k, c in device.conditions.items() if k in _CONDITIONS}
    if len(known) < len(device.conditions):
        changes["conditions"] = known
    if (kept := incidents.valid(device.incidents)) is not device.incidents:
        changes["incidents"] = kept
    return replace(valid, **changes) if changes else valid


# checks across the fields of a type
_VALIDATORS: Mapping[type, Callable[[Any], Any]] = {
    Past: samples.valid,
    Batteries: stored_values.valid_batteries,
    DeviceMemory: _valid_device,
    Condition: stored_values.valid_condition,
    Reading: stored_values.valid_reading,
    RedLight: stored_values.valid_red_light,
    Ledger: ledger.valid,
}


def clamped(memory: Memory, now: datetime) -> Memory:
    """Return the memory with every time in the future moved to now.

    Used after the clock was set back. Data from the future is not
    fresh: its age is not known.
    """
    data_at = memory.data_at
    if data_at is not None and data_at - now > _CLOCK_CORRECTION:
        data_at = None
    clamped_memory: Memory = _clamp(replace(memory, data_at=data_at), now)
    return clamped_memory


def _clamp(value: Any, now: datetime) -> Any:
    if isinstance(value, datetime):
        return min(value, now)
    # times reported by Blink follow Blink's clock
    if isinstance(value, Reading):
        return value
    if isinstance(value, Heartbeat):
        return replace(value, at=min(value.at, now))
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _clamp(getattr(value, f.name), now) for f in fields(value)}
        return replace(value, **changes)
    if isinstance(value, Mapping):
        return {key: _clamp(item, now) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_clamp(item, now) for item in value)
    return value


def _plain(value: Any) -> Any:
    """Return a value as JSON-ready data."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int) and value >= _BEYOND_JSON:
        return hex(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, _AS_LIST):
        return _plain_list(value)
    if is_dataclass(value):
        return {
            name: _plain(item)
            for name, default, _ in _fields_of(value.__class__)
            if (item := getattr(value, name)) != default or default is MISSING
        }
    return value


def _plain_list(value: Any) -> list[Any]:
    """Return the fields of a dataclass as a list, without trailing defaults."""
    names = list(_fields_of(value.__class__))
    while names and names[-1][1] is not MISSING:
        name, default, _ = names[-1]
        if getattr(value, name) != default:
            break
        names.pop()
    return [_plain(getattr(value, name)) for name, _, _ in names]


@lru_cache(maxsize=64)
def _fields_of(kind: Hashable) -> tuple[tuple[str, Any, Any], ...]:
    """Return name, default (`MISSING` if none) and type of each stored field.

    `drops` are derived from the past and not stored.
    """
    of: Any = kind
    hints = get_type_hints(of)
    found = []
    for field in fields(of):
        if kind is DeviceMemory and field.name == "drops":
            continue
        default = field.default
        if default is MISSING and field.default_factory is not MISSING:
            default = field.default_factory()
        found.append((field.name, default, hints[field.name]))
    return tuple(found)


def _read(kind: Any, raw: Any, where: str, lost: list[str]) -> Any:
    """Convert raw data to a type; raises _Damaged if it is not valid."""
    if kind in _SCALARS:
        return _read_scalar(kind, raw)
    if isinstance(kind, TypeAliasType):
        kind = kind.__value__
    if isinstance(kind, NewType):
        kind = kind.__supertype__
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _read_any_of(get_args(kind), raw, where, lost)
    if origin is tuple:
        return tuple(_items(get_args(kind)[0], raw, where, lost))
    if origin is frozenset:
        return frozenset(_items(get_args(kind)[0], raw, where, lost))
    if origin is not None and issubclass(origin, Mapping):
        return _read_mapping(get_args(kind)[1], raw, where, lost)
    if is_dataclass(kind):
        return _read_object(kind, raw, where, lost)
    return _read_scalar(kind, raw)


def _read_any_of(kinds: tuple[Any, ...], raw: Any, where: str, lost: list[str]) -> Any:
    if raw is None and NoneType in kinds:
        return None
    # try the type that the value already has first: 1.0 is not an integer
    present = [kind for kind in kinds if kind is not NoneType]
    for kind in sorted(present, key=lambda kind: type(raw) is not kind):
        try:
            return _read(kind, raw, where, lost)
        except _Damaged:
            continue
    raise _Damaged(where)


def _items(kind: Any, raw: Any, where: str, lost: list[str]) -> list[Any]:
    """Return the items of a list without damaged ones.

    In a list of numbers the position has a meaning: there one damaged item loses the list.
    """
    if not isinstance(raw, list):
        raise _Damaged(where)
    found = []
    for item in raw[-_MOST_ITEMS:]:
        try:
            found.append(_read(kind, item, where, lost))
        except _Damaged:
            if kind in _SCALARS:
                raise
            lost.append(where)
    return found


def _read_mapping(
    kind: Any, raw: Any, where: str, lost: list[str]
) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise _Damaged(where)
    found = {}
    for key, item in raw.items():
        try:
            found[key] = _read(kind, item, f"{where}.{key}", lost)
        except _Damaged:
            lost.append(f"{where}.{key}")
    return found


def _read_object(kind: Any, raw: Any, where: str, lost: list[str]) -> Any:
    """Return a dataclass; a damaged field takes its default, if there is one."""
    names = _fields_of(kind)
    if kind in _AS_LIST and isinstance(raw, list):
        raw = {name: item for (name, _, _), item in zip(names, raw, strict=False)}
    if not isinstance(raw, dict):
        raise _Damaged(where)
    found = {}
    for name, default, of in names:
        if name not in raw:
            if default is MISSING:
                raise _Damaged(where)
            continue
        try:
            found[name] = _read(of, raw[name], f"{where}.{name}", lost)
        except _Damaged:
            if default is MISSING:
                raise
            lost.append(f"{where}.{name}")
    read = kind(**found)
    valid = _VALIDATORS[kind](read) if kind in _VALIDATORS else read
    if valid is not read:
        lost.append(where)
    return valid


def _read_scalar(kind: Any, raw: Any) -> Any:
    if isinstance(kind, type) and issubclass(kind, datetime):
        return _read_datetime(raw)
    if isinstance(kind, type) and issubclass(kind, Enum):
        try:
            return kind(raw)
        except ValueError:
            raise _Damaged from None
    if kind is bool:
        if isinstance(raw, bool):
            return raw
    elif kind is str:
        if isinstance(raw, str) and len(raw) <= _LONGEST_TEXT and raw.isprintable():
            return raw
    else:
        number = _read_hex(raw) if kind is int and isinstance(raw, str) else raw
        if isinstance(number, (int, float)) and not isinstance(number, bool):
            # the bounds also exclude infinity and NaN
            if abs(number) <= _MOST and (kind is float or number == int(number)):
                return kind(number)
    raise _Damaged


def _read_hex(raw: str) -> int | None:
    if not raw.startswith("0x") or len(raw) > len(hex(_MOST)):
        return None
    try:
        return int(raw, 16)
    except ValueError:
        return None


def _read_datetime(raw: Any) -> datetime:
    if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0:
        # 0.1.0 stored some times as seconds
        try:
            raw = datetime.fromtimestamp(raw, UTC).isoformat()
        except OSError, OverflowError, ValueError:
            raise _Damaged from None
    at = values.parse_datetime(raw)
    if at is None:
        raise _Damaged
    return at
