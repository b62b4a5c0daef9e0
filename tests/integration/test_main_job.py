"""From Blink's cloud to a named cause in Home Assistant; and rare events."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.blink_doctor.diagnosis.model.readings import SCOPES
from tests.house import House


# eight polls: no more than the longest patience of a default set-up
@pytest.mark.house(polls=8)
async def test_each_fault_has_its_cause(house: House) -> None:
    """Every troubled device gets the cause that was put in, every other none.

    All but old firmware, which takes 14 days to be called so.
    """
    expected = house.account.expected()
    assert {"low_battery", "weak_wifi", "camera_error", "none"} < {*expected.values()}
    assert {
        key: device.primary_cause
        for key, device in house.coordinator.data.devices.items()
        if device.reading.family not in SCOPES
    } == {k: "none" if c == "firmware_behind" else c for k, c in expected.items()}


@pytest.mark.house("healthy")
async def test_blinks_own_error_flag(house: House) -> None:
    """Blink says so of a network in another answer than that of its devices."""
    house.account.networks[0].sync_module_error = True
    await house.poll(3)
    assert house.cause("Home") == "sync_module_error"


async def test_entities_sit_on_blinks_own_devices(house: House) -> None:
    """No second device for a camera; service devices for account and systems."""
    devices, ours = dr.async_get(house.hass), house.entries
    camera = house.find("Front door")
    device = devices.async_get_device_by_identifier(
        ("blink", camera.serial), house.blink.entry_id
    )
    assert device is not None
    assert len([entity for entity in ours if entity.device_id == device.id]) >= 8
    own = dr.async_entries_for_config_entry(devices, house.doctor.entry_id)
    systems = {network.name for network in house.account.networks}
    assert {device.name for device in own} == {"Blink Doctor", *systems}
    assert {device.entry_type for device in own} == {dr.DeviceEntryType.SERVICE}
    unique_ids = " ".join(entity.unique_id for entity in ours)
    for blink_device in (*house.account.cameras, *house.account.sync_modules):
        assert blink_device.serial not in unique_ids


@pytest.mark.house("two_accounts")
async def test_one_of_two_accounts_is_removed(house: House) -> None:
    """Of two accounts one is removed: the other goes on undisturbed."""
    other = await house.add_blink(house.cloud.account(1))
    assert other.state is ConfigEntryState.SETUP_ERROR, "it wants a code at sign-in"
    second = await house.add_doctor(other)
    coordinator = house.coordinator
    await house.hass.config_entries.async_remove(other.entry_id)
    await house.settle()
    assert second.state is ConfigEntryState.SETUP_ERROR
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.coordinator is coordinator, "not reloaded"


@pytest.mark.house(polls=8)
async def test_unexpected_objects_in_core(house: House) -> None:
    """Core's internals may change: then values are absent, and nothing breaks."""
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
