"""Which set is in a device: changes, external power, drawers, and low in earnest.

A change is told by the owner or seen. What is seen has to last: a step of the
voltage that the noise of this meter cannot make, or `low` that is gone for weeks
where Blink gives no voltage. Until then there is a `Doubt`.
"""

from datetime import datetime
from itertools import pairwise
from statistics import fmean, median

from ..history.samples import PER_DAY, Past, Sample, day_of, moment, slot_of
from ..model.frozen import replace
from ..model.readings import Battery, Reading
from .state import DAY, LOW_IS_SURE, MARKS, SHORTEST_LIFE, Batteries, Doubt, Ended

FROST_F = 32.0
_ON_CELLS = (Battery.OK, Battery.LOW)
# About what lithium loses per degree Fahrenheit below room temperature
_SAG, _ROOM_F = 0.0008, 68.0
# Only external power shows so much for weeks; new lithium shows more than nickel
_FED, _IN_USE, _FRESH_FOR, _NICKEL = 1.68, 1.66, 21 * DAY, 1.42
# A step is so high, and so many times what this meter jumps up from day to day
_STEP, _STEP_AFTER_LOW, _JUMPS = 0.07, 0.05, 3.0
# Power for weeks is no change: a step lasts longer, unless the old ones were low
_STEP_LASTS, _STEP_AFTER_LOW_LASTS = 45, 3
_LOOKS_BACK, _LOOKS_AT, _NOISY = 60, 21, 0.012
_LEVEL_DAYS, _LEVEL_WITHIN = 5, 12
# After so many days without readings it may be another set; its date, then its age
# cannot be told after more
_AWAY, _DATED, _AGED, _UNSEEN = 3.0, 7.0, 45.0, 8 * DAY
_LOW_LASTS, _FROST_LASTS, _STRAY_LASTS = 2 * DAY, 21 * DAY, 1 * DAY
_CLEARED, _CLEARED_BLIND = 10 * DAY, 45 * DAY
# For so long `low` may still be said of the old ones: Blink looks rarely
_LATE, _SAME_CHANGE = 2 * DAY, 10 * DAY
_MOST_CYCLES = 8


def told(state: Batteries, at: datetime, past: Past | None = None) -> Batteries:
    """Return the state after the owner said that batteries were changed at `at`.

    A date before the present set was put in says nothing new and is ignored,
    unless it is about the same change.
    """
    if state.put_in and at < state.put_in - _SAME_CHANGE:
        return state
    return _changed(state, at, by_owner=True)


def noted(state: Batteries, past: Past, reading: Reading, now: datetime) -> Batteries:
    """Return the state after one more sample, which `past` already holds."""
    now = now.replace(microsecond=0)
    in_use = reading.online is not False and reading.battery in _ON_CELLS
    if state.first_seen is None:
        if not in_use:
            return state
        state = replace(state, first_seen=now, since=now, steady_since=now)
    elif not in_use and state.seen and slot_of(state.seen) == slot_of(now):
        return state
    passed = max(0.0, (now - (state.seen or now)) / DAY)
    idle, state = state.idle + min(passed, 1.0), replace(state, seen=now)
    if not in_use:
        return replace(state, idle=idle)
    if _is_fed(state, reading, now):
        doubt = state.doubt or Doubt(
            since=now, back=now, above=_above(state, past, now)
        )
        return replace(state, last=now, idle=idle, doubt=doubt)
    state = _stepped(_returned(state, past, now), past)
    state = _word(state, past, reading, now)
    if state.last is None or day_of(state.last) != day_of(now):
        state = _day(state, past, now)
    return replace(state, last=now)


def _is_fed(state: Batteries, reading: Reading, now: datetime) -> bool:
    """Whether the voltage is one that only external power gives."""
    if reading.battery_volts is None or reading.battery_volts < _FED:
        return False
    return (state.level or _FED) < _IN_USE or state.used(now) * DAY > _FRESH_FOR


def _at_room(sample: Sample) -> float | None:
    """Return the volts as they would be at 68 F (20 C)."""
    if sample.volts is None or sample.temperature_f is None:
        return sample.volts
    return sample.volts + _SAG * (_ROOM_F - sample.temperature_f)


def _days(past: Past, since: int, until: int) -> list[float]:
    found = (_at_room(sample) for _, sample in past.by_day(since, until))
    return [volts for volts in found if volts is not None]


def _of_this(state: Batteries, past: Past, until: datetime) -> list[float]:
    """Return the voltage of some weeks that surely were of this set."""
    steady = day_of(state.steady_since) + 1 if state.steady_since else 0
    return _days(past, max(steady, day_of(until) - _LOOKS_BACK), day_of(until))


def _was_low(state: Batteries) -> bool:
    return state.low_since is not None or state.frost_since is not None


def _above(state: Batteries, past: Past, until: datetime) -> float | None:
    """Return the voltage that another set shows, and noise does not."""
    # the day itself may be of both sets
    known = _of_this(state, past, min(until, state.last or until) - DAY)
    if state.level is None or not known:
        return None
    jumps = [b - a for a, b in pairwise(known[-_LOOKS_AT:]) if a < b]
    least = _STEP_AFTER_LOW if _was_low(state) else _STEP
    least = max(least, _JUMPS * median(jumps or [0.0]))
    return max(state.level + least, max(known) + least / 2)


def _returned(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Open a doubt where there were no readings of the set for some days."""
    idle, state = state.idle, replace(state, idle=0.0)
    if state.last is None or (now - state.last) / DAY < _AWAY:
        return state
    idle = idle if idle >= _AWAY else 0.0
    doubt = state.doubt or Doubt(
        since=state.last, back=now, above=_above(state, past, now)
    )
    doubt = replace(doubt, back=now, idle=doubt.idle + idle)
    return replace(state, longest_idle=max(state.longest_idle, idle), doubt=doubt)


def _stepped(state: Batteries, past: Past) -> Batteries:
    """Open a doubt where two samples in a row are above all that was."""
    days = ((float(day.at), day) for day in past.days[-1:])
    samples = [*days, *((s.at / PER_DAY, s) for s in past.today)][-2:]
    new = [volts for _, sample in samples if (volts := _at_room(sample)) is not None]
    if state.doubt or len(new) < 2 or min(new) < (state.level or 9) + _STEP_AFTER_LOW:
        return state
    at = moment(samples[0][0])
    above = _above(state, past, at)
    if above is None or min(new) < above:
        return state
    return replace(state, doubt=Doubt(since=at, back=at, above=above))


def _day(state: Batteries, past: Past, now: datetime) -> Batteries:
    """Look at the day that is just over."""
    if state.doubt is not None:
        return _decided(state, state.doubt, past, now)
    lately = _of_this(state, past, now)[-_LEVEL_DAYS:]
    if len(lately) < 3 or past.days[-1].at < day_of(now) - _LEVEL_WITHIN:
        return state
    level, is_first = round(median(lately), 3), state.level is None
    if is_first and (state.is_new or level > _NICKEL):
        state = replace(state, rechargeable=level <= _NICKEL)
    begun = day_of(state.steady_since or now)
    volts = [d.volts for d in past.days if d.volts is not None and d.at > begun]
    noise = fmean(max(0.0, b - a) for a, b in pairwise(volts)) if volts[1:] else 0.0
    steady = state.steady_since or now
    unseen = (is_first and not state.is_new) or (
        steady != state.since and now - steady < _UNSEEN
    )
    day = 0 if unseen or noise > _NOISY else day_of(now)
    crossed = sum(level <= mark for mark in MARKS)
    marks = (*state.marks, *[day] * (crossed - len(state.marks)))
    return replace(state, level=level, marks=marks)


def _decided(state: Batteries, doubt: Doubt, past: Past, now: datetime) -> Batteries:
    """Settle a doubt once there are days enough."""
    if doubt.above is None:
        # only the word tells
        if state.low_since is None or state.ok_since is None:
            return _the_same(state, doubt, now)
        if not state.low_for_good and state.ok_since <= doubt.since:
            # a stray word that was over before it went away
            fine = replace(state, low_since=None, ok_since=None)
            return _the_same(fine, doubt, now)
        if now - state.ok_since < _CLEARED_BLIND:
            return state
        return _another(state, doubt)
    first = day_of(doubt.back) + 1
    days = [d for _, d in past.by_day(first, day_of(now)) if (d.volts or _FED) < _FED]
    after = [volts for day in days if (volts := _at_room(day)) is not None]
    if len(after) < _STEP_AFTER_LOW_LASTS:
        return state
    if median(after[-_STEP_AFTER_LOW_LASTS:]) < doubt.above:
        return _the_same(state, doubt, now)
    soon = _was_low(state) or doubt.away >= _AWAY
    lasts = _STEP_AFTER_LOW_LASTS if soon else _STEP_LASTS
    if not soon and len({day.volts for day in days}) < 2:
        # a power supply rather than cells
        lasts *= 2
    if after[-1] < doubt.above or day_of(now) - first < lasts:
        return state
    return _another(state, doubt)


def _the_same(state: Batteries, doubt: Doubt, now: datetime) -> Batteries:
    """Return the state where it is the set of before; idle days do not count."""
    idle, steady = doubt.idle, doubt.back
    if doubt.away < _AWAY:
        # a step that fell back after days was external power
        idle, steady = (now - doubt.back) / DAY - _STEP_AFTER_LOW_LASTS, now
        idle = idle if idle >= _AWAY else 0.0
    shift = round(idle)
    return replace(
        state,
        doubt=None,
        longest_idle=max(state.longest_idle, idle),
        since=state.since + shift * DAY if state.since else None,
        is_new=state.is_new and doubt.away - doubt.idle < _AGED,
        steady_since=steady,
        marks=tuple(mark and mark + shift for mark in state.marks),
        low_before=state.low_before and state.low_before + shift,
    )


def _another(state: Batteries, doubt: Doubt) -> Batteries:
    """Return the state where another set is in."""
    if doubt.away <= _DATED:
        return _changed(state, doubt.back, by_owner=False)
    state = _fresh(_closed(state, doubt.since), doubt.back)
    return replace(state, is_new=doubt.away - doubt.idle <= _DATED)


def _fresh(state: Batteries, at: datetime) -> Batteries:
    """Return the state of a set of which is known only that it is in since then."""
    return Batteries(
        first_seen=at,
        since=at,
        steady_since=at,
        seen=state.seen,
        last=state.last,
        longest_idle=state.longest_idle,
        cycles=state.cycles,
    )


def _changed(state: Batteries, at: datetime, *, by_owner: bool) -> Batteries:
    same = state.put_in is not None and abs(at - state.put_in) <= _SAME_CHANGE
    put_in = at
    if same and state.told and not by_owner:
        put_in = state.put_in or at
    return replace(
        _fresh(state if same else _closed(state, at), at),
        first_seen=state.first_seen,
        put_in=put_in,
        since=put_in,
        is_new=True,
        told=by_owner or (same and state.told),
    )


def _word(state: Batteries, past: Past, reading: Reading, now: datetime) -> Batteries:
    """Follow what Blink says: low in earnest lasts for days, and not only in frost."""
    frost = (reading.temperature_f or _ROOM_F) <= FROST_F
    if reading.battery is Battery.OK:
        return _said_ok(state, past, frost, now)
    if _may_be_of_the_old(state, past, now):
        return state
    if state.doubt is not None and state.doubt.above is None and state.ok_since:
        # low again: it was not changed
        state = replace(_unclosed(state), doubt=None, low_since=None)
    state = replace(state, ok_since=None)
    since = state.low_since or state.frost_since or now
    if frost and state.low_since is None and now - since < _FROST_LASTS:
        return replace(state, frost_since=since)
    since = state.low_since or (since if frost else now)
    state = replace(state, low_since=since, frost_since=None)
    if state.low_for_good or now - since < _LOW_LASTS:
        return state
    return replace(_closed(state, now), low_for_good=True)


def _said_ok(state: Batteries, past: Past, frost: bool, now: datetime) -> Batteries:
    if state.low_since is None:
        return state if frost else replace(state, frost_since=None)
    is_first, state = (
        state.ok_since is None,
        replace(state, ok_since=state.ok_since or now),
    )
    lasted = now - (state.ok_since or now)
    if state.doubt is not None:
        return state
    if not state.low_for_good:
        stray = lasted >= _STRAY_LASTS
        return replace(state, low_since=None, ok_since=None) if stray else state
    if is_first:
        above = _above(state, past, now)
        return replace(state, doubt=Doubt(since=now, back=now, above=above))
    if lasted < _CLEARED:
        return state
    return replace(_unclosed(state), low_since=None, ok_since=None)


def _may_be_of_the_old(state: Batteries, past: Past, now: datetime) -> bool:
    """Whether `low` may still be said of the set that is out.

    For two days in any case; for longer where the owner told of the change and
    the voltage is to the hundredth what it was: Blink has not looked since.
    """
    if state.put_in is None or now - state.put_in < _LATE:
        return state.put_in is not None
    if not state.told or now - state.put_in >= _SAME_CHANGE:
        return False
    since = day_of(state.put_in) - 1
    shown = {d.volts for d in past.days if d.at >= since} | {
        s.volts for s in past.today
    }
    return len(shown) == 1 and None not in shown


def _closed(state: Batteries, at: datetime) -> Batteries:
    """Remember the set as one whose time is over."""
    end = state.low_since or state.frost_since or at
    days, day = round(state.used(end)), day_of(end)
    if state.low_for_good or days < SHORTEST_LIFE:
        return state
    ended = Ended(
        ended=day,
        days=days if state.is_new else None,
        low=_was_low(state),
        rechargeable=state.rechargeable,
        marks=tuple(day - m if 0 < m <= day else -1 for m in state.marks),
    )
    return replace(state, cycles=(*state.cycles, ended)[-_MOST_CYCLES:])


def _unclosed(state: Batteries) -> Batteries:
    """Take back that the set was low for good."""
    low = day_of(state.low_since) if state.low_for_good and state.low_since else None
    cycles = tuple(cycle for cycle in state.cycles if cycle.ended != low)
    lasted = low and state.ok_since and day_of(state.ok_since) - low > LOW_IS_SURE
    before = state.low_before or (low if lasted else None)
    return replace(state, cycles=cycles, low_for_good=False, low_before=before)
