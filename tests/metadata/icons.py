"""icons.json: Material Design Icons only, for what exists, and none without effect."""

from collections.abc import Mapping
from pathlib import Path
import re
from typing import Any

from . import Problems, at, integration, leaves, read_json, read_yaml, texts

_ICON = re.compile(r"mdi:[a-z0-9]+(?:-[a-z0-9]+)*")
_ENTITY_KEYS = {"default", "state", "range", "state_attributes"}
_DESCRIBED = {
    "services": ("service", "sections"),
    "triggers": ("trigger",),
    "conditions": ("condition",),
}


def check(root: Path) -> Problems:
    """Check the icons, and that each thing with a text and a shape has its icon."""
    icons = read_json(integration(root) / "icons.json")
    problems = [
        f"icons: {'.'.join(path)} is {icon!r}, not an mdi icon"
        for path, icon in leaves(icons)
        if not isinstance(icon, str) or not _ICON.fullmatch(icon)
    ]
    problems += [
        f"icons: unknown section {key}"
        for key in icons
        if key not in {"entity", *_DESCRIBED}
    ]
    for platform, entities in icons.get("entity", {}).items():
        for key, entity in entities.items():
            where = f"icons: entity.{platform}.{key}"
            problems += _entity(entity, where)
            problems += _of_texts(
                entity, at(texts(root), "entity", platform, key), where
            )
    return problems + _described(root, icons)


def names(root: Path) -> set[str]:
    """Return the names of all icons that are used."""
    icons = read_json(integration(root) / "icons.json")
    return {str(icon).removeprefix("mdi:") for _, icon in leaves(icons)}


def _entity(entity: Mapping[str, Any], where: str) -> Problems:
    problems = [
        f"{where}.{key}: unknown key" for key in entity if key not in _ENTITY_KEYS
    ]
    default = entity.get("default")
    if default is None and ("state" in entity or "range" in entity):
        problems.append(f"{where}: icons of states need a default")
    problems += [
        f"{where}.state.{state}: the same as the default"
        for state, icon in entity.get("state", {}).items()
        if icon == default
    ]
    steps = [float(step) for step in entity.get("range", {})]
    if steps != sorted(set(steps)):
        problems.append(f"{where}.range: must rise")
    for name, attribute in entity.get("state_attributes", {}).items():
        problems += _entity(attribute, f"{where}.state_attributes.{name}")
    return problems


def _of_texts(entity: Mapping[str, Any], named: Any, where: str) -> Problems:
    """Check that an icon belongs to an entity and to states that have a text."""
    if named is None:
        return [f"{where}: there is no such entity"]
    problems = [
        f"{where}.state.{state}: there is no such state"
        for state in entity.get("state", {})
        if at(named, "state", state) is None
    ]
    for name, attribute in entity.get("state_attributes", {}).items():
        known = at(named, "state_attributes", name)
        problems += _of_texts(attribute, known, f"{where}.state_attributes.{name}")
    return problems


def _described(root: Path, icons: Mapping[str, Any]) -> Problems:
    problems = []
    for kind, parts in _DESCRIBED.items():
        listed = {
            key
            for key in read_yaml(integration(root) / f"{kind}.yaml")
            if not key.startswith(".")
        }
        found = icons.get(kind, {})
        problems += [f"icons: {kind}.{key} is missing" for key in listed - set(found)]
        problems += [f"icons: {kind}.{key} is stale" for key in set(found) - listed]
        for key, item in found.items():
            if (
                not isinstance(item, Mapping)
                or parts[0] not in item
                or set(item) - set(parts)
            ):
                problems.append(
                    f"icons: {kind}.{key} needs {parts[0]} and nothing else"
                )
    return problems
