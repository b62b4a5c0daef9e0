"""Batteries: which set is in, when it will be low, whether it empties unusually fast.

`Batteries` is stored per device; `with_sample` updates it after each sample (already in the
device's past), `with_reported_change` after the owner reports a change. `estimate` derives the outlook
from the batteries of all devices of the account; its result changes once a day.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from math import ceil, exp, floor, inf, log, log2, sqrt
from statistics import NormalDist, fmean, median
from typing import NamedTuple

from ..history.samples import day_of, start_of_day
from ..model.readings import Family, family_of
from .sets import (
    AWAY,
    SHORTEST_LIFE,
    Batteries,
    Ended,
    Kind,
    with_reported_change,
    with_sample,
)

__all__ = [
    "Batteries",
    "Ended",
    "ExpectedLow",
    "Outlook",
    "estimate",
    "with_reported_change",
    "with_sample",
]

# Days: no date is given for a wider range; a date moves in steps of a share of the range
_WIDEST, _STEPS_PER_RANGE = 183, 8
# Lifetimes differ by a tenth within a brand and by a third between seasons: half is unusual
_UNUSUAL, _LEAST = 0.5, 2
# Prior for the standard deviation of log lifetimes, and its weight as a number of measurements
_SPREAD_FROM_NEW, _SPREAD_FROM_MARK, _SUPPOSED = 0.3, 0.7, 1.5
# Probability left out at each end of the range; a set past the last quantile gets no date
_TAIL, _STILL, _OUTLIVED = 0.015, 0.2, 0.9


class Basis(StrEnum):
    """What an estimate rests on most, or why there is none."""

    OWN_PAST = "own_past"
    SIBLINGS = "siblings"
    VOLTAGE = "voltage"
    TOO_LITTLE_KNOWN = "too_little_known"
    ALREADY_LOW = "already_low"
    POWERED = "powered"


class ExpectedLow(NamedTuple):
    """The day on which Blink is expected to report low, and its 90 % range."""

    earliest: datetime
    on: datetime
    latest: datetime


class Outlook(NamedTuple):
    """The battery outlook of one device.

    `unusual_drain` is None without anything to compare with; it compares `life` with
    `usual_life` (days), the latter taken from `compared_with`.
    """

    basis: Basis
    changed: datetime | None
    expected_low: ExpectedLow | None = None
    unusual_drain: bool | None = None
    life: int | None = None
    usual_life: int | None = None
    compared_with: Basis | None = None


def estimate(histories: Mapping[str, Batteries], now: datetime) -> dict[str, Outlook]:
    """Return the outlook of each device that has batteries."""
    lasted = cache(partial(_Lifetimes, histories))
    return {
        key: _outlook(key, state, partial(lasted, family_of(key), state.kind), now)
        for key, state in histories.items()
        if state.since is not None
    }


class _Lifetimes:
    """Lifetimes of sets of one kind in one family, from a mark or from new, to low.

    Their logarithms are modelled as normally distributed.
    """

    def __init__(
        self,
        histories: Mapping[str, Batteries],
        family: Family,
        kind: Kind,
        mark: int,
        until: float = inf,
    ) -> None:
        """Collect the lifetimes of all devices' sets that ended before day `until`."""
        self.logs = {
            key: [
                log(days + 1)
                for one in state.cycles
                if one.kind is kind and one.ended < until
                if (days := one.to_low(mark)) is not None
            ]
            for key, state in histories.items()
            if family_of(key) is family
        }
        self._means = {key: fmean(own) for key, own in self.logs.items() if own}
        self._supposed = _SPREAD_FROM_NEW if mark < 0 else _SPREAD_FROM_MARK
        middle = fmean(self._means.values()) if self._means else 0.0
        self._among = self._spread(dict.fromkeys(self._means, middle), 1)
        self._within = self._spread(self._means, len(self._means))

    def _spread(self, means: Mapping[str, float], fitted: int) -> float:
        """Return the standard deviation around the means, measured values and prior combined."""
        apart = [(one - mean) ** 2 for k, mean in means.items() for one in self.logs[k]]
        squares = _SUPPOSED * self._supposed**2 + sum(apart)
        return sqrt(squares / (_SUPPOSED + max(0, len(apart) - fitted)))

    def shown(self, key: str) -> list[float]:
        """Return the log lifetimes of its own sets, and as one more value the mean of others."""
        others = [mean for other, mean in self._means.items() if other != key]
        return self.logs[key] + ([fmean(others)] if others else [])

    def after(self, key: str, passed: float) -> list[float]:
        """Return the earliest, likely and latest lifetime, given the days already passed.

        The likely one is the median, or a later quantile once the median is nearly passed.
        """
        shown = self.shown(key)
        if not shown:
            return []
        spread = self._within if self.logs[key] else self._among
        spread *= sqrt(1 + 1 / len(shown))
        lasting = NormalDist(fmean(shown), spread)
        gone = lasting.cdf(log(passed + 1))
        if gone > _OUTLIVED:
            return []
        about, most = max(0.5, gone + _STILL * (1 - gone)), 1 - _TAIL * (1 - gone)
        days = [exp(lasting.inv_cdf(share)) - 1 for share in (_TAIL, about, most)]
        return [max(passed, day) for day in days]


type _Of = Callable[..., _Lifetimes]


def _outlook(key: str, state: Batteries, of: _Of, now: datetime) -> Outlook:
    basis, low = _expected(key, state, of, now)
    # computed as of the day this set was put in, so that the comparison does not drift
    lives = of(-1, day_of(state.since or now))
    comparable = state.is_new and state.kind is Kind.LITHIUM
    if not comparable or sum(map(len, lives.logs.values())) < _LEAST:
        return Outlook(basis, state.put_in, low)
    # falling through all marks within a day means external power was disconnected
    declined = state.level is None or len({*state.marks}) > 1
    most = [
        age + span[-1]
        for number, age in enumerate(state.marks)
        if declined and age > SHORTEST_LIFE and (span := of(number).after(key, 0.0))
    ]
    if declined and state.low_for_good and state.low_since:
        most.append(state.used(state.low_since))
    usual, life = exp(median(lives.shown(key))) - 1, min(most, default=inf)
    by = Basis.OWN_PAST if lives.logs[key] else Basis.SIBLINGS
    if life >= _UNUSUAL * usual:
        return Outlook(basis, state.put_in, low, unusual_drain=False)
    return Outlook(basis, state.put_in, low, True, round(life), round(usual), by)


def _expected(
    key: str, state: Batteries, of: _Of, now: datetime
) -> tuple[Basis, ExpectedLow | None]:
    """Return when a set will be low, by age or by voltage, and what the estimate rests on."""
    if state.low_for_good:
        return Basis.ALREADY_LOW, None
    if state.idle_since and now - state.idle_since >= AWAY:
        return Basis.POWERED, None
    used, today, asked = state.used(now), day_of(now), []
    if state.is_new and used >= SHORTEST_LIFE:
        own = Basis.OWN_PAST if of(-1).logs[key] else Basis.SIBLINGS
        asked.append((own, -1, 0))
    if state.marks and state.marks[-1] >= 0:
        asked.append((Basis.VOLTAGE, len(state.marks) - 1, state.marks[-1]))
    spans = [
        (span[2] - span[0], basis, [today - used + age + days for days in span])
        for basis, mark, age in asked
        if (span := of(mark).after(key, max(0.0, used - age)))
    ]
    width, basis, days = min(spans, default=(inf, Basis.TOO_LITTLE_KNOWN, []))
    silent = now - (state.last or now) > AWAY
    if silent or state.doubt or state.frost_since or width > _WIDEST:
        return Basis.TOO_LITTLE_KNOWN, None
    first, last = max(floor(days[0]), today), ceil(days[2])
    step = 2 ** max(0, round(log2(max(last - first, 1) / _STEPS_PER_RANGE)))
    on = min(max(round(days[1] / step) * step, first), last)
    return basis, ExpectedLow(start_of_day(first), start_of_day(on), start_of_day(last))
