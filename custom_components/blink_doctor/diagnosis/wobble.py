"""A signal that jumps across the line: judged by the day, not by the half hour.

Blink asks for three bars, and one bar of jitter is everyday life. A camera whose
norm is three therefore reads two many times a day, and now and then for half an
hour on end; one whose norm is two hardly ever stays below for half an hour. Once a
signal has crossed the line and come back several times within a day, what counts
is how much of the time it was on the wrong side.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp

# so often is no accident any more
_MANY_DIPS = 4
# Shares of the time. Between them half an hour below the line decides, as always.
_MOSTLY_FINE, _MOSTLY_WEAK = 0.5, 0.6
# what is older than this hardly counts
_MEMORY_HOURS = 12.0
# the time before the first dip was fine
_FINE_BEFORE_HOURS = 1.0
_LONGEST_GAP_HOURS = 1.0
FORGOTTEN_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wobble:
    """How a signal has lately been on both sides of the line.

    `dips` counts its returns to the right side, `weak` and `total` are hours
    that fade with age, `at` is the moment of the last reading.
    """

    at: datetime
    dips: int = 0
    weak: float = 0.0
    total: float = _FINE_BEFORE_HOURS

    @property
    def holds(self) -> bool:
        """Whether half an hour below the line is only more of the same."""
        return self.dips >= _MANY_DIPS and self.weak < self.total * _MOSTLY_FINE

    @property
    def tells(self) -> bool:
        """Whether it is below the line most of the time, if never for long."""
        return self.dips >= _MANY_DIPS and self.weak >= self.total * _MOSTLY_WEAK

    def after(self, now: datetime, *, weak: bool) -> Wobble:
        """Return the wobble after a reading, which stands for the time before it."""
        hours = (now - self.at) / timedelta(hours=1)
        hours = min(max(hours, 0.0), _LONGEST_GAP_HOURS)
        fade = exp(-hours / _MEMORY_HOURS)
        return Wobble(
            at=now,
            dips=self.dips,
            weak=self.weak * fade + (hours if weak else 0.0),
            total=self.total * fade + hours,
        )

    def dipped(self) -> Wobble:
        """Return the wobble with one more return to the right side."""
        return replace(self, dips=self.dips + 1)
