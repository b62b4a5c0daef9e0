"""Lists of causes that no code can make are those of the code, in its order."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.rules import RULES
from custom_components.blink_doctor.diagnosis.settings import LIMITS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "custom_components" / DOMAIN
CAUSES = [cause.value for cause in Cause]
FEWEST = 3
FILES = [
    "triggers.yaml",
    "conditions.yaml",
    "services.yaml",
    "blueprints/automation/blink_doctor.yaml",
]


def lists_of_causes(node: Any) -> Iterator[list[Any]]:
    if isinstance(node, dict):
        for value in node.values():
            yield from lists_of_causes(value)
    elif isinstance(node, list):
        offered = [o.get("value") if isinstance(o, dict) else o for o in node]
        if sum(1 for option in offered if option in CAUSES) >= FEWEST:
            yield offered
        for value in node:
            yield from lists_of_causes(value)


@pytest.mark.parametrize("file", FILES)
def test_every_list_offers_every_cause(file: str) -> None:
    found = list(lists_of_causes(load_yaml(str(PACKAGE / file))))
    assert found
    for offered in found:
        assert offered == CAUSES


def test_every_cause_has_one_rule_and_its_option() -> None:
    """A rule with a waiting time has that time among the settings."""
    assert sorted(rule.cause for rule in RULES) == sorted(Cause)
    assert {r.wait.name for r in RULES if r.wait is not None} <= set(LIMITS)


def test_every_cause_has_a_name() -> None:
    """The English name that lists show, the blueprint's own included."""
    texts = json.loads((PACKAGE / "translations" / "en.json").read_text("utf-8"))
    assert set(texts["selector"]["cause"]["options"]) == set(CAUSES)


def test_every_cause_is_explained() -> None:
    """The page that says how causes are found has a row for each."""
    text = (ROOT / "docs" / "how-causes-are-found.md").read_text("utf-8")
    table = text.partition("## The causes")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE)) == set(CAUSES)
