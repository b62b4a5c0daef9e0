"""What is said and remembered is what it was."""

from types import ModuleType

import pytest

from . import drawn, ledgers, year


@pytest.mark.parametrize(
    "story", [ledgers, year, drawn], ids=["ledgers", "year", "drawn"]
)
def test_what_is_said_and_remembered_is_as_it_was(story: ModuleType) -> None:
    """To store it anew: `scripts/evaluate scenarios --accept`; and read the difference."""
    assert story.lines() == story.KEPT.read_text(encoding="utf-8").splitlines()
