"""Zero requests of our own, and no false alarm in a noisy but healthy home.

A week of it: BLINK_DOCTOR_DAYS=7 scripts/test --newest tests/integration/test_requests.py
"""

import os

from homeassistant.core import Event, HomeAssistant, callback
import pytest

from tests.house import House, MakeHouse

POLLS_A_DAY = 288
DAYS = float(os.environ.get("BLINK_DOCTOR_DAYS", "0.25"))
POLLS = round(DAYS * POLLS_A_DAY)


async def requests_of(house: House) -> list[tuple[str, str]]:
    """Let the time pass and return every request of it, in order."""
    await house.poll(POLLS)
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    return [(request.method, request.path) for request in house.cloud.requests]


@pytest.mark.slow
async def test_time_makes_no_request_of_ours(make_house: MakeHouse) -> None:
    """With Blink Doctor exactly the requests are made that are made without it."""
    without = await requests_of(await make_house("troubles", doctor=False))
    alone = await make_house("troubles")
    assert alone.causes()
    with_us = await requests_of(alone)
    assert sum("homescreen" in path for _, path in without) == POLLS + 2
    assert with_us == without


@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * DAYS)
@pytest.mark.house("healthy")
async def test_a_healthy_home_has_no_fault(hass: HomeAssistant, house: House) -> None:
    """Bars that jitter, lost polls and a hiccup an hour: no fault, ever."""
    faults: list[str] = []

    @callback
    def note(event: Event) -> None:
        state = event.data["new_state"]
        if (
            state is not None
            and state.attributes.get("device_class") == "problem"
            and state.state == "on"
        ):
            faults.append(state.entity_id)

    hass.bus.async_listen("state_changed", note)
    await house.poll(POLLS)
    assert faults == []
    assert house.coordinator.data.data_at is not None
    readings = [device.reading for device in house.coordinator.data.devices.values()]
    assert any(reading.wifi_bars for reading in readings), "the days were read"
