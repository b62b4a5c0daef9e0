"""What the past lets one say about each device, beside its findings.

Nothing here is a fault. It is worked out when it is asked for and kept until
another day begins or another set of cells is in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from . import battery_life, drain, firmware_history, fleet, trends
from .battery_life import BatteryLife, Expectation
from .cells import Cells
from .drain import Drain
from .firmware_history import Update
from .memory import DeviceMemory, Memory
from .past import day_of
from .readings import Reading
from .trends import Drop, Signal, Together


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The cells, the signals and the firmware of one device.

    `expected` and `drain` are None for what has no cells.
    """

    cells: Cells
    expected: Expectation | None = None
    drain: Drain | None = None
    drops: tuple[Drop, ...] = ()
    together: Mapping[Signal, Together]
    update: Update | None = None
    firmware: tuple[tuple[str, datetime], ...] = ()


def _says_the_same(before: Memory, now: Memory) -> bool:
    """Whether all that outlooks are made of, beside the day, is as it was."""
    return (
        before.firmware_seen == now.firmware_seen
        and before.devices.keys() == now.devices.keys()
        and all(
            _is_alike(before.devices[key], remembered)
            for key, remembered in now.devices.items()
        )
    )


def _is_alike(before: DeviceMemory, now: DeviceMemory) -> bool:
    return before is now or (
        before.cells == now.cells
        and before.drops == now.drops
        and before.firmware == now.firmware
    )


class Outlooks:
    """The outlooks of one account, always for the memory seen last."""

    def __init__(self) -> None:
        """Begin without any."""
        self._memory = Memory()
        self._day: int | None = None
        self._now: datetime | None = None
        self._known: dict[str, Outlook] = {}
        self._lives: dict[str, BatteryLife] = {}
        self._fallen: Mapping[tuple[str, Signal], Together] = {}

    def follow(self, memory: Memory, now: datetime) -> bool:
        """Take the memory of now; return whether an outlook may be another one."""
        day, before, self._memory = day_of(now), self._memory, memory
        if day == self._day and _says_the_same(before, memory):
            return False
        self._day, self._now = day, now
        self._known, self._lives = {}, {}
        self._fallen = trends.together(self._readings().values(), memory.devices)
        return True

    def of(self, key: str) -> Outlook | None:
        """Return the outlook of a device, None where nothing is remembered."""
        remembered = self._memory.devices.get(key)
        if remembered is None or self._now is None:
            return None
        if key not in self._known:
            self._known[key] = self._outlook(key, remembered, self._now)
        return self._known[key]

    def _readings(self) -> dict[str, Reading]:
        return dict(self._memory.readings)

    def _outlook(self, key: str, remembered: DeviceMemory, now: datetime) -> Outlook:
        reading = self._readings().get(key)
        expected, drained = None, None
        if remembered.cells.first_seen is not None:
            family = key.partition(":")[0]
            known = self._life(family, now)
            expected = known.expect(key, remembered.past, now)
            drained = drain.judge(
                key, known, remembered.cells, expected, remembered.past, reading
            )
        seen = self._memory.firmware_seen
        return Outlook(
            cells=remembered.cells,
            expected=expected,
            drain=drained,
            drops=remembered.drops,
            together={
                drop.signal: self._fallen[key, drop.signal]
                for drop in remembered.drops
                if (key, drop.signal) in self._fallen
            },
            update=firmware_history.last_update(remembered),
            firmware=tuple(fleet.versions(seen, reading) if reading else ()),
        )

    def _life(self, family: str, now: datetime) -> BatteryLife:
        """Return what the cells of all devices of a family have shown."""
        if family not in self._lives:
            cells = {
                key: remembered.cells
                for key, remembered in self._memory.devices.items()
                if remembered.cells.first_seen is not None
                and key.partition(":")[0] == family
            }
            self._lives[family] = battery_life.BatteryLife(cells, now)
        return self._lives[family]
