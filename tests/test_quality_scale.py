"""Every rule of the quality scale is met or exempt with a reason, and can be shown."""

import ast
from functools import cache
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House, MakeHouse

ROOT = Path(__file__).resolve().parents[1]
OURS = "custom_components/blink_doctor"
FILE = ROOT / OURS / "quality_scale.yaml"

# developers.home-assistant.io, integration quality scale, 2026-11
TIERS = {
    "bronze": """action-setup appropriate-polling brands common-modules config-flow
        config-flow-test-coverage dependency-transparency docs-actions docs-conditions
        docs-high-level-description docs-installation-instructions docs-removal-instructions
        docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
        test-before-configure test-before-setup unique-config-entry""",
    "silver": """action-exceptions config-entry-unloading docs-configuration-parameters
        docs-installation-parameters entity-unavailable integration-owner
        log-when-unavailable parallel-updates reauthentication-flow test-coverage""",
    "gold": """devices diagnostics discovery discovery-update-info docs-data-update
        docs-examples docs-known-limitations docs-supported-devices
        docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices
        entity-category entity-device-class entity-disabled-by-default
        entity-translations exception-translations icon-translations
        reconfiguration-flow repair-issues stale-devices""",
    "platinum": "async-dependency inject-websession strict-typing",
}
RULES = {rule for rules in TIERS.values() for rule in rules.split()}

_FLOW = "tests/integration/test_config_flow.py"
_LIFE = "tests/integration/test_life.py"
_MAIN = "tests/integration/test_main_job.py"
_SCALE = "tests/test_quality_scale.py"
_METADATA = "tests/test_metadata.py::test_nothing_is_wrong"

# What an owner looks for first on a device's page
WITHOUT_CATEGORY = {
    "fault",
    "fault_cause",
    "account_fault",
    "account_fault_cause",
    "recording",
}
# Home Assistant has no class for these
WITHOUT_CLASS = {
    "check_up",
    "account_check_up",
    "flashing_red",
    "wifi_signal",
    "sync_module_link",
    "firmware_version",
    "batteries_to_buy",
    "devices_with_fault",
    "moment",
    "unusual_drain",
    "drop_outs",
}

# `file`, `file::test` or `file#heading`: what shows that a rule is met
SHOWN_BY: dict[str, tuple[str, ...]] = {
    "action-setup": (
        f"{OURS}/services.py::async_setup_services",
        f"{_SCALE}::test_actions_are_there_without_an_entry",
    ),
    "brands": (f"{OURS}/brand/icon.png", _METADATA),
    "common-modules": (f"{OURS}/coordinator.py", f"{OURS}/entity.py"),
    "config-flow": (
        f"{_FLOW}::test_one_account_is_confirmed",
        f"{_FLOW}::test_options_take_effect",
    ),
    "config-flow-test-coverage": (
        f"{_FLOW}::test_several_accounts_are_a_choice",
        f"{_FLOW}::test_without_blink_the_way_is_shown",
        f"{_FLOW}::test_seen_on_the_network",
        f"{_FLOW}::test_a_new_account_is_offered",
        f"{_FLOW}::test_a_wrong_number_is_said_at_its_field",
    ),
    "docs-actions": ("docs/actions.md",),
    "docs-conditions": (
        "docs/triggers.md#Conditions",
        f"{_SCALE}::test_each_trigger_and_condition_is_explained",
    ),
    "docs-high-level-description": ("README.md#What you get",),
    "docs-installation-instructions": ("docs/installation.md#In Home Assistant",),
    "docs-removal-instructions": ("docs/installation.md#Remove Blink Doctor",),
    "docs-triggers": (
        "docs/triggers.md#Triggers",
        f"{_SCALE}::test_each_trigger_and_condition_is_explained",
    ),
    "entity-event-setup": (
        f"{OURS}/entity.py::async_added_to_hass",
        "tests/integration/test_entities.py::test_nothing_listens_after_unloading",
    ),
    "entity-unique-id": (
        f"{_MAIN}::test_entities_sit_on_blinks_own_devices",
        "tests/safety/test_names.py::test_ids_hold_no_name",
    ),
    "has-entity-name": (f"{_SCALE}::test_entities_have_names_of_their_own",),
    "runtime-data": (f"{OURS}/__init__.py::async_setup_entry",),
    "test-before-configure": (f"{_FLOW}::test_without_blink_the_way_is_shown",),
    "test-before-setup": (f"{_FLOW}::test_an_entry_without_its_account",),
    "unique-config-entry": (f"{_FLOW}::test_several_accounts_are_a_choice",),
    "action-exceptions": (
        "tests/safety/test_rights.py::test_foreign_devices_are_refused",
        "tests/safety/test_rights.py::test_actions_of_a_user_without_rights",
    ),
    "config-entry-unloading": (
        "tests/integration/test_entities.py::test_nothing_listens_after_unloading",
    ),
    "docs-configuration-parameters": ("docs/options.md#When a signal is weak",),
    "docs-installation-parameters": ("docs/installation.md#What is asked",),
    "entity-unavailable": (f"{_MAIN}::test_stale_data_is_unavailable",),
    "integration-owner": (f"{OURS}/manifest.json", _METADATA),
    "log-when-unavailable": (
        "tests/integration/test_entities.py::test_said_once_when_it_goes_and_when_it_is_back",
    ),
    "parallel-updates": (_METADATA,),
    "test-coverage": (
        f"{_SCALE}::test_ci_counts_what_is_gone_through",
        "CONTRIBUTING.md#Rules",
    ),
    "devices": (f"{_MAIN}::test_entities_sit_on_blinks_own_devices",),
    "diagnostics": (
        "tests/integration/test_diagnostics.py::test_it_can_be_replayed",
        "tests/safety/test_leaks.py::test_no_canary_gets_out",
    ),
    "discovery": (
        f"{_FLOW}::test_seen_on_the_network",
        f"{_FLOW}::test_a_new_account_is_offered",
    ),
    "docs-data-update": ("docs/data.md#How old a value is",),
    "docs-examples": ("docs/examples.md", "docs/blueprints.md"),
    "docs-known-limitations": ("docs/devices-and-limits.md#What it cannot know",),
    "docs-supported-devices": ("docs/devices-and-limits.md#Devices and limits",),
    "docs-supported-functions": ("docs/reference.md", "docs/entities.md"),
    "docs-troubleshooting": ("docs/faq.md#Troubleshooting",),
    "docs-use-cases": ("docs/README.md#What it is for",),
    "dynamic-devices": (f"{_LIFE}::test_cameras_come_and_go",),
    "entity-category": (f"{_SCALE}::test_entities_have_a_category",),
    "entity-device-class": (
        f"{_SCALE}::test_entities_have_a_class_where_there_is_one",
    ),
    "entity-disabled-by-default": (f"{_SCALE}::test_what_few_need_is_disabled",),
    "entity-translations": (f"{_SCALE}::test_entities_have_names_of_their_own",),
    "exception-translations": (_METADATA,),
    "icon-translations": (
        _METADATA,
        f"{_SCALE}::test_entities_have_an_icon_or_a_class",
    ),
    "reconfiguration-flow": (
        "tests/integration/test_added_again.py::test_it_goes_on_where_it_was",
    ),
    "repair-issues": (
        "tests/repairs/test_flows.py::test_the_meter_shows_before_and_after",
        "tests/repairs/test_issues.py::test_one_dead_module_is_one_issue",
    ),
    "stale-devices": (f"{_LIFE}::test_cameras_come_and_go",),
    "strict-typing": ("pyproject.toml", "scripts/lint"),
}


def rules() -> dict[str, Any]:
    """Return the rules as they stand in the file."""
    found: dict[str, Any] = load_yaml_dict(str(FILE))["rules"]
    return found


def status(rule: str) -> str:
    """Return whether a rule is done, exempt or to do."""
    given = rules()[rule]
    return str(given["status"] if isinstance(given, dict) else given)


DONE = sorted(rule for rule in rules() if status(rule) == "done")


def test_all_rules_are_there() -> None:
    """All 54, no other, in no other state than done or exempt."""
    assert len(RULES) == 54
    assert set(rules()) == RULES
    assert {status(rule) for rule in RULES} == {"done", "exempt"}


def test_exempt_has_a_reason() -> None:
    """A reason of some length, not just a word."""
    for rule in RULES - set(DONE):
        given = rules()[rule]
        assert set(given) == {"status", "comment"}, rule
        assert len(given["comment"].split()) >= 8, rule


def test_each_done_rule_is_shown() -> None:
    """No rule is just said to be done, and no proof is for a rule that is not."""
    assert set(SHOWN_BY) == set(DONE)


@pytest.mark.parametrize("rule", DONE)
def test_the_proof_exists(rule: str) -> None:
    """Files, tests and headings are where the table says."""
    for proof in SHOWN_BY[rule]:
        file, _, name = proof.partition("::")
        file, _, heading = file.partition("#")
        path = ROOT / file
        assert path.is_file(), f"{rule}: {file} is missing"
        assert path.stat().st_size > 0, f"{rule}: {file} is empty"
        if name:
            assert name in functions(path), f"{rule}: {file} has no {name}"
        if heading:
            assert re.search(
                rf"^#+ {re.escape(heading)}$", path.read_text("utf-8"), re.MULTILINE
            ), f"{rule}: {file} has no heading {heading}"


@cache
def functions(path: Path) -> set[str]:
    """Return the names of all functions of a Python file."""
    return {
        node.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def entities(house: House) -> list[er.RegistryEntry]:
    """Return all our entities, disabled ones too."""
    found = er.async_entries_for_config_entry(
        er.async_get(house.hass), house.doctor.entry_id
    )
    assert len(found) > 100, "a home with everything in it"
    return found


async def test_entities_have_names_of_their_own(make_house: MakeHouse) -> None:
    """Each has a key that English has a name for, and says itself that it has one."""
    house = await make_house("troubles")
    names = json.loads((ROOT / OURS / "translations" / "en.json").read_text())["entity"]
    for entity in entities(house):
        assert entity.has_entity_name, entity.entity_id
        assert entity.translation_key is not None
        assert entity.translation_key in names[entity.domain]
        # a fault sensor adds its cause: "Fault: Low battery"
        name = str(entity.original_name).partition(": ")[0]
        assert name == names[entity.domain][entity.translation_key]["name"]


async def test_entities_have_a_category(make_house: MakeHouse) -> None:
    """They tell how a device is doing; none is what a camera is for, but events."""
    house = await make_house("troubles")
    without = {
        entity.translation_key
        for entity in entities(house)
        if entity.entity_category is None
    }
    assert without == WITHOUT_CATEGORY


async def test_entities_have_a_class_where_there_is_one(make_house: MakeHouse) -> None:
    """What Home Assistant has a class for has it; all others are known here."""
    house = await make_house("troubles")
    found: dict[str, str] = {}
    without = set()
    for entity in entities(house):
        key = str(entity.translation_key)
        if entity.original_device_class is None:
            without.add(key)
        else:
            found[key] = entity.original_device_class
    assert without <= WITHOUT_CLASS
    assert found["fault"] == "problem"
    assert found["online"] == "connectivity"
    assert found["battery_voltage"] == "voltage"
    assert found["fault_cause"] == "enum"


async def test_entities_have_an_icon_or_a_class(make_house: MakeHouse) -> None:
    """Nothing is drawn as a question mark."""
    house = await make_house("troubles")
    icons = json.loads((ROOT / OURS / "icons.json").read_text())["entity"]
    for entity in entities(house):
        key = str(entity.translation_key)
        named = "default" in icons.get(entity.domain, {}).get(key, {})
        drawn = entity.original_device_class not in (None, "enum")
        assert named or drawn, entity.entity_id


async def test_what_few_need_is_disabled(make_house: MakeHouse) -> None:
    """What is noisy or for experts waits until somebody wants it."""
    house = await make_house("troubles")
    disabled = {
        entity.translation_key
        for entity in entities(house)
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    }
    assert disabled >= {
        "battery_voltage",
        "firmware_version",
        "last_successful_reading",
        "sync_module_link",
        "battery_state",
        "firmware_state",
        "signal_trend",
        "moment",
        "online",
    }
    assert not disabled & {
        "fault",
        "recording",
        "fault_cause",
        "wifi_signal",
        "check_up",
    }


def test_ci_counts_what_is_gone_through() -> None:
    """CI fails below 98 % with branches, and below all of the config flow."""
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "--cov=custom_components/blink_doctor --cov-branch" in ci
    assert "coverage report --fail-under=98 &&" in ci
    assert "--fail-under=100 --include='*/config_flow.py'" in ci
    assert 'part "coverage" coverage' in ci


async def test_actions_are_there_without_an_entry(hass: HomeAssistant) -> None:
    """An automation can be written before an account is set up, and is told why it fails."""
    assert await async_setup_component(hass, DOMAIN, {})
    for action in ("check_up", "get_diagnosis", "report_red_light"):
        assert hass.services.has_service(DOMAIN, action)
    with pytest.raises(ServiceValidationError) as caught:
        await hass.services.async_call(
            DOMAIN, "get_diagnosis", blocking=True, return_response=True
        )
    assert caught.value.translation_key == "no_account"


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_each_trigger_and_condition_is_explained(kind: str) -> None:
    """Each has a row in the section of its kind."""
    keys = load_yaml_dict(str(ROOT / OURS / f"{kind}.yaml"))
    named = [key for key in keys if not key.startswith(".")]
    assert named
    text = (ROOT / "docs/triggers.md").read_text("utf-8")
    _, _, section = text.partition(f"\n## {kind.capitalize()}\n")
    heads = [
        row.split(" | ")[0]
        for row in section.partition("\n## ")[0].splitlines()
        if row.startswith("| `")
    ]
    assert [key for key in named if not any(f"`{key}`" in head for head in heads)] == []
