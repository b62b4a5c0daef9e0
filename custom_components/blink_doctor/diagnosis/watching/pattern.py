"""Detect a camera that drops out at the same time most nights, beyond chance.

An exact permutation test: the drop-outs of each night are shifted together by up to two
hours, every shift equally likely, and all windows of half an hour are examined. A
window is a pattern if the chance of hitting it on that many nights is below 1 %, over all
cameras of a home and all days on which the test is run. Drop-outs that merely cluster in
the evening fit the neighbouring windows as well after a shift; a router that restarts at
three does not. No random numbers: the chance of each window is computed exactly, that of
any window is bounded by their sum.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo
from statistics import median
from typing import NamedTuple

from . import ledger as ledgers
from .ledger import Ledger, Span
from .recording import UNSEEN

# in one of a hundred homes chance may produce a pattern ...
_ALPHA = 0.01
# ... per quarter: daily tests of overlapping windows equal about this many independent ones
_INDEPENDENT_TESTS = 10
# how far back to look, in days
_LOOK_BACK_DAYS = (30, 14)
_BIN = 10
_BINS = 24 * 60 // _BIN
# half an hour: polls are five minutes apart, and cameras take some polls to be reported
_WINDOW = 3
_SHIFTS = range(-12, 13)
_ROUNDED_TO = 5
_DAY = timedelta(days=1)


class Pattern(NamedTuple):
    """Most nights the camera drops out between two times of day (local)."""

    start: time
    end: time
    nights: int
    of_nights: int


class _Window(NamedTuple):
    """The half hour hit on most nights: its first bin, and the drop-outs in it."""

    first: int
    hits: list[Span]
    nights: int


def nightly(
    ledger: Ledger, now: datetime, zone: tzinfo, *, cameras: int
) -> Pattern | None:
    """Return the nightly pattern of a camera, None without one.

    `cameras` is the number of cameras in the home, this one included: each is one more test.
    """
    if ledger.since is None:
        return None
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    # the result changes once a day, so that each day is one test
    return _nightly(ledger, today.astimezone(now.tzinfo), zone, cameras)


def _nightly(
    ledger: Ledger, now: datetime, zone: tzinfo, cameras: int
) -> Pattern | None:
    allowed = _ALPHA / (cameras * _INDEPENDENT_TESTS * len(_LOOK_BACK_DAYS))
    for days in _LOOK_BACK_DAYS:
        parts = ledgers.spans(ledger, now - days * _DAY)
        parts = [part for part in parts if part.start < now]
        drops = [drop for drop, began, _ in ledgers.drops_in(parts) if began]
        window = _best_window(drops, zone)
        if window is None:
            continue
        observed = _nights_observed(parts, window.first, zone)
        if 2 * window.nights <= observed:
            continue
        if _chance(drops, window, zone) <= allowed:
            return _pattern(window, observed, zone)
    return None


def _minutes(at: datetime, zone: tzinfo) -> int:
    """Return local wall-clock minutes since the year 1."""
    local = at.astimezone(zone)
    return local.toordinal() * 24 * 60 + local.hour * 60 + local.minute


def _bin(at: datetime, zone: tzinfo) -> int:
    return _minutes(at, zone) // _BIN


def _best_window(drops: Sequence[Span], zone: tzinfo) -> _Window | None:
    """Return the window that most nights hit, the first of equals."""
    nights: dict[int, set[int]] = {}
    for drop in drops:
        at = _bin(drop.start, zone)
        for start in range(at - _WINDOW + 1, at + 1):
            night, first = divmod(start, _BINS)
            nights.setdefault(first, set()).add(night)
    if not nights:
        return None
    first = min(nights, key=lambda at: (-len(nights[at]), at))
    hits = [
        drop for drop in drops if (_bin(drop.start, zone) - first) % _BINS < _WINDOW
    ]
    return _Window(first, hits, len(nights[first]))


def _nights_observed(parts: Iterable[Span], first: int, zone: tzinfo) -> int:
    """Return on how many nights the middle of a window was observed."""
    middle = first * _BIN + _WINDOW * _BIN // 2
    nights: set[int] = set()
    for part in parts:
        if part.state not in UNSEEN:
            start = _minutes(part.start, zone) - middle
            end = _minutes(part.end, zone) - middle
            day = 24 * 60
            nights.update(range(-(-start // day), end // day + 1))
    return len(nights)


def _chance(drops: Iterable[Span], window: _Window, zone: tzinfo) -> float:
    """Return the upper bound of the chance that any window is hit on so many nights."""
    # nights run from noon to noon, relative to the window: it lies in their middle
    cut = window.first - _BINS // 2
    hit: dict[int, set[int]] = {}
    for drop in drops:
        night, at = divmod(_bin(drop.start, zone) - cut, _BINS)
        hit.setdefault(night, set()).update(at - back for back in range(_WINDOW))
    by_window: dict[int, list[float]] = {}
    for places in hit.values():
        moved = Counter(at + shift for at in places for shift in _SHIFTS)
        for at, shifts in moved.items():
            by_window.setdefault(at, []).append(shifts / len(_SHIFTS))
    return sum(_at_least(window.nights, chances) for chances in by_window.values())


def _at_least(wanted: int, chances: Iterable[float]) -> float:
    """Return the chance that at least `wanted` of some independent events happen."""
    # distribution by number of events that happened; the last entry is `wanted` or more
    distribution = [1.0, *(0.0 for _ in range(wanted))]
    for chance in chances:
        distribution[wanted] += distribution[wanted - 1] * chance
        for number in range(wanted - 1, 0, -1):
            distribution[number] = (
                distribution[number] * (1 - chance) + distribution[number - 1] * chance
            )
        distribution[0] *= 1 - chance
    return distribution[wanted]


def _pattern(window: _Window, observed: int, zone: tzinfo) -> Pattern:
    base = window.first * _BIN
    starts = [(_minutes(hit.start, zone) - base) % (24 * 60) for hit in window.hits]
    lasts = median(hit.seconds for hit in window.hits) / 60
    first = min(starts) // _ROUNDED_TO * _ROUNDED_TO
    last = -int(-(median(starts) + lasts) // _ROUNDED_TO) * _ROUNDED_TO
    last = max(last, -(-max(starts) // _ROUNDED_TO) * _ROUNDED_TO)
    return Pattern(
        _time(base + first), _time(base + max(last, first)), window.nights, observed
    )


def _time(minutes: int) -> time:
    hour, minute = divmod(minutes % (24 * 60), 60)
    return time(hour, minute)
