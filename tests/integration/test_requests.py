"""Zero requests of our own, and no false alarm in a noisy but healthy home.

A week of it: BLINK_DOCTOR_DAYS=7 scripts/test --newest tests/integration/test_requests.py
"""

import os
from typing import Any

from homeassistant.core import Event, callback
import pytest

from tests.house import House, MakeHouse

DAYS = float(os.environ.get("BLINK_DOCTOR_DAYS", "0.25"))
POLLS = round(DAYS * 288)


@pytest.mark.slow
async def test_time_makes_no_request_of_ours(make_house: MakeHouse) -> None:
    """With Blink Doctor exactly the requests are made that are made without it."""
    requests: list[list[tuple[str, str]]] = []
    for doctor in (False, True):
        house = await make_house("troubles", doctor=doctor)
        await house.poll(POLLS)
        assert not doctor or house.causes()
        await house.hass.config_entries.async_unload(house.blink.entry_id)
        requests.append([(one.method, one.path) for one in house.cloud.requests])
    without, with_us = requests
    assert sum("homescreen" in path for _, path in without) == POLLS + 2
    assert with_us == without


@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * DAYS)
@pytest.mark.house("healthy")
async def test_a_healthy_home_has_no_fault(house: House) -> None:
    """Bars that jitter, lost polls and a hiccup an hour: no fault, ever."""
    faults: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        state = event.data["new_state"]
        if state is None or state.attributes.get("device_class") != "problem":
            return
        if state.state == "on":
            faults.append(state.entity_id)

    house.hass.bus.async_listen("state_changed", note)
    await house.poll(POLLS)
    assert faults == []
    assert house.coordinator.data.data_at is not None
    readings = [device.reading for device in house.coordinator.data.devices.values()]
    assert any(reading.wifi_bars for reading in readings), "the days were read"
