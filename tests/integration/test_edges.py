"""What happens seldom: disabled entries, odd objects of core's, old and odd files."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnostics import redaction
from custom_components.blink_doctor.store import SAVE_DELAY, MemoryStore
from tests.house import House, MakeHouse

pytestmark = pytest.mark.house(polls=8)


def issues(hass: HomeAssistant) -> list[str]:
    return [key[1] for key in ir.async_get(hass).issues if key[0] == DOMAIN]


async def test_disabling_us_takes_our_issues_away(
    hass: HomeAssistant, house: House
) -> None:
    """Nobody looks after it, so nothing is to be repaired; enabled again, it is."""
    before = issues(hass)
    assert len(before) >= 6
    entry_id = house.doctor.entry_id
    await hass.config_entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    await house.settle()
    assert issues(hass) == []
    await hass.config_entries.async_set_disabled_by(entry_id, None)
    await house.settle()
    assert sorted(issues(hass)) == sorted(before)


@pytest.mark.house("one_camera", polls=1)
async def test_core_disabled_is_told_apart(hass: HomeAssistant, house: House) -> None:
    """A Blink entry that the owner has disabled is one reason of its own."""
    await hass.config_entries.async_set_disabled_by(
        house.blink.entry_id, ConfigEntryDisabler.USER
    )
    for _ in range(17):
        await house.wait(60)
    assert house.coordinator.source.trouble == "disabled"
    finding = house.coordinator.data.account.primary
    assert finding is not None
    assert finding.evidence == {"trouble": "disabled"}


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
    assert {reading.battery_volts for reading in readings} == {None}
    assert {reading.wifi_dbm for reading in readings} == {None}


@pytest.mark.house("one_camera", polls=1)
async def test_core_without_its_objects(house: House) -> None:
    """Nothing where the live object was: no data, and no exception."""
    api: Any = house.coordinator.source.api
    before = house.causes()
    api.homescreen, api.cameras, api.sync = [], None, "nothing"
    house.coordinator.async_evaluate()
    assert house.causes() == before
    assert house.coordinator.data.usable is False


async def test_what_was_not_watched_cannot_be_confirmed(house: House) -> None:
    """Good values for a device without the finding change nothing."""
    memory = house.coordinator.memory
    key = house.key("Living room")
    house.coordinator.async_confirm_fixed(key, Cause.WEAK_WIFI)
    house.coordinator.async_confirm_fixed("camera:0", Cause.WEAK_WIFI)
    assert house.coordinator.memory == memory

    assert house.cause("Driveway") == "weak_wifi"
    house.coordinator.async_confirm_fixed(house.key("Driveway"), Cause.WEAK_WIFI)
    await house.settle()
    assert house.cause("Driveway") == "none"


async def test_an_older_file_is_read(
    make_house: MakeHouse, hass_storage: dict[str, Any]
) -> None:
    """A file of an earlier version is brought along, with what it knows."""
    house: House = await make_house("troubles")
    await house.poll(2)
    since = house.state("Front door").attributes["since"]
    await house.wait(SAVE_DELAY + 1)
    entries = house.hass.config_entries
    assert await entries.async_unload(house.doctor.entry_id)
    file = hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"]
    file["minor_version"] = 0
    await house.wait(3600)
    await entries.async_setup(house.doctor.entry_id)
    await house.settle()
    assert house.state("Front door").attributes["since"] == since


async def test_nothing_to_write(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """What was never read is never written over."""
    hass_storage[f"{DOMAIN}.x"] = {"version": 1, "data": {"kept": True}}
    await MemoryStore(hass, "x").async_close()
    assert hass_storage[f"{DOMAIN}.x"]["data"] == {"kept": True}


@pytest.mark.house("one_camera")
async def test_a_device_that_core_makes_later(
    hass: HomeAssistant, device_registry: dr.DeviceRegistry, house: House
) -> None:
    """Entities move to core's device, and the one of our own goes."""
    house.account.add_camera("Shed")
    await house.poll(2)
    own = dr.async_entries_for_config_entry(device_registry, house.doctor.entry_id)
    assert "Shed" in {device.name for device in own}
    await house.reload(house.blink)
    await house.poll(2)
    own = dr.async_entries_for_config_entry(device_registry, house.doctor.entry_id)
    assert [device.entry_type for device in own] == [dr.DeviceEntryType.SERVICE]
    core = dr.async_entries_for_config_entry(device_registry, house.blink.entry_id)
    assert house.device("Shed").id in {device.id for device in core}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (None, None),
        ("<html>canary</html>", {"not_a_homescreen": "str"}),
        ([1, 2], {"not_a_homescreen": "list"}),
        (
            {"message": "canary", "code": 101},
            {"not_a_homescreen": True, "code": 101},
        ),
        ({"cameras": "canary"}, {"not_a_homescreen": True, "code": None}),
        (
            {"cameras": [{"name": "canary"}, 7]},
            {
                "cameras": [
                    {
                        "id": None,
                        "network_id": None,
                        "name": "Camera None",
                        "type": None,
                        "subtype": None,
                        "revision": None,
                    },
                    None,
                ]
            },
        ),
        (
            {"owls": [{"id": 9, "status": {"canary": 1}, "issues": ["wifi", 5]}]},
            {
                "owls": [
                    {
                        "id": 1,
                        "network_id": None,
                        "name": "Mini 1",
                        "type": None,
                        "subtype": None,
                        "revision": None,
                        "status": None,
                        "issues": ["wifi"],
                    },
                ]
            },
        ),
    ],
)
def test_what_is_no_homescreen_is_named_not_copied(raw: Any, shown: Any) -> None:
    """Diagnostics tell the kind of thing that came, not what was in it."""
    assert redaction._homescreen(raw, redaction.Aliases()) == shown


async def test_fixed_says_the_meter_but_blink_goes_on(house: House) -> None:
    """What Blink keeps saying, in the same words, is a fault again when it lasts."""
    key = house.key("Garage")
    assert house.cause("Garage") == Cause.WIFI_CONGESTION
    house.coordinator.async_confirm_fixed(key, Cause.WIFI_CONGESTION)
    assert house.state("Garage").state == "off"
    await house.poll(4)
    assert house.cause("Garage") == Cause.WIFI_CONGESTION
