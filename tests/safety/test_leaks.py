"""Canaries in every secret field of the cloud; all outputs are searched for them."""

import logging
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.store import SAVE_DELAY
from demo.cloud.sync_module import SyncModule
from tests.house import House, MakeHouse

from .canaries import Canaries, plant, plant_in_words
from .outputs import Outputs, as_text

# Where a person reads about the own home, device names belong
PEOPLE = {
    "states",
    "registry",
    "events",
    "websocket",
    "issues",
    "language model",
    "actions",
    "repairs",
}
CHANNELS = PEOPLE | {"logs", "diagnostics", "system health", "store"}


@pytest.fixture
def debug(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, "custom_components.blink_doctor")
    return caplog


async def look_around(
    outputs: Outputs,
    canaries: Canaries,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> None:
    canaries.learn(outputs.house)
    outputs.states()
    outputs.issues()
    await outputs.websocket(hass_ws_client)
    await outputs.diagnostics(hass_client)
    await outputs.system_health()
    await outputs.repairs(hass_client)
    await outputs.action("get_diagnosis")
    await outputs.action("get_recording_history", days=30)
    await outputs.action("get_fault_history")
    await outputs.language_model()


async def use_everything(outputs: Outputs) -> None:
    """Press every button that there is, on every device."""
    house = outputs.house
    devices = [
        device_id
        for key in house.coordinator.data.devices
        if (device_id := house.coordinator.device_id(key))
    ]
    await outputs.action("check_up")
    for device_id in devices:
        await house.wait(61)
        await outputs.action("check_up", device_id=device_id)
        await outputs.action("report_red_light", device_id=device_id)
        await outputs.action("batteries_replaced", device_id=device_id)
        await outputs.action("pause", device_id=device_id, until="2030-01-01")
        outputs.states()
        await outputs.action("resume", device_id=device_id)
    buttons = [e.entity_id for e in outputs.ours() if e.domain == "button"]
    for button in buttons:
        await house.wait(61)
        try:
            await house.hass.services.async_call(
                "button", "press", {"entity_id": button}, blocking=True
            )
        except Exception as err:  # noqa: BLE001 all that a person could be shown
            outputs.add("actions", repr(err) + as_text(vars(err)))


async def break_everything(house: House) -> None:
    """Go through what can go wrong between Blink, core and us."""
    secret = {"message": "canary.person@example.net canary-password", "code": 101}
    modes: list[dict[str, Any]] = [
        {"mode": "status=403", "body": secret},
        {"mode": "status=500", "body": secret},
        {"mode": "html"},
        {"mode": "wrong_types"},
        {"mode": "truncated"},
        {"mode": "empty"},
    ]
    for mode in modes:
        house.cloud.fail("homescreen", **mode)
        await house.poll(2)
        house.cloud.heal()
    for device in house.account.devices:
        if isinstance(device, SyncModule):
            device.unplug()
    await house.poll(4)
    house.account.service_down()
    await house.poll(5)
    house.account.service_up()
    await house.hass.config_entries.async_reload(house.blink.entry_id)
    await house.poll(2)


async def automate(hass: HomeAssistant) -> None:
    """Have automations send all that triggers tell, as an event."""
    automations = [
        {
            "id": trigger,
            "alias": trigger,
            "mode": "parallel",
            "triggers": [{"trigger": f"{DOMAIN}.{trigger}"}],
            "actions": [
                {"event": "heard", "event_data": {"all": "{{ trigger | string }}"}}
            ],
        }
        for trigger in ("fault_detected", "fault_cleared", "camera_went_offline")
    ]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    await hass.async_block_till_done(wait_background_tasks=True)


async def put_away(
    outputs: Outputs, hass_storage: dict[str, Any], debug: pytest.LogCaptureFixture
) -> None:
    house = outputs.house
    await house.wait(SAVE_DELAY + 1)
    outputs.add("store", hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"])
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    outputs.logs(debug.records)


def leaks(outputs: Outputs, canaries: Canaries) -> set[tuple[str, str]]:
    """Return channel and label of every canary that got out."""
    return {
        (channel, label)
        for channel, texts in outputs.channels.items()
        for label in canaries.found("\n".join(texts), names=channel not in PEOPLE)
        # the memory of one account, in Home Assistant's own folder, is kept by Blink's ids
        if channel != "store" or not label.endswith(("id", "name"))
    }


async def listened_to(
    make_house: MakeHouse, hass: HomeAssistant
) -> tuple[House, Outputs, Canaries]:
    scenario, canaries = plant()
    assert await async_setup_component(hass, "repairs", {})
    house = await make_house(scenario)
    outputs = Outputs(house)
    outputs.listen()
    await automate(hass)
    return house, outputs, canaries


async def test_no_canary_gets_out(
    make_house: MakeHouse,
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    hass_storage: dict[str, Any],
    debug: pytest.LogCaptureFixture,
) -> None:
    """Months of use in one test: nothing secret anywhere, names only for people."""
    house, outputs, canaries = await listened_to(make_house, hass)
    await house.poll(8)
    faults = [d for d in house.coordinator.data.devices.values() if d.fault]
    assert len(faults) >= 6, "there is something to tell"
    await look_around(outputs, canaries, hass_client, hass_ws_client)
    await use_everything(outputs)
    await look_around(outputs, canaries, hass_client, hass_ws_client)
    await break_everything(house)
    await look_around(outputs, canaries, hass_client, hass_ws_client)
    house.account.revoke()
    house.account.tokens.expire()
    await house.poll(3)
    await use_everything(outputs)
    await look_around(outputs, canaries, hass_client, hass_ws_client)
    await put_away(outputs, hass_storage, debug)
    # a file for somebody else, also while there is nothing to tell
    await outputs.diagnostics(hass_client)

    assert set(outputs.channels) == CHANNELS, "every channel was heard"
    assert len(canaries.secret) > 150
    assert any("heard" in event for event in outputs.channels["events"])
    assert any("contact_support" in page for page in outputs.channels["repairs"])
    assert leaks(outputs, canaries) == set()


async def test_no_canary_in_place_of_a_word_gets_out(
    make_house: MakeHouse,
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
    hass_storage: dict[str, Any],
    debug: pytest.LogCaptureFixture,
) -> None:
    """Blink says addresses, tokens and ids where it should say words and numbers."""
    house, outputs, canaries = await listened_to(make_house, hass)
    await house.poll(2)
    planted = len(canaries.secret)
    plant_in_words(house.account.devices, canaries)
    await house.poll(8)
    assert len(canaries.secret) > planted + 300
    causes = list(house.causes().values())
    assert causes.count("camera_error") >= 6, "there is something to tell"
    await look_around(outputs, canaries, hass_client, hass_ws_client)
    await use_everything(outputs)
    await look_around(outputs, canaries, hass_client, hass_ws_client)
    await put_away(outputs, hass_storage, debug)

    assert leaks(outputs, canaries) == set()
    assert set(outputs.channels) == CHANNELS, "every channel was heard"
    assert any("other" in event for event in outputs.channels["events"])
    assert any("contact_support" in page for page in outputs.channels["repairs"])
