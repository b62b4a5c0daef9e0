"""How far the ledger is from the truth of a simulated home."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
import json
from random import Random
from typing import Any, NamedTuple

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.conditions import Moment
from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings
from custom_components.blink_doctor.diagnosis.watching import ledger as ledgers
from custom_components.blink_doctor.diagnosis.watching.drop_outs import drop_outs
from custom_components.blink_doctor.diagnosis.watching.ledger import Ledger, Span
from custom_components.blink_doctor.diagnosis.watching.pattern import nightly

from .homes import DAY, HOLE, HOUR, MINUTE, POLL, QUARTER, START, Camera, SimulatedHome

COLUMNS = (
    "Farthest from the truth (polls)",
    "Minutes said of unseen time",
    "Seen, yet not said (%)",
    "Drop-outs said / seen",
    "Pattern",
    "Bytes a camera",
)
_ZONE = UTC
_SETTINGS = Settings()
# how often it is asked what the ledger says
_ASKED = timedelta(days=5)


class Measured(NamedTuple):
    """How right the ledgers of a home are. `farthest` is in polls."""

    farthest: float
    of_unseen: float
    not_said: float
    drop_outs: tuple[int, int]
    pattern: str
    size: int

    def cells(self) -> Iterator[str]:
        yield f"{self.farthest:.2f}"
        yield f"{self.of_unseen:.0f}"
        yield f"{self.not_said:.1f}"
        yield " / ".join(map(str, self.drop_outs))
        yield self.pattern
        yield str(self.size)


class _Account:
    """What is summed up over the cameras of a home."""

    def __init__(self, home: SimulatedHome) -> None:
        self.home = home
        self.polls: list[datetime] = []
        self.memory = Memory()
        self.homescreen: Any = None
        self.snapshot = payload.unusable(START, "no_answer")
        self.farthest = self.of_unseen = self.not_said = self.seen = 0.0
        self.said_drops = self.true_drops = self.size = 0
        self.patterns: set[tuple[int, str]] = set()
        self.truth = {c.number: home.timeline(c) for c in home.cameras}

    def poll(self, at: datetime, *, usable: bool) -> None:
        homescreen = self.home.homescreen(at) if usable else None
        if homescreen != self.homescreen:
            self.homescreen = homescreen
            self.snapshot = payload.parse(homescreen, at=at, interval=POLL)
        snapshot = replace(self.snapshot, at=at)
        _, self.memory = diagnose(snapshot, self.memory, _SETTINGS, at)
        if usable:
            self.polls.append(at)

    def restart(self) -> None:
        text = json.dumps(storage.as_dict(self.memory))
        self.memory, lost = storage.from_dict(json.loads(text))
        assert not lost, lost

    def seen_spans(self, since: datetime) -> list[tuple[datetime, datetime]]:
        """Return the time between polls no further apart than three intervals."""
        pairs = zip(self.polls, self.polls[1:], strict=False)
        return [(max(a, since), b) for a, b in pairs if b - a <= HOLE and b > since]

    def compare(self, since: datetime, now: datetime) -> None:
        """Compare what the ledgers say of some time with the truth."""
        seen = self.seen_spans(since)
        for camera in self.home.cameras:
            ledger = self.memory.devices[camera.key].watched
            self.size = max(self.size, size_of(ledger))
            spans = [
                span
                for span in ledgers.spans(ledger, since)
                if span.state is not Recording.NOT_KNOWN
            ]
            truth = _between(self.truth[camera.number], since, now)
            self.farthest = max(
                self.farthest, *(self._in_polls(*w) for w in _wrong(spans, truth)), 0.0
            )
            claimed = [(span.start, span.end) for span in spans]
            said = sum((b - a).total_seconds() for a, b in claimed)
            both = _overlap(claimed, seen)
            self.of_unseen += (said - both) / 60
            understood = [(a, b) for a, b, state in truth if state != "not_known"]
            known = _overlap(understood, seen)
            self.not_said += known - _overlap(claimed, _both(understood, seen))
            self.seen += known
            self._count(camera, ledger, since, now)
            found = nightly(ledger, now, _ZONE, cameras=len(self.home.cameras))
            if found is not None:
                self.patterns.add((camera.number, f"{found.start:%H:%M}"))

    def _in_polls(self, start: datetime, end: datetime) -> float:
        """Return a time in polls: in the distance that these had just then."""
        place = max(bisect_right(self.polls, start), 1)
        after = self.polls[place : place + 1] or [self.polls[-1]]
        return (end - start) / max(after[0] - self.polls[place - 1], POLL)

    def _count(
        self, camera: Camera, ledger: Ledger, since: datetime, now: datetime
    ) -> None:
        self.said_drops += drop_outs(ledger, since, now).count
        polls = [at for at in self.polls if since <= at <= now]
        before = False
        for at in polls:
            offline = self.home.truth(camera, at) == "offline"
            self.true_drops += offline and not before
            before = offline


def measured(home: SimulatedHome) -> Measured:
    """Let a home live, and ask every few days what the ledgers say."""
    account = _Account(home)
    rng = Random(home.name)
    before: datetime | None = None
    asked = START
    for at, usable in home.polls(rng):
        if before is not None and at - before > POLL * 1.5:
            account.restart()
        before = at
        account.poll(at, usable=usable)
        if at - asked >= _ASKED and usable:
            # what is older than 30 days was compared before
            account.compare(max(asked, at - ledgers.KEPT + HOUR), at)
            asked = at
    return Measured(
        account.farthest,
        account.of_unseen,
        100 * account.not_said / max(account.seen, 1.0),
        (account.said_drops, account.true_drops),
        _pattern(home, account),
        account.size,
    )


def _pattern(home: SimulatedHome, account: _Account) -> str:
    found = {number for number, _ in account.patterns}
    if home.nightly:
        times = sorted({start for _, start in account.patterns})
        return f"found, {', '.join(times)}" if found else "missed"
    return f"{len(found)} false" if found else "none"


def size_of(ledger: Ledger) -> int:
    memory = Memory().with_device("camera:1", watched=ledger)
    return len(json.dumps(storage.as_dict(memory)["devices"]["camera:1"]))


type Stretch = tuple[datetime, datetime]


def _between(
    changes: list[tuple[datetime, str]], since: datetime, now: datetime
) -> list[tuple[datetime, datetime, str]]:
    ends = [at for at, _ in changes[1:]] + [now]
    return [
        (max(start, since), min(end, now), state)
        for (start, state), end in zip(changes, ends, strict=True)
        if end > since and start < now
    ]


def _wrong(
    spans: list[Span], truth: list[tuple[datetime, datetime, str]]
) -> Iterator[Stretch]:
    """Yield the unbroken times in which something else was true than is said."""
    start: datetime | None = None
    last, place = START, 0
    for span in spans:
        while place and truth[place][0] > span.start:
            place -= 1
        while place < len(truth) and truth[place][0] < span.end:
            a, b, state = truth[place]
            place += 1
            a, b = max(a, span.start), min(b, span.end)
            if start is not None and (state == span.state or a != last):
                yield start, last
                start = None
            if state != span.state and a < b:
                start, last = start or a, b
        place = max(place - 1, 0)
    if start is not None:
        yield start, last


def _both(one: list[Stretch], other: list[Stretch]) -> list[Stretch]:
    found, place = [], 0
    for start, end in one:
        while place and other[place - 1][1] > start:
            place -= 1
        while place < len(other) and other[place][0] < end:
            a, b = max(start, other[place][0]), min(end, other[place][1])
            if a < b:
                found.append((a, b))
            place += 1
    return found


def _overlap(one: list[Stretch], other: list[Stretch]) -> float:
    return sum((b - a).total_seconds() for a, b in _both(one, other))


type Starts = Callable[[Random], list[float]]


def by_chance(homes: int) -> Iterator[tuple[str, str, str]]:
    """Yield in how many homes of a kind a pattern is claimed on any day of a quarter."""
    rare = "1 in 100 at most"
    for name, wanted, starts, cameras in (
        ("at any time, up to 3 a day", rare, _any_time, 3),
        ("in the evening, up to 3 a day", rare, _evening, 3),
        ("at any time, up to 30 a day", rare, _often, 1),
        ("at 03:00 on 8 of 10 nights", "all", _at_three, 1),
    ):
        said = sum(
            _is_claimed(Random(f"{name} {number}"), starts, cameras)
            for number in range(homes)
        )
        yield name, f"{said} of {homes}", wanted


def _any_time(rng: Random) -> list[float]:
    return [rng.uniform(0, 1435) for _ in range(rng.randint(0, 3))]


def _evening(rng: Random) -> list[float]:
    return [rng.uniform(17 * 60, 22 * 60) for _ in range(rng.randint(0, 3))]


def _often(rng: Random) -> list[float]:
    return [rng.uniform(0, 1435) for _ in range(rng.randint(10, 30))]


def _at_three(rng: Random) -> list[float]:
    return [180 + rng.uniform(0, 10)] if rng.random() < 0.8 else []


def _is_claimed(rng: Random, starts: Starts, cameras: int) -> bool:
    return any(claimed_on(rng, starts, cameras) is not None for _ in range(cameras))


def claimed_on(rng: Random, starts: Starts, cameras: int = 1) -> int | None:
    """Return on which day of a quarter a pattern is claimed for a camera first.

    `starts` gives the minutes of the day at which it drops out.
    """
    # without holes: only what changes is noted
    steady = POLL * 100_000
    ledger = ledgers.noted(
        Ledger(), Recording.READY, Moment(now=START, interval=steady)
    )
    end = START
    for number in range(QUARTER):
        day = START + number * DAY
        for minutes in sorted(starts(rng)):
            start = day + minutes * MINUTE
            if start <= end:
                continue
            end = start + rng.randint(1, 4) * POLL
            for at, state in ((start, Recording.OFFLINE), (end, Recording.READY)):
                ledger = ledgers.noted(ledger, state, Moment(now=at, interval=steady))
        now = max(day + DAY, end)
        ledger = ledgers.noted(ledger, ledger.state, Moment(now=now, interval=steady))
        if nightly(ledger, now, _ZONE, cameras=cameras) is not None:
            return number
    return None
