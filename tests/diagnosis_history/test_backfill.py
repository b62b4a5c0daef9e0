"""The first day is not blind where the recorder kept core Blink's history."""

from datetime import timedelta
from typing import Any

from homeassistant.components.recorder import Recorder
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.blink_doctor.diagnosis.past import day_of
from tests.house import START, House, MakeHouse

SIX_HOURS = 6 * 3600


async def a_week_of_core_alone(make_house: MakeHouse) -> House:
    """Let core Blink run for a week without Blink Doctor, with new cells in it."""
    house = await make_house("one_camera", doctor=False)
    camera = house.cloud.device("camera:21")
    camera.volts, camera.battery = 1.38, "low"
    for step in range(28):
        if step == 16:
            camera.volts, camera.battery = 1.66, "ok"
        await house.wait(SIX_HOURS)
    await async_wait_recording_done(house.hass)
    return house


@pytest.mark.usefixtures("socket_enabled")
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


async def test_it_is_done_once(recorder_mock: Recorder, make_house: MakeHouse) -> None:
    """What is remembered already is not replaced by records."""
    house = await a_week_of_core_alone(make_house)
    house.doctor = await house.add_doctor()
    await house.settle()
    before = house.coordinator.memory.devices["camera:21"].past.days
    house.cloud.device("camera:21").volts = 1.5
    await house.hass.config_entries.async_reload(house.doctor.entry_id)
    await house.settle()
    assert house.coordinator.memory.devices["camera:21"].past.days == before


async def test_without_the_recorder(make_house: MakeHouse, caplog: Any) -> None:
    """Nothing is filled in and nothing is said."""
    house = await make_house("one_camera")
    remembered = house.coordinator.memory.devices["camera:21"]
    assert not remembered.past.days
    assert remembered.past.today
    assert "recorder" not in caplog.text.lower()
