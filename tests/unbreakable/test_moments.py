"""Unloading, stopping and two accounts at the worst of moments."""

import asyncio
import logging

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor.checkup import (
    CheckUpError,
    CheckUpResult,
    async_check_up,
)
from custom_components.blink_doctor.const import DOMAIN
from tests.house import POLL_SECONDS, House, MakeHouse

from .test_month import ours

MOMENTS = (0, 1, 3, 10, 40)


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


@pytest.mark.parametrize("moment", MOMENTS)
async def test_stopping_in_the_middle_of_a_check_up(
    make_house: MakeHouse,
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    moment: int,
) -> None:
    """Home Assistant shuts down while a person waits for a check-up."""
    house = await make_house("troubles")
    house.freezer.tick(61)
    caplog.clear()
    checking = asyncio.create_task(
        async_check_up(hass, house.coordinator, [house.key("Front door")])
    )
    await turns(moment)
    await hass.async_stop(force=True)
    # with the sessions closed it ends by itself, with its answer or an error of its own
    (result,) = await asyncio.gather(checking, return_exceptions=True)
    assert isinstance(result, CheckUpResult | CheckUpError)
    assert failures(caplog) == []


async def test_two_accounts_keep_apart(
    make_house: MakeHouse, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """One account in trouble says nothing about the other."""
    caplog.set_level(logging.WARNING)
    house = await make_house("two_accounts")
    house.cloud.account(1).two_factor = None
    second = await house.add_blink(house.cloud.account(1))
    doctor = await house.add_doctor(second)
    await house.poll()
    coordinators = [house.coordinator, doctor.runtime_data]
    names = [
        {d.reading.name for key, d in c.data.devices.items() if key != "account"}
        for c in coordinators
    ]
    assert all(names)
    registry_ids = [
        {c.device_id(key) for key in c.data.devices if key != "account"}
        for c in coordinators
    ]
    assert not registry_ids[0] & registry_ids[1]

    house.cloud.account(1).service_down()
    await house.poll(5)
    assert doctor.runtime_data.data.account.primary_cause == "blink_unreachable"
    assert doctor.runtime_data.stale
    assert not house.coordinator.stale
    assert house.coordinator.data.account.primary_cause == "none"

    await hass.config_entries.async_remove(second.entry_id)
    await house.settle()
    assert doctor.state is ConfigEntryState.SETUP_ERROR
    assert house.doctor.state is ConfigEntryState.LOADED
    assert len(hass.config_entries.async_entries(DOMAIN)) == 2
