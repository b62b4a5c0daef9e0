"""The past of a device to short lists of numbers and back.

A sample is `[at, volts, temperature, bars, dBm, link bars]` without the unknown
values at its end; moments are whole seconds since 1970. What cannot be read, or
cannot be, costs itself and nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from . import values
from .cells import TAIL_DAYS, Cells, Cycle
from .past import PER_DAY, Past, Sample, day_of_week

# the year 2200, in seconds and in days
_LATEST, _LAST_DAY = 7_258_118_400, 84_006
# Degrees squared, and degrees times volts, with all weather at its worst; and what
# that could make of a voltage
_MOST_SQUARES, _MOST_PRODUCTS, _MOST_VOLTS = 1e8, 1e6, 1000.0
# well above what `past` and `cells` keep
_MOST_SAMPLES, _MOST_CYCLES = 64, 64
_MOMENTS = ("first_seen", "put_in", "low_since", "frost_since", "clear_since")


def past_as_dict(past: Past) -> dict[str, Any]:
    """Return a device's samples as JSON-ready data."""
    data = {
        "slot": past.slot,
        "today": [_sample(sample) for sample in past.today],
        "days": [_sample(sample) for sample in past.days],
        "weeks": [_sample(sample) for sample in past.weeks],
    }
    return {} if past == Past() else data


def cells_as_dict(cells: Cells) -> dict[str, Any]:
    """Return a device's cells as JSON-ready data, without what is empty."""
    data: dict[str, Any] = {
        name: int(at.timestamp()) if (at := getattr(cells, name)) else None
        for name in _MOMENTS
    }
    data["told"] = cells.told
    data["weather"] = list(cells.weather) if any(cells.weather) else None
    data["cycles"] = [
        [cycle.ended, cycle.days, int(cycle.whole), *cycle.tail]
        for cycle in cells.cycles
    ]
    return {key: value for key, value in data.items() if value}


def read_past(raw: Any) -> tuple[Past, bool]:
    """Return the samples, and whether all there is could be read."""
    if not raw:
        return Past(), raw == {}
    data = values.mapping(raw)
    weeks, weeks_are_whole = _samples(data.get("weeks"), range(_LAST_DAY // 7))
    after_weeks = day_of_week(weeks[-1].at + 1) if weeks else 0
    days, days_are_whole = _samples(data.get("days"), range(after_weeks, _LAST_DAY))
    begin = (days[-1].at + 1 if days else after_weeks) * PER_DAY
    slots = range(begin, _LAST_DAY * PER_DAY)
    today, today_is_whole = _samples(data.get("today"), slots)
    # a slot before its samples would not notice that they are of the future
    known = range(today[-1].at if today else begin - PER_DAY, slots.stop)
    slot = _within(data.get("slot"), known)
    whole = weeks_are_whole and days_are_whole and today_is_whole and slot is not None
    return Past(
        slot=max(known.start, -1) if slot is None else slot,
        today=today,
        days=days,
        weeks=weeks,
    ), whole


def read_cells(raw: Any) -> tuple[Cells, bool]:
    """Return the cells, and whether all there is could be read."""
    data = values.mapping(raw)
    moments = {name: _moment(data[name]) for name in _MOMENTS if name in data}
    weather = _weather(data.get("weather", (0.0, 0.0)))
    cycles, cycles_are_whole = _listed(
        data.get("cycles", []), _read_cycle, _MOST_CYCLES
    )
    cells = Cells(
        weather=weather or (0.0, 0.0),
        told=data.get("told") is True,
        cycles=cycles,
        **moments,
    )
    whole = cycles_are_whole and weather is not None and None not in moments.values()
    return cells, whole and isinstance(raw, dict)


def day(value: Any) -> int | None:
    """Return a day since 1970, None for what cannot be one."""
    return _within(value, range(_LAST_DAY))


def _sample(sample: Sample) -> list[float | int | None]:
    known: list[float | int | None] = [getattr(sample, kind) for kind in _READ]
    while known and known[-1] is None:
        known.pop()
    return [sample.at, *known]


def _samples(raw: Any, when: range) -> tuple[tuple[Sample, ...], bool]:
    """Return samples in order of time, and whether all could be read."""

    def read(entry: Any) -> tuple[Sample, bool] | None:
        return _read_sample(entry, when)

    found, whole = _listed(raw, read, _MOST_SAMPLES)
    samples: list[Sample] = []
    for sample, sample_is_whole in found:
        in_order = not samples or samples[-1].at <= sample.at
        if in_order:
            samples.append(sample)
        whole = whole and sample_is_whole and in_order
    return tuple(samples), whole


def _read_sample(raw: Any, when: range) -> tuple[Sample, bool] | None:
    """Return a sample and whether all of its values can be."""
    if not isinstance(raw, list) or not raw:
        return None
    at = _within(raw[0], when)
    if at is None:
        return None
    said = {
        kind: value
        for kind, value in zip(_READ, raw[1:], strict=False)
        if value is not None
    }
    known = {kind: _READ[kind](value) for kind, value in said.items()}
    return Sample(at=at, **known), None not in known.values()


def _read_cycle(raw: Any) -> Cycle | None:
    if not isinstance(raw, list) or len(raw) < 3:
        return None
    ended, days, whole, *tail = raw
    ended, days = day(ended), _within(days, range(1, _LAST_DAY))
    volts = [value if value is None else _tail_volts(value) for value in tail]
    readable = [
        value is None or v is not None for value, v in zip(tail, volts, strict=True)
    ]
    if ended is None or days is None or not all(readable) or len(tail) > len(TAIL_DAYS):
        return None
    return Cycle(ended=ended, days=days, whole=bool(whole), tail=tuple(volts))


def _listed[T](
    raw: Any, read: Callable[[Any], T | None], most: int
) -> tuple[tuple[T, ...], bool]:
    """Return what can be read of a list, the last of it, and whether that is all."""
    if not isinstance(raw, list):
        return (), False
    found = [read(entry) for entry in raw[-most:]]
    readable = tuple(entry for entry in found if entry is not None)
    return readable, len(readable) == len(raw)


def _weather(raw: Any) -> tuple[float, float] | None:
    if not isinstance(raw, list | tuple) or len(raw) != 2:
        return None
    squares, products = (values.number(value) for value in raw)
    if squares is None or products is None:
        return None
    can_be = 0 <= squares <= _MOST_SQUARES and abs(products) <= _MOST_PRODUCTS
    return (squares, products) if can_be else None


def _volts(value: Any) -> float | None:
    """Return volts per cell, which are stored as such."""
    number = values.number(value)
    if number is None or values.cell_hundredths(round(number * 100, 6)) is None:
        return None
    return number


def _tail_volts(value: Any) -> float | None:
    number = values.number(value)
    return number if number is not None and abs(number) <= _MOST_VOLTS else None


def _within(value: Any, allowed: range) -> int | None:
    number = values.whole(value)
    # whoever looks for None in a range looks at all of it
    return number if number is not None and number in allowed else None


def _moment(seconds: Any) -> datetime | None:
    whole = _within(seconds, range(1, _LATEST))
    return None if whole is None else datetime.fromtimestamp(whole, UTC)


# the values of a sample in their order, and how each is read
_READ: Mapping[str, Callable[[Any], Any]] = {
    "volts": _volts,
    "temperature_f": values.temperature,
    "wifi_bars": values.bars,
    "wifi_dbm": values.dbm,
    "sync_module_bars": values.bars,
}
