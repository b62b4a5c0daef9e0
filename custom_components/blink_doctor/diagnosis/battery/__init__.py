"""Batteries: which set is in, when it will be low, whether it empties unusually fast.

`Batteries` is stored per device; `with_sample` updates it after each sample (already in the
device's past), `with_reported_change` after the owner reports a change. `estimate` derives the
outlook from the batteries of all devices of the account; its result changes once a day.

A change is reported or detected: readings stay above all that the set can show, longer than
external power lasts, or Blink's `low` is gone for weeks where it reports no voltage.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, partial
from itertools import pairwise
from math import ceil, exp, floor, inf, log, log2, sqrt
from statistics import NormalDist, fmean, median
from typing import NamedTuple

from ..history.samples import Past, Sample, day_of, start_of_day
from ..model.frozen import dataclass, replace
from ..model.ids import DeviceKey
from ..model.readings import Battery, Family, Reading, family_of

DAY = timedelta(days=1)
# Shorter absences are ignored; a set that is low sooner is not used to predict others
AWAY, SHORTEST_LIFE = 3 * DAY, 14
# Voltages whose crossing is remembered, from new lithium down to empty nickel
MARKS = tuple(round(1.60 - 0.02 * step, 2) for step in range(21))
# Voltages that new lithium does not reach within so many days
_SOON = {"rechargeable": (1.42, 8), "alkaline": (1.50, 30)}
# Approximate voltage loss of lithium per degree Fahrenheit below room temperature
_SAG, _ROOM_F, _FROST_F = 0.0008, 68.0, 32.0
# Least height of a step in volts, and as a multiple of this meter's day-to-day noise
_STEP, _JUMPS, _NOISY, _RISEN = 0.06, 6.0, 0.009, 0.03
# External power shows so many volts, or any step, but this for a shorter time than a new set
_EXTERNAL, _LASTS = 1.68, 60 * DAY
# Days of voltages that are looked at, that make a level, a step, and the crossing of a mark
_LOOKS_BACK, _LEVEL_DAYS, _RECENT, _OBSERVED = 21, 5, 3, 8
# Time until `low` is taken as real, or may still describe the old set: Blink checks rarely
_LOW_LASTS, _LATE = 2, 2 * DAY
# A change is dated no better than this: its report and the readings after it may be late
_SAME_CHANGE, _MOST_CYCLES = 10 * DAY, 8
# Days: no date is given for a wider range; a date moves in steps of a share of the range
_WIDEST, _STEPS_PER_RANGE = 200, 8
# Lifetimes differ by a tenth within a brand and by a third between seasons: half is unusual
_UNUSUAL, _LEAST = 0.5, 2
# Prior for the standard deviation of log lifetimes, and its weight as a number of measurements
_SPREADS, _SUPPOSED = (0.3, 0.7), 1.5
# Left out at each end of a range, so that 90 % hold in every world; past the last: no date
_TAIL, _STILL, _OUTLIVED = 0.006, 0.2, 0.9
type _Histories = Mapping[DeviceKey, Batteries]
type _LifetimesOf = Callable[..., _Lifetimes]


class Kind(StrEnum):
    """The chemistry that the voltages suggest."""

    LITHIUM = "lithium"
    ALKALINE = "alkaline"
    RECHARGEABLE = "rechargeable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A past set: it ended on the day `ended` (since 1970), low, or replaced before that.

    It was in use for `days`, None if unknown. `marks` are the days from crossing each
    of `MARKS` that it reached to its end, -1 if unknown.
    """

    ended: int
    days: int | None
    low: bool
    kind: Kind = Kind.LITHIUM
    marks: tuple[int, ...] = ()

    def to_low(self, mark: int = 0) -> int | None:
        """Return the days from new (0), or from mark number `mark`, to low; None if unknown."""
        known = (-1 if self.days is None else self.days, *self.marks)[mark:]
        return known[0] if self.low and known and known[0] >= 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batteries:
    """The set in the device now, and past sets.

    `put_in` is None if no change was detected or reported (`told`): then the set is at
    least as old as `first_seen`. `since` is either, plus the days without use. This set was seen
    `last`; the device uses no batteries since `idle_since`, or shows `ceiling` volts or
    more, which this set does not reach, since `doubt_since`. `marks` are the days in use
    at which it fell below each of `MARKS` that it reached, -1 if not observed. Blink has
    reported low since `low_since`, and low in frost since `frost_since`.
    """

    first_seen: datetime | None = None
    put_in: datetime | None = None
    told: bool = False
    since: datetime | None = None
    last: datetime | None = None
    idle_since: datetime | None = None
    doubt_since: datetime | None = None
    ceiling: float = inf
    marks: tuple[int, ...] = ()
    low_since: datetime | None = None
    frost_since: datetime | None = None
    cycles: tuple[Ended, ...] = ()

    def used(self, now: datetime) -> float:
        """Return the days in use."""
        return max(0.0, (now - self.since) / DAY) if self.since else 0.0

    @property
    def low_for_good(self) -> bool:
        """Whether `low` was reported for days: a single report changes nothing."""
        low, last = self.low_since, self.last
        return bool(low and (not last or day_of(last) - day_of(low) >= _LOW_LASTS))

    @property
    def kind(self) -> Kind:
        """Return the chemistry: lithium, unless a new set fell too far too soon."""
        for kind, (volts, days) in _SOON.items():
            ages = self.marks[MARKS.index(volts) :]
            if self.put_in and any(0 <= age <= days for age in ages):
                return Kind(kind)
        return Kind.LITHIUM


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


def with_reported_change(state: Batteries, at: datetime) -> Batteries:
    """Return the state after a reported change; one before the last change adds nothing."""
    if state.put_in and at < state.put_in - _SAME_CHANGE:
        return state
    return _with_new_set(state, at, told=True)


def with_sample(
    state: Batteries, past: Past, reading: Reading, now: datetime
) -> Batteries:
    """Return the state after one more sample, which `past` already holds."""
    now = now.replace(microsecond=0)
    if reading.online is False or reading.battery not in (Battery.OK, Battery.LOW):
        if state.since is None or state.idle_since is not None:
            return state
        return replace(state, idle_since=now)
    since, last = state.since or now, state.last or now
    idle = now - (state.idle_since or now)
    if idle >= AWAY and state.doubt_since is None:
        # this time was not in use, and another set may be in after it
        since, last = since + idle, min(last + idle, now - AWAY)
    state = replace(state, first_seen=state.first_seen or now, since=since, last=last)
    state = _with_reported_low(state, reading, now)
    volts = _at_room(past.today[-1]) if past.today else None
    fine, doubt_since = reading.battery is Battery.OK, state.doubt_since
    if (volts is not None and volts >= state.ceiling) or (fine and state.low_for_good):
        doubt_since = doubt_since or now
    elif not fine:
        # low again: it was not changed
        doubt_since = None
    state = replace(state, doubt_since=doubt_since, idle_since=None)
    if day_of(last) != day_of(now):
        state = _end_of_day(state, past, now)
    return state if state.doubt_since else replace(state, last=now)


def _at_room(sample: Sample) -> float | None:
    """Return the voltage corrected to 68 F (20 C)."""
    if sample.volts is None or sample.temperature_f is None:
        return sample.volts
    return sample.volts + _SAG * (_ROOM_F - sample.temperature_f)


def _end_of_day(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Process the day that has just ended."""
    # the first day itself may contain readings of both sets
    first = day_of(state.doubt_since or state.since or now) + 1
    days = [
        volts
        for _, day in past.by_day(max(first, day_of(now) - _LOOKS_BACK), day_of(now))
        if (volts := _at_room(day)) is not None and volts < _EXTERNAL
    ]
    if state.doubt_since is not None:
        return _decided(state, days[-_RECENT:], now)
    known = [volts for volts in days if volts < state.ceiling]
    return _with_voltages(state, known, now)


def _decided(state: Batteries, after: list[float], now: datetime) -> Batteries:
    """Settle whether another set is in since the voltage rose, once it has lasted."""
    since, lasts = state.doubt_since or now, _LASTS
    lasted, away = now - since, since - (state.last or since)
    # without voltages only Blink's battery state decides
    if state.ceiling < inf:
        if len(after) < _RECENT:
            return state
        if median(after) < state.ceiling:
            # what was neither this set nor another was external power
            age_from = (state.since or since) + max(lasted - AWAY, timedelta())
            return replace(state, doubt_since=None, low_since=None, since=age_from)
        lasts = AWAY if state.low_since or state.frost_since or away >= AWAY else _LASTS
    if lasted < lasts or min(after, default=inf) < state.ceiling:
        return state
    new = _with_new_set(state, since)
    return new if away < _SAME_CHANGE else replace(new, put_in=None)


def _with_voltages(state: Batteries, known: list[float], now: datetime) -> Batteries:
    """Return the state updated by this set's voltages of the last weeks."""
    if len(known) < _RECENT:
        return state
    level, used = round(median(known[-_LEVEL_DAYS:]), 3), int(state.used(now))
    noise = fmean(max(0.0, b - a) for a, b in pairwise([*known, 0.0]))
    step = max(_STEP, _JUMPS * noise)
    ceiling = max(level + step, max(known) + step / 2)
    # of a set known since it was new, a few days are enough
    least = min(_OBSERVED, used - 1) if state.put_in else _OBSERVED
    seen = noise <= _NOISY and len(known) >= least
    # a voltage that rose well above a mark is no longer below it
    marks = state.marks[: sum(level <= mark + _RISEN for mark in MARKS)]
    crossed = sum(level <= mark for mark in MARKS) - len(marks)
    marks = (*marks, *[used if seen else -1] * crossed)
    return replace(state, ceiling=ceiling, marks=marks)


def _with_new_set(state: Batteries, at: datetime, *, told: bool = False) -> Batteries:
    """Return the state with a new set, put in at a known time."""
    put_in, cycles = at, state.cycles
    if state.put_in is None or abs(at - state.put_in) > _SAME_CHANGE:
        cycles = (*cycles, *_ended(state, at))[-_MOST_CYCLES:]
    elif state.told:
        # the same change, both reported and detected
        put_in, told = at if told else state.put_in, True
    new = Batteries(first_seen=put_in, put_in=put_in, since=at)
    return replace(new, told=told, last=state.last, cycles=cycles)


def _ended(state: Batteries, at: datetime) -> list[Ended]:
    """Return the record of a set that is out, empty if there is nothing to learn from it."""
    low = state.low_since or state.frost_since
    end, new = low or at, state.put_in is not None
    days = round(state.used(end))
    ended = Ended(ended=day_of(end), days=days if new else None, low=low is not None)
    marks = tuple(days - mark if 0 <= mark <= days else -1 for mark in state.marks)
    return [replace(ended, kind=state.kind, marks=marks)] * (days >= SHORTEST_LIFE)


def _with_reported_low(state: Batteries, reading: Reading, now: datetime) -> Batteries:
    """Track Blink's battery state: low in frost counts if it is still low once warm."""
    frost = (reading.temperature_f or _ROOM_F) <= _FROST_F
    low_since, frost_since = state.low_since, state.frost_since
    # Blink rarely looks at the batteries: it may still describe the set that was taken out
    put_in, looked = state.put_in or start_of_day(0), reading.battery_read_at or now
    if reading.battery is Battery.OK:
        frost_since = frost_since if frost else None
        low_since = low_since if state.low_for_good else None
    elif looked - put_in < _LATE and now - put_in < _SAME_CHANGE:
        return state
    elif frost and low_since is None:
        frost_since = frost_since or now
    else:
        low_since, frost_since = low_since or now, None
    return replace(state, low_since=low_since, frost_since=frost_since)


def estimate(histories: _Histories, now: datetime) -> dict[DeviceKey, Outlook]:
    """Return the outlook of each device that has batteries."""
    lasted = cache(partial(_Lifetimes, histories))
    return {
        key: _outlook(key, state, partial(lasted, family_of(key), state.kind), now)
        for key, state in histories.items()
        if state.since is not None
    }


class _Lifetimes:
    """Log lifetimes of one kind of sets, from a mark (0: new) to low, normally distributed."""

    def __init__(
        self,
        histories: _Histories,
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
        self.means = {key: fmean(own) for key, own in self.logs.items() if own}
        apart = [one - self.means[k] for k, own in self.logs.items() for one in own]
        squares = _SUPPOSED * _SPREADS[mark > 0] ** 2 + sum(one**2 for one in apart)
        self._spread = sqrt(squares / (_SUPPOSED + len(apart) - len(self.means)))

    def after(self, key: DeviceKey, passed: float) -> list[float]:
        """Return the earliest, likely (median, if still to come) and latest lifetime."""
        own = self.logs[key]
        others = [mean for other, mean in self.means.items() if other != key]
        shown = own + ([fmean(others)] if others else [])
        if not shown:
            return []
        lasting = NormalDist(fmean(shown), self._spread * sqrt(1 + 1 / (len(own) + 1)))
        gone = lasting.cdf(log(max(0.0, passed) + 1))
        if gone > _OUTLIVED:
            return []
        left = 1 - gone
        shares = (gone + _TAIL * left, max(0.5, gone + _STILL * left), 1 - _TAIL * left)
        return [exp(lasting.inv_cdf(share)) - 1 for share in shares]


def _outlook(
    key: DeviceKey, state: Batteries, lives_of: _LifetimesOf, now: datetime
) -> Outlook:
    basis, low = _expected(key, state, lives_of, now)
    # computed as of the day this set was put in, so that the comparison does not drift
    lives = lives_of(0, day_of(state.since or now))
    known = sum(map(len, lives.logs.values()))
    if not state.put_in or state.kind is not Kind.LITHIUM or known < _LEAST:
        return Outlook(basis, state.put_in, low)
    usual = exp(median(lives.logs[key] or lives.means.values())) - 1
    most = [
        age + span[-1]
        for number, age in enumerate(state.marks, start=1)
        if age > SHORTEST_LIFE and (span := lives_of(number).after(key, 0.0))
    ]
    if state.low_for_good and state.low_since:
        most.append(state.used(state.low_since))
    life = min(most, default=inf)
    # falling through all marks within a day means external power was disconnected
    if life >= _UNUSUAL * usual or len({*state.marks}) == 1:
        return Outlook(basis, state.put_in, low, unusual_drain=False)
    by = Basis.OWN_PAST if lives.logs[key] else Basis.SIBLINGS
    return Outlook(basis, state.put_in, low, True, round(life), round(usual), by)


def _expected(
    key: DeviceKey, state: Batteries, lives_of: _LifetimesOf, now: datetime
) -> tuple[Basis, ExpectedLow | None]:
    """Return when a set will be low, by age or by voltage, and what the estimate rests on."""
    if state.low_for_good:
        return Basis.ALREADY_LOW, None
    if state.idle_since and now - state.idle_since >= AWAY:
        return Basis.POWERED, None
    used, today = state.used(now), day_of(now)
    # a meter that is too noisy to see marks crossed shows no change of batteries either
    seen = state.ceiling == inf or state.marks[-1:] >= (0,)
    ages = (0 if state.put_in and seen and used >= SHORTEST_LIFE else -1, *state.marks)
    spans = [
        (span[2] - span[0], mark, [today - used + age + days for days in span])
        for mark in {0, len(state.marks)}
        if (age := ages[mark]) >= 0 and (span := lives_of(mark).after(key, used - age))
    ]
    width, mark, days = min(spans, default=(inf, 0, []))
    if state.frost_since or width > _WIDEST or now - (state.last or now) > AWAY:
        return Basis.TOO_LITTLE_KNOWN, None
    first, last = floor(days[0]), ceil(days[2])
    step = 2 ** max(0, round(log2((last - first) / _STEPS_PER_RANGE)))
    on = min(max(round(days[1] / step) * step, first), last)
    low = ExpectedLow(start_of_day(first), start_of_day(on), start_of_day(last))
    by_age = Basis.OWN_PAST if lives_of(0).logs[key] else Basis.SIBLINGS
    return Basis.VOLTAGE if mark else by_age, low
