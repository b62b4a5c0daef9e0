"""An account of several Blink systems: the router of one goes off, then the system goes."""

from typing import Any

import aiohttp
from homeassistant.auth.models import User
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.diagnosis.model.findings import Cause, Confidence
from tests.automating import Automate
from tests.house import House

IN_THE_CABIN = ("Cabin module", "Jetty", "Stove", "Porch")
OFFLINE = "home_network_offline"


def system(house: House, name: str) -> str:
    (network,) = (one for one in house.account.networks if one.name == name)
    return f"system:{network.id}"


async def switch_router(house: House, action: str) -> None:
    data = {"do": action, "args": {"network": "Cabin"}}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{house.cloud.url}/_control/account", json=data)
        assert answer.status == 200


async def shown(house: House, user: User) -> list[list[str]]:
    """Return the names of systems that the card and the action know."""
    systems = {house.account.networks[0].name, "Cabin"}
    card = account_as_dict(house.hass, house.doctor, user)["devices"]
    answer = (await house.act("get_diagnosis"))["devices"]
    return [
        [device["name"] for device in card if device["family"] == "system"],
        [device["name"] for device in answer if device["name"] in systems],
    ]


def repairs(house: House) -> set[str]:
    return {
        f"{(issue.translation_placeholders or {})['name']}: {issue.translation_key}"
        for issue in house.issues
        if issue.translation_key in Cause
    }


def rest(house: House) -> dict[str, Any]:
    """Return all that was found in the house, with since and evidence."""
    names = ("House module", "Front door", "Garden", "Hallway", system(house, "House"))
    found = {name: house.diagnosis(name).findings for name in names}
    return found | {"account": house.diagnosis("account").findings}


@pytest.mark.house("two_homes", polls=2)
async def test_one_home_of_two(
    house: House, automate: Automate, hass_admin_user: User
) -> None:
    """The outage sits on its system, for as long as it lasts, and nobody else is named."""
    cabin, before = system(house, "Cabin"), rest(house)
    fault = house.entity_id(cabin, "fault")
    device, devices = house.device(cabin), dr.async_get(house.hass)
    assert (device.name, device.entry_type) == ("Cabin", dr.DeviceEntryType.SERVICE)
    told = await automate("fault_detected", {"entity_id": fault})

    async def demand(state: str, cause: str, *repaired: str) -> None:
        assert house.state(cabin).state == state
        assert house.state(cabin, "fault_cause").state == cause
        assert {house.cause(name) for name in IN_THE_CABIN} == {cause}
        assert repairs(house) == {"Garden: low_battery", *repaired}
        systems = ["Cabin"] if repaired else []
        assert await shown(house, hass_admin_user) == [systems, systems]
        # the Garden's battery is low
        count = 1 + len(IN_THE_CABIN) * len(systems)
        assert house.state("account", "devices_with_fault").state == str(count)
        assert rest(house) == before

    await demand("off", "none")
    await switch_router(house, "router_off")
    await house.poll(5)
    await demand("on", OFFLINE, f"Cabin: {OFFLINE}")
    finding = house.diagnosis(cabin).primary
    assert finding is not None
    assert finding.confidence < Confidence.CONFIRMED
    assert finding.evidence["internet_works"] is True
    await switch_router(house, "router_on")
    await house.poll(5)
    await demand("off", "none")
    (call,) = told
    wanted = {"entity_id": fault, "device_name": "Cabin", "cause": OFFLINE}
    assert call.data == call.data | wanted

    await switch_router(house, "router_off")
    await house.poll(5)
    for name in IN_THE_CABIN:
        house.account.remove_camera(name)
    await house.poll()
    assert f"Cabin: {OFFLINE}" in repairs(house), "it may be back"
    await house.poll_daily(1)
    await house.poll(2)
    assert f"Cabin: {OFFLINE}" not in repairs(house)
    assert er.async_get(house.hass).async_get(fault) is None
    own = dr.async_entries_for_config_entry(devices, house.doctor.entry_id)
    assert [device.name for device in own] == ["Blink Doctor"]
