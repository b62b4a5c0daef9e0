"""The voltage of cells towards their end, learned from the sets that went low.

The curve is over the share of the life that is left, so that long and short
lives lie on top of each other. Each camera measures a little differently: its
own offset is learned where it has gone low before.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, sqrt
from statistics import fmean, median

from .cells import TAIL_DAYS, Cells, Cycle

SHARES = (0.0, 0.01, 0.02, 0.04, 0.06, 0.09, 0.13, 0.2, 0.3, 0.45, 0.7, 1.0)
# Lithium cells by their makers' data sheets: flat, then a cliff in the last tenth,
# shifted to where Blink has been seen to say low (1.33 to 1.45 V)
_SHEET = (1.38, 1.40, 1.41, 1.43, 1.44, 1.46, 1.48, 1.50, 1.52, 1.53, 1.55, 1.60)
_SHEET_COUNTS_AS = 0.5
# spreads in volts: between cameras and cell makes, and of one camera's readings
_BETWEEN, _WITHIN, _HELD_FOR = 0.05, 0.025, 3.0
_SIGMA_PER_MEDIAN = 1.48
# a reading may be of another world altogether: one in twenty, over half a volt
_STRAY, _STRAY_DENSITY = 0.05, 2.0

type Tail = tuple[float | None, ...]


def tail_by_share(cycle: Cycle, least_life: float) -> Tail:
    """Return the volts of a set that went low, at each of `SHARES`."""
    life = max(float(cycle.days), least_life if not cycle.whole else 0.0)
    known = [
        (days / life, volts)
        for days, volts in zip(TAIL_DAYS, cycle.tail, strict=False)
        if volts is not None and days <= life
    ]
    return tuple(_between(known, share) for share in SHARES)


def _between(known: list[tuple[float, float]], share: float) -> float | None:
    """Return the volts at a share; None more than a little outside."""
    if not known or share > known[-1][0] * 1.1 or share < known[0][0] - 0.02:
        return None
    position = bisect_right(known, (share, 9.9))
    if position == 0 or position == len(known):
        return known[min(position, len(known) - 1)][1]
    (left, low), (right, high) = known[position - 1], known[position]
    return low + (high - low) * (share - left) / (right - left)


@dataclass(frozen=True, slots=True)
class Curve:
    """Volts at each of `SHARES` and how sure they are, for one camera."""

    volts: tuple[float, ...]
    spread: tuple[float, ...]

    def likelihood(self, volts: float, share: float) -> float:
        """Return how well a reading fits to this share of life being left."""
        position = min(bisect_right(SHARES, share), len(SHARES) - 1)
        left, right = SHARES[position - 1], SHARES[position]
        part = min(1.0, max(0.0, (share - left) / (right - left)))
        mean = self.volts[position - 1] * (1 - part) + self.volts[position] * part
        wide = self.spread[position - 1] * (1 - part) + self.spread[position] * part
        density = exp(-(((volts - mean) / wide) ** 2) / 2) / (wide * 2.507)
        return (1 - _STRAY) * density + _STRAY * _STRAY_DENSITY


class Declines:
    """What the sets of cells that went low in this account have shown."""

    def __init__(self, cells: Mapping[str, Cells], lives: Mapping[str, float]) -> None:
        """Take the cells of all siblings, and the days a set of each may last."""
        self._tails = {
            key: [
                tail_by_share(cycle, lives[key]) for cycle in entry.cycles if cycle.tail
            ]
            for key, entry in cells.items()
        }

    def lows(self) -> list[float]:
        """Return the volts at which cells were low, for all that went low."""
        return [tail[0] for tail in self._all() if tail[0] is not None]

    def _all(self) -> Iterable[Tail]:
        return (tail for tails in self._tails.values() for tail in tails)

    @cached_property
    def _means(self) -> dict[str, Tail]:
        """Return each camera's own mean curve."""
        return {key: _mean(tails) for key, tails in self._tails.items() if tails}

    @cached_property
    def _common(self) -> tuple[float, ...]:
        """Return the account's curve; where it has none, the data sheet's."""
        curve: list[float] = []
        for position, sheet in enumerate(_SHEET):
            seen = [v for m in self._means.values() if (v := m[position]) is not None]
            weight = _SHEET_COUNTS_AS + len(seen)
            middle = median(seen) if seen else sheet
            curve.append((sheet * _SHEET_COUNTS_AS + middle * len(seen)) / weight)
        return tuple(curve)

    @cached_property
    def _spreads(self) -> tuple[float, tuple[float, ...]]:
        """Return the spread between cameras, and within one at each share."""
        offsets = [self._offset(mean) for mean in self._means.values()]
        between = [offset for offset in offsets if offset is not None]
        within = tuple(self._within(position) for position in range(len(SHARES)))
        return _pooled(between, _BETWEEN), within

    def _within(self, position: int) -> float:
        apart: list[float] = []
        for tails in self._tails.values():
            volts = [v for tail in tails if (v := tail[position]) is not None]
            if len(volts) > 1:
                mean, lost = median(volts), sqrt(len(volts) / (len(volts) - 1))
                apart += [(v - mean) * lost for v in volts]
        return _pooled(apart, _WITHIN)

    def _offset(self, mean: Tail) -> float | None:
        apart = [
            volts - common
            for volts, common in zip(mean, self._common, strict=True)
            if volts is not None
        ]
        return median(apart) if apart else None

    def curve(self, key: str) -> Curve:
        """Return the curve to expect of a camera's present cells."""
        between, within = self._spreads
        own, count = self._means.get(key), len(self._tails.get(key, ()))
        offset = self._offset(own) if own else None
        trust = 0.0
        if offset is not None:
            trust = between**2 / (between**2 + fmean(within) ** 2 / count)
        shift = (offset or 0.0) * trust
        seen = len(self._means)
        unknown = between**2 * (1 - trust) + _BETWEEN**2 / (1 + 2 * seen)
        return Curve(
            tuple(volts + shift for volts in self._common),
            tuple(sqrt(unknown + own**2) for own in within),
        )


def _mean(tails: list[Tail]) -> Tail:
    columns = (
        [volts for volts in column if volts is not None]
        for column in zip(*tails, strict=True)
    )
    return tuple(median(column) if column else None for column in columns)


def _pooled(apart: list[float], expected: float) -> float:
    # of the middle of them: a set of another make must not widen all ranges
    seen = _SIGMA_PER_MEDIAN * median(abs(x) for x in apart) if apart else 0.0
    squares = _HELD_FOR * expected**2 + len(apart) * seen**2
    return sqrt(squares / (_HELD_FOR + len(apart)))
