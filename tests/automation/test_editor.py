"""What the automation editor offers for a Blink camera, and its texts."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.condition import (
    async_get_all_descriptions as condition_descriptions,
)
from homeassistant.helpers.trigger import (
    async_get_all_descriptions as trigger_descriptions,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.condition import CONDITIONS
from custom_components.blink_doctor.trigger import TRIGGERS
from tests.house import MakeHouse

PACKAGE = Path(__file__).parents[2] / "custom_components/blink_doctor"
OURS: dict[str, Any] = {"trigger": TRIGGERS, "condition": CONDITIONS}
WITHOUT_TARGET = {"notification_due"}


@pytest.mark.parametrize("kind", ["trigger", "condition"])
async def test_offered_for_a_blink_camera_only(
    hass: HomeAssistant,
    make_house: MakeHouse,
    hass_ws_client: WebSocketGenerator,
    kind: str,
) -> None:
    """All of ours for a camera, none for somebody else's device."""
    house = await make_house("healthy")
    assert await async_setup_component(hass, "automation", {})
    client = await hass_ws_client(hass)
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    lamp = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}
    )
    offered = []
    for device_id in (house.device("Driveway").id, lamp.id):
        await client.send_json_auto_id(
            {
                "type": f"get_{kind}s_for_target",
                "target": {"device_id": [device_id]},
            }
        )
        answer = await client.receive_json()
        offered.append({k for k in answer["result"] if k.startswith("blink_doctor.")})
    with_target = {*OURS[kind]} - WITHOUT_TARGET
    assert offered == [{f"blink_doctor.{key}" for key in with_target}, set()]


@pytest.mark.parametrize("kind", ["trigger", "condition"])
async def test_described_named_and_drawn(
    hass: HomeAssistant, make_house: MakeHouse, kind: str
) -> None:
    """Each has a description file entry, a name, field names and an icon."""
    await make_house("empty")
    get = trigger_descriptions if kind == "trigger" else condition_descriptions
    described = {
        key.removeprefix("blink_doctor."): value
        for key, value in (await get(hass)).items()
        if key.startswith("blink_doctor.")
    }
    assert set(described) == set(OURS[kind])
    texts = json.loads((PACKAGE / "translations/en.json").read_text())[f"{kind}s"]
    icons = json.loads((PACKAGE / "icons.json").read_text())[f"{kind}s"]
    assert set(texts) == set(icons) == set(described)
    for key, description in described.items():
        assert description is not None
        assert set(texts[key].get("fields", {})) == set(description["fields"]), key
        assert texts[key]["description"].endswith("."), key
