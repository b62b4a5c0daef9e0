"""What hassfest and HACS check, checked here; each check is shown to fail as well."""

from collections.abc import Callable
import importlib.util
import json
from pathlib import Path
import shutil
from typing import Any

import pytest

from tests.metadata import (
    DOMAIN,
    Checker,
    code,
    described,
    icons,
    manifest,
    repository,
    translations,
)

ROOT = Path(__file__).resolve().parents[1]
CHECKERS: tuple[Checker, ...] = (
    manifest.check,
    translations.check,
    described.check,
    icons.check,
    code.check,
    repository.check,
)
OURS = Path("custom_components") / DOMAIN


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__module__)
def test_nothing_is_wrong(checker: Checker) -> None:
    """This repository passes."""
    assert checker(ROOT) == []


def test_icons_exist() -> None:
    """Every icon is one that the frontend can draw; runs where it is installed."""
    spec = importlib.util.find_spec("hass_frontend")
    if spec is None or spec.origin is None:
        pytest.skip("the frontend is not installed in this environment")
    folder = Path(spec.origin).parent / "static" / "mdi"
    files = (json.loads(path.read_text("utf-8")) for path in folder.glob("*.json"))
    # name -> drawing; one file lists the others
    known = {name for file in files if isinstance(file, dict) for name in file}
    assert len(known) > 7000, "these are the icons"
    assert icons.names(ROOT) - known == set()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the checkers read, to be broken."""
    unwanted = shutil.ignore_patterns("__pycache__", "frontend")
    for name in ("custom_components", ".github"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=unwanted)
    for name in ("hacs.json", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


UNBROKEN: dict[Checker, list[str]] = {}


def found_unbroken(checker: Checker, copy: Path) -> list[str]:
    """Return what a checker says of a copy as it is, asked once: all are the same."""
    if checker not in UNBROKEN:
        UNBROKEN[checker] = checker(copy)
    return UNBROKEN[checker]


type Break = Callable[[Path], object]


def in_json(file: str, *path: str, value: Any = None) -> Break:
    """Return what sets a value of the integration's JSON file, or with None removes it."""

    def change(root: Path) -> None:
        target = root / file if file == "hacs.json" else root / OURS / file
        content = json.loads(target.read_text("utf-8"))
        place = content
        for key in path[:-1]:
            place = place.setdefault(key, {})
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value
        target.write_text(json.dumps(content), "utf-8")

    return change


def in_text(*path: str, value: Any = None) -> Break:
    """Return what sets or removes an English text."""
    return in_json("translations/en.json", *path, value=value)


def replaced(file: str, old: str, new: str) -> Break:
    """Return what replaces text that must be there, in all places."""

    def change(root: Path) -> None:
        content = (root / file).read_text("utf-8")
        assert old in content, f"{file} no longer has {old!r}"
        (root / file).write_text(content.replace(old, new), "utf-8")

    return change


def appended(file: str, text: str) -> Break:
    """Return what adds text at the end of a file, a new one if need be."""

    def change(root: Path) -> None:
        (root / file).parent.mkdir(exist_ok=True, parents=True)
        with (root / file).open("a", encoding="utf-8") as opened:
            opened.write(text)

    return change


def removed(file: str) -> Break:
    """Return what removes a file."""
    return lambda root: (root / file).unlink()


def shuffled(root: Path) -> None:
    """Put the manifest's keys in another order."""
    path = root / OURS / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(dict(reversed(content.items()))), "utf-8")


def translated(change: Callable[[dict[str, Any]], object]) -> Break:
    """Return what adds a language that is English but for a change."""

    def write(root: Path) -> None:
        folder = root / OURS / "translations"
        content = json.loads((folder / "en.json").read_text("utf-8"))
        change(content)
        (folder / "xx.json").write_text(json.dumps(content), "utf-8")

    return write


def wrong_size(root: Path) -> None:
    """Put a picture of another size where the icon belongs."""
    brand = root / OURS / "brand"
    shutil.copy(brand / "icon@2x.png", brand / "icon.png")


FAULT = ("entity", "binary_sensor", "fault")
FLOW = {"step": {"init": {"title": "x"}}}

BROKEN: list[tuple[Checker, Break, str]] = [
    # the manifest
    (manifest.check, shuffled, "alphabetical"),
    (
        manifest.check,
        in_json("manifest.json", "issue_tracker"),
        "issue_tracker is missing",
    ),
    (manifest.check, in_json("manifest.json", "version"), "version is missing"),
    (
        manifest.check,
        in_json("manifest.json", "version", value="new"),
        "version is none",
    ),
    (manifest.check, in_json("manifest.json", "iot_class", value="magic"), "iot_class"),
    (
        manifest.check,
        in_json("manifest.json", "integration_type", value="x"),
        "integration_type",
    ),
    (
        manifest.check,
        in_json("manifest.json", "categories", value=["x"]),
        "categories is no key",
    ),
    (
        manifest.check,
        in_json("manifest.json", "config_flow", value="yes"),
        "must be a bool",
    ),
    (manifest.check, in_json("manifest.json", "loggers", value=[]), "loggers is empty"),
    (
        manifest.check,
        in_json("manifest.json", "domain", value="other"),
        "folder's name",
    ),
    (
        manifest.check,
        in_json("manifest.json", "codeowners", value=["me"]),
        "codeowners",
    ),
    (
        manifest.check,
        in_json("manifest.json", "documentation", value="http://example.com"),
        "must be an https address",
    ),
    (
        manifest.check,
        in_json(
            "manifest.json",
            "documentation",
            value="https://www.home-assistant.io/integrations/blink",
        ),
        "Home Assistant's own",
    ),
    (
        manifest.check,
        in_json("manifest.json", "requirements", value=["x>1"]),
        "not pinned",
    ),
    (
        manifest.check,
        in_json("manifest.json", "dependencies", value=["no_such"]),
        "not exist",
    ),
    (
        manifest.check,
        in_json("manifest.json", "after_dependencies", value=["blink"]),
        "twice",
    ),
    (
        manifest.check,
        in_json("manifest.json", "dhcp", value=[{"macaddress": "b8*"}]),
        "upper case",
    ),
    (
        manifest.check,
        in_json("manifest.json", "dhcp", value=[{"hostname": "B*"}]),
        "lower case",
    ),
    (
        manifest.check,
        in_json("manifest.json", "dhcp", value=[{"ip": "x"}]),
        "unknown key",
    ),
    # the texts
    (translations.check, removed(f"{OURS}/translations/en.json"), "en.json is missing"),
    (translations.check, appended(f"{OURS}/strings.json", "{}"), "strings.json"),
    (
        translations.check,
        appended(f"{OURS}/translations/README.md", "x"),
        "no JSON file",
    ),
    (translations.check, in_text("texts", value={"a": "b"}), "unknown key"),
    (translations.check, in_text(*FAULT, "name", value="<b>Fault</b>"), "HTML"),
    (
        translations.check,
        in_text(*FAULT, "name", value="See https://blinkforhome.com"),
        "address",
    ),
    (
        translations.check,
        in_text(*FAULT, "name", value="See www.blinkforhome.com"),
        "address",
    ),
    (
        translations.check,
        in_text(*FAULT, "name", value="The '{name}' fault"),
        "single quotes",
    ),
    (
        translations.check,
        in_text(*FAULT, "name", value="[%key:common::x%]"),
        "only core resolves",
    ),
    (translations.check, in_text(*FAULT, "name", value=" Fault"), "space at an end"),
    (translations.check, in_text(*FAULT, "name", value=""), "empty"),
    (
        translations.check,
        in_text(*FAULT, "name", value="A {wrong name}"),
        "is no placeholder",
    ),
    (translations.check, in_text(*FAULT, "name", value="A { brace"), "do not match"),
    (translations.check, in_text(*FAULT, "name", value=5), "a text is expected"),
    (
        translations.check,
        in_text(*FAULT, "state", value={"on": "{x}"}),
        "filled in here",
    ),
    (
        translations.check,
        in_text(*FAULT, "state", value={"On": "x"}),
        "not a valid key",
    ),
    (
        translations.check,
        in_text(*FAULT, "state", value={"a__b": "x"}),
        "not a valid key",
    ),
    (
        translations.check,
        in_text(*FAULT, "state", value={"_a": "x"}),
        "not a valid key",
    ),
    (translations.check, in_text(*FAULT, "state", value="x"), "a mapping is expected"),
    (translations.check, in_text("options"), "options is missing"),
    (
        translations.check,
        in_text("options", "step", "init", "data_description", "nothing", value="x"),
        "not in data",
    ),
    (
        translations.check,
        in_text(
            "options",
            "step",
            "init",
            "sections",
            "signal",
            "data_description",
            "x",
            value="x",
        ),
        "not in data",
    ),
    (
        translations.check,
        in_text(
            "issues",
            "menu",
            value={
                "title": "x",
                "fix_flow": {
                    "step": {"init": {"menu_option_descriptions": {"a": "x"}}}
                },
            },
        ),
        "not in menu_options",
    ),
    (
        translations.check,
        in_text("issues", "both", value={"title": "x"}),
        "exactly one of",
    ),
    (
        translations.check,
        in_text(
            "issues", "both", value={"title": "x", "description": "x", "fix_flow": FLOW}
        ),
        "exactly one of",
    ),
    (
        translations.check,
        in_text("issues", "none", value={"description": "x"}),
        "title is missing",
    ),
    (
        translations.check,
        in_text("issues", "flow", value={"title": "x", "fix_flow": {}}),
        "step is",
    ),
    (translations.check, translated(lambda t: t.pop("options")), "is missing"),
    (translations.check, translated(lambda t: t["exceptions"].popitem()), "is missing"),
    (translations.check, translated(lambda t: t["common"].update(old="x")), "is stale"),
    (
        translations.check,
        translated(lambda t: t["config"]["step"]["confirm"].update(description="x")),
        "other placeholders",
    ),
    # actions, triggers, conditions
    (
        described.check,
        appended(f"{OURS}/services.yaml", "\nnew_one:\n"),
        "not in the texts",
    ),
    (
        described.check,
        appended(f"{OURS}/services.yaml", "\nnew_one:\n"),
        "not in the code",
    ),
    (described.check, appended(f"{OURS}/services.yaml", "\n.x: 1\n"), "anchors"),
    (described.check, appended(f"{OURS}/services.yaml", "\nNew:\n"), "no valid key"),
    (
        described.check,
        appended(f"{OURS}/services.yaml", "\nx:\n  icon: y\n"),
        "unknown",
    ),
    (described.check, in_text("services", "check_up"), "services.yaml: check_up"),
    (described.check, in_text("services", "old", value={}), "lacks old"),
    (
        described.check,
        replaced(f"{OURS}/services.py", '"check_up"', '"checkup"'),
        "check_up is not in the code",
    ),
    (
        described.check,
        replaced(f"{OURS}/services.py", '"check_up"', "call.name"),
        "an action named by call.name",
    ),
    (
        described.check,
        in_text("services", "check_up", "fields", "device_id"),
        "device_id is not in the texts",
    ),
    (
        described.check,
        replaced(f"{OURS}/services.yaml", "device:", "divice:"),
        "Unknown selector",
    ),
    (
        described.check,
        appended(
            f"{OURS}/services.yaml", "\nx:\n  fields:\n    y:\n      required: true\n"
        ),
        "exactly one selector",
    ),
    (
        described.check,
        replaced(f"{OURS}/services.yaml", "- every_three_seconds", "- sometimes"),
        "sometimes is not in the selector.light_pattern",
    ),
    (
        described.check,
        replaced(f"{OURS}/triggers.yaml", "primary_entities_only", "primary_only"),
        "primary_only",
    ),
    (described.check, removed(f"{OURS}/triggers.yaml"), "lacks fault_detected"),
    (
        described.check,
        replaced(f"{OURS}/trigger.py", '"fault_detected":', '"fault_found":'),
        "fault_detected is not in the code",
    ),
    (
        described.check,
        replaced(f"{OURS}/condition.py", '"is_offline":', '"was_offline":'),
        "lacks was_offline",
    ),
    (
        described.check,
        in_text("conditions", "is_offline"),
        "is_offline is not in the texts",
    ),
    # icons
    (
        icons.check,
        in_json("icons.json", *FAULT, "default", value="hass:eye"),
        "not an mdi",
    ),
    (icons.check, in_json("icons.json", "device", value={}), "unknown section"),
    (icons.check, in_json("icons.json", *FAULT, "off", value="mdi:eye"), "unknown key"),
    (
        icons.check,
        in_json("icons.json", *FAULT, "state", "on", value="mdi:eye"),
        "default",
    ),
    (
        icons.check,
        in_json(
            "icons.json",
            "entity",
            "sensor",
            "battery_state",
            "state",
            "low",
            value="mdi:battery",
        ),
        "the same as the default",
    ),
    (
        icons.check,
        in_json(
            "icons.json",
            "entity",
            "sensor",
            "battery_state",
            "state",
            "x",
            value="mdi:eye",
        ),
        "no such state",
    ),
    (
        icons.check,
        in_json("icons.json", "entity", "sensor", "gone", value={"default": "mdi:eye"}),
        "no such entity",
    ),
    (
        icons.check,
        in_json(
            "icons.json",
            "entity",
            "sensor",
            "wifi_signal",
            "range",
            "2.5",
            value="mdi:eye",
        ),
        "must rise",
    ),
    (
        icons.check,
        in_json("icons.json", "services", "check_up"),
        "services.check_up is missing",
    ),
    (
        icons.check,
        in_json("icons.json", "triggers", "old", value={"trigger": "mdi:eye"}),
        "triggers.old is stale",
    ),
    (
        icons.check,
        in_json("icons.json", "conditions", "is_offline", value={"trigger": "mdi:eye"}),
        "needs condition",
    ),
    # the code
    (
        code.check,
        appended(f"{OURS}/new.py", "from homeassistant.components.hue import x\n"),
        "uses hue",
    ),
    (
        code.check,
        appended(f"{OURS}/new.py", "from homeassistant.components import hue\n"),
        "uses hue",
    ),
    (
        code.check,
        appended(f"{OURS}/new.py", "import homeassistant.components.hue.light as x\n"),
        "uses hue",
    ),
    (
        code.check,
        in_json("manifest.json", "after_dependencies"),
        "manifest does not list",
    ),
    (code.check, removed(f"{OURS}/config_flow.py"), "must agree"),
    (code.check, in_json("manifest.json", "config_flow", value=False), "must agree"),
    (
        code.check,
        replaced(f"{OURS}/config_flow.py", "async_set_unique_id", "async_set_nothing"),
        "set up twice",
    ),
    (code.check, in_text("config", "step", "confirm"), "step confirm has no text"),
    (code.check, in_text("config", "step", "old", value={}), "step old is stale"),
    (code.check, in_text("config", "abort", "no_blink"), "abort no_blink has no text"),
    (
        code.check,
        replaced(f"{OURS}/__init__.py", "CONFIG_SCHEMA", "SCHEMA"),
        "without CONFIG_SCHEMA",
    ),
    (
        code.check,
        replaced(f"{OURS}/sensor.py", "PARALLEL_UPDATES", "UPDATES"),
        "sensor.py: PARALLEL_UPDATES",
    ),
    (code.check, in_text("exceptions", "blink_removed"), "exception blink_removed"),
    (code.check, in_text("system_health", "info", "fresh"), "fresh has no text"),
    (code.check, in_text("system_health", "info", "old", value="x"), "old is stale"),
    # the repository
    (repository.check, appended("demo/x/manifest.json", "{}"), "a second integration"),
    (repository.check, appended("custom_components/y/x.py", ""), "no other folder"),
    (repository.check, removed("hacs.json"), "hacs.json is missing"),
    (repository.check, in_json("hacs.json", "name"), "name is missing"),
    (
        repository.check,
        in_json("hacs.json", "country", value="DE"),
        "country is no key",
    ),
    (repository.check, in_json("hacs.json", "filename", value="x.zip"), "filename"),
    (
        repository.check,
        in_json("hacs.json", "zip_release", value="yes"),
        "must be a bool",
    ),
    (
        repository.check,
        in_json("hacs.json", "homeassistant", value="new"),
        "no version",
    ),
    (repository.check, removed(f"{OURS}/brand/logo.png"), "logo.png is missing"),
    (repository.check, wrong_size, "icon.png is 512x512"),
    (
        repository.check,
        lambda root: (root / OURS / "brand" / "icon.png").write_bytes(b"GIF89a"),
        "no PNG",
    ),
    (repository.check, removed("LICENSE"), "LICENSE"),
    (repository.check, replaced("LICENSE", "MIT License", "My licence"), "LICENSE"),
    (repository.check, removed("README.md"), "README"),
    (
        repository.check,
        in_json("hacs.json", "homeassistant", value="2027.1.0"),
        "ask.yaml: min_version is 2026.10.4, not 2027.1.0",
    ),
    (
        repository.check,
        replaced(
            f"{OURS}/blueprints/automation/ask.yaml", "min_version: 2026.10.4", "x: y"
        ),
        "ask.yaml: min_version is None",
    ),
    (
        repository.check,
        in_json("hacs.json", "homeassistant", value="2027.1.0"),
        "README: Home Assistant 2027.1.0 or newer",
    ),
    (repository.check, replaced("README.md", "scripts/lint", "lint"), "scripts/lint"),
    (
        repository.check,
        removed(".github/workflows/validate.yml"),
        "validate is missing",
    ),
    (
        repository.check,
        replaced(
            ".github/workflows/lint.yml", "permissions: {}", "permissions: write-all"
        ),
        "permissions must be empty",
    ),
    (
        repository.check,
        appended(
            ".github/workflows/x.yml",
            "permissions: {}\njobs: {a: {steps: [{uses: actions/checkout@v6}]}}\n",
        ),
        "not pinned",
    ),
]


@pytest.mark.parametrize(
    ("checker", "change", "said"),
    BROKEN,
    ids=[f"{checker.__module__}: {said}" for checker, _, said in BROKEN],
)
def test_what_is_broken_is_found(
    copy: Path, checker: Checker, change: Break, said: str
) -> None:
    """A copy that was broken in one place fails, and the message names the place."""
    before = found_unbroken(checker, copy)
    change(copy)
    assert [p for p in checker(copy) if said in p and p not in before], checker(copy)
