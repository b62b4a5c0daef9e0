"""Ten simulated homes whose owners arm, snooze and unplug, and the truth about them.

A home knows when each of its cameras would have recorded, to the second, and what
Blink says of it at any moment. It knows nothing of the ledger.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from tests.scenarios.homes import find, home as healthy

START = datetime(2026, 8, 1, tzinfo=UTC)
POLL = timedelta(minutes=5)
HOLE = 3 * POLL
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NOW = timedelta()
QUARTER = 92


@dataclass
class Periods:
    # when it begins, ends, begins again ...
    changes: list[datetime] = field(default_factory=list)

    def add(self, start: datetime, lasts: timedelta) -> None:
        end = start + lasts
        first = bisect_left(self.changes, start)
        last = bisect_right(self.changes, end)
        inside = [start] if first % 2 == 0 else []
        self.changes[first:last] = inside + ([end] if last % 2 == 0 else [])

    def at(self, moment: datetime) -> bool:
        return bisect_right(self.changes, moment) % 2 == 1


@dataclass
class Camera:
    number: int
    is_mini: bool = False
    offline: Periods = field(default_factory=Periods)
    motion_off: Periods = field(default_factory=Periods)
    snoozed: Periods = field(default_factory=Periods)

    @property
    def key(self) -> str:
        return f"{'owl' if self.is_mini else 'camera'}:{self.number}"


@dataclass
class SimulatedHome:
    """A home over a quarter. `seen` are the polls that brought something."""

    name: str
    cameras: list[Camera]
    days: int = QUARTER
    module: bool = True
    stick: bool = False
    disarmed: Periods = field(default_factory=Periods)
    module_off: Periods = field(default_factory=Periods)
    router_off: Periods = field(default_factory=Periods)
    stick_out: Periods = field(default_factory=Periods)
    stick_odd: Periods = field(default_factory=Periods)
    assistant_off: Periods = field(default_factory=Periods)
    polls_fail: Periods = field(default_factory=Periods)
    nightly: bool = False

    def truth(self, camera: Camera, at: datetime) -> str:
        """Return whether a camera would have recorded, and if not, why."""
        behind = self.module and not camera.is_mini
        away = camera.offline.at(at) or self.router_off.at(at)
        if away or (behind and self.module_off.at(at)):
            return "offline"
        if self.disarmed.at(at):
            return "not_armed"
        if camera.motion_off.at(at):
            return "motion_off"
        if self.stick and self.stick_out.at(at):
            return "storage_not_active"
        if self.stick and self.stick_odd.at(at):
            return "not_known"
        return "snoozed" if camera.snoozed.at(at) else "ready"

    def timeline(self, camera: Camera) -> list[tuple[datetime, str]]:
        """Return the truth about a camera as its changes, the beginning first."""
        moments = {START}
        for periods in (*vars(camera).values(), *vars(self).values()):
            if isinstance(periods, Periods):
                moments.update(periods.changes)
        found: list[tuple[datetime, str]] = []
        for at in sorted(moments):
            state = self.truth(camera, at)
            if not found or found[-1][1] != state:
                found.append((at, state))
        return found

    def homescreen(self, at: datetime) -> dict[str, Any]:
        module = ("sync_module:11",) if self.module else ()
        answer = healthy(*module, *(camera.key for camera in self.cameras))
        router = self.router_off.at(at)
        away = router or (self.module and self.module_off.at(at))
        for raw in answer["sync_modules"]:
            gone, odd = self.stick_out.at(at), self.stick_odd.at(at)
            word = "unavailable" if gone else "checking_disk" if odd else "active"
            raw["status"] = "offline" if away else "online"
            raw["local_storage_compatible"] = True
            raw["local_storage_enabled"] = self.stick and not gone
            raw["local_storage_status"] = word if self.stick else "unavailable"
        for camera in self.cameras:
            raw = find(answer, camera.key)
            if camera.offline.at(at) or (router if camera.is_mini else away):
                raw["status"] = "offline"
            raw["enabled"] = not camera.motion_off.at(at)
            raw["local_storage_compatible"] = True
            raw["snooze"] = camera.snoozed.at(at)
            raw["snooze_time_remaining"] = 60 if raw["snooze"] else None
        return {"networks": [{"id": 1, "armed": not self.disarmed.at(at)}], **answer}

    def polls(self, rng: Random) -> Iterator[tuple[datetime, bool]]:
        """Yield when Home Assistant polls, and whether anything usable came."""
        at, end = START, START + self.days * DAY
        while at < end:
            if not self.assistant_off.at(at):
                yield at, not self.polls_fail.at(at)
            at += POLL + timedelta(seconds=rng.choice((0, 0, 0, 1, 2)))


type Plan = Callable[[SimulatedHome, Random], None]


def _each_day(home: SimulatedHome) -> Iterator[datetime]:
    for day in range(home.days):
        yield START + day * DAY


def _some(rng: Random, low: timedelta, high: timedelta) -> timedelta:
    return timedelta(seconds=rng.randint(low // SECOND, high // SECOND))


def arms_at_night(home: SimulatedHome, rng: Random) -> None:
    """Disarm in the morning, arm in the evening, a little different each day."""
    for day in _each_day(home):
        at = day + _some(rng, 6 * HOUR, 7 * HOUR)
        home.disarmed.add(at, _some(rng, 13 * HOUR, 15 * HOUR))


def arms_at_random(home: SimulatedHome, rng: Random) -> None:
    """Come and go: up to four times a day, sometimes for minutes."""
    for day in _each_day(home):
        at = day + _some(rng, HOUR, 6 * HOUR)
        for _ in range(rng.randint(0, 4)):
            lasts = _some(rng, 2 * MINUTE, 4 * HOUR)
            home.disarmed.add(at, lasts)
            at += lasts + _some(rng, 5 * MINUTE, HOUR)


def snoozes(home: SimulatedHome, rng: Random) -> None:
    """Silence a camera's messages for an hour or four."""
    for day in _each_day(home):
        camera = rng.choice(home.cameras)
        if rng.random() < 0.3:
            at = day + _some(rng, 8 * HOUR, 20 * HOUR)
            camera.snoozed.add(at, rng.choice((HOUR, 4 * HOUR)))


def motion_off(home: SimulatedHome, rng: Random) -> None:
    """Switch a camera's motion detection off for days."""
    off = home.cameras[0].motion_off
    off.add(START + 20 * DAY, 3 * DAY)
    off.add(START + 60 * DAY + 7 * HOUR, 31 * HOUR)


def stick_fails(home: SimulatedHome, rng: Random) -> None:
    """Pull the USB stick for hours, and have it say a word that nobody knows."""
    for first in (10, 33, 70):
        home.stick_out.add(START + first * DAY + 8 * HOUR, _some(rng, HOUR, 30 * HOUR))
        home.stick_odd.add(START + (first + 5) * DAY, _some(rng, HOUR, 5 * HOUR))


def camera_fails(home: SimulatedHome, rng: Random) -> None:
    for camera in home.cameras:
        for day in _each_day(home):
            if rng.random() < 0.15:
                at = day + _some(rng, NOW, 23 * HOUR)
                longest = DAY if rng.random() < 0.1 else HOUR
                camera.offline.add(at, _some(rng, 3 * MINUTE, longest))


def camera_flaps(home: SimulatedHome, rng: Random) -> None:
    """Lose one camera a dozen times a day, for minutes."""
    for day in _each_day(home):
        at = day
        for _ in range(rng.randint(6, 18)):
            at += _some(rng, 20 * MINUTE, 2 * HOUR)
            home.cameras[0].offline.add(at, _some(rng, 4 * MINUTE, 25 * MINUTE))


def evenings_fail(home: SimulatedHome, rng: Random) -> None:
    """Lose cameras in the evening, when the whole street is online."""
    for camera in home.cameras:
        for day in _each_day(home):
            for _ in range(rng.randint(0, 3)):
                at = day + _some(rng, 17 * HOUR, 22 * HOUR)
                camera.offline.add(at, _some(rng, 5 * MINUTE, 20 * MINUTE))


def router_restarts(home: SimulatedHome, rng: Random) -> None:
    """Restart the router most nights at three, as it does by itself."""
    home.nightly = True
    for day in _each_day(home):
        if rng.random() < 0.85:
            at = day + _some(rng, 3 * HOUR, 3 * HOUR + 8 * MINUTE)
            home.router_off.add(at, _some(rng, 9 * MINUTE, 14 * MINUTE))


def module_fails(home: SimulatedHome, rng: Random) -> None:
    for day in _each_day(home):
        if rng.random() < 0.05:
            at = day + _some(rng, NOW, 20 * HOUR)
            home.module_off.add(at, _some(rng, 10 * MINUTE, 6 * HOUR))


def assistant_rests(home: SimulatedHome, rng: Random) -> None:
    """Switch Home Assistant off for minutes, hours and once for a week."""
    home.assistant_off.add(START + 40 * DAY, 7 * DAY)
    for day in _each_day(home):
        if rng.random() < 0.2:
            at = day + _some(rng, NOW, 20 * HOUR)
            home.assistant_off.add(at, _some(rng, 4 * MINUTE, 10 * HOUR))


def polls_fail(home: SimulatedHome, rng: Random) -> None:
    """Let polls fail, mostly one or two, sometimes for hours."""
    for day in _each_day(home):
        for _ in range(rng.randint(0, 3)):
            at = day + _some(rng, NOW, 20 * HOUR)
            longest = 3 * HOUR if rng.random() < 0.1 else HOLE
            home.polls_fail.add(at, _some(rng, MINUTE, longest))


_PLANS: Mapping[str, tuple[Plan, ...]] = {
    "nothing happens": (),
    "armed at night": (arms_at_night,),
    "armed and snoozed at random": (arms_at_random, snoozes, motion_off),
    "USB stick fails": (arms_at_night, stick_fails),
    "router restarts at three": (router_restarts,),
    "cameras fail at random": (camera_fails,),
    "Home Assistant is off at times": (camera_fails, assistant_rests, polls_fail),
    "evenings without Wi-Fi": (evenings_fail, polls_fail),
    "Minis, router restarts at three": (router_restarts, arms_at_random, polls_fail),
    "everything at once": (
        arms_at_random,
        snoozes,
        motion_off,
        stick_fails,
        camera_fails,
        camera_flaps,
        module_fails,
        assistant_rests,
        polls_fail,
    ),
}


def homes(days: int = QUARTER, cameras: int = 3) -> Iterator[SimulatedHome]:
    for number, (name, plans) in enumerate(_PLANS.items()):
        minis = name.startswith("Minis")
        numbers = range(21, 21 + cameras)
        home = SimulatedHome(
            name,
            [Camera(number, is_mini=minis or number == 23) for number in numbers],
            days=days,
            module=not minis,
            stick=stick_fails in plans,
        )
        rng = Random(number)
        for plan in plans:
            plan(home, rng)
        yield home
