"""Days and weeks in little space, and no writing in between."""

from datetime import timedelta
import json

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.history.samples import (
    DAYS_KEPT,
    PER_DAY,
    WEEKS_KEPT,
    Past,
    Sample,
    day_of,
    day_of_week,
    last_day,
    sound,
    start_of_day,
    week_of,
)
from custom_components.blink_doctor.diagnosis.model.readings import Reading
from tests.diagnosis.polls import SLOT, START, Polls, camera

MINUTE = timedelta(minutes=1)


def test_memory_stays_equal_between_two_samples() -> None:
    """Nothing is written for polls that bring nothing new."""
    polls = Polls()
    polls.poll(camera())
    before = polls.memory
    for _ in range(70):
        polls.poll(camera(battery_volts=1.54), after=5 * MINUTE)
    assert polls.memory == before
    polls.poll(camera(), after=10 * MINUTE)
    assert polls.memory != before


def test_a_day_is_the_middle_of_its_samples() -> None:
    """One stray reading does not make a day."""
    polls = Polls(START - timedelta(hours=5))
    for volts in (1.55, 1.56, 1.30, 1.55, 1.55):
        polls.poll(camera(battery_volts=volts))
    [day] = polls.remembered().past.days
    assert (day.at, day.volts) == (day_of(START), 1.55)


@pytest.mark.parametrize(("today", "bars"), [(1, [5, 5, 5, 2]), (3, [5, 2, 2, 2])])
def test_the_last_day_is_of_as_many_samples_wherever_midnight_is(
    today: int, bars: list[int]
) -> None:
    """Yesterday's middle stands for the quarter days that today lacks."""
    polls = Polls(START - SLOT)
    polls.days(2, camera())
    polls.days(today / 4, camera(wifi_bars=2))
    found = last_day(polls.remembered().past, polls.at)
    assert [sample.wifi_bars for sample in found] == bars


def test_five_years_fit_into_three_kilobytes() -> None:
    """Days become weeks, both are bounded; cells are changed twice a year."""
    polls = Polls()

    def seen(day: int) -> Reading:
        volts = round(1.65 - 0.3 * (day % 180) / 180, 2)
        return camera(battery_volts=volts, wifi_dbm=-61, wifi_bars=5 if day % 7 else 4)

    polls.days(1825, seen)
    data = json.loads(json.dumps(storage.as_dict(polls.memory)))
    read, lost = storage.from_dict(data)
    assert (read.devices, lost) == (polls.memory.devices, [])
    stored = data["devices"]["camera:1"]
    # the ledger of recording has a bound of its own
    del stored["watched"]
    assert len(json.dumps(stored)) < 3072
    assert len(polls.remembered().cells.cycles) == 8
    past = polls.remembered().past
    assert DAYS_KEPT <= len(past.days) <= DAYS_KEPT + 8
    assert len(past.weeks) == WEEKS_KEPT
    assert day_of_week(past.weeks[-1].at) + 7 == past.days[0].at
    assert all(week.wifi_bars == 5 for week in past.weeks)


def test_what_has_no_values_takes_no_space() -> None:
    """A Mini has neither volts nor bars in the homescreen."""
    nothing = ("battery", "battery_volts", "wifi_bars", "sync_module_bars")
    polls = Polls()
    mini = camera("owl:1", **dict.fromkeys((*nothing, "temperature_f")))
    polls.days(30, mini)
    assert not polls.remembered("owl:1").past.days
    assert polls.remembered("owl:1").cells.first_seen is None


def test_weeks_begin_on_monday() -> None:
    """5 January 2026 was one."""
    assert day_of_week(week_of(day_of(START))) == day_of(START)
    assert week_of(day_of(START) - 1) == week_of(day_of(START)) - 1
    assert start_of_day(day_of(START)) == START


def test_samples_of_today_are_later_than_the_days() -> None:
    """What is damaged is left out: a quarter day before the end of the last day."""
    past = Past(
        slot=10 * PER_DAY,
        days=(Sample(at=5), Sample(at=9)),
        today=(Sample(at=7 * PER_DAY), Sample(at=10 * PER_DAY)),
    )
    assert sound(past).today == (Sample(at=10 * PER_DAY),)
