"""The ledgers of simulated homes, as `scripts/evaluate watching` measures them."""

import pytest

from .homes import SimulatedHome, homes
from .measure import measured


@pytest.mark.parametrize(
    "home", [*homes(days=11, cameras=2)], ids=lambda home: home.name
)
def test_within_a_poll_of_the_truth(home: SimulatedHome) -> None:
    """Nothing is said of time that nobody saw, and what is said is so."""
    row = measured(home)
    assert row.farthest <= 1.0
    assert row.of_unseen == 0
    assert row.not_said < 0.5
    said, seen = row.drop_outs
    assert abs(said - seen) <= seen // 20
    assert row.size <= 2048
    assert row.pattern == "none" or home.nightly
