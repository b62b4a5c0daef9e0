"""Recording and USB storage on the real Blink integration, over HTTP."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from demo.cloud.network import Network
from tests.house import House


def network_of(house: House, camera: str) -> Network:
    return house.cloud.device(camera).network


@pytest.mark.house("healthy")
async def test_armed_motion_and_snooze(house: House) -> None:
    """The sensor follows what Blink says of system and camera; a Mini has its own."""
    assert house.state("Driveway", "recording").state == "ready"
    network_of(house, "Driveway").armed = False
    await house.poll()
    assert house.state("Driveway", "recording").state == "not_armed"
    network_of(house, "Driveway").armed = True
    house.cloud.device("Driveway").enabled = False
    house.cloud.device("Garden").raw.homescreen |= {
        "snooze": True,
        "snooze_time_remaining": 55,
    }
    await house.poll()
    assert house.state("Driveway", "recording").state == "motion_off"
    assert house.state("Garden", "recording").state == "snoozed"
    house.cloud.device("Driveway").enabled = True
    house.cloud.device("Driveway").hang()
    await house.poll(2)
    assert house.state("Driveway", "recording").state == "offline"


@pytest.mark.house("healthy")
async def test_armed_through_home_assistant(hass: HomeAssistant, house: House) -> None:
    """Core's own alarm panel disarms the system: seen at the next poll."""
    module = house.device("sync_module:11")
    panel = next(
        entity.entity_id
        for entity in er.async_entries_for_device(er.async_get(hass), module.id)
        if entity.domain == "alarm_control_panel"
    )
    await hass.services.async_call(
        "alarm_control_panel", "alarm_disarm", {"entity_id": panel}, blocking=True
    )
    await house.poll()
    assert house.state("Driveway", "recording").state == "not_armed"


@pytest.mark.house("healthy")
async def test_the_card_and_actions_say_it(
    hass_ws_client: WebSocketGenerator, hass: HomeAssistant, house: House
) -> None:
    """State and since when, the same over a reload; a module has its stick."""
    network_of(house, "Driveway").armed = False
    await house.poll()
    since = house.coordinator.now
    await house.poll(3)
    await house.reload()
    client = await hass_ws_client(hass, await house.token())
    await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
    assert (await client.receive_json())["success"]
    event = (await client.receive_json())["event"]
    devices = {d["name"]: d for d in event["accounts"][0]["devices"]}
    said = devices["Driveway"]
    assert said["recording"] == "not_armed"
    assert said["recording_since"] == f"{since:%Y-%m-%dT%H:%M:%SZ}"
    assert said["usb_storage"] is None
    module = house.coordinator.data.devices["sync_module:11"].reading.name
    assert devices[module]["recording"] is None
    assert devices[module]["usb_storage"] == "not_in_use"
    answer = await house.act("get_diagnosis", "Driveway")
    assert answer["devices"][0]["recording"] == "not_armed"
    assert answer["devices"][0]["summary"] == (
        "Driveway is fine. It would not record now: Not armed."
    )
