"""When batteries are expected to be low, and whether they drain unusually fast.

`forecasts.txt` keeps it under titles that say what must be so; whether the estimator is
right in simulated homes is measured by `scripts/evaluate battery`. Stored anew by
`scripts/evaluate scenarios --accept`.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis.battery import (
    MARKS,
    Batteries,
    Ended,
    Kind,
    Outlook,
    estimate,
)
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.diagnosis.polls import DAY, KEY, START as NOW

KEPT = Path(__file__).parent / "forecasts.txt"
# 1.50 V, which lithium falls below some weeks before it is low
_MARK = MARKS.index(1.50)


def _ended(days: int, *, ago: int = 400, **changes: Any) -> Ended:
    return Ended(ended=day_of(NOW) - ago, days=days, low=True, **changes)


def _crossed(days: int) -> tuple[int, ...]:
    """Return marks of which that of 1.50 V was crossed after so many days."""
    return (*[-1] * _MARK, days)


def _set(age: float, *lives: int, **changes: Any) -> Batteries:
    """Return a set that is so many days old, after others that lasted so long."""
    put_in = NOW - age * DAY
    state = Batteries(
        first_seen=NOW - 2000 * DAY,
        put_in=put_in,
        since=put_in,
        last=NOW,
        cycles=tuple(_ended(days, marks=_crossed(40)) for days in lives),
    )
    return replace(state, **changes)


def _low(days: int, *lives: int, for_days: int = 11) -> Batteries:
    """Return a set that went low after so many days."""
    low = NOW - for_days * DAY
    return _set(days + for_days, *lives, low_since=low, marks=(9, 50))


_STEADY = _set(120, 195, 205, 200, 198)
_RECHARGED = tuple(_ended(60, kind=Kind.RECHARGEABLE) for _ in range(5))
_LONG = {f"camera:{n}": _set(10, 400, 390, 410) for n in (2, 3)}
_SINCE_THEN = tuple(_ended(100, ago=1) for _ in range(8))
_SHORTER_SINCE = {
    key: replace(one, cycles=(*one.cycles, *_SINCE_THEN)) for key, one in _LONG.items()
}
_STORIES: tuple[tuple[Any, ...], ...] = (
    ("alike lives: as its own past, around day 80", _STEADY),
    (
        "no past of its own: as its siblings, around day 40",
        _set(60),
        {f"camera:{n}": _set(10, 98, 102, 100) for n in range(2, 8)},
    ),
    (
        "a doorbell tells nothing of a camera",
        _set(60),
        {"doorbell:2": _set(10, 98, 102, 100)},
    ),
    ("a new installation has no date", _set(100)),
    ("two weeks old: as its own past", _set(14, 195, 205, 200, 198)),
    ("lives that differ by years: no date", _set(20, 90, 700, 200)),
    (
        "days from 1.50 V to low are known better than lives that differ: around day 30",
        _set(250, 300, 500, 400, 380, marks=_crossed(240)),
    ),
    (
        "a mark that nobody saw crossed tells nothing",
        _set(250, 300, 500, 400, 380, marks=_crossed(-1)),
    ),
    ("already low: no date", replace(_STEADY, low_since=NOW - 5 * DAY)),
    ("low once moves nothing", replace(_STEADY, low_since=NOW)),
    ("external power: no date", replace(_STEADY, idle_since=NOW - 4 * DAY)),
    ("low in frost only: no date", replace(_STEADY, frost_since=NOW - DAY)),
    ("not seen for days: no date", replace(_STEADY, last=NOW - 5 * DAY)),
    (
        "rechargeable sets teach nothing of lithium ones",
        replace(_STEADY, cycles=(*_RECHARGED, *_STEADY.cycles)),
    ),
    ("a Mini has no batteries", Batteries()),
    ("below half the life of its siblings is unusual", _low(195), _LONG),
    ("above half of it is not", _low(205), _LONG),
    ("half of its own past is", _low(150, 400, 410)),
    ("with nothing to compare with nothing is said", _low(150, 300)),
    ("a young set may still last", _set(30), _LONG),
    ("low for a day may be the cold", _low(150, for_days=1), _LONG),
    ("what is learned later does not take it back", _low(150), _SHORTER_SINCE),
)


def lines() -> Iterator[str]:
    """Yield each title and what is expected."""
    for title, state, *others in _STORIES:
        known = {DeviceKey(key): one for each in others for key, one in each.items()}
        yield f"{title}: {_told(estimate({KEY: state} | known, NOW).get(KEY))}"
    for volts, days in ((1.42, 8), (1.42, 9), (1.50, 30), (1.50, 31)):
        fell = _set(60, 195, 205, marks=(*[-1] * MARKS.index(volts), days))
        yield f"below {volts} V after {days} days, {fell.kind}: {_told(estimate({KEY: fell}, NOW)[KEY])}"
    for week in range(8):
        now = NOW + week * timedelta(days=7)
        said = estimate({KEY: replace(_STEADY, last=now)}, now)[KEY]
        yield f"the date stands still from week to week, {week}: {_told(said)}"


def _told(outlook: Outlook | None) -> str:
    fields = outlook._asdict() if outlook else {}
    low = fields.pop("expected_low", None)
    found = {name: value for name, value in fields.items() if value is not None}
    found.pop("changed", None)
    if low:
        found["low"] = ", ".join(_day(one) for one in low)
    return " ".join(f"{name}={value}" for name, value in found.items()) or "nothing"


def _day(at: datetime) -> str:
    return f"day {(at - NOW) / DAY:g}"
