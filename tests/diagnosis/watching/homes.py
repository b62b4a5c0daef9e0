"""Ten simulated homes whose owners arm, snooze and unplug, and the truth about them.

A home knows when each of its cameras would have recorded, to the second, and what
Blink says of it at any moment. It knows nothing of the ledger.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from tests.scenarios.homes import find, home as healthy

START = datetime(2026, 8, 1, tzinfo=UTC)
POLL = timedelta(minutes=5)
HOLE = 3 * POLL
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
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


class Plan(NamedTuple):
    """What happens to `what` of a home, or of the `who`th of its cameras, on each day.

    One of `times` says how often, `between` hours of the day, for `minutes`; one time in
    ten for `rarely` at most.
    """

    what: str
    times: Sequence[int]
    between: tuple[int, int]
    minutes: tuple[int, int]
    rarely: int = 0
    who: slice = slice(None)


_OFTEN = range(5)
_NOW_AND_THEN = (1, *[0] * 5)
_RARELY = (1, *[0] * 19)
_AT_RANDOM = Plan("disarmed", _OFTEN, (1, 19), (2, 240))
_AT_NIGHT = Plan("disarmed", (1,), (6, 7), (780, 900))
_CAMERAS_FAIL = Plan("offline", _NOW_AND_THEN, (0, 23), (3, 60), rarely=1440)
_POLLS_FAIL = Plan("polls_fail", range(4), (0, 20), (1, 15), rarely=180)
_ASSISTANT_RESTS = (
    Plan("assistant_off", _NOW_AND_THEN, (0, 20), (4, 600)),
    Plan("assistant_off", (1, *[0] * 59), (0, 1), (7 * 1440, 7 * 1440)),
)
_ROUTER_RESTARTS = Plan("router_off", (0, *[1] * 6), (3, 3), (9, 14))
_SNOOZES = Plan("snoozed", _NOW_AND_THEN, (8, 20), (60, 240))
_MOTION_OFF = Plan("motion_off", _RARELY, (7, 8), (1800, 4320), who=slice(1))
# pulled for hours, and a word that nobody knows
_STICK_FAILS = (
    Plan("stick_out", _RARELY, (8, 9), (60, 1800)),
    Plan("stick_odd", _RARELY, (0, 1), (60, 300)),
)
_PLANS: Mapping[str, tuple[Plan, ...]] = {
    "nothing happens": (),
    "armed at night": (_AT_NIGHT,),
    "armed and snoozed at random": (_AT_RANDOM, _SNOOZES, _MOTION_OFF),
    "USB stick fails": (_AT_NIGHT, *_STICK_FAILS),
    "router restarts at three": (_ROUTER_RESTARTS,),
    "cameras fail at random": (_CAMERAS_FAIL,),
    "Home Assistant is off at times": (_CAMERAS_FAIL, *_ASSISTANT_RESTS, _POLLS_FAIL),
    "evenings without Wi-Fi": (
        Plan("offline", range(4), (17, 22), (5, 20)),
        _POLLS_FAIL,
    ),
    "Minis, router restarts at three": (_ROUTER_RESTARTS, _AT_RANDOM, _POLLS_FAIL),
    "everything at once": (
        *(_AT_RANDOM, _SNOOZES, _MOTION_OFF, *_STICK_FAILS, _CAMERAS_FAIL),
        Plan("offline", range(6, 19), (0, 23), (4, 25), who=slice(1)),
        Plan("module_off", _RARELY, (0, 20), (10, 360)),
        *(*_ASSISTANT_RESTS, _POLLS_FAIL),
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
            stick=_STICK_FAILS[0] in plans,
            nightly=_ROUTER_RESTARTS in plans,
        )
        rng = Random(number)
        for plan in plans:
            _happens(home, plan, rng)
        yield home


def _happens(home: SimulatedHome, plan: Plan, rng: Random) -> None:
    of_cameras = hasattr(home.cameras[0], plan.what)
    first, last = plan.between
    for one in home.cameras[plan.who] if of_cameras else [home]:
        for day in range(home.days):
            for _ in range(rng.choice(plan.times)):
                seconds = rng.randint(first * 3600, last * 3600 + 480)
                least, most = plan.minutes
                if plan.rarely and rng.random() < 0.1:
                    most = plan.rarely
                lasts = rng.randint(least * 60, most * 60) * SECOND
                start = START + day * DAY + seconds * SECOND
                getattr(one, plan.what).add(start, lasts)
