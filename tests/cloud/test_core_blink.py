"""The real core Blink integration against the simulated cloud."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blink.config_flow import BlinkConfigFlow
from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from demo.cloud import Account, Cloud

from .conftest import StartCloud

POLL = timedelta(seconds=300)


async def open_form(hass: HomeAssistant, account: Account) -> Any:
    result = await hass.config_entries.flow.async_init(
        "blink", context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    return await hass.config_entries.flow.async_configure(
        result["flow_id"], {"username": account.email, "password": account.password}
    )


async def set_up(hass: HomeAssistant, account: Account) -> MockConfigEntry:
    """Set up an entry that is stored already, as after a restart."""
    data = {"username": account.email, "password": account.password}
    entry = MockConfigEntry(
        domain="blink",
        version=BlinkConfigFlow.VERSION,
        unique_id=account.email,
        data=data,
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def battery(hass: HomeAssistant) -> str:
    """Return what core says about the front door's battery: on is low."""
    state = hass.states.get("binary_sensor.front_door_battery")
    assert state is not None
    return state.state


@pytest.fixture
def poll(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Callable[[], Any]:
    async def next_poll() -> None:
        freezer.tick(POLL + timedelta(seconds=1))
        async_fire_time_changed(hass, dt_util.utcnow())
        await hass.async_block_till_done(wait_background_tasks=True)

    return next_poll


async def test_config_flow_signs_in_and_loads(
    hass: HomeAssistant, start_cloud: StartCloud, device_registry: dr.DeviceRegistry
) -> None:
    """An owner signs in with e-mail address and password; all devices appear."""
    cloud = await start_cloud("troubles")
    account = cloud.account()

    result = await open_form(hass, account)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = hass.config_entries.async_entries("blink")[0]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.version == BlinkConfigFlow.VERSION
    assert entry.data["account_id"] == account.id
    assert {
        identifier
        for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        for identifier in device.identifiers
    } >= {("blink", device.serial) for device in account.devices}
    assert {e.status for e in cloud.requests} == {200, 302}


async def test_config_flow_with_second_factor(
    hass: HomeAssistant, start_cloud: StartCloud
) -> None:
    """A wrong code asks again, the right one signs in and loads."""
    cloud = await start_cloud("two_accounts")
    result = await open_form(hass, cloud.account(1))
    assert result["step_id"] == "2fa"
    configure = hass.config_entries.flow.async_configure

    result = await configure(result["flow_id"], {"pin": "999999"})
    assert result["errors"] == {"base": "invalid_auth"}
    result = await configure(result["flow_id"], {"pin": "123456"})
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert hass.states.get("camera.counter")


async def test_polls(
    hass: HomeAssistant, cloud: Cloud, freezer: FrozenDateTimeFactory, poll: Any
) -> None:
    """Every 300 s core polls, and a change in the world reaches its entities."""
    cloud.account().tokens.expires_in = 10**6
    await set_up(hass, cloud.account())
    assert battery(hass) == "off"
    cloud.clear_requests()
    cloud.device("Front door").battery = "low"

    await poll()

    assert battery(hass) == "on"
    assert len(cloud.requests) == 5


async def test_core_freezes_behind_a_module_error(
    hass: HomeAssistant, cloud: Cloud, poll: Any
) -> None:
    """With the cloud's flag up core keeps old values and calls them available."""
    entry = await set_up(hass, cloud.account())
    cloud.account().sync_modules[0].unplug()
    cloud.device("Front door").battery = "low"
    cloud.clear_requests()

    await poll()

    assert cloud.count() == 2
    assert battery(hass) == "off"
    (camera,) = entry.runtime_data.api.homescreen["cameras"]
    assert (camera["status"], camera["battery"]) == ("offline", "low")


async def test_revoked_tokens_lead_to_reauth(
    hass: HomeAssistant, cloud: Cloud, poll: Any
) -> None:
    """After a changed password core asks the owner to sign in again, and recovers."""
    entry = await set_up(hass, cloud.account())
    cloud.account().revoke()
    cloud.account().password = "new"

    await poll()

    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"username": cloud.account().email, "password": "new"}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert result["reason"] == "reauth_successful"
    assert entry.state is ConfigEntryState.LOADED
