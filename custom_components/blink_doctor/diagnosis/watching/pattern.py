"""Does a camera drop out at the same time most nights, and is that more than chance?

An exact permutation test: the drop-outs of each night are moved together by up to two
hours, every shift as likely as any other, and all windows of half an hour are looked
at. Where a window is hit on as many nights as it was with a chance of less than one in
a hundred, over all cameras of a home and all days on which it is asked, there is a
pattern. Drop-outs that only gather in the evening fit their neighbourhood as well when
they are moved; a router that restarts at three does not. No random numbers: the chance
of each window is summed up exactly, that of any window is at most the sum of them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo
from statistics import median
from typing import NamedTuple

from . import ledger as ledgers
from .ledger import Ledger, Span
from .recording import UNSEEN

# in one home of a hundred chance may make a pattern ...
_ALPHA = 0.01
# ... in a quarter: asked daily of windows that overlap, about so many times anew
_TIMES_ASKED = 10
# how far back one looks, in days
_LOOKS = (30, 14)
_BIN = 10
_BINS = 24 * 60 // _BIN
# half an hour: polls are five minutes apart, and cameras need some to be missed
_WINDOW = 3
_SHIFTS = range(-12, 13)
_FEWEST_NIGHTS = 5
_ROUNDED_TO = 5
_DAY = timedelta(days=1)


class Pattern(NamedTuple):
    """Most nights the camera drops out between two times of the day (local)."""

    start: time
    end: time
    nights: int
    of_nights: int


class _Window(NamedTuple):
    """The half hour that most nights hit: its first bin, and the drop-outs in it."""

    first: int
    hits: list[Span]
    nights: int


def nightly(
    ledger: Ledger, now: datetime, zone: tzinfo, *, cameras: int
) -> Pattern | None:
    """Return the pattern of a camera, None where there is none.

    `cameras` is the number of cameras in the home: each is another chance for chance.
    """
    if ledger.since is None:
        return None
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    # of today only what has ended counts, so that each day is asked once
    return _nightly(ledger, today.astimezone(now.tzinfo), zone, max(cameras, 1))


def _nightly(
    ledger: Ledger, now: datetime, zone: tzinfo, cameras: int
) -> Pattern | None:
    allowed = _ALPHA / (cameras * _TIMES_ASKED * len(_LOOKS))
    for days in _LOOKS:
        parts = ledgers.spans(ledger, now - days * _DAY)
        parts = [part for part in parts if part.start < now]
        drops = [drop for drop, began, _ in ledgers.drops_in(parts) if began]
        window = _best_window(drops, zone)
        if window is None or window.nights < _FEWEST_NIGHTS:
            continue
        observed = _nights_observed(parts, window.first, zone)
        if 2 * window.nights <= observed:
            continue
        if _chance(drops, window, zone) <= allowed:
            return _pattern(window, observed, zone)
    return None


def _minutes(at: datetime, zone: tzinfo) -> int:
    """Return the minutes that a clock on the wall has counted since the year 1."""
    local = at.astimezone(zone)
    return local.toordinal() * 24 * 60 + local.hour * 60 + local.minute


def _bin(at: datetime, zone: tzinfo) -> int:
    return _minutes(at, zone) // _BIN


def _best_window(drops: Sequence[Span], zone: tzinfo) -> _Window | None:
    """Return the window that most nights hit, the first of equals."""
    bins = [_bin(drop.start, zone) for drop in drops]
    nights: dict[int, set[int]] = {}
    for at in bins:
        for start in range(at - _WINDOW + 1, at + 1):
            night, first = divmod(start, _BINS)
            nights.setdefault(first, set()).add(night)
    if not nights:
        return None
    first = min(nights, key=lambda at: (-len(nights[at]), at))
    hits = [
        drop
        for drop, at in zip(drops, bins, strict=True)
        if (at - first) % _BINS < _WINDOW
    ]
    return _Window(first, hits, len(nights[first]))


def _nights_observed(parts: Iterable[Span], first: int, zone: tzinfo) -> int:
    """Return on how many nights the middle of a window was seen."""
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
    """Return the chance that any window is hit on so many nights."""
    # nights from noon to noon, if the window were at midnight: it is in their middle
    cut = window.first - _BINS // 2
    hit: dict[int, set[int]] = {}
    for drop in drops:
        night, at = divmod(_bin(drop.start, zone) - cut, _BINS)
        hit.setdefault(night, set()).update(at - back for back in range(_WINDOW))
    by_window: dict[int, list[float]] = {}
    for places in hit.values():
        moved = Counter(at + shift for at in places for shift in _SHIFTS)
        for at, shifts in moved.items():
            by_window.setdefault(at, []).append(min(shifts / len(_SHIFTS), 1.0))
    chances = (
        _at_least(window.nights, chances)
        for chances in by_window.values()
        if len(chances) >= window.nights
    )
    return min(sum(chances), 1.0)


def _at_least(wanted: int, chances: Iterable[float]) -> float:
    """Return the chance that so many of independent events happen."""
    # by number of those that happened, the last for all that are enough
    of = [1.0, *(0.0 for _ in range(wanted))]
    for chance in chances:
        enough = of[wanted] + of[wanted - 1] * chance
        for number in range(wanted - 1, 0, -1):
            of[number] = of[number] * (1 - chance) + of[number - 1] * chance
        of[0] *= 1 - chance
        of[wanted] = enough
    return of[wanted]


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
