"""What all surfaces say of the same cameras at one time: nothing unknown is called fine."""

from collections import Counter
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.dashboard.view import account_as_dict
from tests.house import House
from tests.phone_story import ask, do
from tests.story import Story

CAMERA = "Driveway"


@pytest.mark.usefixtures("assist")
@pytest.mark.house("healthy", phones="", polls=2)
async def test_nothing_unknown_is_fine(
    house: House, hass: HomeAssistant, hass_admin_user: User, story: Story
) -> None:
    async def tell() -> None:
        card = account_as_dict(hass, house.doctor, hass_admin_user)
        answer = await house.act("get_diagnosis", CAMERA)
        said: dict[str, Any] = answer["devices"][0]
        story.tell("Fault", house.state(CAMERA).state)
        online = Counter(str(one["online"]) for one in card["devices"])
        story.tell("card", {"state": card["state"], "online": online})
        told = {what: said[what] for what in ("online", "recording", "summary")}
        story.tell("get_diagnosis", told)
        story.tell("Assist", [await ask(house), await ask(house, f"How is {CAMERA}?")])

    async def step(title: str, *commands: str) -> None:
        story(title)
        for command in commands:
            await do(house, *command.split())
        await house.wait(2)
        await tell()

    here, device_id = house.find(CAMERA), house.device(CAMERA).id
    here.plan("present", here.now(), False)
    await step("Blink does not list the camera", "1")
    await step(
        "nor after a restart: its entities stay on core's device", "reload doctor"
    )
    fault = er.async_get(hass).async_get(house.entity_id(CAMERA, "fault"))
    assert fault is not None and fault.device_id == device_id
    here.plan("present", here.now(), True)
    here.raw.homescreen["status"] = "updating"
    await step("Blink has a new word for its status", "1")
    here.raw.homescreen.clear()
    await step("the Blink integration does not run", "1", "unload blink")
    await step("and runs, but Blink does not answer", "setup blink", "outage", "4")
    await step("nor after half an hour, which is a fault of the account", "4")
    await step("the sync module is dead", "heal", "1", "Home unplug", "4")
    for issue in house.issues:
        ir.async_ignore_issue(hass, DOMAIN, issue.issue_id, True)
    await step("and its repair is ignored", "1")
    await house.act("pause", "Home")
    await step("it is paused instead, and its cameras rest with it", "1")
    await house.act("resume", "Home")
    await step("all is well again", "Home plug_in", "6")
    MockConfigEntry(domain=DOMAIN, title="Another account").add_to_hass(hass)
    await step("but another account is not set up")
