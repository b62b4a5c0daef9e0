"""The ledger in little space, over restarts; what it says of polls is in `told/ledgers.txt`."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
import json
from random import Random

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.watching.drop_outs import statistics
from custom_components.blink_doctor.diagnosis.watching.ledger import (
    KEPT,
    Ledger,
    answering_only,
    seconds_by_state,
    sound,
    spans,
)

from .polled import POLL, START, STATES, Polled, seen

KEY = DeviceKey("camera:1")
READY, OFFLINE = Recording.READY, Recording.OFFLINE


def test_a_steady_state_changes_nothing_that_is_written() -> None:
    """Polls that show nothing new make an equal ledger: no write to disk."""
    polled = Polled("r" * 501)
    assert polled.ledger == Polled("r").ledger
    assert polled.ledger.until == polled.now


def test_a_clock_that_was_set_back() -> None:
    """Polls of the past add nothing and lose nothing."""
    polled = Polled("r" * 10 + "ooo")
    polled.now -= timedelta(hours=2)
    polled.see("ooo")
    first = spans(polled.ledger, polled.now - KEPT)[0]
    assert (first.state, first.seconds) == (READY, 50 * 60)
    memory = Memory().with_device(KEY, watched=polled.ledger)
    early = START + timedelta(minutes=30)
    ledger = storage.clamped(memory, early).devices[KEY].watched
    assert max(span.end for span in spans(ledger, early - KEPT)) <= early


def wild(rng: Random, days: int) -> Iterator[tuple[datetime, Recording]]:
    now, state = START, READY
    while now < START + timedelta(days=days):
        if rng.random() < 0.3:
            state = rng.choice([*Recording])
        yield now, state
        now += timedelta(hours=3) if rng.random() < 0.002 else POLL


def test_bounded_however_wild() -> None:
    """Two months of flapping: 2 KB, equal after a restart, and the sums are right.

    In a file that others see nobody knows who was at home: only whether it answered.
    """
    ledger = Ledger()
    last, before = START, None
    by_day: dict[int, float] = {}
    for now, state in wild(Random(7), 60):
        ledger = seen(ledger, state, now)
        if before is OFFLINE and now - last <= 3 * POLL:
            day = int(last.timestamp()) // 86400
            by_day[day] = by_day.get(day, 0) + (now - last).total_seconds()
        last, before = now, state
    data = storage.as_dict(Memory().with_device(KEY, watched=ledger))
    text = json.dumps(data)
    assert len(text) < 2200
    memory, lost = storage.from_dict(json.loads(text))
    again = memory.devices[KEY].watched
    assert (again, again.until, lost) == (ledger, ledger.until, [])
    first_day = int(last.timestamp()) // 86400 - 20
    since = datetime.fromtimestamp(first_day * 86400, UTC)
    true = sum(seconds for day, seconds in by_day.items() if day >= first_day)
    said = seconds_by_state(ledger, since)
    assert said[OFFLINE] == pytest.approx(true, rel=0.01)
    shown = seconds_by_state(answering_only(ledger), since)
    assert set(shown) == {READY, OFFLINE, Recording.NOT_KNOWN, Recording.PAUSED}
    assert shown[OFFLINE] == said[OFFLINE]


def test_old_times_are_forgotten() -> None:
    """What ended more than 30 days ago is not kept."""
    polled = Polled("ooo" + ("r" * 144 + "a" * 144) * 45)
    assert OFFLINE not in seconds_by_state(polled.ledger, START)
    assert len(polled.ledger.earlier) < 500


def test_drop_outs_are_counted_once_an_hour() -> None:
    """And after each change, however often it is asked."""
    polled = Polled("r" * 30 + "ooo" + "r" * 30)
    at = polled.now.replace(minute=7)
    said = statistics(polled.ledger, at)
    assert said is statistics(polled.ledger, at + timedelta(minutes=50))
    later = seen(polled.ledger, STATES["o"], polled.now + POLL)
    assert statistics(later, at + timedelta(minutes=5)).day.count == 2
    # a short one in a month is not rounded away
    polled = Polled("r" * 8000 + "o" + "r" * 500)
    assert statistics(polled.ledger, polled.now).month.availability == 99.9


@pytest.mark.parametrize(
    "damaged",
    [
        Ledger(state=READY, earlier="R1"),
        Ledger(state=READY, since=START, earlier="r1R2"),
        Ledger(state=READY, since=START, earlier="X5"),
        Ledger(state=READY, since=START, earlier="Rzzzzzzz"),
        Ledger(state=READY, since=START, days="R5C"),
        Ledger(state=READY, since=START, days="Dzzzzz"),
        Ledger(state=READY, since=START, earlier="R1" * 501),
    ],
)
def test_a_damaged_text_costs_itself(damaged: Ledger) -> None:
    """What cannot be is dropped, the rest is kept, and reading never fails."""
    kept = sound(damaged)
    assert kept != damaged
    assert kept.since == damaged.since
    spans(kept, START - KEPT)
    seconds_by_state(kept, START - KEPT)
