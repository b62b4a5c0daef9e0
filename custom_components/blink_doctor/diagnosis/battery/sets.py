"""Track which battery set is in a device: changes, external power, stored devices, Blink's state.

A change is reported by the owner or detected. A detected one must last: a voltage step
above this meter's noise, or a `low` that is gone for weeks where Blink reports no voltage.
Until it has lasted it is a `Doubt`.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from statistics import fmean, median

from ..history.samples import PER_DAY, Past, Sample, day_of, start_of_day
from ..model.frozen import dataclass, replace
from ..model.readings import Battery, Reading

DAY = timedelta(days=1)
# Shorter absences are ignored; a set that is low sooner is not used to predict others
AWAY, SHORTEST_LIFE = 3 * DAY, 14
# Voltages whose crossing is remembered, from new lithium down to empty nickel
MARKS = tuple(round(1.60 - 0.02 * step, 2) for step in range(21))
# Approximate voltage loss of lithium per degree Fahrenheit below room temperature
_SAG, _ROOM_F, _FROST_F = 0.0008, 68.0, 32.0
# Only external power holds `_EXTERNAL` volts for weeks; lithium never shows as little as
# `_NICKEL` when new, or `_ALKALINE` within `_ALKALINE_WITHIN` days
_EXTERNAL, _NICKEL, _ALKALINE, _ALKALINE_WITHIN = 1.68, 1.42, 1.50, 30
# Least height of a step in volts, and as a multiple of this meter's day-to-day noise
_STEP, _STEP_AFTER_LOW, _JUMPS, _NOISY, _RISEN = 0.07, 0.05, 6.0, 0.012, 0.03
# Days a step must last: external power may hold for weeks; fewer after the old set was low
_LASTS, _LASTS_AFTER_LOW, _LASTS_BLIND = 45, 3, 45 * DAY
_LOOKS_BACK, _LEVEL_DAYS, _STEADY = 21, 5, 8 * DAY
# After more days without readings the change has no date; after more unseen days no age
_DATED, _AGED = 7.0, 45.0
# Days until `low` is taken as real, or may still describe the old set: Blink checks rarely
_LOW_LASTS, _LATE, _SAME_CHANGE = 2, 2 * DAY, 10 * DAY
_MOST_CYCLES = 8


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

    @property
    def whole(self) -> bool:
        """Whether it was followed from new to low."""
        return self.low and self.days is not None

    def to_low(self, mark: int) -> int | None:
        """Return the days from a mark, or from new (-1), to low, None if unknown."""
        if not self.low or mark >= len(self.marks):
            return None
        days = self.days if mark < 0 else self.marks[mark]
        return None if days == -1 else days


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A suspected change: since `back` another set may be in; it would read above `above`.

    Before that there were no readings for `away` days, `unseen` of them not observed at all.
    """

    back: datetime
    above: float | None = None
    away: float = 0.0
    unseen: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batteries:
    """The set in the device now, and past sets.

    `put_in` is None if no change was detected or reported: then the set is at least as
    old as `first_seen`. `since` is either, plus the days without use; `is_new`: the
    set was new then. All readings since `steady_since` are of this set, `level` is its
    recent voltage. `marks` are the days in use at which it fell below each of `MARKS` that it
    reached, -1 if not observed. `last` is the last reading of batteries in use; unused
    since `idle_since`. Blink has reported low since `low_since`, ok again since `ok_since`,
    low in frost since `frost_since`.
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
        """Whether `low` was reported for days: a single report changes nothing."""
        until = self.ok_since or self.last
        if self.low_since is None or until is None:
            # a memory written by 0.1.0 has no last reading
            return self.low_since is not None
        return day_of(until) - day_of(self.low_since) >= _LOW_LASTS

    @property
    def was_low(self) -> bool:
        """Whether Blink has reported low for this set."""
        return self.low_since is not None or self.frost_since is not None

    @property
    def looks_like(self) -> Kind | None:
        """Return the chemistry, where the voltages clearly show that it is not lithium."""
        return self.kind if self.is_new and self.kind is not Kind.LITHIUM else None


def with_reported_change(state: Batteries, at: datetime) -> Batteries:
    """Return the state after the owner reported a battery change at `at`.

    A date before the current set was put in adds nothing, unless it is the same
    change.
    """
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
    if state.since is None:
        state = replace(state, first_seen=now, since=now, steady_since=now, last=now)
    state = _with_reported_state(
        _stepped(_returned(state, past, now), past), past, reading, now
    )
    if day_of(state.last or now) != day_of(now):
        state = _end_of_day(state, past, now)
    return replace(state, last=now, idle_since=None)


def _at_room(sample: Sample) -> float | None:
    """Return the voltage corrected to 68 F (20 C)."""
    if sample.volts is None or sample.temperature_f is None:
        return sample.volts
    return sample.volts + _SAG * (_ROOM_F - sample.temperature_f)


def _of_this(state: Batteries, past: Past, until: datetime) -> list[float]:
    """Return the voltages of recent weeks that certainly belong to this set."""
    steady = day_of(state.steady_since) + 1 if state.steady_since else 0
    days = past.by_day(max(steady, day_of(until) - _LOOKS_BACK), day_of(until))
    return [volts for _, day in days if (volts := _at_room(day)) is not None]


def _noise(volts: list[float]) -> float:
    """Return the typical day-to-day increase of a voltage, which is its noise."""
    return fmean(max(0.0, b - a) for a, b in pairwise([*volts, 0.0]))


def _doubt(state: Batteries, past: Past, since: datetime, back: datetime) -> Doubt:
    """Return the doubt whether another set has been in since `since`."""
    # the first day itself may contain readings of both sets
    known = _of_this(state, past, since - DAY)
    if state.doubt or state.level is None or not known:
        return state.doubt or Doubt(back=back)
    least = _STEP_AFTER_LOW if state.was_low else _STEP
    least = max(least, _JUMPS * _noise(known))
    return Doubt(back=back, above=max(state.level + least, max(known) + least / 2))


def _returned(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Open a doubt when readings return after some days without any."""
    last, idle = state.last or now, now - (state.idle_since or now)
    if now - last < AWAY or state.since is None:
        return state
    idle *= idle >= AWAY
    doubt = _doubt(state, past, last, now)
    away, unseen = (now - last) / DAY, (now - last - idle) / DAY
    doubt = replace(doubt, away=doubt.away + away, unseen=doubt.unseen + unseen)
    return replace(state, since=state.since + idle, doubt=replace(doubt, back=now))


def _stepped(state: Batteries, past: Past) -> Batteries:
    """Open a doubt when two samples in a row are above all recent ones."""
    days = ((float(day.at), day) for day in past.days[-1:])
    samples = [*days, *((s.at / PER_DAY, s) for s in past.today)][-2:]
    new = [volts for _, sample in samples if (volts := _at_room(sample)) is not None]
    if state.doubt or len(new) < 2 or min(new) < (state.level or 9) + _STEP_AFTER_LOW:
        return state
    at = start_of_day(samples[0][0])
    doubt = _doubt(state, past, at, at)
    return replace(state, doubt=doubt) if min(new) >= (doubt.above or 9) else state


def _end_of_day(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Process the day that has just ended."""
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
    # a voltage that rose well above a mark is no longer below it
    marks = state.marks[: sum(level <= mark + _RISEN for mark in MARKS)]
    crossed = sum(level <= mark for mark in MARKS) - len(marks)
    marks = (*marks, *[used if seen else -1] * crossed)
    return replace(state, level=level, kind=kind, marks=marks)


def _decided(state: Batteries, doubt: Doubt, past: Past, now: datetime) -> Batteries:
    """Settle a doubt once enough days have passed."""
    if doubt.above is None:
        # without voltages only Blink's battery state tells
        if not state.low_for_good or state.ok_since is None:
            return _with_same_set(state, doubt, now)
        waits = now - state.ok_since < _LASTS_BLIND
        return state if waits else _confirmed(state, doubt)
    first = day_of(doubt.back) + 1
    days = [
        d
        for _, d in past.by_day(first, day_of(now))
        if (d.volts or _EXTERNAL) < _EXTERNAL
    ]
    after = [volts for day in days if (volts := _at_room(day)) is not None]
    if len(after) < _LASTS_AFTER_LOW:
        return state
    if median(after[-_LASTS_AFTER_LOW:]) < doubt.above:
        return _with_same_set(state, doubt, now)
    soon = state.was_low or doubt.away
    # a constant voltage for weeks is an external supply, not batteries
    supply = not soon and len({day.volts for day in days}) < 2
    lasts = _LASTS_AFTER_LOW if soon else _LASTS
    waits = supply or after[-1] < doubt.above or day_of(now) - first < lasts
    return state if waits else _confirmed(state, doubt)


def _with_same_set(state: Batteries, doubt: Doubt, now: datetime) -> Batteries:
    """Return the state with the doubt dropped: same set as before, and not low after all."""
    if state.ok_since is not None:
        state = replace(state, low_since=None, ok_since=None)
    if doubt.away or state.since is None:
        is_new = state.is_new and doubt.unseen < _AGED
        return replace(state, doubt=None, steady_since=doubt.back, is_new=is_new)
    # a step that fell back after days was external power
    idle = now - doubt.back - _LASTS_AFTER_LOW * DAY
    since = state.since + idle * (idle >= AWAY)
    return replace(state, doubt=None, steady_since=now, since=since)


def _confirmed(state: Batteries, doubt: Doubt) -> Batteries:
    """Return the state with the doubt confirmed: another set is in."""
    if doubt.away <= _DATED:
        return _with_new_set(state, doubt.back)
    new = _with_new_set(replace(state, put_in=None), doubt.back)
    return replace(new, put_in=None, is_new=doubt.unseen <= _DATED)


def _with_new_set(state: Batteries, at: datetime, *, told: bool = False) -> Batteries:
    """Return the state with a new set, put in at a known time."""
    put_in, cycles = at, state.cycles
    if state.put_in is None or abs(at - state.put_in) > _SAME_CHANGE:
        cycles = (*cycles, *_ended(state, at))[-_MOST_CYCLES:]
    elif state.told:
        # the same change, both reported and detected
        put_in, told = at if told else state.put_in, True
    new = Batteries(first_seen=put_in, put_in=put_in, since=put_in, steady_since=at)
    return replace(new, told=told, is_new=True, last=state.last, cycles=cycles)


def _ended(state: Batteries, at: datetime) -> list[Ended]:
    """Return the record of a set that is out, empty if there is nothing to learn from it."""
    end = state.low_since or state.frost_since or at
    days, low = round(state.used(end)), state.was_low
    ended = Ended(ended=day_of(end), days=days if state.is_new else None, low=low)
    marks = tuple(days - mark if 0 <= mark <= days else -1 for mark in state.marks)
    return [replace(ended, kind=state.kind, marks=marks)] * (days >= SHORTEST_LIFE)


def _with_reported_state(
    state: Batteries, past: Past, reading: Reading, now: datetime
) -> Batteries:
    """Track Blink's battery state: low in frost counts if it is still low once warm."""
    frost = (reading.temperature_f or _ROOM_F) <= _FROST_F
    if reading.battery is Battery.OK:
        if state.frost_since and not frost:
            state = replace(state, frost_since=None)
        if state.low_since is None or state.ok_since is not None:
            return state
        if not state.low_for_good:
            return replace(state, low_since=None)
        return replace(state, ok_since=now, doubt=_doubt(state, past, now, now))
    if _may_describe_old_set(state, past, now):
        return state
    # low again: where only the battery state tells, it was not changed
    doubt = state.doubt if state.doubt and state.doubt.above else None
    if frost and state.low_since is None:
        return replace(state, doubt=doubt, frost_since=state.frost_since or now)
    low_since = state.low_since or now
    return replace(
        state, doubt=doubt, low_since=low_since, ok_since=None, frost_since=None
    )


def _may_describe_old_set(state: Batteries, past: Past, now: datetime) -> bool:
    """Whether `low` may still describe the set that was taken out.

    For two days in any case; longer if the owner reported the change and
    the voltage is exactly what it was, because then Blink has not measured since.
    """
    if state.put_in is None or now - state.put_in < _LATE:
        return state.put_in is not None
    since = day_of(state.put_in) - 1
    shown = {day.volts for day in (*past.days, *past.today[-1:]) if day.at >= since}
    held = state.told and len(shown) == 1 and None not in shown
    return held and now - state.put_in < _SAME_CHANGE
