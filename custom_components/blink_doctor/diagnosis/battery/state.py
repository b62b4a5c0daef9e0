"""What is remembered of the batteries of one device; frozen, and of simple types."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from ..model.frozen import dataclass, replace

DAY = timedelta(days=1)
# the year 2200, in days since 1970
LAST_DAY = 84_006
# A set that is low sooner tells nothing of how long sets last
SHORTEST_LIFE = 14
# `low` of so many days is not of the cold alone
LOW_IS_SURE = 10
# Volts whose crossing is remembered, from new lithium to empty nickel
MARKS = tuple(round(1.60 - 0.02 * step, 2) for step in range(21))
# Lithium is above 1.54 V when it is new, and stays there for half its life
_NEW, _LOW_WHEN_NEW = 10, 4
# and alkaline goes on falling as it did, hundredths every few days
_FALLS_WITHIN, _CLEARLY_FALLS = 100, 3


class Kind(StrEnum):
    """What the cells look like."""

    LITHIUM = "lithium"
    ALKALINE = "alkaline"
    RECHARGEABLE = "rechargeable"


def _kind(rechargeable: bool | None, ages: Iterable[int]) -> Kind:
    """Return what cells look like that reached marks at some ages (days, when new)."""
    if rechargeable:
        return Kind.RECHARGEABLE
    when_new = [number for number, age in enumerate(ages, 1) if 0 <= age <= _NEW]
    return Kind.ALKALINE if max(when_new, default=0) >= _LOW_WHEN_NEW else Kind.LITHIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A set whose time is over.

    It went low, or was changed before that (`low` is False), on the day `ended`
    (days since 1970) after `days` in use, None where nobody knows. `marks` are the
    days from each of `MARKS` that it reached to the end, -1 where nobody knows.
    """

    ended: int
    days: int | None
    low: bool
    rechargeable: bool | None = None
    marks: tuple[int, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it was seen from new to low."""
        return self.low and self.days is not None

    @property
    def kind(self) -> Kind:
        """Return what the cells looked like."""
        ages = ((self.days or 0) - mark if mark >= 0 else -1 for mark in self.marks)
        return _kind(self.rechargeable, ages if self.days else ())

    def from_mark(self, number: int) -> float:
        """Return the days from a mark to low, -1 where they are not known."""
        return float(self.marks[number]) if self.low and self.marks[number:] else -1.0

    @property
    def can_be(self) -> bool:
        """Whether a stored set is of days that there are."""
        days = (self.ended, self.days or 1, *(mark + 1 for mark in self.marks))
        return all(0 <= day <= LAST_DAY for day in days) and self.days != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Whether the set that is in now is the one before cannot be told yet.

    The last reading that surely was of that one is of `since`, the first one after
    it of `back`. Another one shows the voltage `above` or more, None where there is
    no voltage. Of the days between, `idle` ones used nothing.
    """

    since: datetime
    back: datetime
    above: float | None = None
    idle: float = 0.0

    @property
    def away(self) -> float:
        """Return the days without a reading."""
        return (self.back - self.since) / DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Batteries:
    """The set that is in now, and those before.

    `put_in` is None where no change was seen or told: then the set is at least as
    old as `first_seen`. `since` is `put_in` or `first_seen`, moved on by the days
    that used nothing; `is_new` says that the set was new then. `steady_since` is
    from when on all readings are of this set, `level` its voltage lately. `marks`
    are the days (since 1970) on which the level first was below each of `MARKS` that
    it reached, 0 where that was not seen. `seen` is the last reading, `last` the last one of
    batteries in use, `idle` the days since then that used nothing.

    `low_since` is when Blink began to say low, in earnest once `low_for_good`;
    `ok_since`: low once, and fine since then; `frost_since`: low in frost;
    `low_before`: the day of a low that lasted and was taken back all the same.
    """

    first_seen: datetime | None = None
    put_in: datetime | None = None
    told: bool = False
    since: datetime | None = None
    is_new: bool = False
    steady_since: datetime | None = None
    seen: datetime | None = None
    last: datetime | None = None
    idle: float = 0.0
    longest_idle: float = 0.0
    level: float | None = None
    rechargeable: bool | None = None
    marks: tuple[int, ...] = ()
    doubt: Doubt | None = None
    low_since: datetime | None = None
    low_for_good: bool = False
    ok_since: datetime | None = None
    frost_since: datetime | None = None
    low_before: int | None = None
    cycles: tuple[Ended, ...] = ()

    def age(self, now: datetime) -> float:
        """Return the age in days, the least possible where it is not known."""
        start = self.put_in or self.first_seen
        return max(0.0, (now - start) / DAY) if start else 0.0

    def used(self, now: datetime) -> float:
        """Return the days in use."""
        return max(0.0, (now - self.since) / DAY) if self.since else 0.0

    @property
    def kind(self) -> Kind:
        """Return what the cells look like so far."""
        start = int(self.since.timestamp()) // 86400 if self.since else 0
        ages = (mark - start if mark else -1 for mark in self.marks)
        return _kind(self.rechargeable, ages if self.is_new else ())

    @property
    def looks_like(self) -> Kind | None:
        """Return what the cells clearly look like that are no lithium."""
        kind = self.kind
        if kind is not Kind.ALKALINE:
            return Kind.RECHARGEABLE if kind is Kind.RECHARGEABLE else None
        start = int(self.since.timestamp()) // 86400 if self.since else 0
        fallen = [mark for mark in self.marks if _NEW < mark - start <= _FALLS_WITHIN]
        return kind if len(fallen) >= _CLEARLY_FALLS else None

    @property
    def low_at_once(self) -> bool:
        """Whether a new set was low as soon as Blink had looked at it."""
        if self.put_in is None or self.low_since is None:
            return False
        return self.low_since - self.put_in < SHORTEST_LIFE * DAY


def sound(state: Batteries) -> Batteries:
    """Return a stored state without what cannot be."""
    days = (state.idle, state.longest_idle, state.low_before or 0, *state.marks)
    cycles = tuple(cycle for cycle in state.cycles if cycle.can_be)
    if len(cycles) < len(state.cycles):
        state = replace(state, cycles=cycles)
    if all(0 <= day <= LAST_DAY for day in days):
        return state
    return replace(state, idle=0.0, longest_idle=0.0, low_before=None, marks=())
