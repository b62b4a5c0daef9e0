"""Blueprints installed by our own action, run in a real house, with a phone."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.blink_doctor.onboarding.blueprint_installer import names
from tests.house import House
from tests.phone import AddPhone, AppPhone

LIST = "todo.shopping_list"

type UseBlueprints = Callable[..., Awaitable[None]]


async def items(hass: HomeAssistant, status: str) -> list[str]:
    data = {"entity_id": LIST, "status": status}
    answer: Any = await hass.services.async_call(
        "todo", "get_items", data, blocking=True, return_response=True
    )
    return [item["summary"] for item in answer[LIST]["items"]]


async def reload_automations(hass: HomeAssistant, configured: list[Any]) -> None:
    config = {"automation": configured}
    with patch("homeassistant.config.load_yaml_config_file", return_value=config):
        await hass.services.async_call("automation", "reload", blocking=True)


@pytest.fixture
async def phone(add_phone: AddPhone) -> AppPhone:
    return await add_phone()


@pytest.fixture
async def shopping_list(hass: HomeAssistant, tmp_path: Path) -> str:
    hass.config.config_dir = str(tmp_path)
    entry = MockConfigEntry(domain="shopping_list")
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "shopping_list", {})
    await hass.async_block_till_done()
    return LIST


@pytest.fixture
async def use_blueprints(
    hass: HomeAssistant, tmp_path: Path
) -> AsyncGenerator[UseBlueprints]:
    hass.config.config_dir = str(tmp_path)

    async def use(house: House, **automations: dict[str, Any]) -> None:
        assert await async_setup_component(hass, "persistent_notification", {})
        if "automation" not in hass.config.components:
            assert await async_setup_component(hass, "automation", {})
        known = [name for name in automations if name in names()]
        await house.act("install_blueprints", blueprints=known)
        configured = [
            {
                "id": name,
                "alias": name,
                "use_blueprint": {"path": f"blink_doctor/{name}.yaml", "input": inputs},
            }
            for name, inputs in automations.items()
        ]
        await reload_automations(hass, configured)
        await house.settle()
        for name in automations:
            is_set_up = hass.states.is_state(f"automation.{name}", "on")
            assert is_set_up, "the automation could not be set up"

    yield use
    for entity_id in hass.states.async_entity_ids("automation"):
        await hass.services.async_call(
            "automation", "turn_off", {"entity_id": entity_id}, blocking=True
        )
