"""A signal that is lastingly worse than it used to be, weak or not."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import Protocol

from .past import Past, Sample, moment
from .readings import Family, Reading


class Signal(StrEnum):
    """A signal whose trend is followed; the names are those of `Reading`."""

    WIFI_BARS = "wifi_bars"
    WIFI_DBM = "wifi_dbm"
    SYNC_MODULE_BARS = "sync_module_bars"


# Bars jitter by one and dBm by some; a door left open lasts a day
_LEAST_DROP: Mapping[Signal, int] = {
    Signal.WIFI_BARS: 2,
    Signal.WIFI_DBM: 10,
    Signal.SYNC_MODULE_BARS: 2,
}
_LEAST_DAYS = 3
# what is a norm must have been so for a week at least
_LEAST_KNOWN = 7
# cameras whose signal fell within so many days of each other fell together
_TOGETHER_DAYS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A signal that was `was` and is `now` since the day `since` (of 1970)."""

    signal: Signal
    was: int
    now: int
    since: int

    @property
    def since_moment(self) -> datetime:
        """Return the beginning of the first worse day."""
        return moment(self.since)


def drops(past: Past) -> tuple[Drop, ...]:
    """Return the signals that have dropped against their own norm.

    dBm counts only where not enough is known of the bars, Blink's own verdict.
    """
    known = past.by_day(0, 10**6)
    if len(known) < _LEAST_DAYS + _LEAST_KNOWN:
        return ()
    weeks = frozenset(day for day, sample in known if sample.at != day)
    bars = sum(sample.wifi_bars is not None for _, sample in known)
    found = (
        _drop(known, weeks, signal)
        for signal in Signal
        if signal is not Signal.WIFI_DBM or bars < _LEAST_DAYS + _LEAST_KNOWN
    )
    return tuple(drop for drop in found if drop is not None)


def _drop(
    known: list[tuple[int, Sample]], weeks: frozenset[int], signal: Signal
) -> Drop | None:
    values: list[tuple[int, int]] = [
        (day, value)
        for day, sample in known
        if (value := getattr(sample, signal.value)) is not None
    ]
    lately = values[-_LEAST_DAYS:]
    if len(values) < _LEAST_DAYS + _LEAST_KNOWN:
        return None
    before = _by_day(known[: -len(lately)], signal)
    if not before:
        return None
    norm = round(median(before))
    limit = norm - _LEAST_DROP[signal]
    if sum(value > limit for value in before) < _LEAST_KNOWN:
        return None
    if any(value > limit for _, value in lately):
        return None
    run = lately
    for position in range(len(values) - 1, -1, -1):
        if values[position][1] > limit:
            break
        run = values[position:]
    first = run[0][0]
    if first in weeks:
        # its middle: more than half of it was worse
        first -= 3
    now = round(median(value for _, value in run[-_LEAST_KNOWN:]))
    return Drop(signal=signal, was=norm, now=now, since=first)


def _by_day(known: list[tuple[int, Sample]], signal: Signal) -> list[int]:
    """Return the values of a signal; a week counts as its seven days.

    Their middle is the norm: what has been worse for as long as it was better
    is the norm by then.
    """
    days: list[int] = []
    for position, (day, sample) in enumerate(known):
        value = getattr(sample, signal.value)
        if value is None:
            continue
        is_week = position + 1 < len(known) and known[position + 1][0] - day > 3
        days += [value] * (7 if is_week else 1)
    return days


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """So many cameras whose signal dropped at about the same time.

    `points_at` is what they share: the router for Wi-Fi, else the sync module.
    """

    cameras: int
    points_at: str


class HasDrops(Protocol):
    """What is remembered of a device, as far as it matters here."""

    @property
    def drops(self) -> tuple[Drop, ...]:
        """Return the signals that have dropped."""


def together(
    readings: Collection[Reading], remembered: Mapping[str, HasDrops]
) -> dict[tuple[str, Signal], Together]:
    """Return what dropped together, by device and signal.

    Two cameras that are half of a home or more: one of ten says nothing about
    what all ten share.
    """
    fallen = [
        (reading, drop)
        for reading in readings
        if reading.key in remembered
        for drop in remembered[reading.key].drops
        if reading.family is not Family.SYNC_MODULE
    ]
    if len(fallen) < 2:
        return {}
    days = Counter((r.network_id, drop.signal, drop.since) for r, drop in fallen)
    sizes = Counter(
        r.network_id for r in readings if r.family is not Family.SYNC_MODULE
    )
    found: dict[tuple[str, Signal], Together] = {}
    for reading, drop in fallen:
        near = range(drop.since - _TOGETHER_DAYS, drop.since + _TOGETHER_DAYS + 1)
        same = sum(days[reading.network_id, drop.signal, day] for day in near)
        if same >= 2 and same * 2 >= sizes[reading.network_id]:
            link = drop.signal is Signal.SYNC_MODULE_BARS
            found[reading.key, drop.signal] = Together(
                cameras=same, points_at="sync_module" if link else "router"
            )
    return found
