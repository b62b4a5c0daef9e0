"""The past of a device to short lists of numbers and back.

A sample is `[at, volts, temperature, bars, dBm, link bars]` without the unknown
values at its end; moments are whole seconds since 1970.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from . import values
from .cells import Cells, Cycle
from .past import Past, Sample

_KINDS = ("volts", "temperature_f", "wifi_bars", "wifi_dbm", "sync_module_bars")
_WHOLE = frozenset({"wifi_bars", "wifi_dbm", "sync_module_bars"})
# the year 2200, in seconds
_LATEST = 7_258_118_400
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


def read_past(raw: Mapping[str, Any]) -> Past:
    """Return the samples. Raises ValueError, TypeError or KeyError."""
    if not raw:
        return Past()
    return Past(
        slot=int(raw["slot"]),
        today=_samples(raw["today"]),
        days=_samples(raw["days"]),
        weeks=_samples(raw["weeks"]),
    )


def read_cells(raw: Mapping[str, Any]) -> Cells:
    """Return the cells. Raises ValueError, TypeError or OverflowError."""
    moments = {name: _moment(raw[name]) for name in _MOMENTS if name in raw}
    squares, products = raw.get("weather", (0.0, 0.0))
    return Cells(
        weather=(_number(squares), _number(products)),
        told=raw.get("told") is True,
        cycles=tuple(_read_cycle(cycle) for cycle in raw.get("cycles", ())),
        **moments,
    )


def _sample(sample: Sample) -> list[float | int | None]:
    known: list[float | int | None] = [getattr(sample, kind) for kind in _KINDS]
    while known and known[-1] is None:
        known.pop()
    return [sample.at, *known]


def _samples(raw: Any) -> tuple[Sample, ...]:
    return tuple(_read_sample(at, *numbers) for at, *numbers in raw)


def _read_sample(at: Any, *numbers: Any) -> Sample:
    known = {
        kind: int(value) if kind in _WHOLE else _number(value)
        for kind, value in zip(_KINDS, numbers, strict=False)
        if value is not None
    }
    return Sample(at=int(at), **known)  # type: ignore[arg-type]


def _read_cycle(raw: Any) -> Cycle:
    ended, days, whole, *tail = raw
    return Cycle(
        ended=int(ended),
        days=int(days),
        whole=bool(whole),
        tail=tuple(None if volts is None else _number(volts) for volts in tail),
    )


def _number(value: Any) -> float:
    number = values.number(value)
    if number is None:
        raise ValueError("not a number")
    return number


def _moment(seconds: Any) -> datetime:
    whole = int(_number(seconds))
    if not 0 < whole < _LATEST:
        raise ValueError("not a moment")
    return datetime.fromtimestamp(whole, UTC)
