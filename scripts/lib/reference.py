"""`scripts/reference`: generate the reference page for automations.

Its content comes from the entity descriptions, the YAML files that Home Assistant
reads, the rules, and the English texts.
"""

from collections.abc import Iterable, Iterator
import json
from pathlib import Path
import sys
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.event import EventEntityDescription
from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.components.switch import SwitchEntityDescription
from homeassistant.util.yaml import load_yaml_dict

from custom_components.blink_doctor import binary_sensor, button, event, sensor, switch
from custom_components.blink_doctor.const import (
    CONF_MAINTENANCE_DAYS,
    DEFAULT_MAINTENANCE_DAYS,
)
from custom_components.blink_doctor.diagnosis.model.readings import Family
from custom_components.blink_doctor.diagnosis.rules import RULES, Rule
from custom_components.blink_doctor.diagnosis.settings import (
    DEFAULTS,
    HOW_SOON,
    NORMAL,
    PACES,
    waits_at,
)
from custom_components.blink_doctor.entity import (
    DEVICES,
    DoctorDescription,
    is_obsolete,
)
from custom_components.blink_doctor.options_form import FLAGS

from . import lock_screen

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "custom_components/blink_doctor"
PAGE = ROOT / "docs/reference.md"
HEAD = """# Reference

Written by `scripts/reference` from the code; do not edit. What it all means: [entities](entities.md), [triggers and
conditions](triggers.md), [actions](actions.md), [how causes are found](how-causes-are-found.md). Where a device, a phone or a cause may be left
out, all are meant.
"""
FAMILIES = {
    Family.CAMERA: "cameras",
    Family.DOORBELL: "doorbells",
    Family.OWL: "Minis and floodlights",
    Family.SYNC_MODULE: "sync modules",
    Family.SYSTEM: "systems",
    Family.ACCOUNT: "account",
}
TEXTS: dict[str, Any] = json.loads(
    (PACKAGE / "translations/en.json").read_text(encoding="utf-8")
)


def table(*rows: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a Markdown table; the first row is its head."""
    for at, row in enumerate(rows):
        cells = [cell.replace("|", "\\|").replace("\n", " ") for cell in row]
        yield f"| {' | '.join(cells)} |"
        if at == 0:
            yield f"| {' | '.join('---' for _ in cells)} |"


def code(*words: object) -> str:
    """Return words formatted as code."""
    return ", ".join(f"`{word}`" for word in words)


def platform(description: DoctorDescription) -> str:
    """Return the platform of an entity."""
    match description:
        case BinarySensorEntityDescription():
            return "binary_sensor"
        case ButtonEntityDescription():
            return "button"
        case EventEntityDescription():
            return "event"
        case SwitchEntityDescription():
            return "switch"
    return "sensor"


def values(description: DoctorDescription) -> str:
    """Return the possible states of an entity."""
    match description:
        case BinarySensorEntityDescription() | SwitchEntityDescription():
            return code("on", "off")
        case ButtonEntityDescription():
            return ""
        case EventEntityDescription(event_types=types):
            return code(*types or ())
        case SensorEntityDescription(options=list() as options):
            return code(*options)
        case SensorEntityDescription(device_class=SensorDeviceClass.TIMESTAMP):
            return "a time"
        case SensorEntityDescription(state_class=None):
            return "a text"
        case SensorEntityDescription(native_unit_of_measurement=unit):
            return " ".join(filter(None, ["a number", unit and f"({unit})"]))
    return ""


def entities() -> Iterator[list[str]]:
    """Yield a row for each entity."""
    yield ["name", "platform", "key", "of", "state", ""]
    for description in sorted(descriptions(), key=lambda d: (platform(d), d.key)):
        kind = platform(description)
        key = description.translation_key or description.key
        texts = TEXTS["entity"][kind].get(key)
        if texts is None:
            sys.exit(f"entity.{kind}.{key} has no name in translations/en.json")
        yield [
            texts["name"],
            code(kind),
            code(description.key),
            families(description.families),
            values(description),
            note(description),
        ]


def note(description: DoctorDescription) -> str:
    """Return special notes on an entity."""
    if description.exists_fn is is_obsolete:
        return "of older installations only"
    return "" if description.entity_registry_enabled_default else "off at first"


def descriptions() -> Iterator[DoctorDescription]:
    """Yield all entity descriptions."""
    for module in (binary_sensor, sensor, event, button, switch):
        for rows in vars(module).values():
            if isinstance(rows, tuple):
                yield from (row for row in rows if isinstance(row, DoctorDescription))


def families(of: Iterable[Family]) -> str:
    """Return families as text."""
    left = frozenset(of)
    words = ["all devices"] if left >= DEVICES else []
    left -= DEVICES if words else frozenset()
    return ", ".join(
        words + [FAMILIES[family] for family in FAMILIES if family in left]
    )


def elements(kind: str) -> Iterator[list[str]]:
    """Yield a row for each trigger or condition."""
    yield ["name", "in YAML", "options", ""]
    described = load_yaml_dict(str(PACKAGE / f"{kind}.yaml"))
    for key, texts in TEXTS[kind].items():
        fields = (described[key] or {}).get("fields", {})
        yield [
            texts["name"],
            code(f"blink_doctor.{key}"),
            code(*fields),
            texts["description"],
        ]


def actions() -> Iterator[list[str]]:
    """Yield a row for each action."""
    yield ["action", "fields", ""]
    described = load_yaml_dict(str(PACKAGE / "services.yaml"))
    for key, texts in TEXTS["services"].items():
        fields = described[key].get("fields", {})
        yield [
            code(f"blink_doctor.{key}"),
            ", ".join(code(name) + given(field) for name, field in fields.items()),
            texts["description"] + "".join(map(choices, fields.items())),
        ]


def given(field: dict[str, Any]) -> str:
    """Return whether a field is required, otherwise its default."""
    if field.get("required"):
        return " (required)"
    default = field.get("default")
    return "" if default is None else f" ({code(json.dumps(default).strip('"'))})"


def choices(named: tuple[str, dict[str, Any]]) -> str:
    """Return the options of a field, unless they are the causes."""
    name, field = named
    select = field["selector"].get("select") or {}
    if not select or select["translation_key"] == "cause":
        return ""
    return f" {code(name)}: {code(*select['options'])}."


def options() -> Iterator[list[str]]:
    """Yield a row for each option."""
    yield ["option", "default", ""]
    texts = TEXTS["options"]["step"]["init"]
    defaults = {"causes": "all", HOW_SOON: NORMAL, **DEFAULTS}
    defaults |= {CONF_MAINTENANCE_DAYS: DEFAULT_MAINTENANCE_DAYS}
    defaults |= {key: "on" if flag else "off" for key, flag in FLAGS.items()}
    for key, name in texts["data"].items():
        yield [name, str(defaults[key]), texts["data_description"][key]]


def causes() -> Iterator[list[str]]:
    """Yield a row for each cause."""
    yield [
        "cause",
        "name",
        "severity",
        "sits on",
        "looked for on",
        f"after ({', '.join(PACES)})",
        "steps",
    ]
    names = TEXTS["entity"]["sensor"]["fault_cause"]["state"]
    for rule in RULES:
        yield [
            code(rule.cause),
            names[rule.cause],
            rule.severity.slug,
            rule.scope.replace("_", " "),
            families(rule.families),
            wait(rule),
            code(*rule.steps),
        ]


def wait(rule: Rule) -> str:
    """Return how long a cause must last, at each pace."""
    *_, unit = rule.wait.name.split("_")
    times = [waits_at(pace)[rule.wait.name] for pace in PACES]
    return f"{', '.join(map(str, times))} {unit}" if any(times) else "at once"


def page() -> str:
    """Return the whole page."""
    parts = {
        "Entities": entities(),
        "Triggers": elements("triggers"),
        "Conditions": elements("conditions"),
        "Actions": actions(),
        "Options": options(),
        "Causes": causes(),
    }
    lines = [HEAD]
    for title, rows in parts.items():
        lines += [f"## {title}", "", *table(*rows), ""]
    return "\n".join([*lines, "## Steps", "", lock_screen.section()])


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text:
        print("docs/reference.md is not what the code says: run scripts/reference")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
