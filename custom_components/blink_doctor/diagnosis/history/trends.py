"""A signal that is lastingly worse than its own baseline, weak or not."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import takewhile
from operator import attrgetter
from statistics import median
from typing import NamedTuple, Protocol

from ..model.ids import DeviceKey
from ..model.readings import Family, Reading
from .samples import Past, day_of_week, start_of_day


class Signal(StrEnum):
    """A signal whose trend is tracked; the names are fields of `Reading`."""

    WIFI_BARS = "wifi_bars"
    WIFI_DBM = "wifi_dbm"
    SYNC_MODULE_BARS = "sync_module_bars"


# Bars jitter by one, dBm by some; a door left open lowers them for a day
_LEAST_DROP: Mapping[Signal, int] = {
    Signal.WIFI_BARS: 2,
    Signal.WIFI_DBM: 10,
    Signal.SYNC_MODULE_BARS: 2,
}
_LEAST_DAYS = 3
# a baseline needs at least a week of data
_LEAST_KNOWN = 7
# cameras whose signals fell within this many days of each other fell together
_TOGETHER_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A signal that fell from `was` to `now` on the day `since` (since 1970)."""

    signal: Signal
    was: int
    now: int
    since: int

    @property
    def since_datetime(self) -> datetime:
        """Return the beginning of the first worse day."""
        return start_of_day(self.since)


def drops(past: Past) -> tuple[Drop, ...]:
    """Return the signals that fell below their own baseline.

    dBm counts only where too few bars are known: bars are Blink's own verdict.
    """
    found: list[Drop | None] = [
        _drop(past, signal) for signal in (Signal.WIFI_BARS, Signal.SYNC_MODULE_BARS)
    ]
    bars = [day for day in past.days if day.wifi_bars is not None]
    if len(bars) < _LEAST_DAYS + _LEAST_KNOWN:
        found.append(_drop(past, Signal.WIFI_DBM))
    return tuple(drop for drop in found if drop is not None)


class _Stretch(NamedTuple):
    """A signal over one day or one week."""

    day: int
    value: int
    days: int


def _drop(past: Past, signal: Signal) -> Drop | None:
    read = attrgetter(signal.value)
    days = [_Stretch(d.at, v, 1) for d in past.days if (v := read(d)) is not None]
    weeks = [
        # a drop that began mid-week counts if more than half of the week was worse
        _Stretch(day_of_week(w.at), v, 7)
        for w in past.weeks
        if (v := read(w)) is not None
    ]
    known = weeks + days
    lately, before = known[-_LEAST_DAYS:], known[:-_LEAST_DAYS]
    if not before:
        return None
    worst = max(stretch.value for stretch in lately)
    norm = _norm(before)
    limit = norm - _LEAST_DROP[signal]
    fine = sum(stretch.days for stretch in before if stretch.value > limit)
    if fine < _LEAST_KNOWN or worst > limit:
        return None
    run = list(takewhile(lambda stretch: stretch.value <= limit, reversed(known)))
    now = round(median(stretch.value for stretch in run[:_LEAST_KNOWN]))
    return Drop(signal=signal, was=norm, now=now, since=run[-1].day)


def _norm(known: list[_Stretch]) -> int:
    """Return the median of all days.

    A level that has lasted as long as the better one before it is the new baseline.
    """
    return round(median([s.value for s in known for _ in range(s.days)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """How many cameras' signals fell at about the same time.

    `points_at` is what they share: the router for Wi-Fi, otherwise the sync module.
    """

    cameras: int
    points_at: str


class HasDrops(Protocol):
    """The part of a device's memory that trends need."""

    @property
    def drops(self) -> tuple[Drop, ...]:
        """Return the signals that have dropped."""


def together(
    readings: Collection[Reading], remembered: Mapping[DeviceKey, HasDrops]
) -> dict[tuple[DeviceKey, Signal], Together]:
    """Return the drops that several cameras share, by device and signal.

    At least two cameras and at least half of the home: one of ten says nothing
    about what all ten share.
    """
    fallen = [
        (reading, drop)
        for reading in readings
        if reading.key in remembered
        for drop in remembered[reading.key].drops
        if reading.family is not Family.SYNC_MODULE and reading.in_use
    ]
    days = Counter((r.network_id, drop.signal, drop.since) for r, drop in fallen)
    sizes = Counter(
        r.network_id
        for r in readings
        if r.family is not Family.SYNC_MODULE and r.in_use
    )
    found: dict[tuple[DeviceKey, Signal], Together] = {}
    for reading, drop in fallen:
        near = range(drop.since - _TOGETHER_DAYS, drop.since + _TOGETHER_DAYS + 1)
        same = sum(days[reading.network_id, drop.signal, day] for day in near)
        if same >= 2 and same * 2 >= sizes[reading.network_id]:
            link = drop.signal is Signal.SYNC_MODULE_BARS
            found[reading.key, drop.signal] = Together(
                cameras=same, points_at="sync_module" if link else "router"
            )
    return found
