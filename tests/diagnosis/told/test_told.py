"""What is said and remembered is what it was."""

from importlib import import_module
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

import pytest

STORIES = [
    import_module(f"{__package__}.{path.stem}")
    for path in sorted(Path(__file__).parent.glob("*.txt"))
]


@pytest.mark.parametrize(
    "story", STORIES, ids=lambda story: story.__name__.rpartition(".")[2]
)
def test_output_is_as_stored(story: ModuleType) -> None:
    """To store it anew: `scripts/evaluate scenarios --accept`; and read the difference."""
    kept = story.KEPT.read_text(encoding="utf-8").splitlines()
    title = ""
    for line, before in zip_longest(story.lines(), kept):
        title = title if line and line.startswith(" ") else line
        assert line == before, title
