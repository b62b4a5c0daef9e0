"""Each text of a lock screen, for each cause and step, in each language."""

from itertools import chain
from pathlib import Path
import runpy
from types import SimpleNamespace
from unicodedata import east_asian_width

import pytest

from custom_components.blink_doctor.diagnosis.rules import RULES

# writes the page; lint compares that with it
SCRIPT = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parents[2] / "scripts/lib/lock_screen.py"))
)
NAME = "Driveway"
# a line of a lock screen holds some 45 letters; titles are bold and cut at one
TITLE, LINE = 60, 90


def width(text: str) -> int:
    """Return how many letters wide a text is; Chinese ones are as wide as two."""
    return sum(1 + (east_asian_width(letter) in "WF") for letter in text)


@pytest.mark.parametrize(
    "language", sorted(path.stem for path in SCRIPT.FOLDER.glob("*.json"))
)
def test_texts_of_the_lock_screen(language: str) -> None:
    """They are short, complete sentences without Markdown; no step looks like another."""
    texts = SCRIPT.texts_of(language)
    by_rule = [[*SCRIPT.shown(texts, rule, NAME)] for rule in RULES]
    for shown in by_rule:
        assert len({one.lines[0] for one in shown}) == len(shown), shown
    for one in [*chain(*by_rule), *SCRIPT.red_light(texts, NAME)]:
        assert width(one.title) <= TITLE, one
        assert len(one.lines) <= 2, "what to do, and how"
        for line in (one.title, *one.lines):
            assert width(line) <= LINE, line
            assert not set("{}*_`#") & set(line), line
            assert line == line.strip()
        assert one.lines[-1][-1] in ".?!。？！", one
