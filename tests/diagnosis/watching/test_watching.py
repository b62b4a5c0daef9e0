"""How true ledgers and patterns are; what they say of polls is in `told/ledgers.txt`."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import product
import json
from math import prod
from random import Random

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.watching import pattern
from custom_components.blink_doctor.diagnosis.watching.ledger import (
    Ledger,
    answering_only,
    days,
    seconds_by_state,
)

from .homes import POLL, SECOND, START, SimulatedHome, homes
from .measure import by_chance, measured, seen

KEY = DeviceKey("camera:1")
READY, OFFLINE = Recording.READY, Recording.OFFLINE


@pytest.mark.parametrize(
    "home", [*homes(days=11, cameras=2)], ids=lambda home: home.name
)
def test_homes_are_within_a_poll_of_the_truth(home: SimulatedHome) -> None:
    """Ledgers claim nothing about unobserved time, and what they claim is true."""
    row = measured(home)
    assert row.polls_from_the_truth <= 1.0
    assert row.minutes_said_of_unseen_time == 0
    assert row.percent_seen_yet_not_said < 0.5
    apart = abs(row.drop_outs_said - row.drop_outs_seen)
    assert apart <= row.drop_outs_seen // 20
    assert row.bytes_a_camera <= 2048
    assert row.pattern == "none" or home.nightly


def test_ledger_is_bounded() -> None:
    """Two months of flapping: 2 KB, equal after a restart, and the sums are right.

    In a file that others see nobody knows who was at home: only whether it answered.
    """
    rng, ledger, now, state = Random(7), Ledger(), START, READY
    last, before = START, READY
    by_day: Counter[int] = Counter()
    while now < START + timedelta(days=60):
        if rng.random() < 0.3:
            state = rng.choice([*Recording])
        ledger = seen(ledger, state, now)
        if before is OFFLINE and now - last <= 3 * POLL:
            by_day[int(last.timestamp()) // 86400] += (now - last) // SECOND
        last, before = now, state
        now += timedelta(hours=3) if rng.random() < 0.002 else POLL
    data = storage.as_dict(Memory().with_device(KEY, watched=ledger))
    text = json.dumps(data)
    assert len(text) < 2200
    memory, lost = storage.from_dict(json.loads(text))
    again = memory.devices[KEY].watched
    assert (again, again.until, lost) == (ledger, ledger.until, [])
    kept = [one.day for one in days(ledger, START)]
    assert kept == [*range(kept[0], kept[-1] + 1)], "the oldest go first"
    first_day = int(last.timestamp()) // 86400 - 20
    since = datetime.fromtimestamp(first_day * 86400, UTC)
    true = sum(seconds for day, seconds in by_day.items() if day >= first_day)
    said = seconds_by_state(ledger, since)
    assert said[OFFLINE] == pytest.approx(true, rel=0.01)
    shown = seconds_by_state(answering_only(ledger), since)
    assert set(shown) == {READY, OFFLINE, Recording.NOT_KNOWN, Recording.PAUSED}
    assert shown[OFFLINE] == said[OFFLINE]


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


def test_patterns_are_beyond_chance() -> None:
    """The long version: scripts/evaluate watching."""
    *by_accident, (_, at_three, _) = by_chance(2)
    assert [found for _, found, _ in by_accident] == ["0 of 2"] * 3
    assert at_three == "2 of 2"
