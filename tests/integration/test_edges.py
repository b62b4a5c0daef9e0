"""What happens seldom: an account that goes, odd objects of core's."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
import pytest

from tests.house import House

pytestmark = pytest.mark.house(polls=8)


@pytest.mark.house("two_accounts")
async def test_only_the_one_whose_account_went(house: House) -> None:
    """Of two accounts one is removed: the other goes on undisturbed."""
    other = await house.add_blink(house.cloud.account(1))
    if other.state is not ConfigEntryState.LOADED:
        # it wants a code at sign-in; that it is there is enough
        assert other.state is ConfigEntryState.SETUP_ERROR
    second = await house.add_doctor(other)
    coordinator = house.coordinator
    await house.hass.config_entries.async_remove(other.entry_id)
    await house.settle()
    assert second.state is ConfigEntryState.SETUP_ERROR
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.coordinator is coordinator, "not reloaded"


async def test_odd_objects_of_cores(house: House) -> None:
    """What core keeps to itself may change: then values are absent, nothing breaks."""
    api: Any = house.coordinator.source.api
    causes = house.causes()
    for module in api.sync.values():
        module.network_id = None
    wireless = [c for c in api.cameras.values() if type(c).__name__ == "BlinkCamera"]
    assert len(wireless) > 5
    for camera in wireless:
        camera._battery_voltage = "much"
        camera.wifi_strength = object()
    house.coordinator._last_homescreen = None
    house.coordinator.async_evaluate()
    assert house.causes() == causes
    readings = [d.reading for d in house.coordinator.data.devices.values()]
    assert {(one.battery_volts, one.wifi_dbm) for one in readings} == {(None, None)}
    api.homescreen, api.cameras, api.sync = [], None, "nothing"
    house.coordinator.async_evaluate()
    assert house.causes() == causes
    assert house.coordinator.data.usable is False
