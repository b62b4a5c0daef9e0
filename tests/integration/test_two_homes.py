"""Two homes on one account: the router of one goes off, in the demo's own house."""

from typing import Any

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from tests.house import House

IN_THE_HOUSE = ("House module", "Front door", "Garden", "Hallway")
IN_THE_CABIN = ("Cabin module", "Jetty", "Stove", "Porch")
AUTOMATION = """
id: told
alias: Told
mode: parallel
triggers:
  - trigger: blink_doctor.fault_detected
    target: {entity_id: ENTITY}
actions:
  - action: test.told
    data:
      entity: "{{ trigger.entity_id }}"
      device: "{{ trigger.device_name }}"
      cause: "{{ trigger.cause }}"
"""


def system(house: House, name: str) -> str:
    network = next(n for n in house.account.networks if n.name == name)
    return f"system:{network.id}"


async def switch_router(house: House, action: str, network: str) -> None:
    data = {"do": action, "args": {"network": network}}
    async with aiohttp.ClientSession() as session:
        answer = await session.post(f"{house.cloud.url}/_control/account", json=data)
        assert answer.status == 200


async def listen(hass: HomeAssistant, entity_id: str) -> list[Any]:
    calls = async_mock_service(hass, "test", "told")
    config = parse_yaml(AUTOMATION.replace("ENTITY", entity_id))
    assert await async_setup_component(hass, "automation", {"automation": [config]})
    await hass.async_block_till_done(wait_background_tasks=True)
    return calls


def findings(house: House, devices: tuple[str, ...]) -> dict[str, Any]:
    """Return all that was found on some devices, with since and evidence."""
    data = house.coordinator.data.devices
    return {name: data[house.key(name)].findings for name in devices}


def repairs(hass: HomeAssistant) -> list[str]:
    return sorted(
        f"{(issue.translation_placeholders or {})['name']}: {issue.translation_key}"
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active and issue.translation_key in Cause
    )


@pytest.mark.house("two_homes", polls=1)
async def test_the_router_of_one_home(hass: HomeAssistant, house: House) -> None:
    """The right home is named by its entities, the repair and the trigger, and nobody else is."""
    cabin, home = system(house, "Cabin"), system(house, "House")
    device = house.device(cabin)
    assert (device.name, device.entry_type) == ("Cabin", dr.DeviceEntryType.SERVICE)
    assert device in dr.async_entries_for_config_entry(
        dr.async_get(hass), house.doctor.entry_id
    )
    for key in (cabin, home):
        assert house.state(key).state == "off"
        assert house.state(key, "fault_cause").state == "none"
    told = await listen(hass, house.entity_id(cabin, "fault"))
    told_before = findings(house, (*IN_THE_HOUSE, home))
    assert repairs(hass) == ["Garden: low_battery"]

    await switch_router(house, "router_off", "Cabin")
    await house.poll(4)
    assert {house.cause(name) for name in IN_THE_CABIN} == {"home_network_offline"}
    assert house.state(cabin).state == "on"
    assert house.state(cabin, "fault_cause").state == "home_network_offline"
    assert repairs(hass) == ["Cabin: home_network_offline", "Garden: low_battery"]
    assert [dict(call.data) for call in told] == [
        {
            "entity": house.entity_id(cabin, "fault"),
            "device": "Cabin",
            "cause": "home_network_offline",
        }
    ]
    assert findings(house, (*IN_THE_HOUSE, home)) == told_before
    assert house.state(home).state == "off"
    assert house.coordinator.data.devices["account"].findings == ()

    await switch_router(house, "router_on", "Cabin")
    await house.poll(5)
    assert {house.cause(name) for name in (*IN_THE_CABIN, cabin)} == {"none"}
    assert house.state(cabin).state == "off"
    assert house.state(cabin, "fault_cause").state == "none"
    assert repairs(hass) == ["Garden: low_battery"]
    assert findings(house, (*IN_THE_HOUSE, home)) == told_before
    assert len(told) == 1
