"""What the manifest and the texts promise, looked for in the code."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
import re
from typing import Any

from homeassistant.const import Platform

from . import (
    DOMAIN,
    Problems,
    at,
    calls,
    integration,
    parsed,
    read_json,
    sources,
    texts,
)

# Base platforms and parts of Home Assistant that are always there
_ALWAYS = {platform.value for platform in Platform} | {
    "diagnostics",
    "homeassistant",
    "persistent_notification",
    "system_health",
    "websocket_api",
}
_RAISED = re.compile(r"Error|NotReady|AuthFailed")


def check(root: Path) -> Problems:
    """Check the integration's Python files."""
    files = {path: path.read_text("utf-8") for path in sources(root)}
    manifest = read_json(integration(root) / "manifest.json")
    return [
        *_imports(files, manifest),
        *_config_flow(root, manifest),
        *_schema(root),
        *_parallel(root),
        *_exceptions(files, texts(root)),
        *_system_health(root),
    ]


def _imports(files: dict[Path, str], manifest: dict[str, Any]) -> Problems:
    listed = _ALWAYS | {
        DOMAIN,
        *manifest.get("dependencies", ()),
        *manifest.get("after_dependencies", ()),
    }
    if "dhcp" in manifest:
        listed.add("dhcp")
    used = {
        (path.name, name)
        for path, source in files.items()
        for name in _imported(source)
        # the platform of another integration is read only by that one
        if path.name != f"{name}.py"
    }
    return [
        f"{file}: uses {name}, which the manifest does not list"
        for file, name in sorted(used)
        if name not in listed
    ]


@cache
def _imported(source: str) -> frozenset[str]:
    return frozenset(_components(parsed(source)))


def _components(node: ast.AST) -> Iterator[str]:
    """Yield the integrations that are imported, except for typing only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.ImportFrom) and child.module and not child.level:
            parts = child.module.split(".")
            if parts[:2] == ["homeassistant", "components"]:
                yield from parts[2:3] or [alias.name for alias in child.names]
        elif isinstance(child, ast.Import):
            for alias in child.names:
                parts = alias.name.split(".")
                if parts[:2] == ["homeassistant", "components"]:
                    yield from parts[2:3]
        yield from _components(child)


def _names(root: Path, file: str) -> dict[str, ast.AST]:
    """Return what a module defines at its top, by name."""
    path = integration(root) / file
    found: dict[str, ast.AST] = {}
    if path.is_file():
        for node in parsed(path.read_text("utf-8")).body:
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef | ast.ClassDef):
                found[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = node
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found[node.target.id] = node
    return found


def _config_flow(root: Path, manifest: dict[str, Any]) -> Problems:
    path = integration(root) / "config_flow.py"
    if bool(manifest.get("config_flow")) != path.is_file():
        return ["config_flow: the manifest and the file config_flow.py must agree"]
    source = path.read_text("utf-8") if path.is_file() else ""
    problems = []
    if (
        "async_set_unique_id" not in source
        and "_async_abort_entries_match" not in source
    ):
        problems.append("config_flow: nothing keeps an account from being set up twice")
    options = integration(root) / "options_form.py"
    if options.is_file():
        source += options.read_text("utf-8")
    steps = set(re.findall(r'step_id="(\w+)"', source))
    known = {
        step
        for kind in ("config", "options")
        for step in at(texts(root), kind, "step") or {}
    }
    problems += [f"config_flow: step {step} has no text" for step in steps - known]
    problems += [
        f"config_flow: the text of step {step} is stale" for step in known - steps
    ]
    reasons = set(re.findall(r'(?:reason=|else )"(\w+)"', source))
    reasons |= set(re.findall(r'reason="(\w+)"\s*if', source))
    aborts = set(at(texts(root), "config", "abort") or {})
    aborts |= set(at(texts(root), "options", "abort") or {})
    problems += [f"config_flow: abort {name} has no text" for name in reasons - aborts]
    return problems


def _schema(root: Path) -> Problems:
    """Check CONFIG_SCHEMA, without which YAML for the integration would pass."""
    names = _names(root, "__init__.py")
    if "async_setup" in names and "CONFIG_SCHEMA" not in names:
        return ["__init__: async_setup without CONFIG_SCHEMA"]
    return []


def _parallel(root: Path) -> Problems:
    platforms = [p for p in Platform if (integration(root) / f"{p}.py").is_file()]
    return [
        f"{platform}.py: PARALLEL_UPDATES is missing"
        for platform in platforms
        if "PARALLEL_UPDATES" not in _names(root, f"{platform}.py")
    ]


def _exceptions(files: dict[Path, str], strings: dict[str, Any]) -> Problems:
    """Check that errors are raised with a key that has a text."""
    known = set(at(strings, "exceptions") or {})
    problems = []
    for path, source in files.items():
        for called, node in calls(source):
            if not _RAISED.search(called):
                continue
            given = {item.arg: item.value for item in node.keywords}
            key = given.get("translation_key")
            if isinstance(key, ast.Constant) and key.value not in known:
                problems.append(f"{path.name}: exception {key.value!s} has no text")
    return problems


def _system_health(root: Path) -> Problems:
    path = integration(root) / "system_health.py"
    if not path.is_file():
        return []
    keys = {
        str(key.value)
        for node in ast.walk(parsed(path.read_text("utf-8")))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict)
        for key in node.value.keys
        if isinstance(key, ast.Constant)
    }
    known = set(at(texts(root), "system_health", "info") or {})
    return [
        *(f"system_health: {key} has no text" for key in sorted(keys - known)),
        *(f"system_health: the text of {key} is stale" for key in sorted(known - keys)),
    ]
