"""Set-up says what was found, offers to tell a phone, and leads to the cameras."""

from pathlib import Path
from typing import Any

from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor import onboarding
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.onboarding.phone_automation import PATH
from custom_components.blink_doctor.targeting.devices import async_name
from tests.card import Watch
from tests.house import House
from tests.phone import AddPhone, AppPhone
from tests.phone_story import run_low
from tests.story import Story
from tests.test_config_flow import finish, start

pytestmark = pytest.mark.house("one_camera", doctor=False)

OTHERS = """# mine, by hand
- id: lights
  alias: Lights
  triggers: []
  actions: []
"""


@pytest.fixture
async def phone(tmp_path: Path, house: House, add_phone: AddPhone) -> AppPhone:
    """A phone, and a configuration folder as Home Assistant makes it."""
    house.hass.config.config_dir = str(tmp_path)
    included = "automation: !include automations.yaml\n"
    (tmp_path / "configuration.yaml").write_text(included)
    (tmp_path / "automations.yaml").write_text("[]\n")
    assert await async_setup_component(house.hass, "automation", {})
    return await add_phone()


@pytest.mark.house("healthy", doctor=False)
async def test_what_was_found(house: House, story: Story) -> None:
    async def tell(title: str) -> None:
        """Tell what the first page says, and close it."""
        story(title)
        flow: Any = await start(house.hass)
        house.hass.config_entries.flow.async_abort(flow["flow_id"])
        story.tell("found", flow["description_placeholders"]["found"])

    requests = len(house.cloud.requests)
    for language in ("de", "pl", "cs", "en"):
        house.hass.config.language = language
        await tell(
            f"{language}: in the language of the house, with its forms of numbers"
        )
    assert len(house.cloud.requests) == requests
    run_low(house, "Driveway")
    house.thing("Garden").set_signal(1)
    house.thing("Porch").hang()
    await house.poll(3)
    await tell("low, silent, and weak Wi-Fi that has not lasted yet")
    for device in [*house.account.devices]:
        house.account.remove_camera(device.key)
    await house.poll(2)
    await tell("no camera is left")
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await tell("core is not loaded")


async def test_a_phone_that_is_not_chosen_is_not_told(
    tmp_path: Path, house: House, phone: AppPhone
) -> None:
    """It is offered, and nothing is chosen by itself."""
    flow: Any = await start(house.hass)
    assert flow["data_schema"]({}) == {"phones": []}
    await finish(house, flow)
    assert (tmp_path / "automations.yaml").read_text() == "[]\n"


@pytest.mark.parametrize("before", ["[]\n", "", OTHERS])
@pytest.mark.house("two_accounts", doctor=False)
async def test_tell_my_phone(
    tmp_path: Path, house: House, phone: AppPhone, before: str
) -> None:
    """The automation is there at once and tells; it is offered once."""
    automations = tmp_path / "automations.yaml"
    automations.write_text(before)
    done = await finish(house, await start(house.hass), phones=[phone.device_id])
    assert done["description"] == "told"
    written: Any = load_yaml(str(automations))
    (ours,) = (one for one in written if one.get("use_blueprint"))
    assert ours["use_blueprint"] == {
        "path": PATH,
        "input": {"phones": [phone.device_id]},
    }
    if before == OTHERS:
        assert automations.read_text().startswith(OTHERS), "what else is there stays"
    else:
        assert written == [ours]
    assert house.hass.states.get("automation.blink_doctor") is not None
    run_low(house, "Front door")
    await house.poll(2)
    assert any("Front door" in str(shown) for shown in phone.screen.values())
    await house.add_blink(house.cloud.account(1))
    flows = house.hass.config_entries.flow
    (offered,) = flows.async_progress_by_handler(DOMAIN)
    flow: Any = await flows.async_configure(offered["flow_id"])
    assert "phones" not in flow["data_schema"].schema


@pytest.mark.parametrize(
    ("included", "content"),
    [
        ("!include automations.yaml", "a: b\n"),
        ("!include automations.yaml", "- !include_dir_list x\n- : :\n"),
        ("[]", "[]\n"),
    ],
)
async def test_a_file_that_cannot_be_added_to(
    tmp_path: Path, house: House, phone: AppPhone, included: str, content: str
) -> None:
    """It stays as it is, and the last page says how else to do it."""
    (tmp_path / "configuration.yaml").write_text(f"automation: {included}\n")
    automations = tmp_path / "automations.yaml"
    automations.write_text(content)
    done = await finish(house, await start(house.hass), phones=[phone.device_id])
    assert done["description"] == "not_told"
    assert automations.read_text() == content


async def test_it_leads_to_the_dashboard(
    house: House, watch: Watch, story: Story
) -> None:
    pytest.importorskip("hass_frontend")
    for component in ("frontend", "lovelace"):
        assert await async_setup_component(house.hass, component, {})
    watcher = await watch()

    async def add() -> None:
        done = await finish(house, await start(house.hass))
        story.tell("leads to", done["description_placeholders"])

    async def tell() -> None:
        panels = (await watcher.call(type="get_panels"))["result"]
        story.tell("panel", panels.get("blink-doctor"))
        asked = {"type": "lovelace/config", "url_path": "blink-doctor"}
        story.tell("page", (await watcher.call(**asked)).get("result"))

    story(
        "there is one, not shown by default, and it builds itself; also after a reload"
    )
    await add()
    await house.reload()
    await tell()
    story("for as long as an account is looked after")
    await house.hass.config_entries.async_remove(house.doctor.entry_id)
    await house.settle()
    await tell()
    story("one of the owner's is left alone")
    mine = {"url_path": "blink-doctor", "title": "Mine", "mode": "storage"}
    created = await watcher.call(type="lovelace/dashboards/create", **mine)
    assert created["success"]
    await add()
    await house.hass.config_entries.async_remove(house.doctor.entry_id)
    await tell()


@pytest.mark.house("two_accounts", doctor=False)
async def test_a_further_account_has_a_title_of_its_own(house: House) -> None:
    """The list of entries and the titles of repairs tell them apart."""
    await finish(house, await start(house.hass))
    first = house.doctor
    assert first.title == "Blink Doctor"
    # a discovery that the owner ignores is no account
    MockConfigEntry(domain=DOMAIN, source=SOURCE_IGNORE).add_to_hass(house.hass)
    assert async_name(house.coordinator, ACCOUNT_KEY) == "Blink"
    second = MockConfigEntry(domain=DOMAIN, title="Blink Doctor", data=first.data)
    second.add_to_hass(house.hass)
    assert onboarding.title_of(house.hass, house.blink) == "Home"
    assert async_name(house.coordinator, ACCOUNT_KEY) == "Blink (Home)"
    house.hass.config_entries.async_update_entry(first, title="Mine")
    assert async_name(house.coordinator, ACCOUNT_KEY) == "Blink (Mine)"
