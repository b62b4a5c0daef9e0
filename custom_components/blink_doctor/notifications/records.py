"""What each recipient was shown, and the progress through guides; stored over restarts.

The field names are those of the stored file.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..store import DoctorStore

# after a crash at worst one notification is sent again
_SAVE_DELAY = 1
# the effect of new batteries; that of any other step is known earlier
LONGEST_WAIT = timedelta(hours=24)
# note of a guide during a check-up; it has no end until Blink has answered
CHECKING = "push_checking"
_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(slots=True, kw_only=True)
class NotificationRecord:
    """What a recipient was shown about a device.

    `causes` maps each cause that was shown to the start of its finding, `shown` is
    the text on the screen (empty: withdrawn), `rang` when it last made a
    sound, `snoozed` until when it must not. `answer`: a person waits for the result,
    `well`: the all-clear message is still to be shown, `owner`: the automation that
    shows it. A cleared fault is kept for a day, so that one that returns does not ring
    again.
    """

    tag: str
    name: str
    causes: dict[str, datetime]
    shown: str
    rang: datetime
    updated: datetime
    snoozed: datetime | None = None
    snooze_for: float = 0
    guided: bool = True
    critical: bool = False
    answer: bool = False
    well: bool = False
    owner: str = ""


@dataclass(slots=True, kw_only=True)
class Episodes:
    """How often a cause came to a device without staying away for a day."""

    first: datetime
    since: datetime
    count: int = 1
    gone: datetime | None = None


@dataclass(slots=True, kw_only=True)
class GuideProgress:
    """The progress through the guide for a cause.

    `passed` are the completed steps. Until `until` the effect of the last step
    is waited for; `note` is the text key that says so.
    `page` is the page of `step` on which a repair was left.
    """

    since: datetime
    passed: list[str] = field(default_factory=list)
    until: datetime | None = None
    note: str = ""
    note_time: str = ""
    step: str = ""
    page: str = ""


@dataclass(slots=True, kw_only=True)
class AutomaticFix:
    """Something fixed automatically, to be reported once to each recipient.

    `place` is the subject id, `told` are the recipients to whom it was reported.
    """

    place: str
    name: str
    at: datetime
    done_at: datetime
    told: list[str] = field(default_factory=list)


type Nested[T] = dict[str, dict[str, T]]


@dataclass(slots=True, kw_only=True)
class Records:
    """All records: `told` by recipient and subject id, the others by subject id and cause.

    Subject ids are those of `Fault.subject_id`.
    """

    told: Nested[NotificationRecord] = field(default_factory=dict)
    episodes: Nested[Episodes] = field(default_factory=dict)
    guides: Nested[GuideProgress] = field(default_factory=dict)
    reports: list[AutomaticFix] = field(default_factory=list)
    # names of the phones that were notified, and of those that cannot be
    phones: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def not_after(self, now: datetime) -> None:
        """Move future times to now, after the clock was set back.

        A wait is limited to the time that was chosen for it.
        """
        for record in (one for c in self.told.values() for one in c.values()):
            record.rang = min(record.rang, now)
            record.updated = min(record.updated, now)
            if record.snoozed is not None:
                longest = now + timedelta(seconds=record.snooze_for)
                record.snoozed = min(record.snoozed, longest)
        for known in (one for c in self.episodes.values() for one in c.values()):
            known.first, known.since = min(known.first, now), min(known.since, now)
        for guide in (one for c in self.guides.values() for one in c.values()):
            if guide.until is not None:
                guide.until = min(guide.until, now + LONGEST_WAIT)
        for report in self.reports:
            report.at = min(report.at, now)


class RecordStore:
    """The records and their file."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with empty records."""
        self._store = DoctorStore(
            hass, f"{DOMAIN}.notifications", "list of what was told"
        )
        self.records = Records()

    async def async_load(self) -> None:
        """Load the file; unreadable records count as not shown."""
        records, _ = await self._store.async_read(_from_dict)
        self.records = records or Records()
        # Home Assistant's own notifications do not survive a restart
        self.records.told.pop("bell", None)
        for guide in (one for c in self.records.guides.values() for one in c.values()):
            if guide.note == CHECKING and guide.until is None:
                # a running check-up ended with Home Assistant
                guide.note = ""

    def save(self) -> None:
        """Save soon."""
        self._store.async_delay_save(lambda: asdict(self.records), _SAVE_DELAY)


def _from_dict(data: Any) -> tuple[Records, list[str]]:
    """Return the records, and the places that could not be read."""
    lost: list[str] = []
    records = Records(
        told=_nested(data.get("told"), NotificationRecord, lost),
        episodes=_nested(data.get("episodes"), Episodes, lost),
        guides=_nested(data.get("guides"), GuideProgress, lost),
        reports=_list(data.get("reports"), AutomaticFix, lost),
        phones=_strings(data.get("phones")),
        missing=_strings(data.get("missing")),
    )
    return records, lost


def _nested[T](stored: Any, kind: Callable[..., T], lost: list[str]) -> Nested[T]:
    """Return two levels of records; a damaged one loses only itself."""
    records: Nested[T] = {}
    for outer, inner in _mapping(stored).items():
        for name, data in _mapping(inner).items():
            if (record := _record(data, kind)) is None:
                lost.append(f"{outer}.{name}")
            else:
                records.setdefault(outer, {})[name] = record
    return records


def _list[T](stored: Any, kind: Callable[..., T], lost: list[str]) -> list[T]:
    items = stored if isinstance(stored, list) else []
    read = [_record(item, kind) for item in items]
    lost += [f"[{number}]" for number, one in enumerate(read) if one is None]
    return [one for one in read if one is not None]


def _strings(stored: Any) -> dict[str, str]:
    return {key: str(value) for key, value in _mapping(stored).items()}


def _mapping(stored: Any) -> Mapping[str, Any]:
    return stored if isinstance(stored, Mapping) else {}


# fields that hold a time
_TIMES = frozenset(
    {"rang", "updated", "snoozed", "first", "since", "gone", "until", "at", "done_at"}
)


def _record[T](stored: Any, kind: Callable[..., T]) -> T | None:
    try:
        values: dict[str, Any] = {
            name: _time(value) if name in _TIMES and value is not None else value
            for name, value in stored.items()
        }
        if (causes := values.get("causes")) is not None:
            values["causes"] = {one: _time(since) for one, since in causes.items()}
        return kind(**values)
    except _UNREADABLE:
        return None


def _time(value: Any) -> datetime:
    if (time := dt_util.parse_datetime(value)) is None:
        raise ValueError(value)
    return dt_util.as_utc(time)
