"""The homes with which the first estimator was judged; their cells follow data sheets.

The curves are those of the makers for AA cells at a light load.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, pi
from random import Random

from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Battery, Reading
from tests.diagnosis.battery import worlds
from tests.diagnosis.battery.worlds import STEPS_PER_DAY, Truth
from tests.diagnosis.polls import camera

START = datetime(2021, 3, 1, 0, 10, tzinfo=UTC)

type Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Make:
    """A kind of cell. `curve` is volts over the share of the charge used.

    `sag` is volts lost per degree below 20 C for a fresh cell, and twice more
    for an empty one; `cold_loss` the share of charge that frost takes away.
    """

    name: str
    charge_mah: float
    spread: float
    curve: Points
    sag: float
    cold_loss: float

    def volts(self, used: float, celsius: float) -> float:
        """Return the voltage under a light load."""
        used = used * (1 + self.cold_loss * max(0.0, -celsius) / 20)
        sag = self.sag * max(0.0, 20 - celsius) * (1 + 2 * used)
        return self._open(min(used, 1.0)) - sag

    def _open(self, used: float) -> float:
        position = min(bisect_right(self.curve, (used, 9.0)), len(self.curve) - 1)
        (left, high), (right, low) = self.curve[position - 1], self.curve[position]
        return high + (low - high) * (used - left) / (right - left)


LITHIUM = Make(
    "lithium",
    3000,
    0.05,
    (
        (0.0, 1.72), (0.03, 1.63), (0.15, 1.60), (0.35, 1.57), (0.6, 1.54),
        (0.78, 1.51), (0.88, 1.47), (0.94, 1.42), (0.97, 1.36), (0.99, 1.25), (1.0, 1.0),
    ),
    0.0012,
    0.05,
)  # fmt: skip
CHEAP_LITHIUM = Make(
    "cheap lithium",
    2300,
    0.12,
    (
        (0.0, 1.70), (0.04, 1.60), (0.3, 1.55), (0.6, 1.52), (0.8, 1.48),
        (0.9, 1.43), (0.96, 1.34), (1.0, 1.0),
    ),
    0.0018,
    0.08,
)  # fmt: skip
ALKALINE = Make(
    "alkaline",
    1700,
    0.15,
    ((0.0, 1.58), (0.1, 1.48), (0.3, 1.38), (0.5, 1.30), (0.8, 1.18), (1.0, 0.9)),
    0.003,
    0.5,
)
RECHARGEABLE = Make(
    "rechargeable",
    1900,
    0.08,
    ((0.0, 1.40), (0.05, 1.33), (0.5, 1.28), (0.9, 1.22), (1.0, 1.0)),
    0.0015,
    0.1,
)

_BOUGHT = (
    (LITHIUM, 0.88),
    (CHEAP_LITHIUM, 0.08),
    (ALKALINE, 0.03),
    (RECHARGEABLE, 0.01),
)


@dataclass(slots=True)
class Pair:
    """Two cells in a camera."""

    make: Make
    charge_mah: float
    used_mah: float = 0.0

    @property
    def used(self) -> float:
        """Return the share of the charge that is used."""
        return self.used_mah / self.charge_mah


def _bought(random: Random) -> Pair:
    """Return what an owner puts in: mostly what Blink asks for."""
    make = random.choices(
        [make for make, _ in _BOUGHT], [share for _, share in _BOUGHT]
    )[0]
    return Pair(make, make.charge_mah * random.lognormvariate(0, make.spread))


@dataclass(frozen=True, slots=True, kw_only=True)
class World(worlds.World):
    """What differs between homes; the defaults are a temperate town."""

    noise_volts: float = 0.008
    held_days: float = 0.7
    cameras_differ: float = 0.38
    weeks_differ: float = 0.2
    habits_change_a_year: float = 0.2
    owner_tells: float = 0.35
    winter: float = 12.0


class Camera:
    """One camera; only `step` and `truths` are for the outside."""

    def __init__(self, key: str, world: World, random: Random) -> None:
        """Hang it up somewhere, with cells of some age."""
        self.key, self.world, self.random = DeviceKey(key), world, random
        self.truths: list[Truth] = []
        draw = self.random
        self.outdoors = draw.random() < 0.65
        self.mah_per_day = 3000 / (
            330 * draw.lognormvariate(0, self.world.cameras_differ)
        )
        self.season = draw.uniform(0, 0.25)
        self.meter = draw.gauss(0, 0.012)
        self.low_below = draw.choice((1.36, 1.39, 1.41))
        self.bars = draw.choice((5, 5, 5, 4, 3))
        self.cells = _bought(draw)
        self.cells.used_mah = draw.uniform(0, 0.8) * self.cells.charge_mah
        self.busy = 1.0
        self.drain_until: datetime | None = None
        self.put_in = START
        self.low_at: datetime | None = None
        self.change_at: datetime | None = None
        self.early_at = self._early()
        self.checked: datetime = START - timedelta(days=9)
        self.volts, self.state, self.next_state = 1.6, Battery.OK, Battery.OK
        self.week = 1.0
        self.state_due: datetime | None = None
        self.state_is_of_these = True
        self.used_before = self.cells.used

    def _early(self) -> float | None:
        if self.random.random() < self.world.changed_early:
            return self.random.uniform(0.5, 0.97)
        return None

    def step(self, at: datetime, outside_c: float) -> tuple[Reading, bool]:
        """Live for six hours; return what Blink says and if the owner tells."""
        celsius = outside_c if self.outdoors else 20 + self.random.gauss(0, 1)
        self._use(at, celsius)
        told = self._owner(at)
        self._blink(at, celsius)
        dead = self.cells.used >= 1
        return self._reading(celsius, dead), told

    def _use(self, at: datetime, celsius: float) -> None:
        draw = self.random
        if at.weekday() == 0 and at.hour < 6:
            calm = draw.gauss(0, self.world.weeks_differ)
            self.week = 2.718 ** (calm - self.world.weeks_differ**2 / 2)
            if draw.random() < self.world.habits_change_a_year / 52:
                self.busy = 2.718 ** draw.gauss(0, 0.3)
            if draw.random() < self.world.drains_a_year / 52:
                self.drain_until = at + timedelta(days=draw.uniform(120, 500))
        summer = 1 + self.season * cos(2 * pi * (at.timetuple().tm_yday - 200) / 365)
        cold = 1 + 0.01 * max(0.0, 5 - celsius)
        drain = 2.6 if self.drain_until and at < self.drain_until else 1.0
        rate = self.mah_per_day * self.busy * self.week
        self.cells.used_mah += rate * summer * cold * drain / STEPS_PER_DAY

    def _owner(self, at: datetime) -> bool:
        early = self.early_at is not None and self.cells.used > self.early_at
        if early and self.low_at is None and self.change_at is None:
            self.change_at = at
        if self.change_at is None or at < self.change_at:
            return False
        days = (at - self.put_in) / timedelta(days=1)
        life = days * 0.97 / max(self.cells.used - self.used_before, 0.01)
        self.truths.append(Truth(self.put_in, self.low_at, at, life))
        self.cells = _bought(self.random)
        self.used_before, self.state_is_of_these = 0.0, False
        self.state_due = None
        self.put_in, self.low_at, self.change_at = at, None, None
        self.early_at = self._early()
        self.checked = at - timedelta(days=9)
        return self.random.random() < self.world.owner_tells

    def _blink(self, at: datetime, celsius: float) -> None:
        """Look at the cells now and then, and say low some time after it."""
        draw = self.random
        if self.cells.used < 1 and at - self.checked > timedelta(
            days=draw.expovariate(1 / self.world.held_days)
        ):
            self.checked = at
            shown = self.cells.make.volts(self.cells.used, celsius) + self.meter
            self.volts = round(shown + draw.gauss(0, self.world.noise_volts), 2)
            low = self.volts <= self.low_below
            self.next_state = Battery.LOW if low else Battery.OK
            if not low and self.volts <= self.low_below + 0.05:
                self.next_state = self.state
            if self.state_due is None:
                self.state_due = at + timedelta(days=draw.uniform(0, 1))
        if self.state_due is not None and at >= self.state_due:
            self.state, self.state_due = self.next_state, None
            self.state_is_of_these = True
        frost = round(celsius * 1.8 + 32) <= 32
        low = self.state is Battery.LOW and self.state_is_of_these
        if low and not frost and self.low_at is None:
            self.low_at = at
            if self.change_at is None:
                waits = draw.lognormvariate(1.6, 0.9)
                self.change_at = at + timedelta(days=waits)

    def _reading(self, celsius: float, dead: bool) -> Reading:
        wobble = self.random.choice((0, 0, 0, 0, -1, 1))
        return camera(
            self.key,
            online=not dead,
            battery=self.state,
            battery_volts=self.volts,
            wifi_bars=max(0, min(5, self.bars + wobble)),
            temperature_f=round(celsius * 1.8 + 32),
            high_usage=self.busy > 1.4,
        )


class Home(worlds.Home):
    """A home whose cameras live through the same weather, a degree colder."""

    start, celsius = START, 9
    camera = Camera

    def _weather(self, at: datetime) -> None:
        self._front = 0.9 * self._front + self._random.gauss(0, 1.2)


WORLDS = {
    "a temperate town": World(),
    "long, hard winters": World(winter=18.0),
    "noisy and late readings": World(noise_volts=0.02, held_days=3.0, lost=0.05),
    "owners who never tell": World(owner_tells=0.0),
    "changing habits, often changed early": World(
        weeks_differ=0.5, habits_change_a_year=1.0, changed_early=0.4
    ),
}
