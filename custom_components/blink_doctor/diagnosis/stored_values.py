"""Validate stored values as strictly as those of a payload.

A file damaged by a disk or by hand must not put text into logs, attributes or the card
that no payload could have put there. An invalid value is treated as absent, as in a
payload.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, replace
from datetime import datetime
import re
from typing import TYPE_CHECKING, Any

from .battery import Batteries, Ended
from .conditions import Condition
from .device_names import NAMELESS
from .history.samples import is_day
from .memory import DeviceMemory, ExplainedBy, Memory, RedLight
from .model.findings import Cause
from .model.ids import NetworkId
from .model.readings import LIGHT_PATTERNS, TROUBLES, UNKNOWN_PATTERN, Family, Reading
from .parsing import values

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

type Validator = Callable[[Any], Any]

_DIGEST = re.compile(r"[0-9a-f]{16}")
# a device name, prefixed with its system's name, and a number
_LONGEST_NAME = 300
_NAME_OF_ACCOUNT = "Blink"
# the evidence key that holds Blink's error message
_MESSAGE = "message"


def _name(value: Any) -> str | None:
    return values.name(value, _LONGEST_NAME)


def _digest(value: Any) -> str | None:
    return value if _DIGEST.fullmatch(value) else None


def _volts(value: Any) -> float | None:
    return values.cell_volts(round(value * 100))


def _codes(value: Any) -> frozenset[str] | None:
    return values.codes([*value])


def _reported(value: datetime) -> datetime | None:
    return values.reported(value.isoformat())


def is_key(key: str) -> bool:
    """Whether it is the key of a device, a system or the account."""
    family, _, blink_id = key.partition(":")
    if family == Family.ACCOUNT:
        return not blink_id
    return family in frozenset(Family) and values.text(blink_id) == blink_id


_READING: Mapping[str, Validator] = {
    "name": _name,
    "uid": _digest,
    "identity": _digest,
    "network_id": values.identifier,
    "model": values.word,
    "subtype": values.word,
    "revision": values.word,
    "battery_volts": _volts,
    "wifi_bars": values.bars,
    "wifi_dbm": values.dbm,
    "sync_module_bars": values.bars,
    "temperature_f": values.temperature,
    "firmware": values.version,
    "issues": _codes,
    "heartbeat": _reported,
    "updated_at": _reported,
    "unknown_status": values.word_or_other,
}
_DEVICE: Mapping[str, Validator] = {
    "uid": _digest,
    "identity": _digest,
    "firmware": values.version,
    "firmware_newest": values.version,
    "firmware_before": values.version,
    "explained_by": lambda one: one if _is_explanation(one) else None,
}


def _is_explanation(explained: ExplainedBy) -> bool:
    return explained.cause in frozenset(Cause) and is_key(explained.device)


def valid_reading(reading: Reading) -> Reading:
    """Return a reading without values that no payload could contain."""
    valid = _without_invalid(reading, _READING)
    if valid.name:
        return valid
    return replace(valid, name=NAMELESS.get(valid.family, _NAME_OF_ACCOUNT))


def valid_device(device: DeviceMemory) -> DeviceMemory:
    """Return a device's memory without invalid text."""
    return _without_invalid(device, _DEVICE)


def valid_batteries(state: Batteries) -> Batteries:
    """Return batteries without impossible sets and marks."""
    cycles = tuple(ended for ended in state.cycles if _is_set(ended))
    marks = state.marks if _are_days(state.marks) else ()
    if len(cycles) == len(state.cycles) and len(marks) == len(state.marks):
        return state
    return replace(state, cycles=cycles, marks=marks)


def _is_set(ended: Ended) -> bool:
    lasted = ended.days is None or (ended.days > 0 and is_day(ended.days))
    return lasted and is_day(ended.ended) and _are_days(ended.marks)


def _are_days(days: Iterable[int]) -> bool:
    """Whether all are days since 1970 or numbers of days; -1 if unknown."""
    return all(day == -1 or is_day(day) for day in days)


def valid_condition(condition: Condition) -> Condition:
    """Return a condition without evidence that no rule could have produced."""
    kept = {
        name: value
        for name, value in condition.evidence.items()
        if values.slug(name) and _is_evidence(name, value)
    }
    if len(kept) == len(condition.evidence):
        return condition
    return replace(condition, evidence=kept)


def valid_red_light(report: RedLight) -> RedLight:
    """Return a report whose pattern is a slug; replay files may use slugs of their own."""
    if values.slug(report.pattern):
        return report
    return replace(report, pattern=UNKNOWN_PATTERN)


def with_known_patterns(memory: Memory) -> Memory:
    """Return a memory whose red lights all have a pattern that people can choose."""
    for key, device in memory.devices.items():
        report = device.red_light
        if report is not None and report.pattern not in LIGHT_PATTERNS:
            known = replace(report, pattern=UNKNOWN_PATTERN)
            memory = memory.with_device(key, red_light=known)
    return memory


def valid_systems(
    systems: Mapping[NetworkId, str | None],
) -> dict[NetworkId, str | None]:
    """Return the names of the systems without invalid ids and names."""
    return {
        network_id: name
        for network_id, name in systems.items()
        if values.identifier(network_id) == network_id
        and (name is None or _name(name) == name)
    }


def _is_evidence(name: str, value: Any) -> bool:
    """Whether a rule may have produced this evidence; text must be known from a payload."""
    if not isinstance(value, str) or value in TROUBLES:
        return True
    if name == _MESSAGE:
        return values.message(value) == value
    codes = value.split(", ")
    return (
        all(values.word_or_other(code) == code for code in codes)
        or values.version(value) == value
        or values.parse_datetime(value) is not None
    )


def _without_invalid[T: DataclassInstance](
    holder: T, validators: Mapping[str, Validator]
) -> T:
    """Return a dataclass with invalid values replaced by defaults."""
    changes: dict[str, Any] = {}
    for field in fields(holder):
        value = getattr(holder, field.name)
        validate = validators.get(field.name)
        if validate is None or value is None or value == field.default:
            continue
        if validate(value) != value:
            changes[field.name] = None if field.default is MISSING else field.default
    return replace(holder, **changes) if changes else holder
