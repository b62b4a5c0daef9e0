"""services.yaml, triggers.yaml and conditions.yaml against texts and code."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
import re
from typing import Any

from homeassistant.helpers import selector
import probatio

from . import Problems, at, calls, integration, parsed, read_yaml, sources, texts

_SLUG = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_PARTS = {"services": {"fields", "target"}, "triggers": {"fields", "target"}}
_FIELD = {"example", "default", "required", "advanced", "selector", "context", "filter"}
KINDS = {"services": None, "triggers": "trigger", "conditions": "condition"}


def check(root: Path) -> Problems:
    """Check that what is described, what has texts and what the code has agree."""
    problems: Problems = []
    for kind, module in KINDS.items():
        data = read_yaml(integration(root) / f"{kind}.yaml")
        listed = {key: item for key, item in data.items() if not key.startswith(".")}
        if kind == "services" and listed != data:
            problems.append("services.yaml: anchors are not allowed in a custom one")
        for key, item in listed.items():
            problems += _item(kind, key, item or {}, texts(root))
        problems += _same(
            f"{kind}.yaml", set(listed), "texts", set(texts(root).get(kind, {}))
        )
        code = _registered(root) if module is None else _offered(root, module)
        problems += _same(f"{kind}.yaml", set(listed), "code", code)
    return problems


def _item(
    kind: str, key: str, item: Mapping[str, Any], strings: Mapping[str, Any]
) -> Problems:
    where = f"{kind}.yaml: {key}"
    problems = [] if _SLUG.fullmatch(key) else [f"{where} is no valid key"]
    problems += [
        f"{where}.{part}: unknown" for part in item if part not in {"fields", "target"}
    ]
    if "target" in item:
        problems += _valid(
            selector.TargetSelector, item["target"] or {}, f"{where}.target"
        )
    fields = dict(_fields(item.get("fields") or {}))
    for name, field in fields.items():
        problems += _field(name, field, strings, f"{where}.{name}")
    named = set(at(strings, kind, key, "fields") or {})
    return problems + _same(f"{where} fields", set(fields), "texts", named)


def _fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield fields, also those within sections."""
    for name, field in fields.items():
        if isinstance(field, Mapping) and "fields" in field:
            yield from _fields(field["fields"])
        else:
            yield name, field or {}


def _field(
    name: str, field: Mapping[str, Any], strings: Mapping[str, Any], where: str
) -> Problems:
    problems = [f"{where}.{key}: unknown" for key in field if key not in _FIELD]
    chosen = field.get("selector")
    if not isinstance(chosen, Mapping) or len(chosen) != 1:
        return [*problems, f"{where}: exactly one selector is needed"]
    try:
        selector.validate_selector(dict(chosen))
    except probatio.Invalid as err:
        return [*problems, f"{where}: {err}"]
    key = at(chosen, "select", "translation_key")
    if key is not None:
        options = {
            option["value"] if isinstance(option, Mapping) else option
            for option in chosen["select"]["options"]
        }
        problems += _same(
            f"{where} options",
            options,
            f"selector.{key}",
            set(at(strings, "selector", key, "options") or {}),
        )
    return problems


def _valid(kind: Any, config: Any, where: str) -> Problems:
    try:
        kind(config)
    except probatio.Invalid as err:
        return [f"{where}: {err}"]
    return []


def _same(left: str, found: set[str], right: str, known: set[str]) -> Problems:
    return [
        *(f"{left}: {key} is not in the {right}" for key in sorted(found - known)),
        *(
            f"{left}: lacks {key}, which is in the {right}"
            for key in sorted(known - found)
        ),
    ]


def _registered(root: Path) -> set[str]:
    """Return the names of the actions that the code registers."""
    found = set()
    for path in sources(root):
        source = path.read_text("utf-8")
        constants, tables = _constants(parsed(source)), _tables(parsed(source))
        for called, node in calls(source):
            given = _action_name(called, node)
            named: list[ast.expr | None] = [given]
            if isinstance(given, ast.Name):
                named = [*tables.get(given.id, named)]
            for name in named:
                if isinstance(name, ast.Constant):
                    found.add(str(name.value))
                elif isinstance(name, ast.Name) and name.id in constants:
                    found.add(constants[name.id])
                elif name is not None:
                    found.add(f"an action named by {ast.unparse(name)}")
    return found


def _tables(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return what each name of a loop over a written table stands for in turn."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
            names = getattr(node.target, "elts", [node.target])
            for row in node.iter.elts:
                for name, item in zip(names, getattr(row, "elts", [row]), strict=False):
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, []).append(item)
    return found


def _action_name(called: str, node: ast.Call) -> ast.expr | None:
    """Return the name in a call that registers an action, None for all else."""
    if called.endswith("async_register_admin_service"):
        return node.args[2]
    if called.endswith(("services.async_register", "services.register")):
        return node.args[1]
    return None


def _offered(root: Path, module: str) -> set[str]:
    """Return the keys of the table that a trigger or condition module returns."""
    path = integration(root) / f"{module}.py"
    if not path.is_file():
        return set()
    found: set[str] = set()
    for node in parsed(path.read_text("utf-8")).body:
        named = getattr(node, "target", None) or next(
            iter(getattr(node, "targets", [])), None
        )
        if isinstance(named, ast.Name) and named.id == f"{module.upper()}S":
            table = getattr(node, "value", None)
            assert isinstance(table, ast.Dict)
            found = {
                str(key.value) for key in table.keys if isinstance(key, ast.Constant)
            }
    return found


def _constants(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a module gives names to."""
    found = {}
    for node in tree.body:
        target = (
            node.targets[0]
            if isinstance(node, ast.Assign)
            else getattr(node, "target", None)
        )
        given = getattr(node, "value", None)
        if (
            isinstance(target, ast.Name)
            and isinstance(given, ast.Constant)
            and isinstance(given.value, str)
        ):
            found[target.id] = given.value
    return found
