"""What 0.1.0 remembered, in today's shape: nothing that an owner told is lost."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from .model.readings import POLL_INTERVAL
from .parsing import values

# 0.1.0 did not note on which days a device was online: taken as on all of two weeks
_TWO_WEEKS = (1 << 14) - 1
_OLD_KIND_PARTS = 4
_SECONDS_A_DAY = 86_400
_OFFLINE = ("offline", "sync_module_offline")


def to_current(data: dict[str, Any]) -> dict[str, Any]:
    """Return stored data in today's shape; today's own is returned as it is."""
    devices = values.mapping(data.get("devices"))
    if not any("watches" in device for device in values.entries([*devices.values()])):
        seen = values.mapping(data.get("firmware_seen"))
        if all(key.count("|") != _OLD_KIND_PARTS - 1 for key in map(str, seen)):
            return data
    seen = {
        _kind_with_revision(str(key)): at
        for key, at in values.mapping(data.get("firmware_seen")).items()
    }
    moments = [at for at in map(values.moment, seen.values()) if at is not None]
    began = min(moments).isoformat() if moments else None
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
    """Return the key of a version; revisions were not told apart."""
    kind, _, version = key.rpartition("|")
    return f"{kind}||{version}" if kind.count("|") == _OLD_KIND_PARTS - 2 else key


def _newest_loss(devices: Iterable[dict[str, Any]]) -> datetime | None:
    losses = (
        values.moment(
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
        since = values.moment(values.mapping(watches.get(key)).get("since"))
        if since is None or newest is None:
            continue
        # polls were not counted: those of a time apart were not lost together. What
        # something above explained was lost with that, and has no condition of its own.
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
        # without a finding, and fine at last, it only rested
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
    """Return batteries whose age counts from when they were put in, as it did."""
    since = cells.get("put_in") or cells.get("first_seen")
    low = values.moment(cells.get("low_since"))
    ended = [_ended(raw) for raw in cells.get("cycles") or ()]
    if low is not None:
        # a set that is low and still in was among those before
        ended = [
            raw
            for raw in ended
            if not _ended_on(raw, int(low.timestamp()) // _SECONDS_A_DAY)
        ]
    return {
        **cells,
        "since": since,
        "steady_since": since,
        "is_new": "put_in" in cells,
        "ok_since": cells.get("clear_since"),
        "cycles": ended,
    }


def _ended_on(raw: Any, day: int) -> bool:
    return isinstance(raw, list) and raw[:1] == [day]


def _ended(raw: Any) -> Any:
    """Return a past set: that it went low shows in its voltages, not kept now."""
    if isinstance(raw, list) and len(raw) >= len(("ended", "days", "whole")):
        ended, days, whole, *tail = raw
        return [ended, days if whole or not tail else None, bool(whole or tail)]
    return raw
