"""A pattern is claimed where the permutation test says that chance is out of it."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import product
from math import prod
from random import Random
from zoneinfo import ZoneInfo

import pytest

from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.watching import pattern
from custom_components.blink_doctor.diagnosis.watching.ledger import Ledger, Span
from custom_components.blink_doctor.diagnosis.watching.pattern import Pattern, nightly

from .measure import by_chance
from .polled import STATES, seen

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment by the clock in Berlin, so many days after 1 October."""
    start = datetime(2026, 10, 1, hour, minute, tzinfo=BERLIN)
    return (start + day * DAY).astimezone(UTC)


NOW = local(30, 12)


def said(
    drops: Iterable[datetime], minutes: int = 10, cameras: int = 3
) -> Pattern | None:
    """Return the pattern of a camera that dropped out at moments, for minutes."""
    polls = [(NOW - 40 * DAY, "r"), (NOW, "r")]
    for at in drops:
        polls += [(at, "o"), (at + minutes * MINUTE, "r")]
    ledger = Ledger()
    for at, letter in sorted(polls):
        ledger = seen(ledger, STATES[letter], at, 1000 * DAY)
    return nightly(ledger, NOW, BERLIN, cameras=cameras)


def test_between_when_and_when() -> None:
    """By the clock on the wall, also where it was changed, and on both sides of midnight."""
    # clocks went back on 25 October: an hour later in UTC
    assert local(22, 3).hour != local(26, 3).hour
    found = said(local(day, 3, day % 6) for day in range(2, 30))
    assert found is not None
    assert found.start == time(3, 0)
    assert time(3, 10) <= found.end <= time(3, 20)
    assert found.nights == found.of_nights == 28 or found.nights >= 27
    drops = [local(d, 23, 45) if d % 2 else local(d + 1, 0, 5) for d in range(2, 29)]
    found = said(drops, 8)
    assert found is not None
    assert found.start == time(23, 45)
    assert found.nights >= 25


@pytest.mark.parametrize(
    ("days", "cameras", "found"),
    [
        # some nights at the same minute may be chance, and most nights they are not
        (range(27, 30), 3, False),
        (range(26, 30), 3, False),
        (range(18, 30), 3, True),
        # half a month after the last of them, most nights are without
        (range(1, 13), 3, False),
        # each camera of a home is another chance for chance
        (range(22, 30), 1, True),
        (range(22, 30), 10_000, False),
    ],
)
def test_how_many_nights_it_takes(days: range, cameras: int, *, found: bool) -> None:
    drops = [local(day, 3) for day in days]
    assert (said(drops, cameras=cameras) is not None) is found


def test_the_chance_is_exact() -> None:
    """The chance of k events among independent ones, against counting all cases."""
    chances = (0.1, 0.5, 0.9, 0.3, 0.25)
    for wanted in range(1, 6):
        total = sum(
            prod(p if hit else 1 - p for hit, p in zip(happened, chances, strict=True))
            for happened in product((0, 1), repeat=len(chances))
            if sum(happened) >= wanted
        )
        assert pattern._at_least(wanted, chances) == pytest.approx(total)


def test_the_test_is_that_of_shifted_nights() -> None:
    """What is summed up is what drawing shifts at random comes to, or a little more."""
    rng = Random(11)
    starts = [local(day, 20) + rng.randrange(120) * MINUTE for day in range(20)]

    def window(starts: list[datetime]) -> tuple[list[Span], pattern._Window | None]:
        parts = [Span(Recording.OFFLINE, at, at + 5 * MINUTE) for at in starts]
        return parts, pattern._best_window(parts, BERLIN)

    parts, best = window(starts)
    assert best is not None
    chance = pattern._chance(parts, best, BERLIN)
    drawn = 0
    for _ in range(400):
        _, again = window([at + rng.randint(-12, 12) * 10 * MINUTE for at in starts])
        drawn += again is not None and again.nights >= best.nights
    assert drawn / 400 <= chance + 0.05


def test_homes_with_and_without_a_pattern() -> None:
    """The long version: scripts/evaluate watching."""
    *by_accident, (_, at_three, _) = by_chance(2)
    assert [found for _, found, _ in by_accident] == ["0 of 2"] * 3
    assert at_three == "2 of 2"
