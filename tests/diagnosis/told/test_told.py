"""What is said and remembered is what it was."""

from itertools import zip_longest
from types import ModuleType

import pytest

from . import (
    cells,
    damaged,
    drawn,
    forecasts,
    histories,
    ledgers,
    parsed,
    sets,
    worlds,
    year,
)

STORIES = (
    sets,
    forecasts,
    worlds,
    cells,
    ledgers,
    histories,
    damaged,
    year,
    drawn,
    parsed,
)


@pytest.mark.parametrize(
    "story", STORIES, ids=lambda story: story.__name__.rpartition(".")[2]
)
def test_what_is_said_and_remembered_is_as_it_was(story: ModuleType) -> None:
    """To store it anew: `scripts/evaluate scenarios --accept`; and read the difference."""
    kept = story.KEPT.read_text(encoding="utf-8").splitlines()
    for line, before in zip_longest(story.lines(), kept):
        assert line == before
