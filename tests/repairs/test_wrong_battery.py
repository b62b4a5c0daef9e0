"""Core's wrong low batteries: named, hidden if the owner says so, and brought back."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest

from custom_components.blink_doctor.const import (
    CONF_HIDE_WRONG_BATTERIES,
    CONF_ISSUES,
    DOMAIN,
)
from custom_components.blink_doctor.core_batteries import battery_entity, issue_id
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.repairs import async_create_fix_flow
from tests.house import House, MakeHouse

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
    flow: Any = await async_create_fix_flow(house.hass, found.issue_id, found.data)
    flow.hass, flow.issue_id, flow.handler = house.hass, found.issue_id, DOMAIN
    page = await flow.async_step_init()
    assert page["type"] is FlowResultType.FORM
    done = await flow.async_step_confirm({})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await house.settle()


async def test_it_names_what_is_on_mains(house: House) -> None:
    """All of those, none that has batteries."""
    found = issue(house)
    assert found is not None
    assert found.translation_placeholders is not None
    named = set(found.translation_placeholders["name"].split(", "))
    assert named == on_mains(house) != set()
    for name in named:
        state = house.hass.states.get(of_core(house, name).entity_id)
        assert state is not None
        assert state.state == "on", "core calls it low"


async def test_hidden_if_the_owner_says_so(house: House) -> None:
    """Those and no others; the repair is over, also after a restart."""
    mains = on_mains(house)
    assert not any(of_core(house, name).hidden for name in mains)
    await hide(house)
    assert all(of_core(house, name).hidden for name in mains)
    assert not of_core(house, "Driveway").hidden
    assert issue(house) is None
    await house.hass.config_entries.async_reload(house.doctor.entry_id)
    await house.poll(2)
    assert all(of_core(house, name).hidden for name in mains)
    assert issue(house) is None


async def test_brought_back_on_request(hass: HomeAssistant, house: House) -> None:
    """By the option; what the owner has hidden on their own stays hidden."""
    first, *others = sorted(on_mains(house))
    await hide(house)
    registry = er.async_get(hass)
    registry.async_update_entity(
        of_core(house, first).entity_id, hidden_by=er.RegistryEntryHider.USER
    )
    hass.config_entries.async_update_entry(house.doctor, options={})
    await house.reload()
    assert of_core(house, first).hidden
    assert not any(of_core(house, name).hidden for name in others)
    assert all(DOMAIN not in of_core(house, name).options for name in (first, *others))


async def test_one_that_the_owner_shows_again_stays(house: House) -> None:
    """The option does not hide it a second time."""
    first = min(on_mains(house))
    await hide(house)
    er.async_get(house.hass).async_update_entity(
        of_core(house, first).entity_id, hidden_by=None
    )
    await house.poll(2)
    assert not of_core(house, first).hidden


async def test_removal_leaves_nothing_hidden(hass: HomeAssistant, house: House) -> None:
    """Removed, Blink Doctor leaves core's entities as they were."""
    mains = {name: of_core(house, name).entity_id for name in on_mains(house)}
    await hide(house)
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    registry = er.async_get(hass)
    entries = [registry.async_get(entity_id) for entity_id in mains.values()]
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
