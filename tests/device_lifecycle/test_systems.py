"""An account of several Blink systems: the router of one goes off, then the system goes."""

from collections import Counter
from typing import Any

from homeassistant.auth.models import User
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.blink_doctor.dashboard.view import account_as_dict
from tests.automating import Automate
from tests.house import House
from tests.story import Story


@pytest.mark.house("two_homes", polls=2)
async def test_one_home_of_two(
    house: House, automate: Automate, hass_admin_user: User, story: Story
) -> None:
    """The outage sits on its system, for as long as it lasts, and nobody else is named."""
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
