"""Automations that write down what made them run."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

type Automate = Callable[..., Awaitable[list[ServiceCall]]]

TOLD = (
    *("entity_id", "device_id", "device_name", "cause", "severity", "confidence"),
    *("since", "evidence", "next_step", "is_root", "root_device_id", "reason"),
    "blink_entry_id",
)


@pytest.fixture
def automate(hass: HomeAssistant) -> Automate:
    """Set up an automation; what its trigger says arrives as action calls."""
    calls = async_mock_service(hass, "test", "heard")

    async def set_up(
        trigger: str | None = None,
        target: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        **config: Any,
    ) -> list[ServiceCall]:
        triggers: list[dict[str, Any]] = [
            {"trigger": f"blink_doctor.{trigger}", "options": options or {}}
        ]
        if target is not None:
            triggers[0]["target"] = target
        data = {key: f"{{{{ trigger.{key} }}}}" for key in TOLD}
        automation = {
            "id": "heard",
            "alias": "Heard",
            "mode": "parallel",
            "triggers": triggers,
            "actions": [{"action": "test.heard", "data": data if trigger else {}}],
            **config,
        }
        assert await async_setup_component(
            hass, "automation", {"automation": [automation]}
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        state = hass.states.get("automation.heard")
        assert state is not None
        assert state.state == "on", "the automation could not be set up"
        return calls

    return set_up
