"""Every language says all that English says, with the same placeholders."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1] / "custom_components/blink_doctor/translations"
ENGLISH = "en"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.json"))
OTHERS = [language for language in LANGUAGES if language != ENGLISH]
FEWEST_OTHERS = 12
PLACEHOLDER = re.compile(r"\{(\w+)\}")
# Names, units and texts that are the same in many languages
SHARE_LEFT_IN_ENGLISH = 0.1


def texts(language: str) -> dict[str, str]:
    content = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return dict(flat(content, ""))


def flat(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
        return
    for key, below in node.items():
        yield from flat(below, f"{path}.{key}" if path else key)


def problems(english: dict[str, str], other: dict[str, str]) -> list[str]:
    found = [f"missing: {path}" for path in english.keys() - other.keys()]
    found += [f"stale: {path}" for path in other.keys() - english.keys()]
    for path in english.keys() & other.keys():
        ours, theirs = english[path], other[path]
        if sorted(set(PLACEHOLDER.findall(ours))) != sorted(
            set(PLACEHOLDER.findall(theirs))
        ):
            found.append(f"placeholders: {path}")
        if ours.count("**") % 2 == 0 and theirs.count("**") % 2:
            found.append(f"bold text without an end: {path}")
        if bool(ours.strip()) != bool(theirs.strip()):
            found.append(f"empty: {path}")
        if "<" in theirs or "http" in theirs or re.search(r"'\{\w+\}'", theirs):
            found.append(f"HTML, address or quoted placeholder: {path}")
    return sorted(found)


def test_there_are_enough_languages() -> None:
    """English and a dozen others."""
    assert ENGLISH in LANGUAGES
    assert len(OTHERS) >= FEWEST_OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_complete(language: str) -> None:
    """No key is missing or stale, no placeholder is broken."""
    assert problems(texts(ENGLISH), texts(language)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_translated(language: str) -> None:
    """Texts that were left in English are the exception."""
    english, other = texts(ENGLISH), texts(language)
    same = [path for path, text in english.items() if other.get(path) == text]
    assert len(same) < SHARE_LEFT_IN_ENGLISH * len(english), same
