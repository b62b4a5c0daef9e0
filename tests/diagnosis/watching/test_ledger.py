"""The ledger: states one after the other, in little space, over restarts and holes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
import json
from random import Random

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.conditions import PollTime
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.watching.ledger import (
    KEPT,
    Ledger,
    answering_only,
    seconds_by_state,
    sound,
    spans,
    with_state,
)

START = datetime(2026, 11, 1, tzinfo=UTC)
POLL = timedelta(minutes=5)
READY, OFFLINE = Recording.READY, Recording.OFFLINE
NOT_KNOWN, NOT_ARMED = Recording.NOT_KNOWN, Recording.NOT_ARMED


class Polls:
    def __init__(self) -> None:
        self.ledger = Ledger()
        self.now = START

    def see(
        self, state: Recording, times: int = 1, every: timedelta = POLL
    ) -> datetime:
        for _ in range(times):
            self.ledger = with_state(
                self.ledger, state, PollTime(now=self.now, interval=POLL)
            )
            last, self.now = self.now, self.now + every
        return last

    def said(self) -> list[tuple[Recording, int]]:
        found = spans(self.ledger, self.now - KEPT)
        return [(s.state, round(s.seconds / 60)) for s in found if s.seconds]


def test_states_follow_one_another() -> None:
    """A state lasts until the poll that shows another."""
    polls = Polls()
    polls.see(READY, 3)
    polls.see(OFFLINE, 2)
    polls.see(READY, 4)
    assert polls.said() == [(READY, 15), (OFFLINE, 10), (READY, 15)]


def test_a_steady_state_changes_nothing_that_is_written() -> None:
    """Polls that show nothing new make an equal ledger: no write to disk."""
    polls = Polls()
    polls.see(READY)
    before = polls.ledger
    polls.see(READY, 500)
    assert polls.ledger == before
    assert polls.ledger.until == polls.now - POLL


@pytest.mark.parametrize(
    ("minutes", "claimed"), [(15, True), (16, False), (600, False)]
)
def test_a_hole_is_not_known(minutes: int, *, claimed: bool) -> None:
    """Polls further apart than three intervals: nothing is said of the time between."""
    polls = Polls()
    polls.see(READY, 2, every=timedelta(minutes=minutes))
    between = [(READY, minutes)] if claimed else [(NOT_KNOWN, minutes)]
    assert polls.said() == between


def test_a_change_between_late_polls_may_have_been_earlier() -> None:
    """Two polls failed meanwhile: each state is claimed for one poll's time at most."""
    polls = Polls()
    polls.see(READY, every=3 * POLL)
    polls.see(OFFLINE, 2)
    assert polls.said() == [(READY, 5), (NOT_KNOWN, 10), (OFFLINE, 5)]


def test_a_clock_that_was_set_back() -> None:
    """Polls of the past add nothing and lose nothing."""
    polls = Polls()
    polls.see(READY, 10)
    polls.see(OFFLINE, 3)
    polls.now -= timedelta(hours=2)
    polls.see(OFFLINE, 3)
    assert polls.said()[0] == (READY, 50)
    memory = Memory().with_device("camera:1", watched=polls.ledger)
    early = START + timedelta(minutes=30)
    ledger = storage.clamped(memory, early).devices["camera:1"].watched
    assert max(span.end for span in spans(ledger, early - KEPT)) <= early


def restarted(ledger: Ledger) -> Ledger:
    data = storage.as_dict(Memory().with_device("camera:1", watched=ledger))
    memory, lost = storage.from_dict(json.loads(json.dumps(data)))
    assert not lost
    return memory.devices["camera:1"].watched


def wild(rng: Random, days: int) -> Iterator[tuple[datetime, Recording]]:
    now, state = START, READY
    while now < START + timedelta(days=days):
        if rng.random() < 0.3:
            state = rng.choice([*Recording])
        yield now, state
        now += timedelta(hours=3) if rng.random() < 0.002 else POLL


def test_bounded_however_wild() -> None:
    """Two months of flapping: 2 KB, equal after a restart, and the sums are right."""
    ledger = Ledger()
    last, before = START, None
    by_day: dict[int, float] = {}
    for now, state in wild(Random(7), 60):
        ledger = with_state(ledger, state, PollTime(now=now, interval=POLL))
        if before is OFFLINE and now - last <= 3 * POLL:
            day = int(last.timestamp()) // 86400
            by_day[day] = by_day.get(day, 0) + (now - last).total_seconds()
        last, before = now, state
    assert (
        len(json.dumps(storage.as_dict(Memory().with_device("c", watched=ledger))))
        < 2200
    )
    again = restarted(ledger)
    assert again == ledger
    assert again.until == ledger.until
    since = datetime.fromtimestamp((int(last.timestamp()) // 86400 - 20) * 86400, UTC)
    said = seconds_by_state(ledger, since)[OFFLINE]
    true = sum(s for day, s in by_day.items() if day * 86400 >= since.timestamp())
    assert said == pytest.approx(true, rel=0.01)


def test_old_times_are_forgotten() -> None:
    """What ended more than 30 days ago is not kept."""
    polls = Polls()
    polls.see(OFFLINE, 3)
    for _ in range(45):
        polls.see(READY, 144)
        polls.see(NOT_ARMED, 144)
    assert OFFLINE not in seconds_by_state(polls.ledger, START)
    assert len(polls.ledger.earlier) < 500


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


def test_without_arming_nobody_knows_who_was_at_home() -> None:
    """For a file that others see: only whether it answered."""
    polls = Polls()
    for state in (READY, NOT_ARMED, Recording.SNOOZED, OFFLINE, NOT_ARMED, NOT_KNOWN):
        polls.see(state, 12)
    ledger = answering_only(polls.ledger)
    told = [(span.state, span.seconds) for span in spans(ledger, START)]
    assert told == [
        (READY, 180 * 60),
        (OFFLINE, 60 * 60),
        (READY, 60 * 60),
        (NOT_KNOWN, 55 * 60),
    ]
    wild_one = Ledger()
    for now, state in wild(Random(3), 40):
        wild_one = with_state(wild_one, state, PollTime(now=now, interval=POLL))
    assert wild_one.days
    kept = seconds_by_state(answering_only(wild_one), START)
    assert set(kept) == {READY, OFFLINE, NOT_KNOWN, Recording.PAUSED}
    assert kept[OFFLINE] == seconds_by_state(wild_one, START)[OFFLINE]
    polls = Polls()
    polls.see(NOT_ARMED, 12)
    polls.see(READY, 12)
    assert answering_only(polls.ledger) == Ledger(state=READY, since=START)
