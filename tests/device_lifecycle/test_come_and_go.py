"""Devices that leave and return, in every kind of poll; and a system of two."""

from collections import Counter
from typing import Any

from homeassistant.auth.models import User
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.blink_doctor.dashboard.view import account_as_dict
from tests.automating import Automate
from tests.house import House
from tests.phone_story import do
from tests.story import Story

# what happens before a poll, as in stories of phones
KINDS = {
    "usual": "",
    "in_two_polls": "1",
    "at_a_reload_of_blink": "reload blink",
    "at_a_reload_of_the_doctor": "reload doctor",
    "after_midnight": "until 23:58",
    "after_a_failed_poll": "fail 500; 1; heal",
    "after_an_outage": "outage; 6; heal",
    "together_with_an_arrival": "new",
    "together_with_a_change": "Garden low",
    "at_a_check_up": "act check_up Garden",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.house("two_homes")
async def test_entities_follow_devices(kind: str, house: House, story: Story) -> None:
    camera = house.account.cameras[0]
    uid = house.coordinator.uid(house.key(camera.name))

    def entities() -> dict[str, str]:
        """Return the states of our entities of the camera."""
        found = [entry for entry in house.entries if uid in entry.unique_id]
        states = [
            (one.unique_id, house.hass.states.get(one.entity_id)) for one in found
        ]
        return {
            unique_id.rpartition("-")[2]: state.state if state else "disabled"
            for unique_id, state in states
        }

    async def poll() -> None:
        for command in KINDS[kind].split(";"):
            await do(house, *command.split())
        await house.poll()

    story.tell("before", entities())
    story.follow(entities)
    for days in (0, 1, 1) if kind == "usual" else (0, 1):
        story("it leaves: its entities wait, it may be back at the next poll")
        house.account.remove_camera(camera.key)
        await poll()
        if days:
            story("after a day they go")
            await house.poll_daily(days)
            # core signs in anew, which takes a poll
            await house.poll(2)
        story("there again with it, the disabled ones too")
        camera.plan("present", house.account.now(), True)
        await poll()


@pytest.mark.house("two_homes", polls=2)
async def test_outage_in_one_of_two_homes(
    house: House, automate: Automate, hass_admin_user: User, story: Story
) -> None:
    """The outage sits on its system for as long as it lasts, and on nothing else."""
    (cabin,) = (one for one in house.account.networks if one.name == "Cabin")
    fault = house.entity_id(f"system:{cabin.id}", "fault")
    told = await automate("fault_detected", {"entity_id": fault})

    def shown() -> dict[str, Any]:
        own = dr.async_entries_for_config_entry(
            dr.async_get(house.hass), house.doctor.entry_id
        )
        card = account_as_dict(house.hass, house.doctor, hass_admin_user)["devices"]
        return {
            "own devices": [f"{one.name} {one.entry_type}" for one in own],
            "card": [one for one in card if one["family"] == "system"],
            "roots": Counter(
                one["findings"][0]["root"] for one in card if one["fault"]
            ),
            "automation": [f"{c.data['device_name']} {c.data['cause']}" for c in told],
        }

    async def tell_actions() -> None:
        answer = (await house.act("get_diagnosis"))["devices"]
        for one in answer:
            if one["name"] == "Cabin":
                story.tell("answer", one["findings"])

    story.tell("before", shown())
    story.follow(shown)
    story.follow_states(house)
    story("the router of one home is off")
    house.account.router_off(network="Cabin")
    await house.poll(5)
    await tell_actions()
    story("on again")
    house.account.router_on(network="Cabin")
    await house.poll(5)
    await tell_actions()
    story("off, and its cameras leave: they may be back")
    house.account.router_off(network="Cabin")
    await house.poll(5)
    for name in ("Cabin module", "Jetty", "Stove", "Porch"):
        house.account.remove_camera(name)
    await house.poll()
    story("after a day the system has gone with them")
    await house.poll_daily(1)
    await house.poll(2)
