"""Unloading, stopping and two accounts at the worst of moments."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from tests.house import POLL_SECONDS, House, MakeHouse

from .test_month import ours

MOMENTS = (0, 3, 40)


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if ours(record)]


async def turns(count: int) -> None:
    """Let the loop turn some times, so that something is half done."""
    for _ in range(count):
        await asyncio.sleep(0)


def poll(house: House) -> None:
    house.freezer.tick(POLL_SECONDS + 1)
    async_fire_time_changed(house.hass)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("first", ["blink", "doctor"])
@pytest.mark.usefixtures("loop_debug")
async def test_unload_in_the_middle_of_a_poll(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture, moment: int, first: str
) -> None:
    """Whichever goes first, nothing is left and all comes back."""
    house = await make_house("troubles")
    caplog.clear()
    poll(house)
    await turns(moment)
    entry = getattr(house, first)
    assert await house.hass.config_entries.async_unload(entry.entry_id)
    await house.settle()
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert await house.hass.config_entries.async_setup(entry.entry_id)
    await house.settle()
    await house.poll()
    assert house.cause("Front door") == "low_battery"
    assert failures(caplog) == []


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.usefixtures("loop_debug")
async def test_unload_in_the_middle_of_set_up(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture, moment: int
) -> None:
    """An owner who changes their mind while it starts."""
    house = await make_house("troubles")
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    caplog.clear()
    entries = house.hass.config_entries
    starting = house.hass.async_create_task(entries.async_setup(house.doctor.entry_id))
    await turns(moment)
    await entries.async_reload(house.doctor.entry_id)
    await starting
    await house.settle()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.cause("Front door") == "low_battery"
    assert failures(caplog) == []
