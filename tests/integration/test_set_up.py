"""Set-up says what was found, offers to notify a phone, and links to the cameras."""

from pathlib import Path
from typing import Any

from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.card import Watch
from tests.house import House
from tests.phone import AddPhone
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


@pytest.mark.house("healthy", doctor=False)
async def test_first_page_says_what_was_found(house: House, story: Story) -> None:
    async def tell(title: str) -> None:
        """Record what the first page says, and close it."""
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
    house.find("Garden").set_signal(1)
    house.find("Porch").hang()
    await house.poll(3)
    await tell("low, silent, and weak Wi-Fi that has not lasted yet")
    for device in [*house.account.devices]:
        house.account.remove_camera(device.key)
    await house.poll(2)
    await tell("no camera is left")
    await house.hass.config_entries.async_unload(house.blink.entry_id)
    await tell("core is not loaded")


@pytest.mark.house("two_accounts", doctor=False)
async def test_tell_my_phone(
    tmp_path: Path, house: House, add_phone: AddPhone, story: Story
) -> None:
    house.hass.config.config_dir = str(tmp_path)
    file, configuration = (
        tmp_path / f"{name}.yaml" for name in ("automations", "configuration")
    )
    file.write_text("[]")
    assert await async_setup_component(house.hass, "automation", {})
    phone = await add_phone()
    entries = house.hass.config_entries

    async def set_up(
        title: str, before: str, *phones: str, included: str = f"!include {file.name}"
    ) -> None:
        """Record what the last page says, and what there is then."""
        story(title)
        for doctor in entries.async_entries(DOMAIN):
            await entries.async_remove(doctor.entry_id)
        configuration.write_text(f"automation: {included}\n")
        file.write_text("[]")
        await house.call("automation.reload")
        file.write_text(before)
        flow: Any = await start(house.hass)
        assert flow["data_schema"]({}) == {"phones": []}, "none is chosen by itself"
        done = await finish(house, flow, phones=[*phones])
        story.tell("page", done.get("description"))
        story.tell("file", file.read_text().splitlines())
        there = house.hass.states.async_all("automation")
        story.tell("automations on", [one.state for one in there].count("on"))

    await set_up("a phone that is not chosen is not told", "[]")
    for title, before in {
        "a file that is no list stays as it is": "a: b",
        "nor is one changed that cannot be read": "- !include_dir_list x\n- : :",
        "into a file of Home Assistant's": "[]",
        "or an empty one": "",
    }.items():
        await set_up(title, before, phone.device_id)
    of_others = "a file that is not included stays as it is"
    await set_up(of_others, "[]", phone.device_id, included="[]")
    await set_up("what else is there stays", OTHERS, phone.device_id)
    story("it is there at once and tells")
    run_low(house, "Front door")
    await house.poll(2)
    story.tell("phone", [one["title"] for one in phone.screen.values()])
    story("and is offered once")
    await house.add_blink(house.cloud.account(1))
    (offered,) = entries.flow.async_progress_by_handler(DOMAIN)
    page: Any = await entries.flow.async_configure(offered["flow_id"])
    story.tell("fields", [*map(str, page["data_schema"].schema)])


async def test_last_page_links_to_the_dashboard(
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
