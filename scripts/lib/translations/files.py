"""Read and write JSON trees, as flat texts by path."""

import hashlib
import json
from pathlib import Path
import re
from typing import Any

SEPARATOR = "::"
DOMAIN = "blink_doctor"
COMMON = "common" + SEPARATOR
COMPONENT = SEPARATOR.join(("component", DOMAIN, ""))
ENGLISH = "en"
REFERENCE = re.compile(r"\[%key:([^%\]]+)%\]")

type Texts = dict[str, str]


class TextsError(Exception):
    """An error with its place, in one line."""


def read(path: Path) -> dict[str, Any]:
    """Return a JSON object, empty if there is no such file."""
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise TextsError(f"{path}: not JSON: {error}") from error
    if not isinstance(content, dict):
        raise TextsError(f"{path}: an object is expected")
    return content


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON object in the format of Home Assistant's own files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumped(content), encoding="utf-8")


def dumped(content: dict[str, Any]) -> str:
    """Return a JSON object as text."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def flat(node: dict[str, Any], where: Path, prefix: str = "") -> Texts:
    """Return all texts below a node by their path."""
    found: Texts = {}
    for key, below in node.items():
        path = prefix + key
        if isinstance(below, dict):
            found |= flat(below, where, path + SEPARATOR)
        elif isinstance(below, str):
            found[path] = below
        else:
            raise TextsError(f"{where}: {path}: a text is expected, not {below!r}")
    return found


def nested(texts: Texts) -> dict[str, Any]:
    """Return flat texts as a tree."""
    tree: dict[str, Any] = {}
    for path, text in texts.items():
        *above, key = path.split(SEPARATOR)
        node = tree
        for part in above:
            node = node.setdefault(part, {})
            if not isinstance(node, dict):
                raise TextsError(f"{path}: {part} is a text, nothing can be below it")
        if key in node:
            raise TextsError(f"{path}: is a text, and other texts are below it")
        node[key] = text
    return tree


def digest(text: str) -> str:
    """Return a digest of the text that ignores the names of references."""
    own = REFERENCE.sub("[%key%]", text)
    return hashlib.sha256(own.encode()).hexdigest()[:8]
