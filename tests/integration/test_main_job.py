"""From Blink's cloud to a named cause in Home Assistant."""

from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.blink_doctor.diagnosis.model.readings import SCOPES
from tests.house import House
from tests.story import Story


# eight polls: no more than the longest patience of a default set-up
@pytest.mark.house(polls=8)
async def test_each_trouble_is_named_until_it_is_too_old(
    house: House, story: Story
) -> None:
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
    story.follow_states(house, "Front door", "account")
    story("two lost polls change nothing")
    house.account.service_down()
    await house.poll(2)
    story("what is old is not shown as if it were so now; the account says why")
    await house.poll(3)
    story("Blink answers")
    house.account.service_up()
    await house.poll(2)


async def test_entities_sit_on_blinks_own_devices(house: House) -> None:
    """No second device for a camera; service devices for account and systems."""
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
    unique_ids = " ".join(entity.unique_id for entity in ours)
    for thing in (*house.account.cameras, *house.account.sync_modules):
        assert thing.serial not in unique_ids
