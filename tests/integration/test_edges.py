"""What happens seldom: disabled entries, odd objects of core's, old and odd files."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.store import SAVE_DELAY, MemoryStore
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


async def test_files_of_before(hass_storage: dict[str, Any], house: House) -> None:
    """An earlier version's is read; what was never read is never written over."""
    since = house.state("Front door").attributes["since"]
    await house.wait(SAVE_DELAY + 1)
    entries = house.hass.config_entries
    assert await entries.async_unload(house.doctor.entry_id)
    hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"]["minor_version"] = 0
    await house.wait(3600)
    await entries.async_setup(house.doctor.entry_id)
    await house.settle()
    assert house.state("Front door").attributes["since"] == since
    hass_storage[f"{DOMAIN}.x"] = {"version": 1, "data": {"kept": True}}
    await MemoryStore(house.hass, "x").async_close()
    assert hass_storage[f"{DOMAIN}.x"]["data"] == {"kept": True}
