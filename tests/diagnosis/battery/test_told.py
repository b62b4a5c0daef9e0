"""What is said of batteries is what was said, unless a change means to change it."""

import pytest

from .told import KEPT, lines
from .worlds import WORLDS


@pytest.mark.parametrize("world", WORLDS)
def test_what_is_said_is_as_it_was(world: str) -> None:
    """To store it anew: `scripts/evaluate battery --accept`; and read the difference."""
    kept = KEPT.read_text(encoding="utf-8").splitlines()
    assert [*lines(world)] == [one for one in kept if one.startswith(f"{world}, ")]
