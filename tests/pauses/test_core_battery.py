"""Core's own battery entity of a paused device: hidden while it is, and no longer."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import DAY_SECONDS, House
from tests.pauses.test_pauses import CAMERA, switch
from tests.repairs.test_wrong_battery import hide, issue, of_core, on_mains

INTEGRATION, USER = er.RegistryEntryHider.INTEGRATION, er.RegistryEntryHider.USER

type End = Callable[[House], Awaitable[Any]]


def registry(house: House) -> er.EntityRegistry:
    return er.async_get(house.hass)


def is_as_it_was(entity: er.RegistryEntry | None) -> bool:
    """Whether an entity is shown, and nothing of ours is left on it."""
    return entity is not None and not entity.hidden and DOMAIN not in entity.options


async def stays_quiet(house: House) -> None:
    """Check that no list of Home Assistant's, and no trigger on the device, has it."""
    battery = of_core(house, CAMERA)
    assert battery.hidden_by is INTEGRATION
    selected = async_extract_referenced_entity_ids(
        house.hass, TargetSelection({"device_id": [house.device(CAMERA).id]})
    )
    assert battery.entity_id not in selected.indirectly_referenced


async def until_it_ends(house: House) -> None:
    await house.wait(DAY_SECONDS + 60)


async def without_blink(house: House) -> None:
    """Let the pause end while core Blink is not loaded."""
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await house.wait(DAY_SECONDS + 60)


async def after_it_has_left(house: House) -> None:
    """Let the pause end after the camera has left the account."""
    house.account.remove_camera(house.thing(CAMERA).key)
    await house.poll(2)
    await house.wait(DAY_SECONDS + 60)
    await house.poll()


async def over_while_off(house: House) -> None:
    """Let the pause end while Blink Doctor does not run, as over a restart."""
    was = of_core(house, CAMERA)
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    # a restart unloads nothing: it is found as it was left
    registry(house).async_update_entity_options(
        was.entity_id, DOMAIN, was.options.get(DOMAIN)
    )
    registry(house).async_update_entity(was.entity_id, hidden_by=was.hidden_by)
    house.freezer.tick(timedelta(seconds=DAY_SECONDS + 60))
    await house.hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()


@pytest.mark.parametrize(
    "end",
    [
        lambda house: house.act("resume", CAMERA),
        lambda house: switch(house, "turn_on"),
        until_it_ends,
        without_blink,
        after_it_has_left,
        over_while_off,
        lambda house: house.hass.config_entries.async_unload(house.doctor.entry_id),
        lambda house: house.hass.config_entries.async_set_disabled_by(
            house.doctor.entry_id, ConfigEntryDisabler.USER
        ),
        lambda house: house.hass.config_entries.async_remove(house.doctor.entry_id),
    ],
    ids=lambda end: getattr(end, "__name__", None),
)
async def test_hidden_for_as_long_as_the_pause(house: House, end: End) -> None:
    """Not before, and as it was once nobody is there any more to end it."""
    battery = of_core(house, CAMERA)
    assert is_as_it_was(battery)
    until = house.coordinator.now + timedelta(seconds=DAY_SECONDS)
    await house.act("pause", CAMERA, until=until.isoformat())
    await stays_quiet(house)
    await house.poll(2)
    await stays_quiet(house)
    state = house.hass.states.get(battery.entity_id)
    assert state is not None
    assert state.state == "on", "it still says what Blink says"
    await end(house)
    await house.settle()
    assert is_as_it_was(registry(house).async_get(battery.entity_id))


async def test_pauses_of_two_devices(house: House) -> None:
    """Each has its own, also after reloads; what the owner has shown or hidden stays so."""
    camera, other = (of_core(house, name).entity_id for name in (CAMERA, "Driveway"))

    def entry(entity_id: str) -> er.RegistryEntry:
        found = registry(house).async_get(entity_id)
        assert found is not None
        return found

    await house.act("pause", CAMERA, "Driveway")
    await house.act("resume", CAMERA)
    assert is_as_it_was(entry(camera))
    assert entry(other).hidden_by is INTEGRATION

    registry(house).async_update_entity(other, hidden_by=None)
    await house.act("pause", CAMERA)
    for reloaded in (house.doctor, house.blink, house.doctor):
        await house.reload(reloaded)
        await house.poll()
        await stays_quiet(house)
        assert not entry(other).hidden
    await house.act("resume", CAMERA, "Driveway")
    assert is_as_it_was(entry(camera))
    assert is_as_it_was(entry(other))

    await house.act("pause", "Driveway")
    registry(house).async_update_entity(camera, hidden_by=USER)
    await house.act("pause", CAMERA)
    assert DOMAIN not in entry(camera).options
    registry(house).async_update_entity(other, hidden_by=USER)
    await house.act("resume", CAMERA, "Driveway")
    for entity in (entry(camera), entry(other)):
        assert entity.hidden_by is USER
        assert DOMAIN not in entity.options

    registry(house).async_update_entity(other, hidden_by=None)
    await house.act("pause", "Driveway")
    house.account.remove_camera("Driveway")
    await house.poll_daily(2)
    assert entry(other).hidden_by is INTEGRATION, "the pause goes on while it is away"


async def test_cameras_that_rest_with_their_module(house: House) -> None:
    before = {name for name, cause in house.causes().items() if cause == "none"}
    house.thing("Home").unplug()
    await house.poll(3)
    await house.act("pause", "Home")
    resting = {
        device.reading.name
        for device in house.coordinator.data.devices.values()
        if device.reading.paused and device.reading.name in before - {"Home"}
    }
    assert resting
    assert all(of_core(house, name).hidden_by is INTEGRATION for name in resting)
    await house.act("resume", "Home")
    assert all(is_as_it_was(of_core(house, name)) for name in resting)


async def test_with_what_core_wrongly_calls_low(house: House) -> None:
    """A pause of what is on external power: no repair meanwhile, and as told after it."""
    first, *others = sorted(on_mains(house))
    await house.act("pause", first, *others)
    assert issue(house) is None
    await house.act("resume", first, *others)
    assert issue(house) is not None
    await hide(house)
    await house.act("pause", first)
    await house.act("resume", first)
    assert all(
        of_core(house, name).hidden_by is INTEGRATION for name in on_mains(house)
    )


@pytest.mark.parametrize("doctor", ["stays", "is removed"])
async def test_blink_removed_and_added_again(house: House, doctor: str) -> None:
    """The registry restores what it removed; nobody would ever show it again."""
    entity_id = of_core(house, CAMERA).entity_id
    await house.act("pause", CAMERA)
    await stays_quiet(house)
    await house.hass.config_entries.async_remove(house.blink.entry_id)
    await house.settle()
    assert registry(house).async_get(entity_id) is None
    if doctor == "is removed":
        await house.hass.config_entries.async_remove(house.doctor.entry_id)
    house.blink = await house.add_blink()
    assert is_as_it_was(registry(house).async_get(entity_id))
