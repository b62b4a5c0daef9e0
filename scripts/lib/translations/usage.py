"""Find keys that no code uses.

Keys are often composed: `f"say_light_{family}_{pattern}"`. So a key counts as used
if it is in the code, or if a prefix that ends with an underscore is, followed by words
that are. This may miss unused keys, but hardly reports a used one.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
import re

from .files import COMPONENT, SEPARATOR

_CODE = frozenset({".py", ".yaml", ".ts"})
# keys that Home Assistant itself uses
_BUILT_IN = frozenset(
    [
        "abort",
        "common",
        "conditions",
        "config",
        "create_entry",
        "data",
        "data_description",
        "description",
        "entity",
        "error",
        "exceptions",
        "fields",
        "fix_flow",
        "flow_title",
        "issues",
        "menu_options",
        "message",
        "name",
        "options",
        "progress",
        "sections",
        "selector",
        "services",
        "state",
        "state_attributes",
        "step",
        "submit",
        "system_health",
        "title",
        "triggers",
        "unit_of_measurement",
    ]
)


def unasked(paths: Iterable[str], folders: Iterable[Path]) -> list[str]:
    """Return unused paths, up to the first unused key."""
    words = set(_words(folders)) | _BUILT_IN
    found: dict[str, None] = {}
    for path in paths:
        if not path.startswith(COMPONENT):
            continue
        keys = path.removeprefix(COMPONENT).split(SEPARATOR)
        for at, key in enumerate(keys):
            if not _is_known(key, words):
                found[COMPONENT + SEPARATOR.join(keys[: at + 1])] = None
                break
    return list(found)


def _words(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        for file in folder.rglob("*"):
            if file.suffix in _CODE or file.name == "icons.json":
                yield from re.findall(r"\w+", file.read_text(encoding="utf-8"))


def _is_known(key: str, words: set[str]) -> bool:
    if key in words:
        return True
    cuts = [match.start() for match in re.finditer("_", key)]
    return any(
        (key[: at + 1] in words and _is_joined(key[at + 1 :], words))
        or (key[at:] in words and _is_joined(key[:at], words))
        for at in cuts
    )


def _is_joined(key: str, words: set[str]) -> bool:
    """Whether a key consists of words joined by underscores."""
    return key in words or any(
        key[: match.start()] in words and _is_joined(key[match.end() :], words)
        for match in re.finditer("_", key)
    )
