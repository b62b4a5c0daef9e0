"""The cells in a camera: when they were changed, how long those before lasted.

A change is told by the owner or seen: the voltage jumps up, or `low` clears for
good where Blink gives no voltage. Looked at with each sample of `past`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

from .past import PER_DAY, Past, Sample, day_of, is_day, moment
from .readings import Battery, Reading

FROST_F = 32.0
# Noise is a hundredth or two; from nearly empty to new is a tenth and more
_JUMP = 0.08
_JUMP_AND_LOW_CLEARED = 0.05
# and above all that was read in two weeks, so that one stray reading is no change
_ABOVE_ALL = 0.05
# A cell's voltage follows the temperature, more so the emptier it is
_WARMING_PER_F = 0.003
# Blink checks the cells rarely: for so long `low` may still be said of the old ones
_LATE = timedelta(days=2)
_CLEARED_FOR = timedelta(hours=12)
# told and seen within this time are one change
_SAME_CHANGE = timedelta(days=10)
# what goes low sooner was no life: wrong cells, or none were changed
SHORTEST_LIFE = 14
_MOST_CYCLES = 8
# Volts per degree Fahrenheit: about what a lithium cell loses in the cold, held for
# as much as some weeks of changing weather; what is measured fades over a year
_SAG, _SAG_HELD_FOR, _SAG_FADES = 0.0008, 500.0, 0.997
_LEAST_CHANGE_F = 2.0
_ROOM_F = 68.0
# Degrees squared, and degrees times volts, with all weather at its worst; and what
# that could make of a voltage
_MOST_SQUARES, _MOST_PRODUCTS, _MOST_VOLTS = 1e8, 1e6, 1000.0
_NO_WEATHER = (0.0, 0.0)
# days before low at which the voltage is remembered
TAIL_DAYS = (0, 2, 4, 7, 10, 14, 21, 30, 45, 60, 90, 120, 160, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A set of cells whose time is over.

    It went low or was changed on `ended` (days since 1970) after `days`. Those
    are its whole life only where `whole`; else it lived at least as long. `tail`
    is the voltage at `TAIL_DAYS` before low, empty where it never went low.
    """

    ended: int
    days: int
    whole: bool = False
    tail: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """The set of cells that is in now, and those before.

    `put_in` is None where no change was seen or told yet: then the cells are at
    least as old as `first_seen`. `low_since` is when they went low in earnest,
    `frost_since` when Blink said low in frost, which counts for nothing until it
    is warmer. `clear_since`: low once, and fine since then. `weather` sums what
    day to day changes of temperature did to the voltage: squared degrees, and
    degrees times volts.
    """

    first_seen: datetime | None = None
    put_in: datetime | None = None
    told: bool = False
    low_since: datetime | None = None
    frost_since: datetime | None = None
    clear_since: datetime | None = None
    cycles: tuple[Cycle, ...] = ()
    weather: tuple[float, float] = (0.0, 0.0)

    @property
    def since(self) -> datetime | None:
        """Return from when on this set of cells is known to be in."""
        return self.put_in or self.first_seen

    def age(self, now: datetime) -> float:
        """Return the age in days, the least possible where it is not known."""
        return max(0.0, (now - self.since) / timedelta(days=1)) if self.since else 0.0

    def at_room_temperature(self, sample: Sample) -> float | None:
        """Return a sample's volts as they would be at 68 F (20 C)."""
        if sample.volts is None or sample.temperature_f is None:
            return sample.volts
        squares, products = self.weather
        sag = (products + _SAG * _SAG_HELD_FOR) / (squares + _SAG_HELD_FOR)
        return sample.volts + max(0.0, sag) * (_ROOM_F - sample.temperature_f)

    @property
    def low_at_once(self) -> bool:
        """Whether new cells were low as soon as Blink had looked at them."""
        return (
            self.put_in is not None
            and self.low_since is not None
            and self.low_since - self.put_in < timedelta(days=SHORTEST_LIFE)
        )


def sound(cells: Cells) -> Cells:
    """Return the cells without lives and weather that cannot be; itself where all can."""
    cycles = tuple(cycle for cycle in cells.cycles if _can_be(cycle))
    weather = cells.weather if _can_be_weather(cells.weather) else _NO_WEATHER
    if len(cycles) == len(cells.cycles) and weather is cells.weather:
        return cells
    return replace(cells, cycles=cycles, weather=weather)


def _can_be(cycle: Cycle) -> bool:
    return (
        is_day(cycle.ended)
        and is_day(cycle.days)
        and cycle.days > 0
        and len(cycle.tail) <= len(TAIL_DAYS)
        and all(volts is None or abs(volts) <= _MOST_VOLTS for volts in cycle.tail)
    )


def _can_be_weather(weather: tuple[float, ...]) -> bool:
    if len(weather) != len(_NO_WEATHER):
        return False
    squares, products = weather
    return 0 <= squares <= _MOST_SQUARES and abs(products) <= _MOST_PRODUCTS


def told(cells: Cells, at: datetime, past: Past | None = None) -> Cells:
    """Return the cells after the owner said that they were changed at `at`.

    A date before the present set was put in says nothing new and is ignored,
    unless it is about the same change.
    """
    if cells.put_in and at < cells.put_in - _SAME_CHANGE:
        return cells
    return _changed(cells, at, past or Past(), by_owner=True)


def noted(cells: Cells, past: Past, reading: Reading, now: datetime) -> Cells:
    """Return the cells after one more sample, which `past` already holds."""
    if reading.online is False or reading.battery not in (Battery.OK, Battery.LOW):
        return cells
    now = now.replace(microsecond=0)
    if cells.first_seen is None:
        cells = replace(cells, first_seen=now)
    cells = _weathered(cells, past)
    changed_at = _jump(cells, past, reading)
    if changed_at is None:
        cells = _watch_low(cells, past, reading, now)
        changed_at = _cleared(cells, reading, now)
    if changed_at is not None:
        return _changed(cells, changed_at, past, by_owner=False)
    return cells


def _jump(cells: Cells, past: Past, reading: Reading) -> datetime | None:
    """Return when the voltage jumped to that of new cells, if it did."""
    new = [s for s in past.today[-2:] if s.volts is not None]
    since = day_of(cells.since) if cells.since else 0
    before = [d for d in past.days if d.volts is not None and d.at > since]
    old = before[-3:]
    if len(new) < 2 or len(old) < 2:
        return None
    was = median(d.volts for d in old if d.volts is not None)
    highest = max(d.volts for d in before if d.volts is not None)
    cleared = cells.low_since is not None and reading.battery is Battery.OK
    least = _JUMP_AND_LOW_CLEARED if cleared else _JUMP
    temperatures = [d.temperature_f for d in old if d.temperature_f is not None]
    if temperatures and reading.temperature_f is not None:
        warmer = reading.temperature_f - median(temperatures)
        least += max(0.0, warmer) * _WARMING_PER_F
    now_is = min(s.volts for s in new if s.volts is not None)
    if now_is - was < least or now_is - highest < _ABOVE_ALL:
        return None
    return moment(new[0].at / PER_DAY)


def _weathered(cells: Cells, past: Past) -> Cells:
    """Learn from the day that is just over how cold moves the voltage."""
    if len(past.today) != 1 or len(past.days) < 2 or cells.since is None:
        return cells
    before, over = past.days[-2:]
    if over.at - before.at > 2 or before.at <= day_of(cells.since):
        return cells
    if before.volts is None or over.volts is None:
        return cells
    if before.temperature_f is None or over.temperature_f is None:
        return cells
    warmer = over.temperature_f - before.temperature_f
    if abs(warmer) < _LEAST_CHANGE_F:
        return cells
    squares, products = cells.weather
    squares = squares * _SAG_FADES + warmer * warmer
    products = products * _SAG_FADES + warmer * (over.volts - before.volts)
    return replace(cells, weather=(round(squares, 1), round(products, 4)))


def _watch_low(cells: Cells, past: Past, reading: Reading, now: datetime) -> Cells:
    frost = reading.temperature_f is not None and reading.temperature_f <= FROST_F
    if reading.battery is Battery.OK:
        if cells.low_since is not None and cells.clear_since is None:
            return replace(cells, clear_since=now)
        if cells.frost_since is not None and not frost:
            return replace(cells, frost_since=None)
        return cells
    if cells.clear_since is not None:
        cells = replace(cells, clear_since=None)
    if cells.low_since or _may_be_of_the_old(cells, past, now):
        return cells
    if frost:
        return cells if cells.frost_since else replace(cells, frost_since=now)
    return _low(cells, past, now)


def _may_be_of_the_old(cells: Cells, past: Past, now: datetime) -> bool:
    """Whether `low` may still be said of cells that are out.

    For two days in any case; for longer where the owner told of the change and
    the voltage is to the hundredth what it was: Blink has not looked since.
    """
    if cells.put_in is None or now - cells.put_in < _LATE:
        return cells.put_in is not None
    if not cells.told or now - cells.put_in >= _SAME_CHANGE:
        return False
    since = day_of(cells.put_in) - 1
    shown = {d.volts for d in past.days if d.at >= since} | {
        s.volts for s in past.today
    }
    return len(shown) == 1 and None not in shown


def _cleared(cells: Cells, reading: Reading, now: datetime) -> datetime | None:
    """Return when `low` cleared for good, where there is no voltage to look at."""
    if reading.battery_volts is not None or cells.clear_since is None:
        return None
    return cells.clear_since if now - cells.clear_since >= _CLEARED_FOR else None


def _low(cells: Cells, past: Past, at: datetime) -> Cells:
    """Close the life of a set of cells that has gone low in earnest."""
    cells = replace(cells, low_since=at, frost_since=None)
    if cells.age(at) < SHORTEST_LIFE:
        return cells
    cycle = Cycle(
        ended=day_of(at),
        days=round(cells.age(at)),
        whole=cells.put_in is not None,
        tail=_tail(cells, past, day_of(at)),
    )
    return replace(cells, cycles=(*cells.cycles, cycle)[-_MOST_CYCLES:])


def _tail(cells: Cells, past: Past, low: int) -> tuple[float | None, ...]:
    since = day_of(cells.since) + 1 if cells.since else low
    known = [
        (day, volts)
        for day, sample in past.by_day(since, low)
        if (volts := cells.at_room_temperature(sample)) is not None
    ]
    return tuple(_volts_on(known, low - before) for before in TAIL_DAYS)


def _volts_on(known: list[tuple[int, float]], day: int) -> float | None:
    """Return the voltage of the nearest day, None where none is near."""
    if not known:
        return None
    nearest = min(known, key=lambda entry: abs(entry[0] - day))
    return round(nearest[1], 3) if abs(nearest[0] - day) <= 5 else None


def _changed(cells: Cells, at: datetime, past: Past, *, by_owner: bool) -> Cells:
    if cells.put_in and abs(at - cells.put_in) <= _SAME_CHANGE:
        keep = cells.put_in if cells.told and not by_owner else at
        return replace(
            cells,
            put_in=keep,
            told=cells.told or by_owner,
            low_since=None,
            clear_since=None,
            frost_since=None,
        )
    if cells.low_since is None and cells.frost_since is not None:
        # changed while it was still cold: the owner did not wait for spring
        cells = _low(cells, past, cells.frost_since)
    if cells.low_since is None and cells.age(at) >= SHORTEST_LIFE:
        early = Cycle(ended=day_of(at), days=round(cells.age(at)))
        cells = replace(cells, cycles=(*cells.cycles, early)[-_MOST_CYCLES:])
    return replace(
        Cells(first_seen=cells.first_seen, cycles=cells.cycles, weather=cells.weather),
        put_in=at,
        told=by_owner,
    )
