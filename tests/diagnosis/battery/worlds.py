"""Homes with cameras on batteries, independent of the estimator.

Open voltage with a sigmoid cliff, sag under load and in the cold, meters that
round and hold, seasons, cold snaps, external power, drawers, stray words. Nothing
here follows an assumption of the estimator on purpose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import cos, exp, pi
from random import Random
from typing import Any

from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import (
    Battery,
    Family,
    Reading,
)
from tests.diagnosis.polls import camera

START = datetime(2022, 3, 1, 0, 10, tzinfo=UTC)
STEPS_PER_DAY = 4
STEP = timedelta(days=1) / STEPS_PER_DAY
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What differs between homes; the defaults are the base world."""

    noise_volts: float = 0.01
    rounding: tuple[float, ...] = (0.01, 0.01, 0.02)
    held_days: float = 0.6
    life_days: float = 260.0
    cameras_differ: float = 0.35
    weeks_differ: float = 0.25
    drains_a_year: float = 0.06
    changed_early: float = 0.12
    owner_reports: float = 0.3
    winter: float = 11.0
    snaps_a_year: float = 0.0
    usb_a_year: float = 0.0
    one_line: bool = False
    off_a_year: float = 0.0
    drawer_a_year: float = 0.0
    rechargeable: float = 0.0
    alkaline: float = 0.0
    doorbells: float = 0.0
    stray_low: float = 0.0
    lost: float = 0.01


@dataclass(frozen=True, slots=True)
class Truth:
    """One set as it was. `low` is when Blink began to say so for good.

    `days` is what the set lasts at its pace, time without use left out.
    """

    put_in: datetime
    low: datetime | None
    taken_out: datetime
    days: float


@dataclass(slots=True)
class _Set:
    chemistry: str
    capacity: float
    cliff: float
    put_in: datetime
    used: float = 0.0
    began: float = 0.0
    active_days: float = 0.0

    def volts(self, celsius: float, load: float) -> float:
        cold = max(0.0, 20.0 - celsius)
        u = min(self.used, 1.2)
        if self.chemistry == "lithium":
            fresh = 0.07 * exp(-u / 0.015)
            fall = 0.42 / (1 + exp(-(u - self.cliff) / 0.016))
            return (
                1.61 - 0.09 * u + fresh - fall - (0.02 * load + 0.0009 * cold) * (1 + u)
            )
        if self.chemistry == "alkaline":
            return (
                1.56
                - 0.42 * min(u, 1.0) ** 0.8
                - (0.02 * load + 0.002 * cold) * (1 + 2 * u)
            )
        fall = 0.3 / (1 + exp(-(u - self.cliff) / 0.02))
        return (
            1.30
            + 0.08 * exp(-u / 0.03)
            - 0.05 * u
            - fall
            - (0.01 * load + 0.001 * cold) * (1 + u)
        )


_CAPACITY = {"lithium": 1.0, "alkaline": 0.6, "nimh": 0.55}


class Camera:
    """One camera with its owner; `step` and `truths` are its interface."""

    def __init__(self, key: str, world: World, random: Random) -> None:
        """Install it, with batteries of some age."""
        self.key, self.world, self.random = DeviceKey(key), world, random
        self.family = Family(key.partition(":")[0])
        self.outdoors = random.random() < 0.7
        self.pace = 1 / (
            world.life_days * random.lognormvariate(0, world.cameras_differ)
        )
        self.offset = random.gauss(0, 0.015)
        self.rounding = random.choice(world.rounding)
        self.load = random.uniform(0.3, 1.5)
        self.threshold = random.choice((1.36, 1.38, 1.40))
        self.usb_style = random.choice(("absent", "absent held", "high", "plateau"))
        self.usb_volts = random.choice((1.70, 1.72, 1.78))
        self.summer = random.uniform(-0.1, 0.25)
        self.week, self.drain_until = 1.0, START
        self.usb_until = self.drawer_until = START
        self.truths: list[Truth] = []
        self.words: list[tuple[datetime, bool]] = []
        self.cells = self._bought(START)
        self.cells.used = self.cells.began = random.uniform(0, 0.85)
        self.read_at = START - 9 * _DAY
        self.shown, self.word = 1.55, Battery.OK
        self.change_at: datetime | None = None
        self.early_at = self._early()

    def _bought(self, at: datetime) -> _Set:
        draw, world = self.random, self.world
        kind = draw.random()
        chemistry = "lithium"
        if kind < world.rechargeable:
            chemistry = "nimh"
        elif kind < world.rechargeable + world.alkaline:
            chemistry = "alkaline"
        capacity = _CAPACITY[chemistry] * draw.lognormvariate(0, 0.07)
        return _Set(chemistry, capacity, draw.uniform(0.93, 0.98), at)

    def _early(self) -> float | None:
        early = self.random.random() < self.world.changed_early
        return self.random.uniform(0.4, 0.95) if early else None

    def step(self, at: datetime, outside: float) -> tuple[Reading, bool]:
        """Simulate six hours; return Blink's reading, and whether the owner reports a change."""
        draw, world = self.random, self.world
        celsius = outside if self.outdoors else 20 + draw.gauss(0, 1)
        if at.weekday() == 0 and at.hour < 6:
            self.week = draw.lognormvariate(
                -(world.weeks_differ**2) / 2, world.weeks_differ
            )
            if draw.random() < world.drains_a_year / 52:
                self.drain_until = at + draw.uniform(100, 400) * _DAY
            if draw.random() < world.usb_a_year / 52 and at > self.usb_until:
                self.usb_until = at + draw.uniform(10, 60) * _DAY
            if draw.random() < world.drawer_a_year / 52 and at > self.drawer_until:
                self.drawer_until = at + draw.uniform(20, 120) * _DAY
        usb, drawer = at < self.usb_until, at < self.drawer_until
        if not usb and not drawer:
            self._use(at, celsius)
        reported = False if drawer else self._owner(at)
        self._read(at, celsius, usb=usb, drawer=drawer)
        return self._reading(at, celsius, usb=usb, drawer=drawer), reported

    def _use(self, at: datetime, celsius: float) -> None:
        season = 1 + self.summer * cos(2 * pi * (at.timetuple().tm_yday - 200) / 365)
        drain = 3.0 if at < self.drain_until else 1.0
        cold = 1 + 0.008 * max(0.0, 5 - celsius)
        cells = self.cells
        cells.used += (
            self.pace
            * self.week
            * season
            * drain
            * cold
            / cells.capacity
            / STEPS_PER_DAY
        )
        cells.active_days += 1 / STEPS_PER_DAY

    def _owner(self, at: datetime) -> bool:
        if self.early_at is not None and self.cells.used > self.early_at:
            self.change_at = self.change_at or at
        if self.change_at is None or at < self.change_at:
            return False
        self._ended(at)
        self.cells, self.change_at, self.words = self._bought(at), None, []
        self.early_at = self._early()
        self.read_at = min(self.read_at, at - self.random.choice((0, 0, 1, 9)) * _DAY)
        return self.random.random() < self.world.owner_reports

    def _ended(self, at: datetime) -> None:
        low_at, share, low = None, 0.0, 0
        for number, (when, is_low) in enumerate(reversed(self.words), start=1):
            low += is_low
            share = low / number
            if is_low and share >= 0.8:
                low_at = when
        cells = self.cells
        days = cells.active_days / max(cells.used - cells.began, 0.01)
        self.truths.append(Truth(cells.put_in, low_at, at, days))

    def _read(self, at: datetime, celsius: float, *, usb: bool, drawer: bool) -> None:
        draw, world, cells = self.random, self.world, self.cells
        due = self.read_at + draw.expovariate(1 / world.held_days) * _DAY
        if drawer or cells.used > 1.15 or at < due:
            return
        self.read_at = at
        if usb:
            if self.usb_style != "absent held":
                high = 1.62 if self.usb_style == "plateau" else self.usb_volts
                self.shown = self._rounded(high)
            self.word = Battery.OK
            return
        noisy = cells.volts(celsius, self.load) + self.offset
        self.shown = self._rounded(noisy + draw.gauss(0, world.noise_volts))
        # where Blink has one threshold for all, it reports full nickel as low
        nickel = cells.chemistry == "nimh" and not world.one_line
        line = self.threshold - (0.22 if nickel else 0.0)
        line += 0.03 if self.word is Battery.LOW else 0.0
        self.word = Battery.LOW if self.shown <= line else Battery.OK
        if self.word is Battery.LOW and self.change_at is None:
            frost = celsius <= 0
            if not frost or draw.random() < 0.02:
                self.change_at = at + draw.lognormvariate(1.8, 0.9) * _DAY

    def _rounded(self, volts: float) -> float:
        return round(round(volts / self.rounding) * self.rounding, 2)

    def _reading(
        self, at: datetime, celsius: float, *, usb: bool, drawer: bool
    ) -> Reading:
        draw = self.random
        bell = self.family is Family.DOORBELL
        word: Battery | None = self.word
        if usb and self.usb_style.startswith("absent"):
            word = Battery.MAINS
        elif word is Battery.OK and draw.random() < self.world.stray_low / 4:
            word = Battery.LOW
        if not usb and not drawer:
            self.words.append((at, self.word is Battery.LOW))
        dead = self.cells.used > 1.15 and not usb
        return camera(
            self.key,
            online=not (drawer or dead),
            battery=word,
            battery_volts=None if bell else self.shown,
            temperature_f=None if bell else float(round(celsius * 1.8 + 32)),
            wifi_bars=2 if self.load < 1.2 else 5,
            sync_module_bars=1 if self.load < 0.9 else 3,
            high_usage=at < self.drain_until,
        )


class Home:
    """A home whose cameras share the weather and a Home Assistant."""

    start, celsius = START, 10
    camera: Any = Camera

    def __init__(self, cameras: int, seed: int, world: World) -> None:
        """Create a home; the same seed gives the same home."""
        self._random = Random(seed)
        self.world = world
        self._front = self._snap = 0.0
        self._snap_until = self._off_until = self.start
        bells = round(cameras * world.doorbells)
        self.cameras = [
            self.camera(
                f"{'doorbell' if number < bells else 'camera'}:{number}",
                world,
                Random(seed * 1000 + number),
            )
            for number in range(cameras)
        ]

    def live(
        self, years: float
    ) -> Iterator[tuple[datetime, dict[DeviceKey, Reading], list[DeviceKey]]]:
        """Yield each time, the readings (none while off), and whose owner reports a change."""
        for number in range(round(years * 365 * STEPS_PER_DAY)):
            at = self.start + number * STEP
            self._weather(at)
            year = cos(2 * pi * (at.timetuple().tm_yday - 200) / 365)
            day = (-3.0, -1.0, 4.0, 0.0)[number % STEPS_PER_DAY]
            outside = self.celsius + self.world.winter * year + self._front + day
            outside -= self._snap if at < self._snap_until else 0.0
            readings: dict[DeviceKey, Reading] = {}
            reported: list[DeviceKey] = []
            for one in self.cameras:
                reading, tells = one.step(at, outside)
                readings[one.key] = reading
                if tells:
                    reported.append(one.key)
            lost = at < self._off_until or self._random.random() < self.world.lost
            yield at, {} if lost else readings, reported

    def _weather(self, at: datetime) -> None:
        """Let the weather change, and Home Assistant be switched off."""
        draw, world = self._random, self.world
        self._front = 0.95 * self._front + draw.gauss(0, 1.0)
        if draw.random() < world.snaps_a_year / 365 / STEPS_PER_DAY:
            self._snap_until = at + draw.uniform(3, 12) * _DAY
            self._snap = draw.uniform(10, 22)
        if draw.random() < world.off_a_year / 365 / STEPS_PER_DAY:
            self._off_until = at + draw.uniform(30, 150) * _DAY


WORLDS = {
    "base": World(),
    "external power for weeks": World(usb_a_year=1.0),
    "noise five times as large": World(noise_volts=0.05),
    "Home Assistant off for months": World(off_a_year=0.7),
    "half the sets rechargeable": World(rechargeable=0.5),
    "half of them, and low at once": World(rechargeable=0.5, one_line=True),
    "one set in five alkaline": World(alkaline=0.2),
    "cold snaps": World(snaps_a_year=5.0, winter=14.0),
    "doorbells without volts": World(doorbells=0.5, snaps_a_year=4.0, winter=13.0),
    "coarse and held meters": World(rounding=(0.02, 0.05, 0.05), held_days=4.0),
    "cameras in drawers": World(drawer_a_year=0.5),
    "stray words": World(stray_low=0.03),
    "often changed early": World(changed_early=0.45, weeks_differ=0.5),
    "long, hard winters": World(winter=18.0),
    "noisy and late readings": World(noise_volts=0.02, held_days=3.0, lost=0.05),
    "owners who never tell": World(owner_reports=0.0),
    "a steady home": World(
        noise_volts=0.004,
        weeks_differ=0.05,
        cameras_differ=0.15,
        drains_a_year=0.0,
        winter=0.0,
    ),
}
