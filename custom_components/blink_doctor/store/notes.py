"""Notes about a device by repairs and its owner, separate from the engine's memory.

Keyed by uid, so that they stay with a device that is paired again. No finding depends on
them, except that a paused device has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ..diagnosis.parsing import values
from . import wake_counts
from .wake_counts import NO_WAKES, Woken

# Notes of one account by the uid of the device
type Notes = Mapping[str, DeviceNotes]

_MOST_STEPS = 100
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTried:
    """A guide step that a person took, with its time and result.

    `step` is an id of the guide, `result` one of `fixed`, `not_yet`, `late` and
    `not_checked`.
    """

    step: str
    at: datetime
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceNotes:
    """The notes of one device.

    `checked` is the last check-up that a person started, `maintained` (on the
    account) the last maintenance. `ignored` maps the slug of an issue that the
    owner ignores to when its cause cleared, None while it lasts. `paused` is since when
    the device is paused, `paused_until` until when, None until it is resumed.
    `low_in_days` is the smallest number of days to the expected low date so far, of the
    batteries put in at `low_in_set`. `woken` counts how often actions of Home
    Assistant woke it.
    """

    steps_tried: tuple[StepTried, ...] = ()
    checked: datetime | None = None
    maintained: datetime | None = None
    ignored: Mapping[str, datetime | None] = field(default_factory=dict)
    paused: datetime | None = None
    paused_until: datetime | None = None
    low_in_days: int | None = None
    low_in_set: datetime | None = None
    woken: Woken = NO_WAKES

    def not_after(self, now: datetime) -> DeviceNotes:
        """Return the notes with future times moved to now: the clock was set back."""
        return DeviceNotes(
            steps_tried=tuple(
                replace(tried, at=min(tried.at, now)) for tried in self.steps_tried
            ),
            checked=self.checked and min(self.checked, now),
            maintained=self.maintained and min(self.maintained, now),
            ignored={
                slug: gone and min(gone, now) for slug, gone in self.ignored.items()
            },
            paused=self.paused and min(self.paused, now),
            paused_until=self.paused_until,
            low_in_days=self.low_in_days,
            low_in_set=self.low_in_set,
            woken=self.woken,
        )


NO_NOTES = DeviceNotes()


def as_dict(notes: Notes) -> dict[str, Any]:
    """Return notes as JSON-ready data, without empty values."""
    devices = {uid: _device_as_dict(device) for uid, device in notes.items()}
    return {"devices": {uid: device for uid, device in devices.items() if device}}


def from_dict(data: Any) -> tuple[Notes, list[str]]:
    """Return notes and the places that could not be read.

    A damaged field loses only itself. Raises ValueError if the whole is not notes.
    """
    if not isinstance(data, dict) or not isinstance(data.get("devices"), dict):
        raise ValueError("not notes")  # noqa: TRY004
    notes: dict[str, DeviceNotes] = {}
    lost: list[str] = []
    for uid, raw in data["devices"].items():
        notes[uid], broken = device_from_dict(raw)
        lost += [f"{uid}.{name}" for name in broken]
    return notes, lost


def device_from_dict(raw: Any) -> tuple[DeviceNotes, list[str]]:
    """Return the notes of one device, and the fields that could not be read."""
    if not isinstance(raw, dict):
        return NO_NOTES, ["notes"]
    found: dict[str, Any] = {}
    lost: list[str] = []
    for name, read in _FIELDS.items():
        try:
            if raw.get(name) is not None:
                found[name] = read(raw[name])
        except _UNREADABLE:
            lost.append(name)
    return DeviceNotes(**found), lost


def _device_as_dict(device: DeviceNotes) -> dict[str, Any]:
    data = {
        "steps_tried": [
            {"step": tried.step, "at": tried.at.isoformat(), "result": tried.result}
            for tried in device.steps_tried
        ],
        "checked": device.checked and device.checked.isoformat(),
        "maintained": device.maintained and device.maintained.isoformat(),
        "ignored": {
            slug: gone and gone.isoformat() for slug, gone in device.ignored.items()
        },
        "paused": device.paused and device.paused.isoformat(),
        "paused_until": device.paused_until and device.paused_until.isoformat(),
        "low_in_days": device.low_in_days,
        "woken": device.woken.as_dict() if device.woken != NO_WAKES else None,
        "low_in_set": device.low_in_set and device.low_in_set.isoformat(),
    }
    return {key: value for key, value in data.items() if value or value == 0}


def _datetime(value: Any) -> datetime:
    at = values.parse_datetime(value)
    if at is None:
        raise ValueError("not a time")
    return at


def _days(value: Any) -> int:
    days = values.whole(value)
    if days is None:
        raise ValueError("not a number of days")
    return days


def _slug(value: Any) -> str:
    word = values.slug(value)
    if word is None:
        raise ValueError("not a slug")
    return word


def _steps(value: Any) -> tuple[StepTried, ...]:
    return tuple(
        StepTried(
            step=_slug(raw["step"]),
            at=_datetime(raw["at"]),
            result=_slug(raw["result"]),
        )
        for raw in value[-_MOST_STEPS:]
    )


def _ignored(value: Any) -> dict[str, datetime | None]:
    return {
        _slug(slug): None if gone is None else _datetime(gone)
        for slug, gone in value.items()
    }


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    "steps_tried": _steps,
    "checked": _datetime,
    "maintained": _datetime,
    "ignored": _ignored,
    "paused": _datetime,
    "paused_until": _datetime,
    "low_in_days": _days,
    "low_in_set": _datetime,
    "woken": wake_counts.from_dict,
}
