"""The first day is not blind where the recorder kept core Blink's history."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.core import State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import session_scope
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from sqlalchemy import text

from custom_components.blink_doctor.backfill import Records, readings
from custom_components.blink_doctor.diagnosis import battery
from custom_components.blink_doctor.diagnosis.backfill import with_earlier
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.diagnosis.polls import Polls, camera
from tests.house import START, House, MakeHouse

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")

SIX_HOURS = 6 * 3600


async def a_week_of_core_alone(make_house: MakeHouse) -> House:
    """Let core Blink run for a week without Blink Doctor, with new cells in it."""
    house = await make_house("one_camera", doctor=False)
    camera = house.cloud.device("camera:21")
    camera.volts, camera.battery = 1.38, "low"
    for step in range(36):
        if step == 16:
            camera.volts, camera.battery = 1.66, "ok"
        await house.wait(SIX_HOURS)
    await async_wait_recording_done(house.hass)
    return house


async def test_cells_and_signal_of_the_days_before(
    recorder_mock: Recorder, make_house: MakeHouse
) -> None:
    """Days, the low cells and their change are known at the first start."""
    house = await a_week_of_core_alone(make_house)
    house.doctor = await house.add_doctor()
    await house.settle()
    remembered = house.coordinator.memory.devices["camera:21"]
    assert [day.volts for day in remembered.past.days][:3] == [1.38, 1.38, 1.38]
    assert remembered.past.days[0].at == day_of(START)
    assert all(day.wifi_dbm is not None for day in remembered.past.days)
    put_in = START + timedelta(seconds=17 * SIX_HOURS)
    assert remembered.cells.put_in is not None
    assert abs(remembered.cells.put_in - put_in) <= timedelta(hours=12)
    assert not remembered.cells.told
    name = house.coordinator.data.devices["camera:21"].reading.name
    shown = house.state(name, "batteries_changed")
    assert shown.state == remembered.cells.put_in.isoformat()
    assert shown.attributes["known_by"] == "voltage"


@pytest.mark.house("one_camera", doctor=False)
async def test_signal_from_statistics_of_long_ago(
    recorder_mock: Recorder, house: House
) -> None:
    """Single states are purged after days; statistics by the hour stay."""
    serial = house.cloud.device("camera:21").serial
    sensor = er.async_get(house.hass).async_get_entity_id(
        "sensor", "blink", f"{serial}-wifi_strength"
    )
    assert sensor is not None
    hour = START.replace(minute=0) - timedelta(days=90)
    rows: list[Any] = []
    while hour < START - timedelta(days=1):
        # one day in ten has an hour without a reading in it
        gap = hour.day % 10 == 0 and hour.hour == 3
        rows.append({"start": hour, "mean": -49.6, "min": -51, "max": -49})
        if gap:
            rows[-1] |= {"mean": -120.0, "min": -255, "max": -49}
        hour += timedelta(hours=1)
    async_import_statistics(
        house.hass,
        {
            "mean_type": StatisticMeanType.ARITHMETIC,
            "has_mean": True,
            "has_sum": False,
            "name": None,
            "source": "recorder",
            "statistic_id": sensor,
            "unit_class": None,
            "unit_of_measurement": "dBm",
        },
        rows,
    )
    house.cloud.device("camera:21").wifi_dbm = -66
    house.cloud.device("camera:21").wifi_bars = 3
    for _ in range(20):
        await house.wait(SIX_HOURS)
    await async_wait_recording_done(house.hass)
    house.doctor = await house.add_doctor()
    await house.settle()
    past = house.coordinator.memory.devices["camera:21"].past
    assert len(past.weeks) >= 9
    assert {week.wifi_dbm for week in past.weeks} == {-50}
    name = house.coordinator.data.devices["camera:21"].reading.name
    trend = house.state(name, "signal_trend")
    assert trend.state == "dropped"
    assert trend.attributes["wifi_dbm"]["was"] == -50
    assert trend.attributes["wifi_dbm"]["is"] == -66


async def test_a_broken_database_costs_only_the_days_before(
    recorder_mock: Recorder, make_house: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """Blink Doctor starts as without a recorder."""
    house = await a_week_of_core_alone(make_house)

    def lose_statistics() -> None:
        with session_scope(hass=house.hass) as session:
            session.execute(text("DROP TABLE statistics_meta"))

    await recorder_mock.async_add_executor_job(lose_statistics)
    caplog.set_level("DEBUG", "custom_components.blink_doctor")
    house.doctor = await house.add_doctor()
    await house.settle()
    (said,) = (r for r in caplog.records if "recorder could not" in r.getMessage())
    # the error quotes the statement and what was asked for
    assert said.getMessage() == "The recorder could not be read: OperationalError"
    assert said.exc_info is None
    remembered = house.coordinator.memory.devices["camera:21"]
    assert not remembered.past.days
    assert remembered.past.today


def test_battery_sensor_where_the_camera_is_not_recorded() -> None:
    """On is low, off is fine, and unavailable is nothing."""

    def state(word: str, hours: int) -> State:
        return State(
            "binary_sensor.door_battery",
            word,
            last_updated=START - timedelta(hours=hours),
        )

    records = Records(
        states={"battery": [state("unavailable", 30), state("off", 24), state("on", 8)]}
    )
    like = camera(battery=Battery.LOW)
    seen = list(readings(records, like, START))
    assert [reading.battery for _, reading in seen] == [
        Battery.OK,
        Battery.OK,
        Battery.OK,
        Battery.LOW,
    ]
    assert all(reading.battery_volts is None for _, reading in seen)
    assert seen[0][0] == START - timedelta(hours=24)


def test_what_was_told_on_the_first_day_stays() -> None:
    """Records from before do not undo it."""
    polls = Polls(START)
    polls.poll(camera())
    told_at = polls.at
    cells = battery.with_reported_change(polls.remembered().cells, told_at)
    first_day = replace(polls.remembered(), cells=cells)
    before = [
        (START - timedelta(days=20) + n * timedelta(hours=6), camera(battery_volts=1.5))
        for n in range(79)
    ]
    filled = with_earlier(first_day, before)
    assert (filled.cells.put_in, filled.cells.told) == (told_at, True)
    assert [cycle.days for cycle in filled.cells.cycles] == [None]
    assert filled.past.today[-1].volts == 1.55
    assert len(filled.past.days) > 14


def test_records_are_sampled_like_polls() -> None:
    """Four samples a day, however often something was recorded; then today's."""
    polls = Polls(START)
    polls.poll(camera())
    hourly = [
        (polls.at - timedelta(hours=hours), camera(battery_volts=1.5))
        for hours in range(24, -1, -1)
    ]
    past = with_earlier(polls.remembered(), hourly).past
    assert [day.at for day in past.days] == [day_of(polls.at) - 1]
    slots = [sample.at for sample in past.today]
    assert slots == sorted(set(slots))
    assert past.slot == slots[-1] == polls.remembered().past.slot
    assert past.today[-1].volts == 1.5, "the quarter day had been recorded already"


def test_no_records_change_nothing() -> None:
    """A camera that core has never recorded keeps what was seen today."""
    polls = Polls(START)
    polls.poll(camera())
    first_day = polls.remembered()
    filled = with_earlier(first_day, ())
    assert filled.past == first_day.past
    assert filled.cells is first_day.cells


async def test_it_is_done_once(recorder_mock: Recorder, make_house: MakeHouse) -> None:
    """What is remembered already is not replaced by records."""
    house = await a_week_of_core_alone(make_house)
    house.doctor = await house.add_doctor()
    await house.settle()
    before = house.coordinator.memory.devices["camera:21"].past.days
    house.cloud.device("camera:21").volts = 1.5
    await house.reload()
    assert house.coordinator.memory.devices["camera:21"].past.days == before


async def test_without_the_recorder(make_house: MakeHouse, caplog: Any) -> None:
    """Nothing is filled in and nothing is said."""
    house = await make_house("one_camera")
    remembered = house.coordinator.memory.devices["camera:21"]
    assert not remembered.past.days
    assert remembered.past.today
    assert "recorder" not in caplog.text.lower()
