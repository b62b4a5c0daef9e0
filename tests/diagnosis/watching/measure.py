"""How far the ledger is from the truth of a simulated home."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
from operator import itemgetter
from random import Random
from typing import NamedTuple

from custom_components.blink_doctor.diagnosis.conditions import PollTime
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.watching import ledger as ledgers
from custom_components.blink_doctor.diagnosis.watching.drop_outs import drop_outs
from custom_components.blink_doctor.diagnosis.watching.ledger import Ledger, Span
from custom_components.blink_doctor.diagnosis.watching.pattern import nightly
from tests.diagnosis.run import Run, as_stored

from .homes import DAY, HOLE, HOUR, MINUTE, POLL, QUARTER, START, Camera, SimulatedHome

_UNKNOWN = Recording.NOT_KNOWN
# how often the ledger is compared
_ASKED = timedelta(days=5)


def seen(
    ledger: Ledger, state: Recording, at: datetime, interval: timedelta = POLL
) -> Ledger:
    return ledgers.with_state(ledger, state, PollTime(now=at, interval=interval))


class Measured(NamedTuple):
    """How right the ledgers of a home are: the columns of a table."""

    polls_from_the_truth: float
    minutes_said_of_unseen_time: int
    percent_seen_yet_not_said: float
    drop_outs_said: int
    drop_outs_seen: int
    pattern: str
    bytes_a_camera: int


class _Account:
    """What is summed up over the cameras of a home."""

    def __init__(self, home: SimulatedHome) -> None:
        self.home = home
        self.polls: list[datetime] = []
        self.run = Run({})
        self.farthest = self.of_unseen = self.not_said = self.seen = 0.0
        self.said_drops = self.true_drops = self.size = 0
        self.patterns: set[tuple[int, str]] = set()
        self.truth = {c.number: home.timeline(c) for c in home.cameras}

    def poll(self, at: datetime, *, usable: bool) -> None:
        self.run.now = at - POLL
        self.run.answer(self.home.homescreen(at) if usable else None)
        if usable:
            self.polls.append(at)

    def compare(self, since: datetime, now: datetime) -> None:
        """Compare what the ledgers say of some time with the truth."""
        for camera in self.home.cameras:
            ledger = self.run.memory.devices[DeviceKey(camera.key)].watched
            memory = Memory().with_device(DeviceKey("camera:1"), watched=ledger)
            stored = as_stored(memory)["devices"]["camera:1"]
            self.size = max(self.size, len(json.dumps(stored)))
            self._compare(camera, ledgers.spans(ledger, since), since, now)
            self._count(camera, ledger, since, now)
            found = nightly(ledger, now, UTC, cameras=len(self.home.cameras))
            if found is not None:
                self.patterns.add((camera.number, f"{found.start:%H:%M}"))

    def _compare(
        self, camera: Camera, spans: list[Span], since: datetime, now: datetime
    ) -> None:
        """Go from one change to the next: of the truth, the ledger, or what was observed."""
        truth = self.truth[camera.number]
        changes = {since, now, *self.polls, *(at for at, _ in truth)}
        changes |= {at for span in spans for at in (span.start, span.end)}
        wrong_since: datetime | None = None
        for start, end in pairwise(sorted(at for at in changes if since <= at <= now)):
            true = truth[bisect_right(truth, start, key=itemgetter(0)) - 1][1]
            said = next((s.state for s in spans if s.start <= start < s.end), _UNKNOWN)
            is_seen, seconds = self._is_seen(start), (end - start).total_seconds()
            if said is _UNKNOWN or said == true:
                wrong_since = None
            else:
                wrong_since = wrong_since or start
                self.farthest = max(self.farthest, self._in_polls(wrong_since, end))
            self.of_unseen += seconds / 60 * (said is not _UNKNOWN and not is_seen)
            if is_seen and true != _UNKNOWN:
                self.seen += seconds
                self.not_said += seconds * (said is _UNKNOWN)

    def _is_seen(self, at: datetime) -> bool:
        """Whether it lies between polls no further apart than three intervals."""
        place = bisect_right(self.polls, at)
        if place in (0, len(self.polls)):
            return False
        return self.polls[place] - self.polls[place - 1] <= HOLE

    def _in_polls(self, start: datetime, end: datetime) -> float:
        """Return a time in polls: in the distance that these had just then."""
        place = max(bisect_right(self.polls, start), 1)
        after = self.polls[place : place + 1] or [self.polls[-1]]
        return (end - start) / max(after[0] - self.polls[place - 1], POLL)

    def _count(
        self, camera: Camera, ledger: Ledger, since: datetime, now: datetime
    ) -> None:
        self.said_drops += drop_outs(ledger, since, now).count
        before = False
        for at in (at for at in self.polls if since <= at <= now):
            offline = self.home.truth(camera, at) == "offline"
            self.true_drops += offline and not before
            before = offline


def measured(home: SimulatedHome) -> Measured:
    """Let a home live, and ask every few days what the ledgers say."""
    account = _Account(home)
    before = asked = START
    for at, usable in home.polls(Random(home.name)):
        if at - before > POLL * 1.5:
            account.run.restart()
        before = at
        account.poll(at, usable=usable)
        if at - asked >= _ASKED and usable:
            # what is older than 30 days was compared before
            account.compare(max(asked, at - ledgers.KEPT + HOUR), at)
            asked = at
    return Measured(
        round(account.farthest, 2),
        round(account.of_unseen),
        round(100 * account.not_said / max(account.seen, 1.0), 1),
        account.said_drops,
        account.true_drops,
        _pattern(home, account),
        account.size,
    )


def _pattern(home: SimulatedHome, account: _Account) -> str:
    found = {number for number, _ in account.patterns}
    if home.nightly:
        times = sorted({start for _, start in account.patterns})
        return f"found, {', '.join(times)}" if found else "missed"
    return f"{len(found)} false" if found else "none"


_RARE = "1 in 100 at most"
# what is simulated, how many should have a pattern; drop-outs of a day, between which minutes
# of it, of how many cameras
_KINDS = (
    ("at any time, up to 3 a day", _RARE, range(4), (0, 1435), 3),
    ("in the evening, up to 3 a day", _RARE, range(4), (17 * 60, 22 * 60), 3),
    ("at any time, up to 30 a day", _RARE, range(10, 31), (0, 1435), 1),
    ("at 03:00 on 8 of 10 nights", "all", (0, 1, 1, 1, 1), (180, 190), 1),
)


def by_chance(homes: int) -> Iterator[tuple[str, str, str]]:
    """Yield in how many homes of a kind a pattern is claimed on any day of a quarter."""
    for name, wanted, a_day, between, cameras in _KINDS:
        randoms = [Random(f"{name} {number}") for number in range(homes)]
        said = sum(
            any(_is_claimed(rng, a_day, between, cameras) for _ in range(cameras))
            for rng in randoms
        )
        yield name, f"{said} of {homes}", wanted


def _is_claimed(
    rng: Random, a_day: Sequence[int], between: tuple[int, int], cameras: int
) -> bool:
    """Whether a pattern is claimed for a camera on any day of a quarter."""
    # without holes: only what changes is noted
    steady = POLL * 100_000
    ledger, end = seen(Ledger(), Recording.READY, START, steady), START
    for number in range(QUARTER):
        day = START + number * DAY
        for at in sorted(rng.uniform(*between) for _ in range(rng.choice(a_day))):
            start = day + at * MINUTE
            if start > end:
                end = start + rng.randint(1, 4) * POLL
                ledger = seen(ledger, Recording.OFFLINE, start, steady)
                ledger = seen(ledger, Recording.READY, end, steady)
        now = max(day + DAY, end)
        ledger = seen(ledger, ledger.state, now, steady)
        if nightly(ledger, now, UTC, cameras=cameras) is not None:
            return True
    return False
