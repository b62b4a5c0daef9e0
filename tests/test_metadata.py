"""What the package's files say about the code; the rest is for hassfest and HACS, in the workflow."""

import ast
from collections.abc import Iterator
from importlib import import_module
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, trigger
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.blink_doctor.const import DOMAIN, PLATFORMS

PACKAGE = Path(__file__).resolve().parents[1] / "custom_components" / DOMAIN
TEXTS = json.loads((PACKAGE / "translations/en.json").read_text("utf-8"))
ICONS = json.loads((PACKAGE / "icons.json").read_text("utf-8"))


async def test_what_is_offered_is_described(hass: HomeAssistant) -> None:
    """Actions, triggers and conditions of the code have a shape, texts and an icon each."""
    assert await async_setup_component(hass, DOMAIN, {})
    package = f"custom_components.{DOMAIN}"
    triggers = import_module(f"{package}.trigger").async_get_triggers
    conditions = import_module(f"{package}.condition").async_get_conditions
    offered = {
        "services": set(hass.services.async_services_for_domain(DOMAIN)),
        "triggers": set(await triggers(hass)),
        "conditions": set(await conditions(hass)),
    }
    for kind, keys in offered.items():
        described = load_yaml_dict(str(PACKAGE / f"{kind}.yaml"))
        assert keys == {key for key in described if not key.startswith(".")}
        assert keys == set(TEXTS[kind]) == set(ICONS[kind])
        for key in keys:
            fields = described[key].get("fields", {})
            assert set(fields) == set(TEXTS[kind][key].get("fields", {})), key
    assert await trigger.async_get_all_descriptions(hass)
    assert await condition.async_get_all_descriptions(hass)


def icons(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for below in node.values():
            yield from icons(below)
    else:
        yield node.removeprefix("mdi:")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_icons_belong_to_entities_and_states(platform: str) -> None:
    assert import_module(f"custom_components.{DOMAIN}.{platform}").PARALLEL_UPDATES == 0
    for key, icon in ICONS["entity"].get(platform, {}).items():
        assert set(icon.get("state", {})) <= set(
            TEXTS["entity"][platform][key].get("state", {"on": "", "off": ""})
        ), key


def test_errors_have_texts() -> None:
    raised = {
        given.value.value
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and "Error" in ast.unparse(node.func)
        for given in node.keywords
        if given.arg == "translation_key" and isinstance(given.value, ast.Constant)
    }
    assert len(raised) > 5
    assert raised - set(TEXTS["exceptions"]) == set()


def test_one_home_assistant_is_the_oldest() -> None:
    """Blueprints and README name the version that hacs.json asks for."""
    root = PACKAGE.parents[1]
    oldest = json.loads((root / "hacs.json").read_text("utf-8"))["homeassistant"]
    blueprints = sorted((PACKAGE / "blueprints").rglob("*.yaml"))
    assert blueprints
    for path in blueprints:
        assert f"\n    min_version: {oldest}\n" in path.read_text("utf-8"), path.name
    assert f"Home Assistant {oldest} or newer" in (root / "README.md").read_text(
        "utf-8"
    )
