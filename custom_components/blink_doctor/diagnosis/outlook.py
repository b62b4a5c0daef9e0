"""Batteries, signals and firmware of each device as the past shows them, beside its findings.

Nothing here is a fault. An outlook is computed on demand and cached until the day
changes or another battery set is in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from . import battery, firmware_history, fleet
from .battery import Batteries
from .firmware_history import Update
from .history import trends
from .history.samples import Past, day_of
from .history.trends import Drop, Signal, Together
from .memory import DeviceMemory, Memory
from .model.findings import EvidenceValue
from .model.ids import DeviceKey
from .model.readings import Reading

_WEAK_BARS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The batteries, the signals and the firmware of one device.

    `battery` is None for a device without any; `drain` is the evidence of unusual drain.
    """

    cells: Batteries
    battery: battery.Outlook | None = None
    drain: Mapping[str, EvidenceValue]
    drops: tuple[Drop, ...] = ()
    together: Mapping[Signal, Together]
    update: Update | None = None
    firmware: tuple[tuple[str, datetime], ...] = ()


def _is_unchanged(before: Memory, now: Memory) -> bool:
    """Whether all inputs of the outlooks, apart from the day, are unchanged."""
    return (
        before.firmware_seen == now.firmware_seen
        and before.devices.keys() == now.devices.keys()
        and all(
            _is_alike(before.devices[key], remembered)
            for key, remembered in now.devices.items()
        )
    )


def _is_alike(before: DeviceMemory, now: DeviceMemory) -> bool:
    return (
        before.cells == now.cells
        and before.drops == now.drops
        and before.firmware == now.firmware
    )


class Outlooks:
    """Cache of one account's outlooks, for the memory seen last."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._memory = Memory()
        # incremented whenever outlooks may have changed
        self.version = 0
        self._day: int | None = None
        self._now: datetime | None = None
        self._known: dict[DeviceKey, Outlook] = {}
        self._batteries: dict[DeviceKey, battery.Outlook] | None = None
        self._fallen: Mapping[tuple[DeviceKey, Signal], Together] = {}

    def follow(self, memory: Memory, now: datetime) -> bool:
        """Take the current memory; return whether outlooks may have changed."""
        day, before, self._memory = day_of(now), self._memory, memory
        if day == self._day and _is_unchanged(before, memory):
            return False
        self._day, self._now, self.version = day, now, self.version + 1
        self._known, self._batteries = {}, None
        self._fallen = trends.together(self._readings().values(), memory.devices)
        return True

    def of(self, key: DeviceKey) -> Outlook | None:
        """Return the outlook of a device, None if nothing is remembered of it."""
        remembered = self._memory.devices.get(key)
        if remembered is None or self._now is None:
            return None
        if key not in self._known:
            self._known[key] = self._outlook(key, remembered, self._now)
        return self._known[key]

    def _readings(self) -> dict[DeviceKey, Reading]:
        return dict(self._memory.readings)

    def _outlook(
        self, key: DeviceKey, remembered: DeviceMemory, now: datetime
    ) -> Outlook:
        reading = self._readings().get(key)
        if self._batteries is None:
            devices = self._memory.devices.items()
            self._batteries = battery.estimate({k: d.cells for k, d in devices}, now)
        batteries = self._batteries.get(key)
        seen = self._memory.firmware_seen
        return Outlook(
            cells=remembered.cells,
            battery=batteries,
            drain=_drain(batteries, remembered.past, reading) if batteries else {},
            drops=remembered.drops,
            together={
                drop.signal: self._fallen[key, drop.signal]
                for drop in remembered.drops
                if (key, drop.signal) in self._fallen
            },
            update=firmware_history.last_update(remembered),
            firmware=tuple(fleet.versions(seen, reading) if reading else ()),
        )


def _drain(
    batteries: battery.Outlook, past: Past, reading: Reading | None
) -> dict[str, EvidenceValue]:
    """Return the numbers behind unusual drain, and what uses charge on this device."""
    if (
        not batteries.unusual_drain
        or batteries.life is None
        or not batteries.usual_life
    ):
        return {}
    found: dict[str, EvidenceValue] = {
        "compared_with": batteries.compared_with or "",
        "life_days": batteries.life,
        "usual_days": batteries.usual_life,
        "share_percent": round(100 * batteries.life / batteries.usual_life),
    }
    if reading is not None and reading.high_usage:
        found["high_usage"] = True
    for kind in ("wifi_bars", "sync_module_bars"):
        lately = [v for day in past.days if (v := getattr(day, kind)) is not None]
        if lately and median(lately) <= _WEAK_BARS:
            found[f"weak_{kind}"] = round(median(lately))
    return found
