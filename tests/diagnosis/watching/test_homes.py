"""The ledgers of simulated homes, as `scripts/evaluate watching` measures them."""

from random import Random

import pytest

from .homes import SimulatedHome, homes
from .measure import claimed_on, measured

DAYS = 11
CAMERAS = 2


@pytest.mark.parametrize(
    "home", [*homes(days=DAYS, cameras=CAMERAS)], ids=lambda home: home.name
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


@pytest.mark.parametrize(
    ("starts", "found"),
    [
        ([180.0], True),
        ([1435.0], True),
        ([], False),
    ],
)
def test_the_same_time_each_night(starts: list[float], *, found: bool) -> None:
    """Found within two weeks, also around midnight."""
    day = claimed_on(Random(1), lambda rng: [at + rng.uniform(0, 4) for at in starts])
    assert (day is not None and day < 14) is found
