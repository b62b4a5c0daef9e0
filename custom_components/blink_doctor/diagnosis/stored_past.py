"""The past of a device to short lists of numbers and back.

A sample is `[at, volts, temperature, bars, dBm, link bars]` without the unknown
values at its end; moments are whole seconds since 1970.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .cells import Cells, Cycle
from .past import Past, Sample

_KINDS = ("volts", "temperature_f", "wifi_bars", "wifi_dbm", "sync_module_bars")
_WHOLE = frozenset({"wifi_bars", "wifi_dbm", "sync_module_bars"})
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
    moments = {
        name: datetime.fromtimestamp(int(raw[name]), UTC)
        for name in _MOMENTS
        if name in raw
    }
    squares, products = raw.get("weather", (0.0, 0.0))
    return Cells(
        weather=(float(squares), float(products)),
        told=raw.get("told") is True,
        cycles=tuple(_read_cycle(cycle) for cycle in raw.get("cycles", ())),
        **moments,
    )


def _sample(sample: Sample) -> list[float | int | None]:
    values: list[float | int | None] = [getattr(sample, kind) for kind in _KINDS]
    while values and values[-1] is None:
        values.pop()
    return [sample.at, *values]


def _samples(raw: Any) -> tuple[Sample, ...]:
    return tuple(_read_sample(at, *values) for at, *values in raw)


def _read_sample(at: Any, *values: Any) -> Sample:
    known = {
        kind: int(value) if kind in _WHOLE else float(value)
        for kind, value in zip(_KINDS, values, strict=False)
        if value is not None
    }
    return Sample(at=int(at), **known)  # type: ignore[arg-type]


def _read_cycle(raw: Any) -> Cycle:
    ended, days, whole, *tail = raw
    return Cycle(
        ended=int(ended),
        days=int(days),
        whole=bool(whole),
        tail=tuple(None if volts is None else float(volts) for volts in tail),
    )
