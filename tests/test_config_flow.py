"""Set-up in the UI and the options."""

from math import inf, nan
from typing import Any

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    SOURCE_USER,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.blink_doctor import const, options_form
from custom_components.blink_doctor.const import CONF_BLINK_ENTRY, DOMAIN
from custom_components.blink_doctor.diagnosis import settings
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.diagnosis.settings import DEFAULTS, Settings
from custom_components.blink_doctor.options_form import THRESHOLDS
from custom_components.blink_doctor.targeting.devices import async_name
from tests.house import House
from tests.story import Story

pytestmark = pytest.mark.house("one_camera")

SEEN = DhcpServiceInfo(ip="127.0.0.1", hostname="blink-1", macaddress="b85f98000001")


async def start(
    hass: HomeAssistant, source: str = SOURCE_USER, data: Any = None
) -> ConfigFlowResult:
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": source}, data=data
    )


async def finish(
    house: House, flow: ConfigFlowResult, **choice: Any
) -> ConfigFlowResult:
    flows = house.hass.config_entries.flow
    result = await flows.async_configure(flow["flow_id"], choice)
    await house.settle()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    house.doctor = result["result"]
    return result


def tell(story: Story, page: Any) -> None:
    """Record what a page of the set-up says and offers, or how it ended."""
    facts = ("type", "step_id", "reason", "description", "description_placeholders")
    told = {fact: page[fact] for fact in facts if page.get(fact)}
    for field, value in page["data_schema"].schema.items() if "step_id" in told else ():
        told[f"field {field}"] = [one["label"] for one in value.config["options"]]
    story.tell("page", told)


@pytest.mark.house("two_accounts", doctor=False)
async def test_adding(hass: HomeAssistant, house: House, story: Story) -> None:
    flows = hass.config_entries.flow
    story("seen on the network: offered once, and without a phone no phone is")
    seen = await start(hass, SOURCE_DHCP, SEEN)
    tell(story, seen)
    tell(story, await start(hass, SOURCE_DHCP, SEEN))
    flows.async_abort(seen["flow_id"])
    story("one account is confirmed")
    flow = await start(hass)
    tell(story, flow)
    done = await finish(house, flow)
    tell(story, done)
    assert done["data"].keys() == {CONF_BLINK_ENTRY, const.CONF_SECRET}
    assert done["data"][CONF_BLINK_ENTRY] == house.blink.entry_id
    assert len(done["data"][const.CONF_SECRET]) == 32
    assert hass.states.get("binary_sensor.blink_doctor_account_fault") is not None
    # a discovery that the owner ignores is no account
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE).add_to_hass(hass)
    story.tell("called", async_name(house.coordinator, ACCOUNT_KEY))
    story("and no second time")
    tell(story, await start(hass, SOURCE_DHCP, SEEN))
    tell(story, await start(hass))
    story("another account is discovered by itself")
    second = await house.add_blink(house.cloud.account(1))
    (offered,) = flows.async_progress_by_handler(DOMAIN)
    assert offered["context"]["unique_id"] == second.entry_id
    known = {CONF_BLINK_ENTRY: house.blink.entry_id}
    tell(story, await start(hass, SOURCE_INTEGRATION_DISCOVERY, known))
    await hass.config_entries.async_remove(house.doctor.entry_id)
    flows.async_abort(offered["flow_id"])
    story("several accounts are a choice, until all are covered")
    flow = await start(hass)
    tell(story, flow)
    await finish(house, flow, **{CONF_BLINK_ENTRY: second.entry_id})
    flow = await start(hass)
    tell(story, flow)
    await finish(house, flow)
    tell(story, await start(hass))
    added = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    assert {one.unique_id for one in added} == {house.blink.entry_id, second.entry_id}
    story("the list of entries and the titles of repairs tell them apart")
    story.tell("titles", [one.title for one in added])
    story.tell("called", async_name(house.coordinator, ACCOUNT_KEY))
    hass.config_entries.async_update_entry(house.doctor, title="Mine")
    story.tell("called", async_name(house.coordinator, ACCOUNT_KEY))
    story("without Blink it leads to adding that")
    for entry in hass.config_entries.async_entries():
        await hass.config_entries.async_remove(entry.entry_id)
    await house.settle()
    for source, data in ((SOURCE_USER, None), (SOURCE_DHCP, SEEN)):
        tell(story, await start(hass, source, data))


def all_defaults() -> dict[str, Any]:
    return {
        options_form.CONF_CAUSES: [*Cause],
        settings.HOW_SOON: settings.NORMAL,
        **{key: DEFAULTS[key] for key in options_form.THRESHOLDS},
        const.CONF_MAINTENANCE_DAYS: const.DEFAULT_MAINTENANCE_DAYS,
        settings.ELSEWHERE: False,
        const.CONF_HIDE_WRONG_BATTERIES: False,
        const.CONF_ISSUES: True,
    }


async def options(house: House, **changes: Any) -> ConfigFlowResult:
    flows = house.hass.config_entries.options
    page = await flows.async_init(house.doctor.entry_id)
    form = {**all_defaults(), **changes}
    result = await flows.async_configure(page["flow_id"], form)
    await house.settle()
    return result


def own_times(pace: str) -> dict[str, Any]:
    """Return the times of a pace as 0.1.0 stored them, one by one."""
    return {k: v for k, v in settings.waits_at(pace).items() if v != DEFAULTS[k]}


@pytest.mark.house("troubles", **own_times("quick"), polls=8)
async def test_options_take_effect(house: House, story: Story) -> None:
    def shown() -> dict[str, Any]:
        return {"stored": dict(house.doctor.options), "causes": house.causes()}

    story("times that were stored one by one are a pace")
    story.tell("shown", shown())
    story.follow(shown)
    story("all by default: nothing is stored, better defaults may come")
    await options(house)
    story("a cause is switched off and a threshold moved, without a restart")
    causes = [cause for cause in Cause if cause is not Cause.LOW_BATTERY]
    await options(house, causes=causes, weak_bars=1, issues=False, maintenance_days=30)
    await house.poll(8)
    story("only what differs from the defaults is stored")
    await options(house, maintenance_days=0)
    for pace in settings.PACES:
        story(f"{pace}: a camera that hangs is a fault sooner or later")
        await options(house, how_soon=pace)
        house.find("Living room").hang()
        polls = 0
        while house.cause("Living room") == "none":
            await house.poll()
            polls += 1
        story.tell("polls", polls)
        house.find("Living room").mend()
        await house.poll(12)


async def test_the_form(house: House, hass_client: ClientSessionGenerator) -> None:
    """All is in view, also over HTTP; the error of a wrong number is at its field."""
    assert await async_setup_component(house.hass, "config", {})
    asked = {"json": {"handler": house.doctor.entry_id}}
    client = await hass_client(await house.token())
    page = await client.post("/api/config/config_entries/options/flow", **asked)
    fields = {field["name"]: field for field in (await page.json())["data_schema"]}
    assert fields.keys() == all_defaults().keys()
    modes = [fields[key]["selector"]["number"]["mode"] for key in THRESHOLDS]
    assert {*modes} == {"slider"}, "what has a range to choose from"
    result = await options(house, weak_bars=9, weak_dbm=0.5, maintenance_days=-1)
    assert result["errors"] == {
        "weak_bars": "not_bars",
        "weak_dbm": "not_dbm",
        "maintenance_days": "not_days",
    }
    texts = await async_get_translations(house.hass, "de", "options", [DOMAIN])
    before = dict(house.doctor.options)
    for key, (low, high) in options_form.RANGES.items():
        for wrong in (low - 1, high + 1, low + 0.5, nan, inf, True, "2", None):
            result = await options(house, causes=["low_battery"], **{key: wrong})
            assert result["type"] is FlowResultType.FORM, wrong
            ((field, error),) = (result["errors"] or {}).items()
            assert field == key
            text = texts[f"component.{DOMAIN}.options.error.{error}"]
            places = result["description_placeholders"] or {}
            said = f"Nur eine ganze Zahl von {low} bis {high}."
            assert text.format(**places) == said
            schema: Any = result["data_schema"]
            (causes,) = (f for f in schema.schema if str(f) == options_form.CONF_CAUSES)
            assert causes.description["suggested_value"] == ["low_battery"], "kept"
        assert house.doctor.options == before
        for right in (low, float(high)):
            result = await options(house, **{key: right})
            assert result["type"] is FlowResultType.CREATE_ENTRY
        before = dict(house.doctor.options)
    with pytest.raises(InvalidData):
        await options(house, causes=["rain"])


OWN_TIMES = {"weak_wifi_minutes": 45, "heartbeat_minutes": 30}


@pytest.mark.house("one_camera", **OWN_TIMES, weak_bars=1, something_else=[1])
async def test_own_times_are_kept_until_something_else_is_chosen(house: House) -> None:
    """Times of 0.1.0, set one by one, outlive the form that has no fields for them."""
    other = {"something_else": [1]}
    assert house.doctor.minor_version == 2
    assert house.doctor.options == {**OWN_TIMES, "weak_bars": 1, **other}
    assert house.coordinator.settings["weak_wifi_minutes"] == 45
    flows = house.hass.config_entries.options
    page: Any = await flows.async_init(house.doctor.entry_id)
    assert page["data_schema"]({})[settings.HOW_SOON] == "own"
    result = await options(house, how_soon="own", weak_bars=1, issues=False)
    assert result["data"] == {**OWN_TIMES, "weak_bars": 1, "issues": False, **other}
    result = await options(house, how_soon="calm")
    assert result["data"] == {"how_soon": "calm", **other}, "what is not shown stays"
    assert house.coordinator.settings["weak_wifi_minutes"] == 60
    assert house.coordinator.settings["heartbeat_minutes"] == 15


def test_the_migration_changes_nothing_but_how_it_is_stored() -> None:
    """Whatever single value was set does the same, and times that are a pace become it."""
    stored: list[dict[str, Any]] = [
        *({key: end} for key, ends in settings.LIMITS.items() for end in ends),
        *({**own_times(pace), "disabled": ["weak_wifi"]} for pace in settings.PACES),
    ]
    for before in stored:
        now = options_form.migrated(before)
        assert Settings.from_mapping(now) == Settings.from_mapping(before)
        assert options_form.migrated(now) == now
    for pace in settings.PACES:
        paced = {} if pace == settings.NORMAL else {"how_soon": pace}
        assert options_form.migrated(own_times(pace)) == paced


@pytest.mark.parametrize(("version", "error"), [(2, None), (1, "blink_removed")])
async def test_an_entry_that_cannot_be_set_up(
    hass: HomeAssistant, version: int, error: str | None
) -> None:
    """One of a later version is not taken over; without its account the error is clear."""
    data = {CONF_BLINK_ENTRY: "gone"}
    entry = MockConfigEntry(domain=DOMAIN, version=version, data=data)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert (entry.version, entry.error_reason_translation_key) == (version, error)
