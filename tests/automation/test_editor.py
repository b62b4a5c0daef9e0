"""What the automation editor offers for a Blink camera, and its texts."""

import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.condition import CONDITIONS
from custom_components.blink_doctor.trigger import TRIGGERS
from tests.house import House

PACKAGE = Path(__file__).parents[2] / "custom_components/blink_doctor"
OURS: dict[str, Any] = {"trigger": TRIGGERS, "condition": CONDITIONS}


@pytest.mark.parametrize("kind", ["trigger", "condition"])
@pytest.mark.house("healthy")
async def test_offered_for_a_blink_camera_only(
    house: House, hass: HomeAssistant, hass_ws_client: WebSocketGenerator, kind: str
) -> None:
    """All of ours for a camera, none for a device of another integration."""
    assert await async_setup_component(hass, "automation", {})
    client = await hass_ws_client(hass)
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    lamp = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}
    )
    offered = []
    command = f"get_{kind}s_for_target"
    for device_id in (house.device("Driveway").id, lamp.id):
        target = {"device_id": [device_id]}
        await client.send_json_auto_id({"type": command, "target": target})
        answer = await client.receive_json()
        offered.append({k for k in answer["result"] if k.startswith("blink_doctor.")})
    ours = {*OURS[kind]} - {"notification_due"}
    assert offered == [{f"blink_doctor.{key}" for key in ours}, set()]


# what people type who look for ours; the editor looks at name and description
WORDS = {
    "de": ("batterie", "wlan", "kamera", "problem"),
    "en": ("battery", "wifi", "camera", "problem"),
}


@pytest.mark.parametrize("kind", ["trigger", "condition"])
@pytest.mark.parametrize("language", sorted(WORDS))
def test_found_by_search_words(kind: str, language: str) -> None:
    """The brand finds all of them, a fault those that are about it."""
    path = PACKAGE / f"translations/{language}.json"
    texts = {
        key: f"{text['name']} {text['description']}".casefold().replace("wi-fi", "wifi")
        for key, text in json.loads(path.read_text("utf-8"))[f"{kind}s"].items()
        # core has triggers of the same name
        if "Blink" in text["name"]
    }
    assert texts.keys() == OURS[kind].keys()
    faults = (
        ("fault_detected", "fault_cleared") if kind == "trigger" else ("has_fault",)
    )
    signal = "signal_became_weak" if kind == "trigger" else "is_signal_weak"
    assert all(word in texts[key] for key in faults for word in WORDS[language])
    assert WORDS[language][1] in texts[signal]
