"""The real core Blink integration against the simulated cloud."""

from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from demo.cloud import Account, Cloud

from .conftest import StartCloud


async def start_flow(hass: HomeAssistant, account: Account) -> dict:
    """Open core's form and fill it in."""
    result = await hass.config_entries.flow.async_init(
        "blink", context={"source": SOURCE_USER}
    )
    assert result["type"] is FlowResultType.FORM
    return await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {"username": account.email, "password": account.password},
    )


async def test_config_flow_signs_in_and_loads(
    hass: HomeAssistant, start_cloud: StartCloud, device_registry: dr.DeviceRegistry
) -> None:
    """An owner signs in with e-mail address and password; all devices appear."""
    cloud = await start_cloud("troubles")
    account = cloud.account()

    result = await start_flow(hass, account)
    await hass.async_block_till_done(wait_background_tasks=True)

    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = hass.config_entries.async_entries("blink")[0]
    assert entry.state is ConfigEntryState.LOADED
    assert entry.version == 5
    assert entry.data["account_id"] == account.id
    assert {
        identifier
        for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)
        for identifier in device.identifiers
    } >= {
        ("blink", device.serial)
        for device in [
            *account.cameras,
            *account.owls,
            *account.doorbells,
            *account.sync_modules,
        ]
    }
    assert not [entry for entry in cloud.requests if entry.status != 200][2:]
