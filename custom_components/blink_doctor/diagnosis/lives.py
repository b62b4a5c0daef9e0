"""How long cells last in this account, learned from the sets that are over.

The logarithm of a set's life is taken as normal: around the camera's own mean,
which lies around the account's mean, about which little is known beforehand.
Sets that were changed before they were low, and those that are in now, say that
a life is at least so long. Spreads are measured, too, and are wide until then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import erfc, exp, log, sqrt
from statistics import fmean
from typing import Self

from .cells import Cells

# Blink says "up to two years", and means light use: here one camera in nine gets
# there, and one in twenty not beyond three months.
_TYPICAL_DAYS = 300.0
_ACCOUNT_SPREAD = 0.6
# Spreads of log lives between cameras and between the sets of one camera, held
# for as much as so many degrees of freedom of what is measured
_BETWEEN, _WITHIN, _HELD_FOR = 0.45, 0.3, 4.0
_FIRST, _LAST, _STEPS = log(20.0), log(3000.0), 50
_GRID = tuple(_FIRST + (_LAST - _FIRST) * i / _STEPS for i in range(_STEPS + 1))


@dataclass(frozen=True, slots=True)
class Normal:
    """What is known of a logarithm of days."""

    mean: float
    variance: float

    @classmethod
    def of_weights(cls, logs: list[float]) -> Self:
        """Return the moments of unnormalised log weights on the grid."""
        most = max(logs)
        weights = [exp(value - most) for value in logs]
        total = sum(weights)
        mean = sum(w * x for w, x in zip(weights, _GRID, strict=True)) / total
        square = sum(w * x * x for w, x in zip(weights, _GRID, strict=True)) / total
        return cls(mean, max(square - mean * mean, 1e-4))

    def log_density(self, x: float) -> float:
        """Return the logarithm of the density, without its constant."""
        return -((x - self.mean) ** 2) / (2 * self.variance)


def log_survival(above: float, mean: float, spread: float) -> float:
    """Return the log probability that a normal value lies above `above`."""
    z = (above - mean) / spread
    if z > 6:
        return -z * z / 2 - log(z * 2.507)
    return log(max(0.5 * erfc(z / sqrt(2)), 1e-300))


@dataclass(frozen=True, slots=True)
class Record:
    """Logs of one camera's lives: the whole ones, and the least others had.

    `present` is the age of the set that is in, None where that is low.
    """

    whole: tuple[float, ...]
    at_least: tuple[float, ...]
    present: float | None

    @classmethod
    def of(cls, cells: Cells, now: datetime) -> Self:
        """Return what the sets of one camera tell, the present one included."""
        age = cells.age(now)
        return cls(
            tuple(log(c.days) for c in cells.cycles if c.whole and c.days),
            tuple(log(c.days) for c in cells.cycles if not c.whole and c.days),
            log(age) if cells.low_since is None and age >= 1 else None,
        )


class Lives:
    """What the sets of cells of one kind of device in the account tell."""

    def __init__(self, cells: Mapping[str, Cells], now: datetime) -> None:
        """Take the cells of all siblings, keyed by device."""
        self.records = {key: Record.of(entry, now) for key, entry in cells.items()}

    @cached_property
    def within(self) -> float:
        """Return the spread of log lives between the sets of one camera."""
        squares, freedom = _HELD_FOR * _WITHIN**2, _HELD_FOR
        for record in self.records.values():
            if len(record.whole) > 1:
                mean = fmean(record.whole)
                squares += sum((x - mean) ** 2 for x in record.whole)
                freedom += len(record.whole) - 1
        return sqrt(squares / freedom)

    @cached_property
    def between(self) -> float:
        """Return the spread of the cameras' own means."""
        known = [r.whole for r in self.records.values() if r.whole]
        squares, freedom = _HELD_FOR * _BETWEEN**2, _HELD_FOR
        if len(known) > 1:
            means = [fmean(whole) for whole in known]
            middle = fmean(means)
            noise = fmean(self.within**2 / len(whole) for whole in known)
            seen = sum((mean - middle) ** 2 for mean in means)
            squares += max(0.0, seen - noise * (len(means) - 1))
            freedom += len(means) - 1
        return sqrt(squares / freedom)

    @cached_property
    def _said(self) -> dict[str, list[float]]:
        """Return for each camera how well each account mean fits it."""
        return {key: self._fit(record) for key, record in self.records.items()}

    @cached_property
    def _said_together(self) -> list[float]:
        return [sum(column) for column in zip(*self._said.values(), strict=True)]

    def siblings(self, key: str) -> Normal:
        """Return what the other cameras tell of a mean of a camera like them."""
        own = self._said.get(key, [0.0] * len(_GRID))
        prior = Normal(log(_TYPICAL_DAYS), _ACCOUNT_SPREAD**2)
        together = self._said_together or [0.0] * len(_GRID)
        account = Normal.of_weights(
            [
                prior.log_density(x) + total - mine
                for x, total, mine in zip(_GRID, together, own, strict=True)
            ]
        )
        return Normal(account.mean, account.variance + self.between**2)

    def next_life(self, key: str) -> Normal:
        """Return what is expected of one set of cells in this camera.

        The present set is not yet held against it: that is for whoever knows its
        age.
        """
        prior = self.siblings(key)
        record = self.records[key]
        weights = [
            prior.log_density(x)
            + sum(-((life - x) ** 2) / (2 * self.within**2) for life in record.whole)
            + sum(log_survival(least, x, self.within) for least in record.at_least)
            for x in _GRID
        ]
        own = Normal.of_weights(weights)
        return Normal(own.mean, own.variance + self.within**2)

    def whole_lives(self, *, but: str) -> int:
        """Return how many whole lives the other cameras have shown."""
        return sum(len(r.whole) for key, r in self.records.items() if key != but)

    def _fit(self, record: Record) -> list[float]:
        if record.whole:
            spread = self.between**2 + self.within**2 / len(record.whole)
            mean = fmean(record.whole)
            return [-((mean - x) ** 2) / (2 * spread) for x in _GRID]
        least = (*record.at_least, record.present or 0.0)
        longest, wide = max(least), sqrt(self.between**2 + self.within**2)
        return [log_survival(longest, x, wide) for x in _GRID]
