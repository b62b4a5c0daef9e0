"""Each text of a lock screen, for each cause and step, in each language."""

from collections.abc import Iterator
import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any
from unicodedata import east_asian_width

import pytest

from custom_components.blink_doctor.diagnosis.rules import RULES

ROOT = Path(__file__).parents[2]


def load_script() -> ModuleType:
    """Return the script that writes the page."""
    path = ROOT / "scripts/lib/lock_screen.py"
    spec = importlib.util.spec_from_file_location("lock_screen", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = load_script()
LANGUAGES = sorted(path.stem for path in SCRIPT.FOLDER.glob("*.json"))
NAME = "Driveway"
# a line of a lock screen holds some 45 letters; titles are bold and cut at one
_TITLE = 60
_WHAT = 90
_HOW = 90


def everything(language: str) -> Iterator[Any]:
    """Yield every notification of a language."""
    texts = SCRIPT.texts_of(language)
    for rule in RULES:
        yield from SCRIPT.shown(texts, rule, NAME)
    yield from SCRIPT.red_light(texts, NAME)


def width(text: str) -> int:
    """Return how many letters wide a text is; Chinese ones are as wide as two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_lines(language: str) -> None:
    """A title of one line; what to do in at most two, and how in at most two."""
    for one in everything(language):
        assert width(one.title) <= _TITLE, one
        what, *how = one.lines
        assert width(what) <= _WHAT, one
        assert len(how) <= 1, one
        assert all(width(line) <= _HOW for line in how), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_plain_sentences(language: str) -> None:
    """No blank is left open, no Markdown shows, nothing ends in the middle."""
    for one in everything(language):
        for line in (one.title, *one.lines):
            assert not set("{}*_`#") & set(line), line
            assert line == line.strip()
        *_, last = one.lines
        assert last[-1] in ".?!。？！", one


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_line_is_another_at_each_step(language: str) -> None:
    """Nobody sees the same step twice."""
    texts = SCRIPT.texts_of(language)
    for rule in RULES:
        firsts = [one.lines[0] for one in SCRIPT.shown(texts, rule, NAME)]
        assert len({*firsts}) == len(firsts), rule.cause


def test_the_page_is_that_of_the_code() -> None:
    """`scripts/reference` writes it."""
    written = (ROOT / "docs/reference.md").read_text(encoding="utf-8")
    assert written.endswith(f"## Steps\n\n{SCRIPT.section()}")
