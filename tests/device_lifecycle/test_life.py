"""Following core Blink through load, unload, reload, re-authentication, removal."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import Event, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from tests.house import House


async def reload_blink(house: House) -> None:
    await house.reload(house.blink)


@pytest.mark.house(polls=3)
async def test_a_reload_of_core_is_not_noticed(house: House) -> None:
    """States stay, findings keep their since, and we read the new objects."""
    before = house.state("Front door")
    states: list[str] = []

    @callback
    def note(event: Event) -> None:
        if event.data["entity_id"] == before.entity_id:
            states.append(event.data["new_state"].state)

    house.hass.bus.async_listen("state_changed", note)
    await reload_blink(house)
    # core renames its devices back and forth on a reload, and our entities with them
    assert set(states) <= {STATE_ON}
    house.cloud.device("Living room").status = "offline"
    await house.poll(1)
    assert house.state("Living room").attributes["online"] is False
    assert house.state("Front door").attributes["since"] == before.attributes["since"]


@pytest.mark.house("one_camera", polls=1)
async def test_core_not_loaded_is_a_fault(house: House) -> None:
    """We are set up without core, and say so after 15 minutes, and recover."""
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    for _ in range(10):
        await house.wait(60)
    assert house.state("account", "account_fault").state == STATE_OFF
    for _ in range(7):
        await house.wait(60)
    state = house.state("account", "account_fault")
    assert state.state == STATE_ON
    assert state.attributes["primary_cause"] == "blink_unreachable"
    finding = house.coordinator.data.account.primary
    assert finding is not None
    assert finding.evidence == {"trouble": "not_loaded"}
    assert house.state(house.account.cameras[0].name).state == STATE_UNAVAILABLE

    await house.hass.config_entries.async_setup(house.blink.entry_id)
    await house.settle()
    assert house.state("account", "account_fault").state == STATE_OFF
    assert house.state(house.account.cameras[0].name).state == STATE_OFF


@pytest.mark.house("one_camera", doctor=False)
async def test_set_up_while_core_is_not_loaded(house: House) -> None:
    """Blink in trouble at start is no reason to fail; entities come with the data."""
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    house.doctor = await house.add_doctor()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert list(house.coordinator.data.devices) == ["account"]
    await house.hass.config_entries.async_setup(house.blink.entry_id)
    await house.settle()
    assert house.state(house.account.cameras[0].name).state == STATE_OFF


@pytest.mark.house("one_camera")
async def test_cameras_come_and_go(
    entity_registry: er.EntityRegistry, device_registry: dr.DeviceRegistry, house: House
) -> None:
    """A new camera gets its entities while running, a removed one loses them."""
    house.account.add_camera("Attic")
    await house.poll()
    assert house.state("Attic").state == STATE_OFF
    own = house.device("Attic")
    assert own.config_entry_id == house.doctor.entry_id, "core has no device for it yet"

    await reload_blink(house)
    await house.poll()
    device = house.device("Attic")
    assert device.config_entry_id == house.blink.entry_id
    assert device_registry.async_get(own.id) is None
    fault = house.entity_id("Attic", "fault")
    entry = entity_registry.async_get(fault)
    assert entry is not None
    assert entry.device_id == device.id

    house.account.remove_camera("Attic")
    await house.poll()
    assert house.state("Attic").state == STATE_UNAVAILABLE, "for a day it may be back"
    await house.poll_daily(1)
    assert entity_registry.async_get(fault) is None
    assert house.hass.states.get(fault) is None
    assert house.state(house.account.cameras[0].name).state == STATE_OFF


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("status", 503), ("html", None), ("empty", None), ("truncated", None)],
)
@pytest.mark.house(polls=8)
async def test_bad_answers_change_no_finding(
    fault: str, kind: int | None, house: House
) -> None:
    """A homescreen that is none says nothing about the cameras."""
    before = house.causes()
    mode = f"status={kind}" if kind else fault
    house.cloud.fail("*homescreen*", mode)
    await house.poll(2)
    assert house.causes() == before
    house.cloud.heal()
    await house.poll()
    assert house.causes() == before
