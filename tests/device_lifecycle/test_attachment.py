"""Blink is removed from Home Assistant and added again: Blink Doctor continues with it."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.checkup.rate_limit import budget
from custom_components.blink_doctor.const import CONF_ACCOUNT, DOMAIN
from custom_components.blink_doctor.device_lifecycle import attachment
from tests.house import House
from tests.repairs.guide import confirm

DOOR = "Front door"


def issues(house: House) -> dict[str, ir.IssueEntry]:
    return {str(issue.translation_key): issue for issue in house.issues}


async def remove_blink(house: House) -> None:
    await house.hass.config_entries.async_remove(house.blink.entry_id)
    await house.settle()
    left = (ConfigEntryState.SETUP_ERROR, ConfigEntryState.NOT_LOADED)
    assert house.doctor.state in left


async def open_flow(house: House, source: str) -> ConfigFlowResult:
    context: Any = {"source": source}
    if source == SOURCE_RECONFIGURE:
        context["entry_id"] = house.doctor.entry_id
    return await house.hass.config_entries.flow.async_init(DOMAIN, context=context)


async def attach(house: House, how: str) -> None:
    """Attach Blink Doctor by the repair, or by a flow."""
    if how == "repair":
        await confirm(house, issues(house)[attachment.ADDED_AGAIN])
        return
    flow = await open_flow(house, how)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "reattach")
    done = await house.hass.config_entries.flow.async_configure(flow["flow_id"], {})
    assert done["reason"] == "reconfigure_successful"
    await house.settle()


@pytest.mark.parametrize("how", ["repair", SOURCE_RECONFIGURE, SOURCE_USER])
@pytest.mark.house(polls=8)
async def test_reattached_with_ids_and_memory(how: str, house: House) -> None:
    """With entity ids, memory, and the owner's reports; there is one entry."""
    key, old = house.key("Garden"), house.coordinator
    entries = house.hass.config_entries
    user_reports.async_batteries_replaced(old, key, old.now - timedelta(days=40))
    user_reports.async_tried(old, house.key(DOOR), "power_cycle", "not_yet")
    await async_check_up(house.hass, old, [key])

    def known() -> list[Any]:
        coordinator, key_of = house.coordinator, house.coordinator.key_of
        return [
            *sorted(
                (one.unique_id, one.entity_id, one.device_id and key_of(one.device_id))
                for one in house.entries
            ),
            house.state(DOOR).attributes["since"],
            coordinator.notes,
            coordinator.memory.devices[key].cells,
            budget(coordinator).starts,
        ]

    before, raised = known(), {*issues(house)}
    assert raised
    await remove_blink(house)
    assert issues(house) == {}
    await house.wait(3600)
    house.blink = await house.add_blink()
    assert {*issues(house)} == {attachment.ADDED_AGAIN}
    assert not entries.flow.async_progress_by_handler(DOMAIN)
    await attach(house, how)
    assert house.doctor.state is ConfigEntryState.LOADED
    assert entries.async_entries(DOMAIN) == [house.doctor]
    assert house.doctor.unique_id == house.blink.entry_id
    assert known() == before
    await house.poll(2)
    assert {*issues(house)} == raised


@pytest.mark.house("two_accounts")
async def test_two_accounts_are_not_mixed_up(hass: HomeAssistant, house: House) -> None:
    """Another account is a new one, and offered as such."""
    await remove_blink(house)
    other = await house.add_blink(house.cloud.account(1))
    assert attachment.ADDED_AGAIN not in issues(house)
    assert (await open_flow(house, SOURCE_RECONFIGURE))["reason"] == "not_added_again"
    house.cloud.account(1).two_factor = None
    await house.reload(other)
    (offered,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert offered["context"]["source"] == SOURCE_INTEGRATION_DISCOVERY
    assert offered["context"]["unique_id"] == other.entry_id
    assert attachment.ADDED_AGAIN not in issues(house)


@pytest.mark.house("two_accounts")
async def test_closed_offer_does_not_return(hass: HomeAssistant, house: House) -> None:
    """It does not return each time that Blink is loaded."""
    house.cloud.account(1).two_factor = None
    other = await house.add_blink(house.cloud.account(1))
    flows = hass.config_entries.flow
    (offered,) = flows.async_progress_by_handler(DOMAIN)
    flows.async_abort(offered["flow_id"])
    await house.reload(other)
    assert not flows.async_progress_by_handler(DOMAIN)


@pytest.mark.house(polls=1)
async def test_one_entry_has_one_account(hass: HomeAssistant, house: House) -> None:
    """An entry that has one is not attached to another; an offer ends with its entry."""
    assert (await open_flow(house, SOURCE_RECONFIGURE))["reason"] == "still_attached"
    await remove_blink(house)
    house.blink = await house.add_blink()
    offer = issues(house)[attachment.ADDED_AGAIN].data
    assert offer
    await remove_blink(house)
    assert issues(house) == {}
    assert not attachment.async_accept_offer(hass, offer), "removed once more"

    # known by its devices: another e-mail address, and a version that noted no account
    data = {k: v for k, v in house.doctor.data.items() if k != CONF_ACCOUNT}
    hass.config_entries.async_update_entry(house.doctor, data=data)
    house.account.email = "new-" + house.account.email
    house.blink = await house.add_blink()
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    flow = await open_flow(house, SOURCE_RECONFIGURE)
    await attach(house, "repair")
    assert house.cause(DOOR) == "low_battery"
    done = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    assert done["reason"] == "already_configured"

    await remove_blink(house)
    house.blink = await house.add_blink()
    assert attachment.ADDED_AGAIN in issues(house)
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    assert issues(house) == {}, "there is no doctor to attach"
    # nor is a discovery that is ignored
    ignored = MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE, unique_id="x")
    ignored.add_to_hass(hass)
    assert (await open_flow(house, SOURCE_USER))["step_id"] == "confirm"
    await remove_blink(house)
