"""Batteries: which set is in, when it will be low, whether it empties unusually fast.

How the engine calls it:

* `cells: Batteries = Batteries()` is remembered of each device.
* With each sample, after `past.noted`: `cells = noted(cells, past, reading, now)`;
  for what has no batteries the same object comes back.
* The owner says that they were changed: `cells = told(cells, at, past)`.
* When somebody asks: `estimate({key: cells of each device of the account}, now)`,
  at most once a day: what is said follows from days.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from math import ceil, floor, inf, log2
from statistics import median
from typing import NamedTuple

from ..history.samples import day_of, moment
from ..model.frozen import dataclass
from .forecast import Span, Spans
from .sets import FROST_F, noted, told
from .state import (
    DAY,
    LOW_IS_SURE,
    MARKS,
    SHORTEST_LIFE,
    Batteries,
    Doubt,
    Ended,
    Kind,
    sound,
)

__all__ = [
    "FROST_F",
    "MARKS",
    "Basis",
    "Batteries",
    "Doubt",
    "Ended",
    "ExpectedLow",
    "Kind",
    "Outlook",
    "estimate",
    "noted",
    "sound",
    "told",
]

# Days: a wider range is worth no date; without a reading, nothing is said
_WIDEST, _AWAY = 183, 3.0
_STEPS_PER_RANGE = 8
# so much longer than they were in would sets last that are older than most
_GOES_ON = 1.25
# Days on external power, and the share of them without any decline
_POWERED_FOR, _STILL = 90, 0.75
# Sets of one make differ by a tenth and seasons by a third: half is neither
_UNUSUAL, _LEAST_SETS, _LEAST_DEVICES, _LEAST_OWN = 0.5, 3, 2, 2


class Basis(StrEnum):
    """What an expectation stands on most, or why there is none."""

    OWN_PAST = "own_past"
    SIBLINGS = "siblings"
    VOLTAGE = "voltage"
    TOO_LITTLE_KNOWN = "too_little_known"
    ALREADY_LOW = "already_low"
    POWERED = "powered"


type _Usual = tuple[float, Basis]


class ExpectedLow(NamedTuple):
    """The day on which Blink will say low, and the range that holds nine of ten."""

    earliest: datetime
    on: datetime
    latest: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What may be said of the batteries of one device.

    `unusual_drain` is None where there is nothing to compare with; it was said
    from `life` and `usual_life` in days, the latter of `compared_with`.
    """

    basis: Basis
    changed: datetime | None
    expected_low: ExpectedLow | None = None
    unusual_drain: bool | None = None
    life: int | None = None
    usual_life: int | None = None
    compared_with: Basis | None = None


def _stood_still(state: Batteries, day: int) -> bool:
    """Whether what looks like a set until some day may have been external power.

    It shows one voltage for weeks, and then that of the empty batteries again.
    """
    if state.told or state.level is None or state.since is None:
        return False
    start = day_of(state.since)
    first = min((mark for mark in state.marks if mark), default=day)
    return day - start <= _POWERED_FOR and first - start > _STILL * (day - start)


def estimate(histories: Mapping[str, Batteries], now: datetime) -> dict[str, Outlook]:
    """Return what may be said of each device that has batteries."""
    group = cache(lambda family, kind: _Group(histories, family, kind, now))
    return {
        key: group(key.partition(":")[0], state.kind).outlook(key, state, now)
        for key, state in histories.items()
        if state.since is not None
    }


class _Group:
    """All devices of one family; of their sets, those of one kind."""

    def __init__(
        self,
        histories: Mapping[str, Batteries],
        family: str,
        kind: Kind,
        now: datetime,
    ) -> None:
        """Take what is remembered of all devices of the account."""
        self._ended = {
            key: [c for c in state.cycles if c.kind is kind]
            for key, state in histories.items()
            if key.partition(":")[0] == family
        }
        lives: dict[str, list[float]] = {
            key: [c.days for c in ended if c.whole and c.days]
            for key, ended in self._ended.items()
        }
        whole = [days for own in lives.values() for days in own]
        usual = median(whole) if whole else inf
        for key, own in lives.items():
            # what was changed early, or is still in, and older than most
            state, ended = histories[key], self._ended[key]
            own += [
                _GOES_ON * c.days
                for c in ended
                if not c.low and c.days and c.days > usual
            ]
            is_in = state.kind is kind and state.is_new and not state.low_for_good
            if is_in and state.used(now) > usual:
                own.append(_GOES_ON * state.used(now))
        self._lives = Spans(lives, 0.3, 0.5, held_for=1.5)
        self._days_from = cache(self._from_mark)
        self._shares_from = cache(self._share_from_mark)

    def _from_mark(self, number: int) -> Spans:
        """Return the days from a mark to low."""
        seen = {
            key: [c.from_mark(number) + 1 for c in ended if c.from_mark(number) >= 0]
            for key, ended in self._ended.items()
        }
        return Spans(seen, 0.7, 0.6)

    def _share_from_mark(self, number: int) -> Spans:
        """Return the same as a share of the days from new to the mark."""
        seen = {
            key: [
                (days + 2) / (c.days - days + 1)
                for c in ended
                if (days := c.from_mark(number)) >= 0
                and c.days
                and c.days - days > SHORTEST_LIFE
            ]
            for key, ended in self._ended.items()
        }
        return Spans(seen, 0.6, 0.4)

    def outlook(self, key: str, state: Batteries, now: datetime) -> Outlook:
        """Return what may be said of one device."""
        basis, low = self._expected(key, state, now)
        drain = self._drain(key, state, now)
        if drain is None:
            return Outlook(basis=basis, changed=state.put_in, expected_low=low)
        unusual, life, (usual, compared_with) = drain
        return Outlook(
            basis=basis,
            changed=state.put_in,
            expected_low=low,
            unusual_drain=unusual,
            life=round(life) if life < inf else None,
            usual_life=round(usual),
            compared_with=compared_with,
        )

    def _expected(
        self, key: str, state: Batteries, now: datetime
    ) -> tuple[Basis, ExpectedLow | None]:
        if state.low_for_good:
            return Basis.ALREADY_LOW, None
        if state.idle >= _AWAY:
            return Basis.POWERED, None
        cannot_tell = (
            state.doubt is not None
            or state.frost_since is not None
            or (state.rechargeable is None and state.level is not None)
            or state.last is None
            or (now - state.last) / DAY > _AWAY
        )
        found = [] if cannot_tell else [*self._spans(key, state, now)]
        if not found:
            return Basis.TOO_LITTLE_KNOWN, None
        basis, span = min(found, key=lambda said: said[1].most - said[1].least)
        today = day_of(now)
        # who is on external power now and then will be again
        most = span.most + state.longest_idle * (span.most > today + SHORTEST_LIFE)
        if most - span.least > _WIDEST:
            return Basis.TOO_LITTLE_KNOWN, None
        first, last = max(floor(span.least), today), ceil(most)
        step = 2 ** max(0, round(log2(max(last - first, 1) / _STEPS_PER_RANGE)))
        about = min(max(round(span.about / step) * step, first), last)
        return basis, ExpectedLow(moment(first), moment(about), moment(last))

    def _spans(
        self, key: str, state: Batteries, now: datetime
    ) -> Iterator[tuple[Basis, Span]]:
        """Yield the days (since 1970) of low, by age and by voltage."""
        today, start = day_of(now), (state.since or now).timestamp() / 86400
        known = sum(map(len, self._lives.seen.values())) >= _LEAST_SETS
        if known and state.is_new and today - start >= SHORTEST_LIFE:
            own = Basis.OWN_PAST if self._lives.seen.get(key) else Basis.SIBLINGS
            if (span := self._lives.after(key, today - start)) is not None:
                yield own, Span(*(start + days for days in span))
        if not state.marks or not state.marks[-1]:
            return
        day, number = state.marks[-1], len(state.marks) - 1
        if (span := self._days_from(number).after(key, today - day + 1)) is not None:
            yield Basis.VOLTAGE, Span(*(day - 1 + days for days in span))
        before = day - day_of(state.since or now) + 1
        if state.is_new and before > SHORTEST_LIFE:
            shares = self._shares_from(number).after(key, (today - day + 2) / before)
            if shares is not None:
                yield (
                    Basis.VOLTAGE,
                    Span(*(day - 2 + share * before for share in shares)),
                )

    def _drain(
        self, key: str, state: Batteries, now: datetime
    ) -> tuple[bool, float, _Usual] | None:
        """Return whether the set is used up unusually fast, its life, the usual one.

        Judged once, at each mark and at low, by what was known then: what is said
        stays as long as the set is in.
        """
        if not state.is_new or state.since is None or state.kind is not Kind.LITHIUM:
            return None
        start, ends = day_of(state.since), []
        for number, day in enumerate(state.marks):
            if day and day - start > SHORTEST_LIFE:
                most = self._days_from(number).most(key)
                ends += [(day, day + most)] if most is not None else []
        low = day_of(state.low_since or now)
        if state.low_for_good and day_of(state.ok_since or now) - low > LOW_IS_SURE:
            ends.append((low, float(low)))
        if state.low_before:
            ends.append((state.low_before, float(state.low_before)))
        judged = None
        for day, end in [*ends, (day_of(now), inf)]:
            usual = self._usual(key, day)
            if usual is not None:
                judged = judged or (False, end - start, usual)
                short = end - start < _UNUSUAL * usual[0]
                if short and not _stood_still(state, day):
                    return True, end - start, usual
        return judged

    def _usual(self, key: str, day: int) -> _Usual | None:
        """Return how long sets usually last, as it was known on a day."""
        lives = {
            k: [c.days for c in ended if c.whole and c.days and c.ended < day]
            for k, ended in self._ended.items()
        }
        own = lives.pop(key)
        others = [median(days) for days in lives.values() if days]
        usual = [(median(own), Basis.OWN_PAST)] if len(own) >= _LEAST_OWN else []
        if (
            len(others) >= _LEAST_DEVICES
            and sum(map(len, lives.values())) >= _LEAST_SETS
        ):
            usual.append((median(others), Basis.SIBLINGS))
        return min(usual, default=None)
