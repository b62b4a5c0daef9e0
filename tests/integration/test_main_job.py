"""From Blink's cloud to a named cause in Home Assistant."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.blink_doctor.diagnosis.model.readings import SCOPES
from tests.house import House


# eight polls: no more than the longest patience of a default set-up
@pytest.mark.house(polls=8)
async def test_each_trouble_is_named_until_it_is_too_old(house: House) -> None:
    """Every troubled device gets the cause that was put in, every other none.

    All but old firmware, which takes 14 days to be called so. What is old is not shown
    as if it were so now; the account says why.
    """
    expected = house.account.expected()
    assert {"low_battery", "weak_wifi", "camera_error", "none"} < {*expected.values()}
    assert {
        key: device.primary_cause
        for key, device in house.coordinator.data.devices.items()
        if device.reading.family not in SCOPES
    } == {k: "none" if c == "firmware_behind" else c for k, c in expected.items()}
    state = house.state("Front door")
    shown = {"primary_cause": "low_battery", "causes": ["low_battery"]}
    shown |= {"severity": "error", "since": "2026-11-22T10:00:00+00:00"}
    shown |= {"next_step": "replace_batteries"}
    assert state.attributes == state.attributes | shown
    assert house.state("Living room").attributes["next_step"] == "none"

    house.account.service_down()
    await house.poll(2)
    assert house.state("Front door").state == STATE_ON, "two lost polls change nothing"
    await house.poll(3)
    assert house.state("Front door").state == STATE_UNAVAILABLE
    assert house.state("account", "account_fault").state == STATE_ON
    assert house.state("account", "account_fault_cause").state == "blink_unreachable"
    house.account.service_up()
    await house.poll(2)
    assert house.state("Front door").state == STATE_ON
    assert house.state("account", "account_fault").state == STATE_OFF


async def test_firmware_is_behind_after_two_weeks(
    entity_registry_enabled_by_default: None, house: House
) -> None:
    """A newer version on a sibling counts 14 days after it was first seen."""
    await house.poll_daily(13)
    assert house.cause("Back yard") == "none"
    await house.poll_daily(2)
    assert house.cause("Back yard") == "firmware_behind"
    assert house.state("Back yard", "firmware_state").state == "behind"
    assert house.state("Doorbell", "firmware_state").state == "no_comparison"


async def test_entities_sit_on_blinks_own_devices(house: House) -> None:
    """No second device for a camera; service devices for account and systems.

    A Mini has no battery and no signal that the poll shows.
    """
    devices, ours = dr.async_get(house.hass), house.entries
    camera = house.thing("Front door")
    device = devices.async_get_device_by_identifier(
        ("blink", camera.serial), house.blink.entry_id
    )
    assert device is not None
    assert len([entity for entity in ours if entity.device_id == device.id]) >= 8
    own = dr.async_entries_for_config_entry(devices, house.doctor.entry_id)
    systems = {network.name for network in house.account.networks}
    assert {device.name for device in own} == {"Blink Doctor", *systems}
    assert {device.entry_type for device in own} == {dr.DeviceEntryType.SERVICE}
    unique_ids = [entity.unique_id for entity in ours]
    for thing in (*house.account.cameras, *house.account.sync_modules):
        assert thing.serial not in " ".join(unique_ids)
    mini = house.coordinator.uid(house.key("Nursery"))
    found = {one.rpartition("-")[2] for one in unique_ids if f"-{mini}-" in one}
    assert {"fault", "online", "fault_cause"} <= found
    assert not found & {"battery_state", "battery_voltage", "wifi_signal"}
