"""Convert what 0.1.0 stored to today's format; everything the owner reported is kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .history.samples import day_of
from .model.readings import POLL_INTERVAL
from .parsing import values

# 0.1.0 did not record online days: assume all of two weeks
_TWO_WEEKS = (1 << 14) - 1
_OLD_KIND_PARTS = 4
_OFFLINE = ("offline", "sync_module_offline")


def to_current(data: dict[str, Any]) -> dict[str, Any]:
    """Return stored data in today's format; current data is returned unchanged."""
    devices = values.mapping(data.get("devices"))
    if not any("watches" in device for device in values.entries([*devices.values()])):
        seen = values.mapping(data.get("firmware_seen"))
        if all(key.count("|") != _OLD_KIND_PARTS - 1 for key in map(str, seen)):
            return data
    seen = {
        _kind_with_revision(str(key)): at
        for key, at in values.mapping(data.get("firmware_seen")).items()
    }
    times = [at for at in map(values.parse_datetime, seen.values()) if at is not None]
    began = min(times).isoformat() if times else None
    newest = _newest_loss(values.entries([*devices.values()]))
    return {
        **data,
        "firmware_seen": seen,
        "devices": {
            key: _device(device, began, newest) if isinstance(device, dict) else device
            for key, device in devices.items()
        },
    }


def _kind_with_revision(key: str) -> str:
    """Return the version's key with a revision field, which 0.1.0 did not have."""
    kind, _, version = key.rpartition("|")
    return f"{kind}||{version}" if kind.count("|") == _OLD_KIND_PARTS - 2 else key


def _newest_loss(devices: Iterable[dict[str, Any]]) -> datetime | None:
    losses = (
        values.parse_datetime(
            values.mapping(values.mapping(d.get("watches")).get(key)).get("since")
        )
        for d in devices
        for key in _OFFLINE
    )
    return max((at for at in losses if at is not None), default=None)


def _device(
    device: dict[str, Any], began: str | None, newest: datetime | None
) -> dict[str, Any]:
    watches = values.mapping(device.get("watches"))
    kept = {k: v for k, v in device.items() if k not in ("watches", "explained")}
    kept["conditions"] = {
        key: _condition(watch)
        for key, watch in watches.items()
        if isinstance(watch, dict)
    }
    slot = values.whole(values.mapping(device.get("past")).get("slot"))
    cells = values.mapping(device.get("cells"))
    kept.setdefault("first_seen", cells.get("first_seen") or began)
    if slot is not None and slot > 0:
        kept |= {"online_day": slot // 4, "online_days": _TWO_WEEKS}
    explained = device.get("explained") is True
    for key in _OFFLINE:
        since = values.parse_datetime(values.mapping(watches.get(key)).get("since"))
        if since is None or newest is None:
            continue
        # 0.1.0 did not count polls: devices lost at different times were not lost together.
        # A device explained by a root was lost with it, and has no condition of its own.
        polls_ago = 0 if explained else (newest - since) // POLL_INTERVAL
        kept["lost"] = {"since": since.isoformat(), "poll": -polls_ago, "lived": True}
        if explained:
            kept["conditions"].pop(key)
    red_light = values.mapping(device.get("red_light"))
    if red_light:
        kept["red_light"] = {"last": red_light.get("at"), **red_light}
    if cells and isinstance(cells.get("cycles", []), list):
        kept["cells"] = _cells(cells)
    return {key: value for key, value in kept.items() if value is not None}


def _condition(watch: dict[str, Any]) -> dict[str, Any]:
    wobble = values.mapping(watch.get("wobble"))
    condition = {
        "since": watch.get("since"),
        "at": watch.get("clear_since") or watch.get("since"),
        # no finding, and fine at its last reading: it was inactive
        "readings": watch.get("readings", 1)
        if watch.get("active") or watch.get("clear_since") is None
        else 0,
        "firing": watch.get("active", False),
        "fine": int(watch.get("clear_since") is not None),
    }
    if wobble:
        condition["flapping"] = {
            "dips": wobble.get("dips", 0),
            "bad": wobble.get("weak", 0.0),
            "total": wobble.get("total", 1.0),
        }
    return condition


def _cells(cells: dict[str, Any]) -> dict[str, Any]:
    """Convert batteries; their age counts from when they were put in, as it did."""
    since = cells.get("put_in") or cells.get("first_seen")
    low = values.parse_datetime(cells.get("low_since"))
    ended = [_ended(raw) for raw in cells.get("cycles") or ()]
    if low is not None:
        # 0.1.0 listed a set that is low but still in among the past ones
        ended = [raw for raw in ended if not _ended_on(raw, day_of(low))]
    return {
        **cells,
        "since": since,
        "doubt_since": cells.get("clear_since"),
        "cycles": ended,
    }


def _ended_on(raw: Any, day: int) -> bool:
    return isinstance(raw, list) and raw[:1] == [day]


def _ended(raw: Any) -> Any:
    """Convert a past set; 0.1.0 showed that it went low in its voltages, which are dropped."""
    if isinstance(raw, list) and len(raw) >= len(("ended", "days", "whole")):
        ended, days, whole, *tail = raw
        return [ended, days if whole or not tail else None, bool(whole or tail)]
    return raw
