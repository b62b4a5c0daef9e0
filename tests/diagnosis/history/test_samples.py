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
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.diagnosis.polls import DAY, SLOT, START, Polls, camera


def test_memory_stays_equal_between_two_samples() -> None:
    """Nothing is written for polls that bring nothing new."""
    polls = Polls()
    polls.poll(camera())
    before = polls.memory
    for _ in range(70):
        polls.poll(camera(battery_volts=1.54), after=timedelta(minutes=5))
    assert polls.memory == before
    polls.poll(camera(), after=timedelta(minutes=10))
    assert polls.memory != before


def test_a_day_is_the_middle_of_its_samples() -> None:
    """One stray reading does not make a day."""
    polls = Polls(START - timedelta(hours=5))
    for volts in (1.55, 1.56, 1.30, 1.55):
        polls.poll(camera(battery_volts=volts))
    polls.poll(camera())
    [day] = polls.remembered().past.days
    assert day.at == day_of(START)
    assert day.volts == 1.55


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


def test_days_become_weeks_and_both_are_bounded() -> None:
    """Two years leave two weeks of days and thirty weeks."""
    polls = Polls()
    polls.days(730, lambda day: camera(wifi_bars=5 if day % 7 else 4))
    past = polls.remembered().past
    assert DAYS_KEPT <= len(past.days) <= DAYS_KEPT + 8
    assert len(past.weeks) == WEEKS_KEPT
    assert day_of_week(past.weeks[-1].at) + 7 == past.days[0].at
    assert all(week.wifi_bars == 5 for week in past.weeks)


def test_five_years_fit_into_three_kilobytes() -> None:
    """Also as JSON, with cells changed twice a year."""
    polls = Polls()

    def cells(day: int) -> float:
        return round(1.65 - 0.3 * (day % 180) / 180, 2)

    polls.days(1825, lambda day: camera(battery_volts=cells(day), wifi_dbm=-61))
    stored = storage.as_dict(polls.memory)["devices"]["camera:1"]
    # the ledger of recording has a bound of its own
    del stored["watched"]
    text = json.dumps(stored)
    assert len(polls.remembered().cells.cycles) == 8
    assert len(text) < 3072


def test_survives_a_restart() -> None:
    """What is stored and read again is the same."""
    polls = Polls()
    low = camera(battery=Battery.LOW, battery_volts=1.4)
    polls.days(40, lambda day: low if day < 30 else camera(battery_volts=1.65))
    read, lost = storage.from_dict(
        json.loads(json.dumps(storage.as_dict(polls.memory)))
    )
    assert not lost
    assert read.devices == polls.memory.devices
    assert read.devices["camera:1"].cells.put_in is not None


def test_a_broken_past_costs_only_the_past() -> None:
    """Conditions and identity of the device stay."""
    polls = Polls()
    polls.poll(camera())
    data = storage.as_dict(polls.memory)
    data["devices"]["camera:1"]["past"] = {"slot": "never"}
    read, lost = storage.from_dict(data)
    assert lost == ["memory.devices.camera:1.past.slot"]
    assert read.devices["camera:1"].identity == polls.remembered().identity
    assert read.devices["camera:1"].past.slot == -1


def test_a_clock_that_is_set_back_forgets_the_future() -> None:
    """And goes on from there."""
    polls = Polls()
    polls.days(30, camera())
    polls.poll(camera(), after=-5 * DAY)
    past = polls.remembered().past
    assert past.days
    assert max(day.at for day in past.days) < day_of(polls.at)
    polls.days(3, camera())
    days = [day.at for day in polls.remembered().past.days]
    assert days == sorted(set(days))


def test_offline_adds_nothing() -> None:
    """What an offline camera last said is old news."""
    polls = Polls()
    polls.poll(camera())
    before = polls.remembered().past
    polls.days(2, camera(online=False))
    assert polls.remembered().past == before


def test_what_has_no_values_takes_no_space() -> None:
    """A Mini has neither volts nor bars in the homescreen."""
    polls = Polls()
    mini = camera(
        "owl:1",
        battery=None,
        battery_volts=None,
        wifi_bars=None,
        sync_module_bars=None,
        temperature_f=None,
    )
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
