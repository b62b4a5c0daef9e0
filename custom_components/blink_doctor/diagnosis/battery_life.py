"""When cells will be low: an expected day with a range, or honestly nothing.

What is known of lives (`lives.py`) is held against the age of the present set
and against its voltage (`decline.py`). The range is meant to hold nine of ten
true days; where it is wider than a date can bear, no date is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil, exp, floor, log, log2
from statistics import NormalDist, median

from .cells import Cells
from .decline import Curve, Declines
from .lives import Lives, Normal
from .past import Past, day_of, moment

# the range holds all but so much of the probability at either end
_TAIL = 0.05
# A quarter of a year to either side is the most that is still worth a date
WIDEST = timedelta(days=180)
# dates move in steps of about a twelfth of the range: no false precision
_STEPS_PER_RANGE = 12
# cells above this, for weeks, are fed from outside
_FED_VOLTS, _FED_WEEKS = 1.68, 4
_LATELY = 5
_DAYS = tuple(1.07**i - 0.5 for i in range(1, 114))
_QUANTILES = tuple(NormalDist().inv_cdf((i + 0.5) / 24) for i in range(24))


class Basis(StrEnum):
    """What an expectation stands on most, or why there is none."""

    OWN_PAST = "own_past"
    SIBLINGS = "siblings"
    VOLTAGE = "voltage"
    TOO_LITTLE_KNOWN = "too_little_known"
    ALREADY_LOW = "already_low"
    POWERED = "powered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What may be said of the present set of cells.

    Either all of `low_on`, `earliest` and `latest` are set or none. `life` and
    `longest_life` are days from new to low: the middle and the most to expect.
    """

    basis: Basis
    low_on: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    life: float | None = None
    longest_life: float | None = None


class BatteryLife:
    """What the batteries of one account's devices of one family have shown."""

    def __init__(self, cells: Mapping[str, Cells], now: datetime) -> None:
        """Learn from all devices, keyed by device."""
        self._cells = cells
        self.lives = Lives(cells, now)
        self._next = {key: self.lives.next_life(key) for key in cells}
        self.declines = Declines(
            cells, {key: exp(life.mean) for key, life in self._next.items()}
        )

    def expect(self, key: str, past: Past, now: datetime) -> Expectation:
        """Return the expectation for one device's present cells."""
        cells = self._cells[key]
        if cells.low_since is not None:
            age = cells.age(cells.low_since) if cells.put_in else None
            return Expectation(basis=Basis.ALREADY_LOW, life=age, longest_life=age)
        if is_powered(past):
            return Expectation(basis=Basis.POWERED)
        if cells.put_in is None and self._basis(key) is Basis.TOO_LITTLE_KNOWN:
            # every camera of a new installation: nothing to say, nothing to compute
            return Expectation(basis=Basis.TOO_LITTLE_KNOWN)
        weights = _Remaining(cells, self._next[key], now).weights(
            self.declines.curve(key), _level(cells, past, now)
        )
        return self._said(key, weights, now)

    def _said(self, key: str, weights: list[float], now: datetime) -> Expectation:
        cells = self._cells[key]
        first, middle, last = (
            _quantile(weights, share) for share in (_TAIL, 0.5, 1 - _TAIL)
        )
        age = cells.age(now)
        known = cells.put_in is not None
        life = age + middle if known else None
        longest = age + last if known else None
        wide = last - first
        basis = self._basis(key)
        if basis is Basis.TOO_LITTLE_KNOWN or wide > WIDEST / timedelta(days=1):
            return Expectation(
                basis=Basis.TOO_LITTLE_KNOWN, life=life, longest_life=longest
            )
        # a power of two, so that it stays the same while the range changes a little
        step = 2 ** max(0, round(log2(max(wide, 1.0) / _STEPS_PER_RANGE)))
        today = day_of(now)
        return Expectation(
            basis=basis,
            low_on=moment(max(today, round((today + middle) / step) * step)),
            earliest=moment(max(today, floor((today + first) / step) * step)),
            latest=moment(ceil((today + last) / step) * step),
            life=life,
            longest_life=longest,
        )

    def _basis(self, key: str) -> Basis:
        if self.lives.records[key].whole:
            return Basis.OWN_PAST
        if self.lives.whole_lives(but=key):
            return Basis.SIBLINGS
        if self.declines.lows():
            return Basis.VOLTAGE
        return Basis.TOO_LITTLE_KNOWN


class _Remaining:
    """How many days may be left, on the grid `_DAYS`."""

    def __init__(self, cells: Cells, life: Normal, now: datetime) -> None:
        self._age = cells.age(now)
        self._known = cells.put_in is not None
        self._life = life

    def weights(self, curve: Curve, level: _Level | None) -> list[float]:
        """Return the weight of each number of days, given the voltage lately."""
        if not self._known:
            return self._of_unknown_age(curve, level)
        logs = [self._life.log_density(log(self._age + days)) for days in _DAYS]
        most = max(logs)
        return [
            exp(value - most)
            * (days + 0.5)
            / (self._age + days)
            * _fits(curve, level, days, self._age + days)
            for value, days in zip(logs, _DAYS, strict=True)
        ]

    def _of_unknown_age(self, curve: Curve, level: _Level | None) -> list[float]:
        """Average over lives; within each, no day is likelier than another."""
        weights = [0.0] * len(_DAYS)
        spread = self._life.variance**0.5
        lives = [exp(self._life.mean + spread * z) for z in _QUANTILES]
        for life in [life for life in lives if life > self._age + 1] or [
            self._age * 1.2 + 30
        ]:
            for i, days in enumerate(_DAYS):
                if days > life - self._age:
                    break
                chance = (days + 0.5) / (life - self._age)
                weights[i] += chance * _fits(curve, level, days, life)
        return weights


def _fits(curve: Curve, level: _Level | None, days: float, life: float) -> float:
    """Return how well the voltage fits to so many days of a life being left."""
    if level is None:
        return 1.0
    return curve.likelihood(level.volts, (days + level.ago) / life)


def _quantile(weights: list[float], share: float) -> float:
    """Return the days below which this share of the weight lies."""
    rest = share * sum(weights)
    before = 0.0
    for weight, days in zip(weights, _DAYS, strict=True):
        if weight >= rest:
            return before + (days - before) * (rest / weight if weight else 1.0)
        rest -= weight
        before = days
    return before


@dataclass(frozen=True, slots=True)
class _Level:
    """The voltage of some days, and how many days ago that was in the middle."""

    volts: float
    ago: float


def _level(cells: Cells, past: Past, now: datetime) -> _Level | None:
    """Return the voltage of the last days, as it would be at room temperature."""
    since = day_of(cells.since) if cells.since else 0
    lately = [
        (volts, day.at)
        for day in past.days[-_LATELY:]
        if since < day.at > day_of(now) - 15
        and (volts := cells.at_room_temperature(day)) is not None
    ]
    if not lately:
        return None
    middle = median(day for _, day in lately)
    return _Level(median(volts for volts, _ in lately), day_of(now) - middle)


def is_powered(past: Past) -> bool:
    """Whether the voltage has long been above what cells alone give."""
    weeks = past.weeks[-_FED_WEEKS:]
    return len(weeks) == _FED_WEEKS and all(
        week.volts is not None and week.volts >= _FED_VOLTS for week in weeks
    )
