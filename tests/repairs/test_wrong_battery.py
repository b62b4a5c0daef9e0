"""Core's wrong low batteries: named, hidden if the owner says so, and brought back."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest

from custom_components.blink_doctor.const import (
    CONF_HIDE_WRONG_BATTERIES,
    CONF_ISSUES,
    DOMAIN,
)
from custom_components.blink_doctor.core_batteries import battery_entity, issue_id
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.house import House, MakeHouse
from tests.repairs.guide import confirm

pytestmark = pytest.mark.house("healthy")


def of_core(house: House, name: str) -> er.RegistryEntry:
    entity = battery_entity(er.async_get(house.hass), house.device(name).id)
    assert entity is not None
    return entity


def issue(house: House) -> ir.IssueEntry | None:
    return ir.async_get(house.hass).async_get_issue(DOMAIN, issue_id(house.doctor))


def on_mains(house: House) -> set[str]:
    """Return the names of what runs on external power and core calls low."""
    return {
        device.reading.name
        for device in house.coordinator.data.devices.values()
        if device.battery is Battery.MAINS and device.reading.family != "sync_module"
    }


async def hide(house: House) -> None:
    found = issue(house)
    assert found is not None
    await confirm(house, found)


async def test_hidden_if_the_owner_says_so(house: House) -> None:
    """All on mains are named, and hidden; the repair is over, also after a restart."""
    found, mains = issue(house), on_mains(house)
    assert found is not None
    assert found.translation_placeholders is not None
    assert {*found.translation_placeholders["name"].split(", ")} == mains != set()
    for name in mains:
        state = house.hass.states.get(of_core(house, name).entity_id)
        assert state is not None
        assert state.state == "on", "core calls it low"
        assert not of_core(house, name).hidden
    await hide(house)
    for _ in range(2):
        assert all(of_core(house, name).hidden for name in mains)
        assert not of_core(house, "Driveway").hidden
        assert issue(house) is None
        await house.reload()
        await house.poll(2)


async def test_brought_back(hass: HomeAssistant, house: House) -> None:
    """By the option, and by removal; what the owner did themselves stays."""
    first, second, _ = sorted(on_mains(house))
    registry = er.async_get(hass)
    entities = {name: of_core(house, name).entity_id for name in on_mains(house)}
    await hide(house)
    registry.async_update_entity(entities[first], hidden_by=None)
    await house.poll(2)
    assert not of_core(house, first).hidden, "shown again, and not hidden a second time"
    registry.async_update_entity(entities[second], hidden_by=er.RegistryEntryHider.USER)
    hass.config_entries.async_update_entry(house.doctor, options={})
    await house.reload()
    hidden = {name for name in entities if of_core(house, name).hidden}
    assert hidden == {second}
    assert not any(DOMAIN in of_core(house, name).options for name in entities)
    registry.async_update_entity(entities[second], hidden_by=None)
    await hide(house)
    assert of_core(house, second).hidden
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    entries = [registry.async_get(entity_id) for entity_id in entities.values()]
    assert not any(entry is None or entry.hidden for entry in entries)
    assert issue(house) is None


@pytest.mark.parametrize(
    "options", [{CONF_ISSUES: False}, {CONF_HIDE_WRONG_BATTERIES: True}]
)
async def test_no_repair_where_none_is_wanted(
    make_house: MakeHouse, options: dict[str, bool]
) -> None:
    """Repairs are off, or it is done already."""
    house = await make_house("healthy", **options)
    assert issue(house) is None
    hidden = CONF_HIDE_WRONG_BATTERIES in options
    assert all(of_core(house, name).hidden is hidden for name in on_mains(house))


@pytest.mark.house("one_camera", doctor=False)
async def test_batteries_that_went_in_are_shown_again(house: House) -> None:
    """A device that has left external power is one to watch again."""
    camera = house.account.cameras[0]
    camera.battery = None
    await house.poll()
    house.doctor = await house.add_doctor()
    assert on_mains(house) == {camera.name}
    await hide(house)
    assert of_core(house, camera.name).hidden
    camera.battery = "low"
    await house.poll(3)
    assert not of_core(house, camera.name).hidden
