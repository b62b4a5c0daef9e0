"""Which keys no code asks for.

Keys are often put together: `f"say_light_{family}_{pattern}"`. So a key counts as used
if it stands in the code, or a beginning that ends with an underscore does, followed by
words that do. A key may be unused although it counts as used; hardly the other way round.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
import re

from .files import COMPONENT, SEPARATOR

_CODE = frozenset({".py", ".yaml", ".ts"})
# What Home Assistant itself asks for
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
    """Return paths, as far as to the first key that is nowhere in the code."""
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
    """Tell whether a key is made of words, with underscores between them."""
    return key in words or any(
        key[: match.start()] in words and _is_joined(key[match.end() :], words)
        for match in re.finditer("_", key)
    )
