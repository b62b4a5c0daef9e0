"""Which set is in a device: changes, external power, drawers, and what Blink says.

A change is told by the owner or seen. What is seen has to last: a step of the voltage
that the noise of this meter cannot make, or `low` that is gone for weeks where Blink
gives no voltage. Until then there is a `Doubt`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, median

from ..history.samples import PER_DAY, Past, Sample, day_of, moment
from ..model.frozen import dataclass, replace
from ..model.readings import Battery, Reading

DAY = timedelta(days=1)
# Shorter absences are none; a set that is low sooner tells nothing of others
AWAY, SHORTEST_LIFE = 3 * DAY, 14
# Volts whose crossing is remembered, from new lithium to empty nickel
MARKS = tuple(round(1.60 - 0.02 * step, 2) for step in range(21))
# About what lithium loses per degree Fahrenheit below room temperature
_SAG, _ROOM_F, _FROST_F = 0.0008, 68.0, 32.0
# Only external power shows so much for weeks; so little at first, or within 30 days,
# no lithium shows
_FED, _NICKEL, _ALKALINE, _ALKALINE_WITHIN = 1.68, 1.42, 1.50, 30
# A step is so high, and so many times what this meter jumps up from day to day
_STEP, _STEP_AFTER_LOW, _JUMPS, _NOISY, _RISEN = 0.07, 0.05, 6.0, 0.012, 0.03
# Power for weeks is no change: a step lasts longer, unless the old ones were low
_LASTS, _LASTS_AFTER_LOW, _LASTS_BLIND = 45, 3, 45 * DAY
_LOOKS_BACK, _LEVEL_DAYS, _STEADY = 21, 5, 8 * DAY
# After more days away the date of a change, and unseen the age, cannot be told
_DATED, _AGED = 7.0, 45.0
# So long is low in earnest, or may still be said of the old ones: Blink looks rarely
_LOW_LASTS, _LATE, _SAME_CHANGE = 2, 2 * DAY, 10 * DAY
_MOST_CYCLES = 8


class Kind(StrEnum):
    """What the cells look like."""

    LITHIUM = "lithium"
    ALKALINE = "alkaline"
    RECHARGEABLE = "rechargeable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A set that was low (else changed before that) on the day `ended` (since 1970).

    It was in use for `days`, None where nobody knows. `marks` are the days from each
    of `MARKS` that it reached to the end, -1 where nobody knows.
    """

    ended: int
    days: int | None
    low: bool
    kind: Kind = Kind.LITHIUM
    marks: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it was seen from new to low."""
        return self.low and self.days is not None

    def to_low(self, mark: int) -> int | None:
        """Return the days from a mark, or from new (-1), to low where they are known."""
        if not self.low or mark >= len(self.marks):
            return None
        days = self.days if mark < 0 else self.marks[mark]
        return None if days == -1 else days


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Since `back` another set may be in, which would show the voltage `above`.

    Before that there was no reading for `away` days, of which nobody saw `unseen`.
    """

    back: datetime
    above: float | None = None
    away: float = 0.0
    unseen: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batteries:
    """The set that is in now, and those before.

    `put_in` is None where no change was seen or told: then the set is at least as
    old as `first_seen`. `since` is either, moved on by the days that used nothing;
    `is_new` says that the set was new then. All readings since `steady_since` are of
    this set, `level` is its voltage lately. `marks` are the days in use after which
    it was below each of `MARKS` that it reached, -1 where that was not seen. `last`
    is the last reading of batteries in use; they are not since `idle_since`. Blink
    says low since `low_since`, fine again since `ok_since`, in frost `frost_since`.
    """

    first_seen: datetime | None = None
    put_in: datetime | None = None
    told: bool = False
    since: datetime | None = None
    is_new: bool = False
    steady_since: datetime | None = None
    last: datetime | None = None
    idle_since: datetime | None = None
    level: float | None = None
    kind: Kind = Kind.LITHIUM
    marks: tuple[int, ...] = ()
    doubt: Doubt | None = None
    low_since: datetime | None = None
    ok_since: datetime | None = None
    frost_since: datetime | None = None
    cycles: tuple[Ended, ...] = ()

    def used(self, now: datetime) -> float:
        """Return the days in use."""
        return max(0.0, (now - self.since) / DAY) if self.since else 0.0

    @property
    def low_for_good(self) -> bool:
        """Whether low was said for days: a single word moves nothing."""
        until = self.ok_since or self.last
        if self.low_since is None or until is None:
            # a memory of 0.1.0 has no last reading
            return self.low_since is not None
        return day_of(until) - day_of(self.low_since) >= _LOW_LASTS

    @property
    def was_low(self) -> bool:
        """Whether Blink has said low of this set."""
        return self.low_since is not None or self.frost_since is not None

    @property
    def looks_like(self) -> Kind | None:
        """Return what the cells clearly look like that are no lithium."""
        return self.kind if self.is_new and self.kind is not Kind.LITHIUM else None


def told(state: Batteries, at: datetime) -> Batteries:
    """Return the state after the owner said that batteries were changed at `at`.

    A date before the present set was put in says nothing new, unless it is about
    the same change.
    """
    if state.put_in and at < state.put_in - _SAME_CHANGE:
        return state
    return _another(state, at, told=True)


def noted(state: Batteries, past: Past, reading: Reading, now: datetime) -> Batteries:
    """Return the state after one more sample, which `past` already holds."""
    now = now.replace(microsecond=0)
    if reading.online is False or reading.battery not in (Battery.OK, Battery.LOW):
        if state.since is None or state.idle_since is not None:
            return state
        return replace(state, idle_since=now)
    if state.since is None:
        state = replace(state, first_seen=now, since=now, steady_since=now, last=now)
    state = _word(_stepped(_returned(state, past, now), past), past, reading, now)
    if day_of(state.last or now) != day_of(now):
        state = _day(state, past, now)
    return replace(state, last=now, idle_since=None)


def _at_room(sample: Sample) -> float | None:
    """Return the volts as they would be at 68 F (20 C)."""
    if sample.volts is None or sample.temperature_f is None:
        return sample.volts
    return sample.volts + _SAG * (_ROOM_F - sample.temperature_f)


def _of_this(state: Batteries, past: Past, until: datetime) -> list[float]:
    """Return the voltage of some weeks that surely were of this set."""
    steady = day_of(state.steady_since) + 1 if state.steady_since else 0
    days = past.by_day(max(steady, day_of(until) - _LOOKS_BACK), day_of(until))
    return [volts for _, day in days if (volts := _at_room(day)) is not None]


def _noise(volts: list[float]) -> float:
    """Return by how much a voltage jumps up from day to day."""
    return fmean(max(0.0, b - a) for a, b in pairwise([*volts, 0.0]))


def _doubt(state: Batteries, past: Past, since: datetime, back: datetime) -> Doubt:
    """Return the doubt whether another set is in since some moment."""
    # the day itself may be of both sets
    known = _of_this(state, past, since - DAY)
    if state.doubt or state.level is None or not known:
        return state.doubt or Doubt(back=back)
    least = _STEP_AFTER_LOW if state.was_low else _STEP
    least = max(least, _JUMPS * _noise(known))
    return Doubt(back=back, above=max(state.level + least, max(known) + least / 2))


def _returned(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Open a doubt where there were no readings of the set for some days."""
    last, idle = state.last or now, now - (state.idle_since or now)
    if now - last < AWAY or state.since is None:
        return state
    idle *= idle >= AWAY
    doubt = _doubt(state, past, last, now)
    away, unseen = (now - last) / DAY, (now - last - idle) / DAY
    doubt = replace(doubt, away=doubt.away + away, unseen=doubt.unseen + unseen)
    return replace(state, since=state.since + idle, doubt=replace(doubt, back=now))


def _stepped(state: Batteries, past: Past) -> Batteries:
    """Open a doubt where two samples in a row are above all that was."""
    days = ((float(day.at), day) for day in past.days[-1:])
    samples = [*days, *((s.at / PER_DAY, s) for s in past.today)][-2:]
    new = [volts for _, sample in samples if (volts := _at_room(sample)) is not None]
    if state.doubt or len(new) < 2 or min(new) < (state.level or 9) + _STEP_AFTER_LOW:
        return state
    at = moment(samples[0][0])
    doubt = _doubt(state, past, at, at)
    return replace(state, doubt=doubt) if min(new) >= (doubt.above or 9) else state


def _day(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Look at the day that is just over."""
    if state.doubt is not None:
        return _decided(state, state.doubt, past, now)
    known = _of_this(state, past, now)
    if len(known) < 3 or state.steady_since is None:
        return state
    level, used = round(median(known[-_LEVEL_DAYS:]), 3), int(state.used(now))
    kind, quiet = state.kind, _noise(known) <= _NOISY
    if state.level is None and level <= _NICKEL:
        kind = Kind.RECHARGEABLE
    elif kind is Kind.LITHIUM and used <= _ALKALINE_WITHIN and level <= _ALKALINE:
        kind = Kind.ALKALINE if state.is_new and quiet else kind
    seen = now - state.steady_since >= _STEADY and quiet
    # what has risen well above a mark is not below it any more
    marks = state.marks[: sum(level <= mark + _RISEN for mark in MARKS)]
    crossed = sum(level <= mark for mark in MARKS) - len(marks)
    marks = (*marks, *[used if seen else -1] * crossed)
    return replace(state, level=level, kind=kind, marks=marks)


def _decided(state: Batteries, doubt: Doubt, past: Past, now: datetime) -> Batteries:
    """Settle a doubt once there are days enough."""
    if doubt.above is None:
        # only the word tells
        if not state.low_for_good or state.ok_since is None:
            return _the_same(state, doubt, now)
        waits = now - state.ok_since < _LASTS_BLIND
        return state if waits else _seen(state, doubt)
    first = day_of(doubt.back) + 1
    days = [d for _, d in past.by_day(first, day_of(now)) if (d.volts or _FED) < _FED]
    after = [volts for day in days if (volts := _at_room(day)) is not None]
    if len(after) < _LASTS_AFTER_LOW:
        return state
    if median(after[-_LASTS_AFTER_LOW:]) < doubt.above:
        return _the_same(state, doubt, now)
    soon = state.was_low or doubt.away
    # one voltage for weeks is a power supply rather than cells
    supply = not soon and len({day.volts for day in days}) < 2
    lasts = _LASTS_AFTER_LOW if soon else _LASTS
    waits = supply or after[-1] < doubt.above or day_of(now) - first < lasts
    return state if waits else _seen(state, doubt)


def _the_same(state: Batteries, doubt: Doubt, now: datetime) -> Batteries:
    """Return the state where it is the set of before, and not low after all."""
    if state.ok_since is not None:
        state = replace(state, low_since=None, ok_since=None)
    if doubt.away or state.since is None:
        is_new = state.is_new and doubt.unseen < _AGED
        return replace(state, doubt=None, steady_since=doubt.back, is_new=is_new)
    # a step that fell back after days was external power
    idle = now - doubt.back - _LASTS_AFTER_LOW * DAY
    since = state.since + idle * (idle >= AWAY)
    return replace(state, doubt=None, steady_since=now, since=since)


def _seen(state: Batteries, doubt: Doubt) -> Batteries:
    """Return the state where another set is in, as the voltage or the word shows."""
    if doubt.away <= _DATED:
        return _another(state, doubt.back)
    new = _another(replace(state, put_in=None), doubt.back)
    return replace(new, put_in=None, is_new=doubt.unseen <= _DATED)


def _another(state: Batteries, at: datetime, *, told: bool = False) -> Batteries:
    """Return the state where another set is in, put in at a known moment."""
    put_in, cycles = at, state.cycles
    if state.put_in is None or abs(at - state.put_in) > _SAME_CHANGE:
        cycles = (*cycles, *_ended(state, at))[-_MOST_CYCLES:]
    elif state.told:
        # one change, told and seen
        put_in, told = at if told else state.put_in, True
    new = Batteries(first_seen=put_in, put_in=put_in, since=put_in, steady_since=at)
    return replace(new, told=told, is_new=True, last=state.last, cycles=cycles)


def _ended(state: Batteries, at: datetime) -> list[Ended]:
    """Return what is remembered of a set whose time is over, if it tells anything."""
    end = state.low_since or state.frost_since or at
    days, low = round(state.used(end)), state.was_low
    ended = Ended(ended=day_of(end), days=days if state.is_new else None, low=low)
    marks = tuple(days - mark if 0 <= mark <= days else -1 for mark in state.marks)
    return [replace(ended, kind=state.kind, marks=marks)] * (days >= SHORTEST_LIFE)


def _word(state: Batteries, past: Past, reading: Reading, now: datetime) -> Batteries:
    """Follow what Blink says: low in frost counts when it is warm and still low."""
    frost = (reading.temperature_f or _ROOM_F) <= _FROST_F
    if reading.battery is Battery.OK:
        if state.frost_since and not frost:
            state = replace(state, frost_since=None)
        if state.low_since is None or state.ok_since is not None:
            return state
        if not state.low_for_good:
            return replace(state, low_since=None)
        return replace(state, ok_since=now, doubt=_doubt(state, past, now, now))
    if _may_be_of_the_old(state, past, now):
        return state
    # low again: where only the word tells it was not changed
    doubt = state.doubt if state.doubt and state.doubt.above else None
    if frost and state.low_since is None:
        return replace(state, doubt=doubt, frost_since=state.frost_since or now)
    low_since = state.low_since or now
    return replace(
        state, doubt=doubt, low_since=low_since, ok_since=None, frost_since=None
    )


def _may_be_of_the_old(state: Batteries, past: Past, now: datetime) -> bool:
    """Whether `low` may still be said of the set that is out.

    For two days in any case; for longer where the owner told of the change and
    the voltage is to the hundredth what it was: Blink has not looked since.
    """
    if state.put_in is None or now - state.put_in < _LATE:
        return state.put_in is not None
    since = day_of(state.put_in) - 1
    shown = {day.volts for day in (*past.days, *past.today[-1:]) if day.at >= since}
    held = state.told and len(shown) == 1 and None not in shown
    return held and now - state.put_in < _SAME_CHANGE
