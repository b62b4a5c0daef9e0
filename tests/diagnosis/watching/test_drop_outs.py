"""Drop-outs: counted, summed and timed from the ledger."""

from datetime import timedelta

import pytest

from custom_components.blink_doctor.diagnosis.watching.drop_outs import (
    DropOuts,
    statistics,
)

from .polled import POLL, STATES, Polled, seen


def counted(polls: str) -> DropOuts:
    """Return the drop-outs of the last day, an hour after the polls."""
    polled = Polled(polls)
    return statistics(polled.ledger, polled.now + timedelta(hours=1)).day


@pytest.mark.parametrize(
    ("polls", "count", "total", "longest", "recovery"),
    [
        ("rrrr", 0, 0, 0, None),
        ("rroorr", 1, 10, 10, 10),
        ("rroorroooorr", 2, 30, 20, 15),
        ("aaooaa", 1, 10, 10, 10),
        # it was so when it was first seen: how long it took is not known
        ("oorr", 1, 10, 10, None),
        # it still is
        ("rroo", 1, 5, 5, None),
        # the same drop-out before and after time that nobody saw
        ("rroo oorr", 1, 15, 15, None),
        ("rroonnoorr", 1, 20, 20, None),
        # whether it had been back in between is not known either, but it was seen well
        ("rroo rr oorr", 2, 15, 10, None),
        # nobody watched
        ("rrppppoorr", 1, 10, 10, None),
    ],
)
def test_counted(
    polls: str, count: int, total: int, longest: int, recovery: int | None
) -> None:
    """Number, minutes in all and of the longest, and how long until it was back."""
    said = counted(polls)
    assert said.count == count
    assert (said.total / 60, said.longest / 60) == (total, longest)
    assert said.recovery == (None if recovery is None else recovery * 60)


def test_availability_is_of_the_time_seen() -> None:
    """Neither holes nor pauses nor what was not understood count."""
    said = counted("rrrrr pppp nnnn ooooor")
    assert said.seen == 20 * 60 + 25 * 60
    assert said.availability == pytest.approx(100 * 20 / 45, abs=0.1)
    assert counted("pppp").availability is None
    assert counted("r" * 200).availability == 100
    # a short drop-out in a month is not rounded away
    polled = Polled("r" * 8000 + "o" + "r" * 500)
    assert statistics(polled.ledger, polled.now).month.availability == 99.9


def test_windows_end_now() -> None:
    """A drop-out of ten days ago is of the month, not of the week or the day."""
    polled = Polled("r" * 20 + "ooo" + "r" * 288 * 10)
    said = statistics(polled.ledger, polled.now)
    assert (said.day.count, said.week.count, said.month.count) == (0, 0, 1)


def test_the_same_within_an_hour() -> None:
    """Asked at every poll it is counted once an hour, and after each change."""
    polled = Polled("r" * 30 + "ooo" + "r" * 30)
    at = polled.now.replace(minute=7)
    said = statistics(polled.ledger, at)
    assert said is statistics(polled.ledger, at + timedelta(minutes=50))
    later = seen(polled.ledger, STATES["o"], polled.now + POLL)
    assert statistics(later, at + timedelta(minutes=5)).day.count == 2
