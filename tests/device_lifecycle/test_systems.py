"""An account of several Blink systems: where an outage of one of them is shown."""

from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.device_registry import DeviceEntryType

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.dashboard.view import account_as_dict
from custom_components.blink_doctor.diagnosis.model.findings import Cause, Confidence
from custom_components.blink_doctor.diagnosis.model.readings import Family
from demo.cloud import Scenario
from tests.house import House, MakeHouse

TWO_HOMES: dict[str, Any] = {
    "title": "Two homes",
    "about": "Each with a module, a camera behind it and a Mini.",
    "accounts": [
        {
            "email": "demo@example.com",
            "networks": [
                {
                    "name": "Home",
                    "sync_module": {"name": "Module"},
                    "cameras": [{"name": "Front door"}],
                    "owls": [{"name": "Kitchen"}],
                },
                {
                    "name": "Cabin",
                    "module_error_when_offline": False,
                    "sync_module": {"name": "Cabin module"},
                    "cameras": [{"name": "Stove"}],
                    "owls": [{"name": "Porch"}],
                },
            ],
        }
    ],
}


def cabin(house: House) -> str:
    """Return the key of the system that goes down here."""
    return next(
        key
        for key, device in house.coordinator.data.devices.items()
        if device.reading.family is Family.SYSTEM and device.reading.name == "Cabin"
    )


async def shown(house: House, user: User) -> dict[str, list[str]]:
    """Return what names of systems the card and the action know."""
    card = account_as_dict(house.hass, house.doctor, user)
    answer = await house.act("get_diagnosis")
    return {
        "card": [d["name"] for d in card["devices"] if d["family"] == Family.SYSTEM],
        "action": [
            d["name"] for d in answer["devices"] if d["name"] in ("Home", "Cabin")
        ],
    }


def repairs(hass: HomeAssistant) -> list[str]:
    return [
        f"{issue.translation_key} {(issue.translation_placeholders or {})['name']}"
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active and issue.translation_key in Cause
    ]


async def test_one_home_of_two(
    make_house: MakeHouse, hass: HomeAssistant, hass_admin_user: User
) -> None:
    """The outage sits on its system, which is shown for as long as it lasts."""
    house = await make_house(Scenario.from_data(TWO_HOMES))
    await house.poll(2)
    assert await shown(house, hass_admin_user) == {"card": [], "action": []}
    assert house.state(cabin(house)).state == "off"
    names = {device.name for device in house.account.devices}
    count = house.state("account", "devices_with_fault").state

    for name in ("Cabin module", "Porch"):
        house.cloud.device(name).unplug()
    await house.poll(5)
    assert count == "0"
    assert house.state("account", "devices_with_fault").state == "3"
    finding = house.coordinator.data.devices[cabin(house)].primary
    assert finding is not None
    assert finding.confidence < Confidence.CONFIRMED
    assert finding.evidence["internet_works"] is True
    assert {house.cause(name) for name in ("Porch", "Stove", "Cabin module")} == {
        "home_network_offline"
    }
    assert house.state(cabin(house)).state == "on"
    assert repairs(hass) == ["home_network_offline Cabin"]
    assert await shown(house, hass_admin_user) == {
        "card": ["Cabin"],
        "action": ["Cabin"],
    }
    device = house.device(cabin(house))
    assert (device.name, device.entry_type) == ("Cabin", DeviceEntryType.SERVICE)
    assert device.name not in names

    for name in ("Cabin module", "Porch"):
        house.cloud.device(name).plug_in()
    await house.poll(4)
    assert repairs(hass) == []
    assert await shown(house, hass_admin_user) == {"card": [], "action": []}


async def test_a_system_that_is_gone(
    make_house: MakeHouse, hass: HomeAssistant, device_registry: dr.DeviceRegistry
) -> None:
    """Its device, its entities and its repair go with it."""
    house = await make_house(Scenario.from_data(TWO_HOMES))
    await house.poll(2)
    for name in ("Cabin module", "Porch"):
        house.cloud.device(name).unplug()
    await house.poll(5)
    fault = house.entity_id(cabin(house), "fault")
    assert repairs(hass) == ["home_network_offline Cabin"]
    for name in ("Cabin module", "Porch", "Stove"):
        house.account.remove_camera(name)
    await house.poll()
    assert repairs(hass) == ["home_network_offline Cabin"], "it may be back"
    await house.poll_daily(1)
    await house.poll(2)
    assert repairs(hass) == []
    assert er.async_get(hass).async_get(fault) is None
    own = dr.async_entries_for_config_entry(device_registry, house.doctor.entry_id)
    assert [device.name for device in own] == ["Blink Doctor"]
