"""Zero requests of our own, and no false alarm in a noisy but healthy home.

A week of it: BLINK_DOCTOR_DAYS=7 scripts/test --newest tests/integration/test_requests.py
"""

import os

from homeassistant.core import Event, HomeAssistant, callback
import pytest

from tests.house import House, MakeHouse

POLLS_A_DAY = 288
DAYS = int(os.environ.get("BLINK_DOCTOR_DAYS", "2"))


async def day_of(house: House) -> list[tuple[str, str]]:
    """Let a day pass and return every request of it, in order."""
    await house.poll(POLLS_A_DAY)
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    return [(request.method, request.path) for request in house.cloud.requests]


@pytest.mark.slow
async def test_a_day_makes_no_request_of_ours(make_house: MakeHouse) -> None:
    """A day with Blink Doctor makes exactly the requests of a day without it."""
    without = await day_of(await make_house("troubles", doctor=False))
    alone = await make_house("troubles")
    assert alone.causes()
    with_us = await day_of(alone)
    assert sum("homescreen" in path for _, path in without) == POLLS_A_DAY + 2
    assert with_us == without


@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * DAYS)
async def test_healthy_days(make_house: MakeHouse, hass: HomeAssistant) -> None:
    """Bars that jitter, lost polls and a hiccup an hour: no fault, ever."""
    house = await make_house("healthy")
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
    await house.poll(DAYS * POLLS_A_DAY)
    assert faults == []
    assert house.coordinator.data.data_at is not None
    readings = [device.reading for device in house.coordinator.data.devices.values()]
    assert any(reading.wifi_bars for reading in readings), "the days were read"
