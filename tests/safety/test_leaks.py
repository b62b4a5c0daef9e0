"""Canaries in every secret field of the cloud; all outputs are searched for them."""

from collections.abc import Awaitable, Callable
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
from tests.house import House, MakeHouse

from .canaries import Canaries, plant, plant_in_words
from .outputs import Outputs, as_text

# Where a person reads about the own home, device names belong
PEOPLE = {
    *("states", "registry", "events", "websocket", "issues", "language model"),
    *("actions", "repairs"),
}
BROKEN = ("status=403", "status=500", "html", "wrong_types", "truncated", "empty")
CHANNELS = PEOPLE | {"logs", "diagnostics", "system health", "store"}


type LookAround = Callable[[], Awaitable[None]]


@pytest.fixture
async def planted(
    make_house: MakeHouse, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> tuple[Outputs, Canaries]:
    """A home full of canaries, whose automations send all that triggers tell."""
    caplog.set_level(logging.DEBUG, "custom_components.blink_doctor")
    scenario, canaries = plant()
    assert await async_setup_component(hass, "repairs", {})
    outputs = Outputs(await make_house(scenario))
    outputs.listen()
    heard = {"event": "heard", "event_data": {"all": "{{ trigger | string }}"}}
    automations = [
        {
            "id": trigger,
            "alias": trigger,
            "mode": "parallel",
            "triggers": [{"trigger": f"{DOMAIN}.{trigger}"}],
            "actions": [heard],
        }
        for trigger in ("fault_detected", "fault_cleared", "camera_went_offline")
    ]
    assert await async_setup_component(hass, "automation", {"automation": automations})
    await outputs.house.settle()
    return outputs, canaries


@pytest.fixture
def look_around(
    planted: tuple[Outputs, Canaries],
    hass_client: ClientSessionGenerator,
    hass_ws_client: WebSocketGenerator,
) -> LookAround:
    """Read all that there is to be read."""
    outputs, canaries = planted

    async def look() -> None:
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

    return look


async def use_everything(outputs: Outputs) -> None:
    """Press every button that there is, on every device."""
    house = outputs.house
    await outputs.action("check_up")
    for key in house.coordinator.data.devices:
        if (device_id := house.coordinator.device_id(key)) is None:
            continue
        await house.wait(61)
        for action in ("check_up", "report_red_light", "batteries_replaced"):
            await outputs.action(action, device_id=device_id)
        await outputs.action("pause", device_id=device_id, until="2030-01-01")
        outputs.states()
        await outputs.action("resume", device_id=device_id)
    for button in [e.entity_id for e in outputs.ours() if e.domain == "button"]:
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
    for mode in BROKEN:
        body = secret if mode.startswith("status") else None
        house.cloud.fail("homescreen", mode, body=body)
        await house.poll(2)
        house.cloud.heal()
    for module in house.account.sync_modules:
        module.unplug()
    await house.poll(4)
    house.account.service_down()
    await house.poll(5)
    house.account.service_up()
    await house.reload(house.blink)
    await house.poll(2)


def demand_no_leak(outputs: Outputs, canaries: Canaries) -> None:
    found = {
        (channel, label)
        for channel, texts in outputs.channels.items()
        for label in canaries.found("\n".join(texts), names=channel not in PEOPLE)
        # the memory of one account, in Home Assistant's own folder, is kept by Blink's ids
        if channel != "store" or not label.endswith(("id", "name"))
    }
    assert found == set()
    assert set(outputs.channels) == CHANNELS, "every channel was heard"
    assert any("contact_support" in page for page in outputs.channels["repairs"])


async def put_away(
    outputs: Outputs, hass_storage: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    house = outputs.house
    await house.wait(SAVE_DELAY + 1)
    outputs.add("store", hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"])
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    outputs.logs(caplog.records)


async def test_no_canary_gets_out(
    planted: tuple[Outputs, Canaries],
    look_around: LookAround,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Months of use in one test: nothing secret anywhere, names only for people."""
    outputs, canaries = planted
    house = outputs.house
    await house.poll(8)
    faults = [d for d in house.coordinator.data.devices.values() if d.fault]
    assert len(faults) >= 6, "there is something to tell"
    await look_around()
    await use_everything(outputs)
    await look_around()
    await break_everything(house)
    await look_around()
    house.account.revoke()
    house.account.tokens.expire()
    await house.poll(3)
    await use_everything(outputs)
    await look_around()
    await put_away(outputs, hass_storage, caplog)
    # a file for somebody else, also while there is nothing to tell
    await outputs.diagnostics(hass_client)
    assert len(canaries.secret) > 150
    assert any("heard" in event for event in outputs.channels["events"])
    demand_no_leak(outputs, canaries)


async def test_no_canary_in_place_of_a_word_gets_out(
    planted: tuple[Outputs, Canaries],
    look_around: LookAround,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Blink says addresses, tokens and ids where it should say words and numbers."""
    outputs, canaries = planted
    house = outputs.house
    await house.poll(2)
    before = len(canaries.secret)
    plant_in_words(house.account.devices, canaries)
    await house.poll(8)
    assert len(canaries.secret) > before + 300
    causes = list(house.causes().values())
    assert causes.count("camera_error") >= 6, "there is something to tell"
    await look_around()
    await use_everything(outputs)
    await look_around()
    await put_away(outputs, hass_storage, caplog)
    assert any("other" in event for event in outputs.channels["events"])
    demand_no_leak(outputs, canaries)
