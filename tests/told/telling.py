"""Stories: what happens step by step, told word for word, and compared with a stored text.

A line that is not indented is the title of a step: it says what must be so. What is told
of it follows. After a change that is meant to show, store the text anew with
`BLINK_DOCTOR_ACCEPT=1`, and read the difference against the titles.
"""

from collections.abc import Iterable, Iterator
from difflib import unified_diff
import os
from pathlib import Path

import pytest

_MOST = 60

type Story = dict[str, list[str]]


def compare(kept: Path, story: Story) -> None:
    """Fail with the steps of a story that differ from the stored text."""
    # as it is read again
    story = read(_lines(story))
    if os.environ.get("BLINK_DOCTOR_ACCEPT") == "1":
        kept.write_text("\n".join([*_lines(story), ""]), encoding="utf-8")
    before = read(kept.read_text(encoding="utf-8").split("\n"))
    differences: list[str] = []
    for title in {**before, **story}:
        was, now = (
            before.get(title, ["no such step"]),
            story.get(title, ["is left out"]),
        )
        if was != now:
            changes = unified_diff(was, now, "stored", "told", lineterm="", n=0)
            differences += [title, *changes]
    if differences:
        pytest.fail("\n".join(differences[:_MOST]), pytrace=False)


def read(lines: Iterable[str]) -> Story:
    story: Story = {}
    told: list[str] = []
    for line in lines:
        if line.startswith("    "):
            told.append(line.strip())
        elif line:
            told = story.setdefault(line, [])
    return story


def _lines(story: Story) -> Iterator[str]:
    for title, told in story.items():
        yield title
        yield from (f"    {line}" for text in told for line in text.splitlines())
