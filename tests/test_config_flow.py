"""Set-up in the UI and the options."""

from math import inf, nan
from typing import Any

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor.const import (
    CONF_BLINK_ENTRY,
    CONF_HIDE_WRONG_BATTERIES,
    CONF_ISSUES,
    CONF_MAINTENANCE_DAYS,
    CONF_SECRET,
    DEFAULT_MAINTENANCE_DAYS,
    DOMAIN,
)
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.settings import (
    DEFAULTS,
    ELSEWHERE,
    HOW_SOON,
    LIMITS,
    NORMAL,
    PACES,
    Settings,
    holds,
)
from custom_components.blink_doctor.options_form import (
    CONF_CAUSES,
    RANGES,
    THRESHOLDS,
    migrated,
)
from tests.house import House, MakeHouse

pytestmark = pytest.mark.house("one_camera")

SEEN = DhcpServiceInfo(ip="127.0.0.1", hostname="blink-1", macaddress="b85f98000001")


async def start(
    hass: HomeAssistant, source: str = SOURCE_USER, data: Any = None
) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": source}, data=data
    )


@pytest.mark.house("one_camera", doctor=False)
async def test_one_account_is_confirmed(hass: HomeAssistant, house: House) -> None:
    """With one account there is nothing to choose."""
    result = await start(hass)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "confirm"
    assert result["description_placeholders"] == {
        "account": house.blink.title.replace("@", "\\@"),
        "found": "1 system, 1 camera, all fine",
    }
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    await house.settle()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"].keys() == {CONF_BLINK_ENTRY, CONF_SECRET}
    assert result["data"][CONF_BLINK_ENTRY] == house.blink.entry_id
    assert len(result["data"][CONF_SECRET]) == 32
    assert hass.states.get("binary_sensor.blink_doctor_account_fault") is not None


@pytest.mark.house("two_accounts", doctor=False)
async def test_several_accounts_are_a_choice(hass: HomeAssistant, house: House) -> None:
    """Each account is offered until all are covered."""
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


@pytest.mark.house("one_camera", doctor=False)
async def test_seen_on_the_network(hass: HomeAssistant, house: House) -> None:
    """A Blink device on the network makes an offer, once."""
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


@pytest.mark.house("two_accounts")
async def test_a_new_account_is_offered(hass: HomeAssistant, house: House) -> None:
    """A Blink account added later is discovered by itself."""
    second = await house.add_blink(house.cloud.account(1))
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["context"]["unique_id"] for flow in flows] == [second.entry_id]
    result = await start(
        hass, SOURCE_INTEGRATION_DISCOVERY, {CONF_BLINK_ENTRY: house.blink.entry_id}
    )
    assert result["reason"] == "already_configured"


def all_defaults() -> dict[str, Any]:
    return {
        CONF_CAUSES: [*Cause],
        HOW_SOON: NORMAL,
        **{key: DEFAULTS[key] for key in THRESHOLDS},
        CONF_MAINTENANCE_DAYS: DEFAULT_MAINTENANCE_DAYS,
        ELSEWHERE: False,
        CONF_HIDE_WRONG_BATTERIES: False,
        CONF_ISSUES: True,
    }


async def options(house: House, **changes: Any) -> ConfigFlowResult:
    flow = house.hass.config_entries.options
    result = await flow.async_init(house.doctor.entry_id)
    assert result["step_id"] == "init"
    result = await flow.async_configure(
        result["flow_id"], {**all_defaults(), **changes}
    )
    await house.settle()
    return result


@pytest.mark.house(polls=8)
async def test_options_take_effect(house: House) -> None:
    """A cause can be switched off and a threshold moved, without a restart."""
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


async def test_defaults_are_not_stored(house: House) -> None:
    """Better defaults of a later version reach those who changed nothing."""
    assert (await options(house))["data"] == {}


async def test_repairs_and_maintenance(house: House) -> None:
    """Repairs can be switched off, and the maintenance check comes when it is wanted."""
    result = await options(house, issues=False, maintenance_days=30)
    assert result["data"] == {"issues": False, "maintenance_days": 30}
    result = await options(house, issues=True, maintenance_days=0)
    assert result["data"] == {"maintenance_days": 0}


async def test_a_wrong_number_is_said_at_its_field(house: House) -> None:
    """With its limits, in the owner's language; what else was entered stays."""
    for key in RANGES:
        await refuse_wrong_numbers(house, key)


async def refuse_wrong_numbers(house: House, key: str) -> None:
    """Enter numbers that a field does not take, and the first and last that it does."""
    low, high = RANGES[key]
    before = dict(house.doctor.options)
    for wrong in (low - 1, high + 1, low + 0.5, nan, inf, True, "2", None):
        result = await options(house, causes=["low_battery"], **{key: wrong})
        assert result["type"] is FlowResultType.FORM, wrong
        assert result["errors"] is not None
        (where,) = result["errors"]
        assert where == key
        places = result["description_placeholders"] or {}
        texts = await async_get_translations(house.hass, "de", "options", [DOMAIN])
        error = texts[f"component.{DOMAIN}.options.error.{result['errors'][key]}"]
        assert error.format(**places) == f"Nur eine ganze Zahl von {low} bis {high}."
        assert result["data_schema"] is not None
        suggested = {
            str(field): field.description and field.description["suggested_value"]
            for field in result["data_schema"].schema
        }
        assert suggested[CONF_CAUSES] == ["low_battery"]
    assert house.doctor.options == before
    for right in (low, float(high)):
        result = await options(house, **{key: right})
        assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_all_wrong_numbers_are_said_at_once(house: House) -> None:
    """One round of corrections is enough."""
    result = await options(house, weak_bars=9, weak_dbm=0.5, maintenance_days=-1)
    assert result["errors"] == {
        "weak_bars": "not_bars",
        "weak_dbm": "not_dbm",
        "maintenance_days": "not_days",
    }


async def test_every_field_is_in_view(house: House) -> None:
    """Nothing is folded away; what has a range to choose from is a slider."""
    flow = house.hass.config_entries.options
    form = await flow.async_init(house.doctor.entry_id)
    assert form["data_schema"] is not None
    fields = {str(key): value for key, value in form["data_schema"].schema.items()}
    assert fields.keys() == all_defaults().keys()
    assert not any(isinstance(field, section) for field in fields.values())
    modes = {key: fields[key].config["mode"] for key in THRESHOLDS}
    assert set(modes.values()) == {"slider"}


async def test_how_soon(house: House) -> None:
    """A camera that hangs is a fault sooner or later, in polls of five minutes."""
    camera = house.account.cameras[0]
    for pace, after in (("quick", 2), ("normal", 3), ("calm", 5)):
        await options(house, how_soon=pace)
        assert house.doctor.options == ({} if pace == "normal" else {"how_soon": pace})
        camera.hang()
        polls = 0
        while house.cause(camera.name) == "none":
            await house.poll()
            polls += 1
        assert polls == after, pace
        camera.mend()
        await house.poll(12)


OWN_TIMES = {"weak_wifi_minutes": 45, "heartbeat_minutes": 30}


async def test_own_times_are_kept_until_something_else_is_chosen(
    make_house: MakeHouse,
) -> None:
    """Times of 0.1.0, set one by one, outlive the form that has no fields for them."""
    house = await make_house("one_camera", **OWN_TIMES, weak_bars=1)
    assert house.doctor.minor_version == 2
    assert house.doctor.options == {**OWN_TIMES, "weak_bars": 1}
    assert house.coordinator.settings["weak_wifi_minutes"] == 45
    flow = house.hass.config_entries.options
    form = await flow.async_init(house.doctor.entry_id)
    assert form["data_schema"] is not None
    assert form["data_schema"]({})[HOW_SOON] == "own"
    result = await options(house, how_soon="own", weak_bars=1, issues=False)
    assert result["data"] == {**OWN_TIMES, "weak_bars": 1, "issues": False}
    result = await options(house, how_soon="calm")
    assert result["data"] == {"how_soon": "calm"}
    assert house.coordinator.settings["weak_wifi_minutes"] == 60
    assert house.coordinator.settings["heartbeat_minutes"] == 15


@pytest.mark.parametrize("pace", list(PACES))
async def test_times_that_are_a_pace_become_it(
    make_house: MakeHouse, pace: str
) -> None:
    """Nothing changes but how it is stored."""
    times = {k: v for k, v in holds(pace).items() if v != DEFAULTS[k]}
    house = await make_house("one_camera", **times, disabled=["weak_wifi"])
    stored = {"disabled": ["weak_wifi"]}
    assert house.doctor.options == (
        stored if pace == NORMAL else {**stored, "how_soon": pace}
    )
    assert house.coordinator.settings == Settings.from_mapping({**times, **stored})


@pytest.mark.parametrize("key", list(LIMITS))
def test_no_value_of_before_changes(key: str) -> None:
    """Whatever single value was set does the same after the migration."""
    for end in LIMITS[key]:
        now = migrated({key: end})
        assert Settings.from_mapping(now) == Settings.from_mapping({key: end})
        assert migrated(now) == now


@pytest.mark.house("one_camera", something_else=[1])
async def test_options_of_others_are_left_alone(house: House) -> None:
    """The form keeps what it does not show."""
    assert (await options(house))["data"] == {"something_else": [1]}


async def test_a_later_version_is_not_taken_over(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain=DOMAIN, version=2, data={CONF_BLINK_ENTRY: "x"})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.version == 2


async def test_an_entry_without_its_account(hass: HomeAssistant) -> None:
    """A Blink entry that is gone is a clear error."""
    entry = MockConfigEntry(domain=DOMAIN, data={CONF_BLINK_ENTRY: "gone"})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.error_reason_translation_key == "blink_removed"
