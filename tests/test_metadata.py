"""What files beside the code say about it; the rest is for hassfest and HACS, in the workflow."""

import ast
from collections.abc import Iterator
from importlib import import_module
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition, trigger
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.rules import RULES
from custom_components.blink_doctor.diagnosis.settings import LIMITS
from tests.story import flat

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "custom_components" / DOMAIN
ICONS = json.loads((PACKAGE / "icons.json").read_text("utf-8"))
LANGUAGES = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in PACKAGE.glob("translations/*.json")
}
TEXTS = LANGUAGES["en"]
CAUSES = [cause.value for cause in Cause]


def shape(file: str) -> Any:
    return load_yaml(str(PACKAGE / file))


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
        described = shape(f"{kind}.yaml")
        assert keys == {key for key in described if not key.startswith(".")}
        assert keys == set(TEXTS[kind]) == set(ICONS[kind])
        for key in keys:
            fields = described[key].get("fields", {})
            assert set(fields) == set(TEXTS[kind][key].get("fields", {})), key
    assert await trigger.async_get_all_descriptions(hass)
    assert await condition.async_get_all_descriptions(hass)


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


def lists_of_causes(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, list):
        offered = [o.get("value") if isinstance(o, dict) else o for o in node]
        if sum(option in CAUSES for option in offered) >= 3:
            yield offered
    for below in node.values() if isinstance(node, dict) else node:
        if isinstance(below, dict | list):
            yield from lists_of_causes(below)


def test_what_belongs_to_a_cause() -> None:
    """One rule, a name, a row in the docs; lists that no code makes offer all, in order."""
    assert sorted(rule.cause for rule in RULES) == sorted(Cause)
    assert {rule.wait.name for rule in RULES if rule.wait is not None} <= set(LIMITS)
    assert set(TEXTS["selector"]["cause"]["options"]) == set(CAUSES)
    text = (ROOT / "docs/how-causes-are-found.md").read_text("utf-8")
    table = text.partition("## The causes")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) == set(CAUSES)
    blueprint = "blueprints/automation/blink_doctor.yaml"
    for file in ("triggers.yaml", "conditions.yaml", "services.yaml", blueprint):
        found = [*lists_of_causes(shape(file))]
        assert found, file
        assert all(offered == CAUSES for offered in found), file


def texts(language: str) -> dict[str, str]:
    return dict(line.split(" = ", 1) for line in flat("", LANGUAGES[language]))


@pytest.mark.parametrize("language", sorted(LANGUAGES.keys() - {"en"}))
def test_a_language_is_translated(language: str) -> None:
    """Into plain text. `scripts/lint` holds that it says all that English says."""
    english, other = texts("en"), texts(language)
    card = [text for path, text in english.items() if "common.card_" in path]
    assert len(card) > 40 and not re.search(r"[<>]|https?:|\*\*", "\n".join(card))
    for path, theirs in other.items():
        is_bold = english[path].count("**") % 2 == 0
        assert not (is_bold and theirs.count("**") % 2), f"bold without an end: {path}"
        assert not re.search(r"<|http|'\{\w+\}'", theirs), f"HTML or address: {path}"
    # names, units and texts that are the same in many languages are the exception
    same = [path for path, text in english.items() if other[path] == text]
    assert len(same) < 0.1 * len(english), same
