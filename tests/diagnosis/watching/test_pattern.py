"""A pattern is claimed where the permutation test says that chance is out of it."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import product
from random import Random
from zoneinfo import ZoneInfo

import pytest

from custom_components.blink_doctor.diagnosis.conditions import PollTime
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.watching import pattern
from custom_components.blink_doctor.diagnosis.watching.ledger import Ledger, with_state
from custom_components.blink_doctor.diagnosis.watching.pattern import Pattern, nightly

from .measure import claimed_on

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")


def lived(drops: Iterable[tuple[datetime, int]], until: datetime) -> Ledger:
    """Return the ledger of a camera that dropped out at moments, for minutes."""
    steady = 1000 * DAY

    def note(ledger: Ledger, state: Recording, at: datetime) -> Ledger:
        return with_state(ledger, state, PollTime(now=at, interval=steady))

    ledger = note(Ledger(), Recording.READY, until - 40 * DAY)
    for start, lasts in drops:
        ledger = note(ledger, Recording.OFFLINE, start)
        ledger = note(ledger, Recording.READY, start + lasts * MINUTE)
    return note(ledger, Recording.READY, until)


def local(day: int, hour: int, minute: int) -> datetime:
    """Return a moment by the clock in Berlin, so many days after 1 October."""
    return (datetime(2026, 10, 1, hour, minute, tzinfo=BERLIN) + day * DAY).astimezone(
        UTC
    )


NOW = local(30, 12, 0)


def said(drops: Iterable[tuple[datetime, int]], cameras: int = 3) -> Pattern | None:
    return nightly(lived(sorted(drops), NOW), NOW, BERLIN, cameras=cameras)


def test_a_router_that_restarts_at_three() -> None:
    """Between when and when, by the clock on the wall, also where it was changed."""
    found = said([(local(day, 3, day % 6), 10) for day in range(2, 30)])
    assert found is not None
    assert found.start == time(3, 0)
    assert time(3, 10) <= found.end <= time(3, 20)
    assert found.nights == found.of_nights == 28 or found.nights >= 27
    # clocks went back on 25 October: an hour later in UTC
    assert local(22, 3, 0).hour != local(26, 3, 0).hour


def test_around_midnight() -> None:
    """A night is one night, on whichever side of midnight it drops out."""
    drops = [
        (local(day, 23, 55) if day % 2 else local(day + 1, 0, 5), 8)
        for day in range(2, 29)
    ]
    found = said(drops)
    assert found is not None
    assert found.start == time(23, 55)
    assert found.nights >= 25


@pytest.mark.parametrize(("nights", "found"), [(3, False), (4, False), (12, True)])
def test_a_few_nights_are_no_pattern(nights: int, *, found: bool) -> None:
    """Some nights at the same minute may be chance, and most nights they are not."""
    drops = [(local(29 - day, 3, 0), 10) for day in range(nights)]
    assert (said(drops) is not None) is found


def test_gathered_in_the_evening_is_no_pattern() -> None:
    """Every evening, at any time of four hours."""
    rng = Random(4)
    for _ in range(20):
        drops = [
            (local(day, 18, 0) + rng.randrange(240) * MINUTE, 5)
            for day in range(1, 30)
            for _ in range(2)
        ]
        assert said(drops) is None


def test_more_cameras_ask_for_more() -> None:
    """Each camera of a home is another chance for chance."""
    drops = [(local(29 - day, 3, 0), 10) for day in range(8)]
    cameras = [n for n in (1, 3, 10, 100, 10_000) if said(drops, cameras=n)]
    assert cameras
    assert 10_000 not in cameras


def test_what_is_over_is_said_no_more() -> None:
    """Half a month after the last of them, most nights are without."""
    drops = [(local(day, 3, 0), 10) for day in range(1, 13)]
    assert said(drops) is None


def test_the_chance_is_exact() -> None:
    """The chance of k events among independent ones, against counting all cases."""
    chances = (0.1, 0.5, 0.9, 0.3, 0.25)
    for wanted in range(1, 6):
        total = 0.0
        for happened in product((0, 1), repeat=len(chances)):
            if sum(happened) >= wanted:
                share = 1.0
                for hit, chance in zip(happened, chances, strict=True):
                    share *= chance if hit else 1 - chance
                total += share
        assert pattern._at_least(wanted, chances) == pytest.approx(total)


def test_the_test_is_that_of_shifted_nights() -> None:
    """What is summed up is what drawing shifts at random comes to, or a little more."""
    rng = Random(11)
    drops = [(local(day, 20, 0) + rng.randrange(120) * MINUTE, 5) for day in range(20)]
    parts = [pattern.Span(Recording.OFFLINE, at, at + 5 * MINUTE) for at, _ in drops]
    window = pattern._best_window(parts, BERLIN)
    assert window is not None
    chance = pattern._chance(parts, window, BERLIN)
    drawn = 0
    for _ in range(400):
        moved = [
            pattern.Span(
                part.state,
                part.start + (shift := rng.randint(-12, 12) * 10 * MINUTE),
                part.end + shift,
            )
            for part in parts
        ]
        again = pattern._best_window(moved, BERLIN)
        drawn += again is not None and again.nights >= window.nights
    assert drawn / 400 <= chance + 0.05


@pytest.mark.parametrize("seed", range(4))
def test_chance_makes_none(seed: int) -> None:
    """A quarter of drop-outs at any time, asked every day."""
    assert (
        claimed_on(
            Random(seed),
            lambda rng: [rng.uniform(0, 1435) for _ in range(rng.randint(0, 6))],
        )
        is None
    )
