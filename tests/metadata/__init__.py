"""What hassfest and the HACS action check, in code of our own.

Both run on GitHub only. Each checker takes the root of a repository and returns
what is wrong in it, one line each: an empty list means that all is well.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
import json
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

DOMAIN = "blink_doctor"

type Problems = list[str]
type Checker = Callable[[Path], Problems]


def integration(root: Path) -> Path:
    """Return the folder of the integration."""
    return root / "custom_components" / DOMAIN


def read_json(path: Path) -> Any:
    """Return a JSON file's content, an empty object where there is no such file."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def read_yaml(path: Path) -> dict[str, Any]:
    """Return a YAML file's mapping, empty where there is no such file."""
    return load_yaml_dict(str(path)) if path.is_file() else {}


def texts(root: Path, language: str = "en") -> dict[str, Any]:
    """Return the translations of a language."""
    found: dict[str, Any] = read_json(
        integration(root) / "translations" / f"{language}.json"
    )
    return found


def leaves(
    value: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every value that is no mapping, with the keys that lead to it."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    else:
        yield path, value


def at(value: Any, *path: str) -> Any:
    """Return what lies at a path of keys, None where there is nothing."""
    for key in path:
        if not isinstance(value, Mapping) or key not in value:
            return None
        value = value[key]
    return value


def sources(root: Path) -> Iterator[Path]:
    """Yield the integration's Python files."""
    return (
        path
        for path in sorted(integration(root).rglob("*.py"))
        if "__pycache__" not in path.parts
    )


@cache
def parsed(source: str) -> ast.Module:
    """Return a Python file's content as a tree, once for each content."""
    return ast.parse(source)


@cache
def calls(source: str) -> tuple[tuple[str, ast.Call], ...]:
    """Return all calls in a Python file's content, with what they call as written."""
    return tuple(
        (ast.unparse(node.func), node)
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call)
    )
