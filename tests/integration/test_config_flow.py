"""Set-up in the UI and the options."""

from typing import Any

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor.config_flow import CONF_CAUSES, REPAIRS, SECTIONS
from custom_components.blink_doctor.const import (
    CONF_BLINK_ENTRY,
    CONF_ISSUES,
    CONF_MAINTENANCE_DAYS,
    CONF_SECRET,
    DEFAULT_MAINTENANCE_DAYS,
    DOMAIN,
)
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.settings import LIMITS, Settings
from tests.house import House, MakeHouse

SEEN = DhcpServiceInfo(ip="127.0.0.1", hostname="blink-1", macaddress="b85f98000001")


async def start(
    hass: HomeAssistant, source: str = SOURCE_USER, data: Any = None
) -> ConfigFlowResult:
    """Start the flow."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": source}, data=data
    )


async def test_one_account_is_confirmed(
    make_house: MakeHouse, hass: HomeAssistant
) -> None:
    """With one account there is nothing to choose."""
    house = await make_house("one_camera", doctor=False)
    result = await start(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {"account": house.blink.title}
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await house.settle()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"].keys() == {CONF_BLINK_ENTRY, CONF_SECRET}
    assert result["data"][CONF_BLINK_ENTRY] == house.blink.entry_id
    assert len(result["data"][CONF_SECRET]) == 32
    assert hass.states.get("binary_sensor.blink_doctor_account_fault") is not None


async def test_several_accounts_are_a_choice(
    make_house: MakeHouse, hass: HomeAssistant
) -> None:
    """Each account is offered until all are covered."""
    house = await make_house("two_accounts", doctor=False)
    second = await house.add_blink(house.cloud.account(1))
    result = await start(hass)
    assert result["step_id"] == "account"
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {CONF_BLINK_ENTRY: second.entry_id}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    result = await start(hass)
    assert result["step_id"] == "confirm"
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await house.settle()
    result = await start(hass)
    assert (result["type"], result["reason"]) == (
        FlowResultType.ABORT,
        "already_configured",
    )
    assert (
        len({entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)})
        == 2
    )


async def test_without_blink_the_way_is_shown(hass: HomeAssistant) -> None:
    """The abort leads to adding Blink."""
    result = await start(hass)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "no_blink")
    placeholders = result["description_placeholders"] or {}
    assert "domain=blink" in placeholders["add_blink"]


async def test_seen_on_the_network(make_house: MakeHouse, hass: HomeAssistant) -> None:
    """A Blink device on the network makes an offer, once."""
    house = await make_house("one_camera", doctor=False)
    result = await start(hass, SOURCE_DHCP, SEEN)
    assert result["step_id"] == "confirm"
    again = await start(hass, SOURCE_DHCP, SEEN)
    assert again["reason"] == "already_in_progress"
    await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await house.settle()
    assert (await start(hass, SOURCE_DHCP, SEEN))["reason"] == "already_configured"


async def test_seen_on_the_network_without_blink(hass: HomeAssistant) -> None:
    """Without the Blink integration there is nothing to look after."""
    assert (await start(hass, SOURCE_DHCP, SEEN))["reason"] == "no_blink"


async def test_a_new_account_is_offered(
    make_house: MakeHouse, hass: HomeAssistant
) -> None:
    """A Blink account added later is discovered by itself."""
    house = await make_house("two_accounts")
    second = await house.add_blink(house.cloud.account(1))
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["unique_id"] for flow in flows] == [second.entry_id]
    result = await start(
        hass, SOURCE_INTEGRATION_DISCOVERY, {CONF_BLINK_ENTRY: house.blink.entry_id}
    )
    assert result["reason"] == "already_configured"


def all_defaults() -> dict[str, Any]:
    """Return the form as it is first shown."""
    values = Settings().as_mapping()
    return {
        CONF_CAUSES: [*Cause],
        **{name: {key: values[key] for key in keys} for name, keys in SECTIONS.items()},
        REPAIRS: {CONF_ISSUES: True, CONF_MAINTENANCE_DAYS: DEFAULT_MAINTENANCE_DAYS},
    }


async def options(house: House, **changes: Any) -> ConfigFlowResult:
    """Open the options and save them."""
    flow = house.hass.config_entries.options
    result = await flow.async_init(house.doctor.entry_id)
    assert result["step_id"] == "init"
    form = all_defaults()
    for key, value in changes.items():
        if key == CONF_CAUSES:
            form[key] = value
        else:
            sections = (form[name] for name in (*SECTIONS, REPAIRS))
            next(section for section in sections if key in section)[key] = value
    result = await flow.async_configure(result["flow_id"], form)
    await house.settle()
    return result


async def test_options_take_effect(make_house: MakeHouse) -> None:
    """A cause can be switched off and a threshold moved, without a restart."""
    house = await make_house("troubles")
    await house.poll(8)
    assert house.cause("Front door") == "low_battery"
    assert house.cause("Driveway") == "weak_wifi"
    causes = [cause for cause in Cause if cause is not Cause.LOW_BATTERY]
    result = await options(house, causes=causes, weak_bars=1)
    assert result["data"] == {"disabled": ["low_battery"], "weak_bars": 1}
    assert house.coordinator.settings == Settings.from_mapping(
        {"weak_bars": 1, "disabled": ["low_battery"]}
    )
    assert house.cause("Front door") == "none"
    await house.poll(8)
    assert house.cause("Driveway") == "none"


async def test_defaults_are_not_stored(make_house: MakeHouse) -> None:
    """Better defaults of a later version reach those who changed nothing."""
    house = await make_house("one_camera")
    assert (await options(house))["data"] == {}


async def test_repairs_and_maintenance(make_house: MakeHouse) -> None:
    """Repairs can be switched off, and the maintenance check comes when it is wanted."""
    house = await make_house("one_camera")
    result = await options(house, issues=False, maintenance_days=30)
    assert result["data"] == {"issues": False, "maintenance_days": 30}
    result = await options(house, issues=True, maintenance_days=0)
    assert result["data"] == {"maintenance_days": 0}
    for days in (-1, 366):
        with pytest.raises(InvalidData):
            await options(house, maintenance_days=days)


@pytest.mark.parametrize("key", list(LIMITS))
async def test_options_stay_within_their_limits(
    make_house: MakeHouse, key: str
) -> None:
    """The form refuses what makes no sense."""
    house = await make_house("one_camera")
    low, high = LIMITS[key]
    for value in (low - 1, high + 1):
        with pytest.raises(InvalidData):
            await options(house, **{key: value})
    assert (await options(house, **{key: low}))["type"] is FlowResultType.CREATE_ENTRY


async def test_an_entry_without_its_account(hass: HomeAssistant) -> None:
    """A Blink entry that is gone is a clear error."""
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_BLINK_ENTRY: "gone"})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.error_reason_translation_key == "blink_removed"
