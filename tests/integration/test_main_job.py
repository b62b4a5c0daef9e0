"""From Blink's cloud to a named cause in Home Assistant."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.blink_doctor.diagnosis.model.readings import SCOPES
from tests.house import House, MakeHouse

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")

# What needs no more than the longest patience of a default set-up
SETTLED = 8


async def settled(make_house: MakeHouse, scenario: str = "troubles") -> House:
    house = await make_house(scenario)
    await house.poll(SETTLED)
    return house


async def test_each_trouble_is_named(make_house: MakeHouse) -> None:
    """Every troubled device gets the cause that was put in, every other none.

    All but old firmware, which takes 14 days to be called so.
    """
    house = await settled(make_house)
    expected = {
        key: "none" if cause == "firmware_behind" else cause
        for key, cause in house.account.expected().items()
    }
    assert {"low_battery", "weak_wifi", "camera_error", "none"} < set(expected.values())
    found = {
        key: device.primary_cause
        for key, device in house.coordinator.data.devices.items()
        if device.reading.family not in SCOPES
    }
    assert found == expected


async def test_firmware_is_behind_after_two_weeks(house: House) -> None:
    """A newer version on a sibling counts 14 days after it was first seen."""
    assert house.state("Back yard", "firmware_state").state == "newer_seen"
    await house.poll_daily(13)
    await house.wait(86400 - 60)
    assert house.cause("Back yard") == "none"
    await house.poll()
    assert house.cause("Back yard") == "firmware_behind"
    assert house.state("Back yard", "firmware_state").state == "behind"
    assert house.state("Terrace", "firmware_state").state == "newest_seen"
    assert house.state("Doorbell", "firmware_state").state == "no_comparison"


async def test_what_the_fault_sensor_tells(make_house: MakeHouse) -> None:
    """Cause, severity, since and next step; nothing large, nothing secret."""
    house = await settled(make_house)
    state = house.state("Front door")
    assert state.state == STATE_ON
    assert {
        key: state.attributes[key]
        for key in ("primary_cause", "causes", "severity", "since", "next_step")
    } == {
        "primary_cause": "low_battery",
        "causes": ["low_battery"],
        "severity": "error",
        "since": "2026-11-22T10:00:00+00:00",
        "next_step": "replace_batteries",
    }
    assert house.state("Front door", "fault_cause").state == "low_battery"
    assert house.state("Front door", "battery_state").state == "low"
    assert house.state("Front door", "online").state == STATE_ON
    assert house.state("Driveway", "wifi_signal").state == "2"
    assert house.state("Balcony", "online").state == STATE_OFF
    assert house.state("Living room").state == STATE_OFF
    assert house.state("Living room").attributes["next_step"] == "none"


async def test_entities_sit_on_blinks_own_devices(
    device_registry: dr.DeviceRegistry, entity_registry: er.EntityRegistry, house: House
) -> None:
    """No second device for a camera; service devices for account and systems."""
    camera = next(c for c in house.account.cameras if c.name == "Front door")
    device = device_registry.async_get_device_by_identifier(
        ("blink", camera.serial), house.blink.entry_id
    )
    assert device is not None
    ours = [
        entity
        for entity in er.async_entries_for_device(
            entity_registry, device.id, include_disabled_entities=True
        )
        if entity.platform == "blink_doctor"
    ]
    assert len(ours) >= 8
    own = dr.async_entries_for_config_entry(device_registry, house.doctor.entry_id)
    systems = {network.name for network in house.account.networks}
    assert {device.name for device in own} == {"Blink Doctor", *systems}
    assert {device.entry_type for device in own} == {dr.DeviceEntryType.SERVICE}
    serials = [d.serial for d in (*house.account.cameras, *house.account.sync_modules)]
    assert not [
        entity.unique_id
        for entity in er.async_entries_for_config_entry(
            entity_registry, house.doctor.entry_id
        )
        if any(serial in entity.unique_id for serial in serials)
    ]


async def test_what_a_device_cannot_have_is_not_made(house: House) -> None:
    """A Mini has no battery and no signal that the poll shows."""
    found = {
        entity.unique_id.rpartition("-")[2]
        for entity in er.async_entries_for_config_entry(
            er.async_get(house.hass), house.doctor.entry_id
        )
        if entity.unique_id.split("-")[1] == house.coordinator.uid(house.key("Nursery"))
    }
    assert {"fault", "online", "fault_cause"} <= found
    assert not found & {"battery_state", "battery_voltage", "wifi_signal"}


@pytest.mark.house("one_camera", polls=1)
async def test_one_dead_module_explains_its_cameras(house: House) -> None:
    """Twelve cameras behind a dead sync module are one finding, on the module."""
    module, camera = house.account.sync_modules[0], house.account.cameras[0]
    module.unplug()
    await house.poll(6)
    assert house.cause(f"sync_module:{module.id}") == "sync_module_offline"
    assert house.cause(camera.name) == "sync_module_offline"
    assert [
        (finding.cause, finding.device) for finding in house.coordinator.data.roots
    ] == [("sync_module_offline", f"sync_module:{module.id}")]

    module.plug_in()
    await house.poll(2)
    assert set(house.causes().values()) == {"none"}


async def test_stale_data_is_unavailable(make_house: MakeHouse) -> None:
    """What is old is not shown as if it were so now; the account says why."""
    house = await settled(make_house)
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


@pytest.mark.house("one_camera")
async def test_core_freezes_but_we_see(house: House) -> None:
    """Core keeps showing an offline camera's old values; the homescreen tells."""
    camera = house.account.cameras[0]
    camera.hang()
    await house.poll(4)
    assert house.state(camera.name, "online").state == STATE_OFF
    assert house.cause(camera.name) == "camera_error"
    core = er.async_get(house.hass).async_get_entity_id(
        "binary_sensor", "blink", f"{camera.serial}-battery"
    )
    assert core is not None
    state = house.hass.states.get(core)
    assert state is not None
    assert state.state == STATE_OFF, "core sees nothing wrong"
