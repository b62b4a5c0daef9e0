"""The translations: every value plain, every key where Home Assistant looks."""

from collections.abc import Callable, Mapping
from pathlib import Path
import re
from string import Formatter
from typing import Any

from . import Problems, integration, leaves, read_json, texts

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_HTML = re.compile(r"<[a-z/!].*?>", re.IGNORECASE)
_URL = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]*://|www\.)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE
)
_QUOTED = re.compile(r"'\{\w+\}'")

type Check = Callable[[Any, str], Problems]


def placeholders(text: str) -> set[str]:
    """Return the names in braces. Raises ValueError where braces do not match."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def value(item: Any, where: str) -> Problems:
    """Check one text."""
    if not isinstance(item, str):
        return [f"{where}: a text is expected"]
    problems = []
    if _HTML.search(item):
        problems.append(f"{where}: HTML")
    if _URL.search(item):
        problems.append(f"{where}: an address; pass it as a placeholder")
    if _QUOTED.search(item):
        problems.append(f"{where}: a placeholder in single quotes")
    if "[%" in item or "%]" in item:
        problems.append(f"{where}: a reference, which only core resolves")
    if item != item.strip():
        problems.append(f"{where}: space at an end")
    if not item.strip():
        problems.append(f"{where}: empty")
    try:
        odd = [name for name in placeholders(item) if not name.isidentifier()]
    except ValueError:
        odd = ["braces that do not match"]
    return problems + [f"{where}: {name!r} is no placeholder" for name in odd]


def fixed(item: Any, where: str) -> Problems:
    """Check a text that nothing fills in."""
    problems = value(item, where)
    if not problems and placeholders(item):
        return [f"{where}: no placeholder is filled in here"]
    return problems


def each(inner: Check, keys: re.Pattern[str] = _KEY) -> Check:
    """Return the check of a mapping with free keys and one kind of value."""

    def check(item: Any, where: str) -> Problems:
        if not isinstance(item, Mapping):
            return [f"{where}: a mapping is expected"]
        problems = [
            f"{where}.{key}: not a valid key" for key in item if not keys.fullmatch(key)
        ]
        for key, inside in item.items():
            problems += inner(inside, f"{where}.{key}")
        return problems

    return check


def shape(known: Mapping[str, Check], *, required: tuple[str, ...] = ()) -> Check:
    """Return the check of a mapping with known keys."""

    def check(item: Any, where: str) -> Problems:
        if not isinstance(item, Mapping):
            return [f"{where}: a mapping is expected"]
        problems = [f"{where}.{key} is missing" for key in required if key not in item]
        for key, inside in item.items():
            if key in known:
                problems += known[key](inside, f"{where}.{key}")
            else:
                problems.append(f"{where}.{key}: unknown key")
        return problems

    return check


_FIELDS: dict[str, Check] = {"data": each(value), "data_description": each(value)}
_SECTION = shape({**_FIELDS, "name": value, "description": value})
_STEP = shape(
    {
        **_FIELDS,
        "title": value,
        "description": value,
        "menu_options": each(value),
        "menu_option_descriptions": each(value),
        "submit": value,
        "sections": each(_SECTION),
    }
)


def flow(item: Any, where: str) -> Problems:
    """Check the texts of a flow: every explained field must be one that is shown."""
    problems = shape(
        {
            "flow_title": value,
            "step": each(_STEP),
            "error": each(value),
            "abort": each(value),
            "progress": each(value),
            "create_entry": each(value),
        },
        required=("step",),
    )(item, where)
    if problems:
        return problems
    for step, texts_of in item["step"].items():
        here = f"{where}.step.{step}"
        problems += _explained(texts_of, here)
        for name, inside in texts_of.get("sections", {}).items():
            problems += _explained(inside, f"{here}.sections.{name}")
    return problems


def _explained(item: Mapping[str, Any], where: str) -> Problems:
    pairs = (("data", "data_description"), ("menu_options", "menu_option_descriptions"))
    return [
        f"{where}.{second}.{key}: not in {first}"
        for first, second in pairs
        for key in item.get(second, {})
        if key not in item.get(first, {})
    ]


def issue(item: Any, where: str) -> Problems:
    """Check an issue: a title and either a description or a flow."""
    problems = shape(
        {"title": value, "description": value, "fix_flow": flow}, required=("title",)
    )(item, where)
    if isinstance(item, Mapping) and ("description" in item) == ("fix_flow" in item):
        problems.append(f"{where}: exactly one of description and fix_flow")
    return problems


_STATES = each(fixed)
_ENTITY = shape(
    {
        "name": value,
        "state": _STATES,
        "state_attributes": each(shape({"name": fixed, "state": _STATES})),
        "unit_of_measurement": fixed,
    }
)
_DESCRIBED_FIELD = shape(
    {"name": value, "description": value, "example": value}, required=("name",)
)
_DESCRIBED = shape(
    {
        "name": value,
        "description": value,
        "fields": each(_DESCRIBED_FIELD),
        "sections": each(shape({"name": value, "description": value})),
    },
    required=("name", "description"),
)

FILE = shape(
    {
        "title": value,
        "config": flow,
        "options": flow,
        "selector": each(
            shape(
                {
                    "options": each(value),
                    "choices": each(value),
                    "unit_of_measurement": each(value),
                    "fields": each(_DESCRIBED_FIELD),
                }
            ),
            _SLUG,
        ),
        "device": each(shape({"name": value})),
        "entity": each(each(_ENTITY), _SLUG),
        "exceptions": each(shape({"message": value}, required=("message",)), _SLUG),
        "issues": each(issue),
        "services": each(_DESCRIBED),
        "triggers": each(_DESCRIBED, _SLUG),
        "conditions": each(_DESCRIBED, _SLUG),
        "system_health": shape({"info": each(value)}),
        "common": each(value, _SLUG),
    },
    required=("config", "options", "entity", "exceptions"),
)


def check(root: Path) -> Problems:
    """Check English in full and every other language against it."""
    folder = integration(root) / "translations"
    if not (folder / "en.json").is_file():
        return ["translations: en.json is missing"]
    problems = FILE(texts(root), "en")
    if (integration(root) / "strings.json").exists():
        problems.append("strings.json: core's build reads it, nothing does here")
    for path in sorted(folder.iterdir()):
        if path.suffix != ".json":
            problems.append(f"translations: {path.name} is no JSON file")
        elif path.stem != "en":
            other = read_json(path)
            problems += FILE(other, path.stem)
            problems += _against(texts(root), other, path.stem)
    return problems


def _against(english: Any, other: Any, language: str) -> Problems:
    """Compare a language with English: no key missing, none stale, same placeholders."""
    wanted, found = dict(leaves(english)), dict(leaves(other))
    dotted = ".".join
    return [
        *(f"{language}: {dotted(p)} is missing" for p in wanted if p not in found),
        *(f"{language}: {dotted(p)} is stale" for p in found if p not in wanted),
        *(
            f"{language}: {dotted(p)} has other placeholders than English"
            for p in wanted
            if p in found and _names(wanted[p]) != _names(found[p])
        ),
    ]


def _names(text: Any) -> set[str] | None:
    try:
        return placeholders(text)
    except ValueError, TypeError:
        return None
