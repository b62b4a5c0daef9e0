"""What is said and remembered of a year is what it was."""

from .story import KEPT, lines


def test_what_is_said_and_remembered_is_as_it_was() -> None:
    """To store it anew: `scripts/evaluate scenarios --accept`; and read the difference."""
    assert lines() == KEPT.read_text(encoding="utf-8").splitlines()
