"""The past is known from the first day if the recorder kept core Blink's history."""

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
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.diagnosis.polls import Polls, camera
from tests.house import START, House, MakeHouse

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")

SIX_HOURS = 6 * 3600
KEY = DeviceKey("camera:21")


async def watch(house: House) -> DeviceMemory:
    """Add Blink Doctor; return what it knows of the camera at once."""
    await async_wait_recording_done(house.hass)
    house.doctor = await house.add_doctor()
    await house.settle()
    return house.coordinator.memory.devices[KEY]


@pytest.fixture
async def house(recorder_mock: Recorder, make_house: MakeHouse) -> House:
    """Core Blink alone for a week, with new cells in it."""
    house = await make_house("one_camera", doctor=False)
    camera = house.cloud.device(KEY)
    camera.volts, camera.battery = 1.38, "low"
    for step in range(36):
        if step == 16:
            camera.volts, camera.battery = 1.66, "ok"
        await house.wait(SIX_HOURS)
    return house


async def test_cells_and_signal_of_the_days_before(house: House) -> None:
    """Days, the low batteries and their change are known at the first start."""
    remembered = await watch(house)
    assert [day.volts for day in remembered.past.days][:3] == [1.38, 1.38, 1.38]
    assert remembered.past.days[0].at == day_of(START)
    assert all(day.wifi_dbm is not None for day in remembered.past.days)
    put_in = START + timedelta(seconds=17 * SIX_HOURS)
    assert remembered.cells.put_in is not None
    assert abs(remembered.cells.put_in - put_in) <= timedelta(hours=12)
    assert not remembered.cells.told
    shown = house.state(KEY, "batteries_changed")
    assert shown.state == remembered.cells.put_in.isoformat()
    assert shown.attributes["known_by"] == "voltage"
    house.cloud.device(KEY).volts = 1.5
    await house.reload()
    again = house.coordinator.memory.devices[KEY].past.days
    assert again == remembered.past.days, "what is remembered is not replaced"


async def test_a_broken_database_costs_only_the_days_before(
    recorder_mock: Recorder, caplog: pytest.LogCaptureFixture, house: House
) -> None:
    """Blink Doctor starts as without a recorder."""

    def lose_statistics() -> None:
        with session_scope(hass=house.hass) as session:
            session.execute(text("DROP TABLE statistics_meta"))

    await async_wait_recording_done(house.hass)
    await recorder_mock.async_add_executor_job(lose_statistics)
    caplog.set_level("DEBUG", "custom_components.blink_doctor")
    remembered = await watch(house)
    (said,) = (r for r in caplog.records if "recorder could not" in r.getMessage())
    # the error quotes the statement and what was asked for
    assert said.getMessage() == "The recorder could not be read: OperationalError"
    assert said.exc_info is None
    caplog.clear()  # the recorder logs it with its traceback, and may
    assert not remembered.past.days
    assert remembered.past.today


async def test_signal_from_statistics_of_long_ago(
    recorder_mock: Recorder, make_house: MakeHouse
) -> None:
    """Single states are purged after days; statistics by the hour stay."""
    house = await make_house("one_camera", doctor=False)
    camera = house.cloud.device(KEY)
    sensor = er.async_get(house.hass).async_get_entity_id(
        "sensor", "blink", f"{camera.serial}-wifi_strength"
    )
    assert sensor is not None
    hours = [START + timedelta(days=-90, hours=hour) for hour in range(89 * 24)]
    rows: list[Any] = [
        {"start": hour, "mean": -49.6, "min": -51, "max": -49}
        # one day in ten has an hour without a reading in it
        | ({"mean": -120.0, "min": -255} if hour.day % 10 == 0 == hour.hour else {})
        for hour in hours
    ]
    about: Any = {
        "mean_type": StatisticMeanType.ARITHMETIC,
        "has_mean": True,
        "has_sum": False,
        "name": None,
        "source": "recorder",
        "statistic_id": sensor,
        "unit_class": None,
        "unit_of_measurement": "dBm",
    }
    async_import_statistics(house.hass, about, rows)
    camera.wifi_dbm, camera.wifi_bars = -66, 3
    for _ in range(20):
        await house.wait(SIX_HOURS)
    past = (await watch(house)).past
    assert len(past.weeks) >= 9
    assert {week.wifi_dbm for week in past.weeks} == {-50}
    trend = house.state(KEY, "signal_trend")
    dbm = trend.attributes["wifi_dbm"]
    assert (trend.state, dbm["was"], dbm["is"]) == ("dropped", -50, -66)


def test_battery_sensor_where_the_camera_is_not_recorded() -> None:
    """On is low, off is fine, and unavailable is nothing."""
    states = [
        State("binary_sensor.x", word, last_updated=START - timedelta(hours=hours))
        for word, hours in (("unavailable", 30), ("off", 24), ("on", 8))
    ]
    records = Records(states={"battery": states})
    seen = list(readings(records, camera(battery=Battery.LOW), START))
    said = [reading.battery for _, reading in seen]
    assert said == [Battery.OK, Battery.OK, Battery.OK, Battery.LOW]
    assert all(reading.battery_volts is None for _, reading in seen)
    assert seen[0][0] == START - timedelta(hours=24)


def test_records_are_sampled_like_polls() -> None:
    """However often something was recorded; what the owner reported that day stays."""
    polls = Polls(START)
    polls.poll(camera())
    cells = battery.with_reported_change(polls.remembered().cells, polls.at)
    hourly = [
        (polls.at - timedelta(hours=hours), camera(battery_volts=1.5))
        for hours in range(24, -1, -1)
    ]
    filled = with_earlier(replace(polls.remembered(), cells=cells), hourly)
    slots = [sample.at for sample in filled.past.today]
    assert slots == sorted({*slots}), "that of the first poll is not taken twice"
    assert filled.past.today[-1].volts == 1.5
    assert (filled.cells.put_in, filled.cells.told) == (polls.at, True)
    first_day = polls.remembered()
    assert with_earlier(first_day, ()).cells is first_day.cells, "never recorded"
