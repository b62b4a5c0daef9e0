"""A home with cameras on cells, over years: weather, use, Blink, the owner."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, pi
from random import Random

from custom_components.blink_doctor.diagnosis.model.ids import (
    DeviceKey,
    Identity,
    NetworkId,
)
from custom_components.blink_doctor.diagnosis.model.readings import (
    Battery,
    Family,
    Reading,
)
from tests.diagnosis.battery.chemistry import bought

START = datetime(2021, 3, 1, 0, 10, tzinfo=UTC)
STEPS_PER_DAY = 4
STEP = timedelta(days=1) / STEPS_PER_DAY


@dataclass(frozen=True, slots=True)
class World:
    """What differs between homes; the defaults are a temperate town."""

    noise_volts: float = 0.008
    week_to_week: float = 0.2
    habits_change_per_year: float = 0.2
    drains_per_year: float = 0.06
    changed_early: float = 0.12
    owner_tells: float = 0.35
    lost: float = 0.01
    late_days: float = 0.7
    winter: float = 12.0


@dataclass(frozen=True, slots=True)
class Truth:
    """One set of cells as it really was; `low` is None if it was changed before.

    `days` is what the charge lasts at the pace at which it was used.
    """

    put_in: datetime
    low: datetime | None
    taken_out: datetime
    days: float


class Camera:
    """One camera; only `step` and `truths` are for the outside."""

    def __init__(self, key: str, world: World, random: Random) -> None:
        """Hang it up somewhere, with cells of some age."""
        self.key, self.world, self.random = DeviceKey(key), world, random
        self.truths: list[Truth] = []
        draw = self.random
        self.outdoors = draw.random() < 0.65
        self.mah_per_day = 3000 / (330 * draw.lognormvariate(0, 0.38))
        self.season = draw.uniform(0, 0.25)
        self.meter = draw.gauss(0, 0.012)
        self.low_below = draw.choice((1.36, 1.39, 1.41))
        self.bars = draw.choice((5, 5, 5, 4, 3))
        self.cells = bought(draw)
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
            calm = draw.gauss(0, self.world.week_to_week)
            self.week = 2.718 ** (calm - self.world.week_to_week**2 / 2)
            if draw.random() < self.world.habits_change_per_year / 52:
                self.busy = 2.718 ** draw.gauss(0, 0.3)
            if draw.random() < self.world.drains_per_year / 52:
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
        self.cells = bought(self.random)
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
            days=draw.expovariate(1 / self.world.late_days)
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
        return Reading(
            key=self.key,
            family=Family.CAMERA,
            name=self.key,
            identity=Identity(self.key),
            network_id=NetworkId("1"),
            model="catalina",
            online=not dead,
            battery=self.state,
            battery_volts=self.volts,
            wifi_bars=max(0, min(5, self.bars + wobble)),
            sync_module_bars=5,
            temperature_f=round(celsius * 1.8 + 32),
            firmware="10.53",
            issues=frozenset(),
            high_usage=self.busy > 1.4,
        )


class Home:
    """A home whose cameras live through the same weather."""

    def __init__(self, cameras: int, seed: int, world: World | None = None) -> None:
        """Furnish a home; the same seed gives the same home."""
        self._random = Random(seed)
        self.world = world or World()
        self.cameras = [
            Camera(f"camera:{number}", self.world, Random(seed * 1000 + number))
            for number in range(cameras)
        ]

    def live(
        self, years: float
    ) -> Iterator[tuple[datetime, dict[DeviceKey, Reading], list[DeviceKey]]]:
        """Yield each moment, the readings, and for which cameras the owner tells."""
        front = 0.0
        for number in range(round(years * 365 * STEPS_PER_DAY)):
            at = START + number * STEP
            front = 0.9 * front + self._random.gauss(0, 1.2)
            year = cos(2 * pi * (at.timetuple().tm_yday - 200) / 365)
            day = (-3.0, -1.0, 4.0, 0.0)[number % STEPS_PER_DAY]
            outside = 9 + self.world.winter * year + front + day
            readings: dict[DeviceKey, Reading] = {}
            told: list[DeviceKey] = []
            for camera in self.cameras:
                reading, tells = camera.step(at, outside)
                readings[camera.key] = reading
                if tells:
                    told.append(camera.key)
            lost = self._random.random() < self.world.lost
            yield at, {} if lost else readings, told


WORLDS = {
    "a temperate town": World(),
    "long, hard winters": World(winter=18.0),
    "noisy and late readings": World(noise_volts=0.02, late_days=3.0, lost=0.05),
    "owners who never tell": World(owner_tells=0.0),
    "changing habits, often changed early": World(
        week_to_week=0.5, habits_change_per_year=1.0, changed_early=0.4
    ),
}
