"""A device's signals, voltage and temperature over days and weeks, compactly.

Four samples a day become one day, seven days become one week. Between two samples a poll
adds nothing, so that the memory stays equal and is not written to disk.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from ..model.frozen import dataclass, replace
from ..model.readings import Reading
from ..parsing import values

PER_DAY = 4
DAYS_KEPT = 14
# half a year: how far back the decline towards an empty battery set can be seen
WEEKS_KEPT = 30
_SLOT_SECONDS = 86_400 // PER_DAY
_MOST_TODAY = 2 * PER_DAY
# the year 2200
_LAST_DAY = 84_006
# 1 January 1970 was a Thursday; weeks begin on Monday
_THURSDAY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Values at one time, or their medians over a day or a week.

    `at` counts quarter days, days or weeks since 1970 (UTC). Units are those of
    `Reading`: volts per cell, degrees Fahrenheit, bars 0-5, dBm.
    """

    at: int
    volts: float | None = None
    temperature_f: float | None = None
    wifi_bars: int | None = None
    wifi_dbm: int | None = None
    sync_module_bars: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """The samples of today, the days before, and the weeks before those.

    `slot` is the quarter day of the last sample.
    """

    slot: int = -1
    today: tuple[Sample, ...] = ()
    days: tuple[Sample, ...] = ()
    weeks: tuple[Sample, ...] = ()

    def by_day(self, since: int, until: int) -> list[tuple[int, Sample]]:
        """Return days (since 1970) with their values, oldest first.

        Both ends count. A week stands at its middle day, and only where all of
        it lies within.
        """
        weeks = [
            (day_of_week(week.at) + 3, week)
            for week in self.weeks
            if since <= day_of_week(week.at) <= until - 6
        ]
        days = [(day.at, day) for day in self.days if since <= day.at <= until]
        return weeks + days


def slot_of(at: datetime) -> int:
    """Return the quarter day since 1970 that contains `at`."""
    return int(at.timestamp()) // _SLOT_SECONDS


def day_of(at: datetime) -> int:
    """Return the day since 1970 (UTC) that contains `at`."""
    return int(at.timestamp()) // 86400


def week_of(day: int) -> int:
    """Return the week that a day lies in."""
    return (day + _THURSDAY) // 7


def day_of_week(week: int) -> int:
    """Return the first day of a week."""
    return week * 7 - _THURSDAY


def is_day(day: int) -> bool:
    """Whether a day number is within the range that `datetime` calculations support."""
    return 0 <= day <= _LAST_DAY


def start_of_day(day: float) -> datetime:
    """Return the beginning of a day since 1970."""
    return datetime.fromtimestamp(0, UTC) + timedelta(days=day)


def with_reading(past: Past, reading: Reading, slot: int) -> Past:
    """Return the past with one more sample; the same object if the reading adds none.

    An offline device repeats its last values: they are not sampled.
    """
    if reading.online is False:
        return past
    sample = Sample(
        at=slot,
        volts=reading.battery_volts,
        temperature_f=reading.temperature_f,
        wifi_bars=reading.wifi_bars,
        wifi_dbm=reading.wifi_dbm,
        sync_module_bars=reading.sync_module_bars,
    )
    if slot < past.slot:
        past = _rewound(past, slot)
    if sample == Sample(at=slot):
        return replace(past, slot=slot)
    return added(past, sample)


def added(past: Past, sample: Sample) -> Past:
    """Return the past with a sample that is not older than its last one."""
    if past.today and past.today[0].at // PER_DAY != sample.at // PER_DAY:
        past = _day_over(past)
    today = (*past.today[1 - _MOST_TODAY :], sample)
    return replace(past, slot=sample.at, today=today)


def last_day(past: Past, until: datetime) -> list[Sample]:
    """Return the samples of the last 24 hours before `until`.

    Of yesterday only the median is kept: it stands in for the quarter days missing today.
    """
    slot = slot_of(until)
    today = [s for s in past.today if slot - PER_DAY < s.at <= slot]
    if len(today) >= PER_DAY:
        return today
    yesterday = slot // PER_DAY - 1
    before = [day for day in past.days if day.at >= yesterday]
    return before * (PER_DAY - len(today)) + today


def medians(samples: Sequence[Sample], at: int) -> Sample:
    """Return the median of each value."""
    return Sample(
        at=at,
        volts=_median([s.volts for s in samples]),
        temperature_f=_median([s.temperature_f for s in samples]),
        wifi_bars=_median([s.wifi_bars for s in samples]),
        wifi_dbm=_median([s.wifi_dbm for s in samples]),
        sync_module_bars=_median([s.sync_module_bars for s in samples]),
    )


def _median[T: (int, float)](values: list[T | None]) -> T | None:
    known = sorted(value for value in values if value is not None)
    return known[len(known) // 2] if known else None


def valid(past: Past) -> Past:
    """Return the past without impossible samples; the same object if all are possible.

    Values must be in range, and samples in order: weeks, then days, then today.
    """
    weeks = _in_order(past.weeks, -1, _LAST_DAY // 7)
    after = day_of_week(weeks[-1].at + 1) - 1 if weeks else -1
    days = _in_order(past.days, after, _LAST_DAY)
    after = (days[-1].at if days else after) * PER_DAY + PER_DAY - 1
    today = _in_order(past.today, after, _LAST_DAY * PER_DAY, step=0)
    slot = max(past.slot, today[-1].at if today else after)
    if slot > _LAST_DAY * PER_DAY:
        slot = today[-1].at if today else after
    kept = Past(slot=max(slot, -1), today=today, days=days, weeks=weeks)
    return past if kept == past else kept


def _in_order(
    samples: Sequence[Sample], after: int, last: int, *, step: int = 1
) -> tuple[Sample, ...]:
    kept: list[Sample] = []
    for sample in samples:
        if after < sample.at <= last:
            kept.append(_possible(sample))
            after = sample.at - 1 + step
    return tuple(kept)


def _possible(sample: Sample) -> Sample:
    """Return a sample without values that are out of range."""
    volts = sample.volts
    if volts is not None and values.cell_hundredths(round(volts * 100, 6)) is None:
        volts = None
    return Sample(
        at=sample.at,
        volts=volts,
        temperature_f=values.temperature(sample.temperature_f),
        wifi_bars=values.bars(sample.wifi_bars),
        wifi_dbm=values.dbm(sample.wifi_dbm),
        sync_module_bars=values.bars(sample.sync_module_bars),
    )


def _rewound(past: Past, slot: int) -> Past:
    """Drop samples in the future, after the clock was set back."""
    day = slot // PER_DAY
    return Past(
        today=tuple(s for s in past.today if s.at <= slot),
        days=tuple(s for s in past.days if s.at < day),
        weeks=tuple(s for s in past.weeks if s.at < week_of(day)),
    )


def _day_over(past: Past) -> Past:
    over = past.today[0].at // PER_DAY
    return _week_over(
        replace(past, today=(), days=(*past.days, medians(past.today, over))), over
    )


def _week_over(past: Past, today: int) -> Past:
    """Merge the days of a week into one once the whole week is old enough."""
    weeks, days = list(past.weeks), list(past.days)
    while days and day_of_week(week_of(days[0].at)) + 6 < today - DAYS_KEPT:
        week = week_of(days[0].at)
        inside = [day for day in days if week_of(day.at) == week]
        weeks.append(medians(inside, week))
        days = days[len(inside) :]
    if len(days) == len(past.days):
        return past
    return replace(past, days=tuple(days), weeks=tuple(weeks[-WEEKS_KEPT:]))
