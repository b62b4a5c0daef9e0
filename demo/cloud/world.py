"""The environment of an account's devices: time, delays, noise, and the other devices.

Lower layer than the devices: they import it, and it does not know their classes.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from .clock import Clock
from .noise import Noise

ABSENT = object()
"""In `raw`: leave this key out of the payload."""


@dataclass(slots=True)
class Delays:
    """Durations in the simulated world."""

    boot: timedelta = timedelta(seconds=30)
    module_boot: timedelta = timedelta(seconds=45)
    battery_report: timedelta = timedelta(minutes=10)
    offline_notice: timedelta = timedelta(0)


@dataclass(slots=True)
class Raw:
    """Overrides of the cloud's answers; `ABSENT` removes a field."""

    homescreen: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)


class AnyDevice(Protocol):
    """A device, as the world sees it."""

    def value(self, name: str, at: datetime) -> Any:
        """Return the cloud's record of an attribute."""

    def present_at(self, at: datetime) -> bool:
        """Return whether it is on the account."""


@dataclass(slots=True)
class World:
    """The environment of one account's devices."""

    clock: Clock
    account_id: int
    delays: Delays = field(default_factory=Delays)
    noise: Noise = field(default_factory=Noise)
    devices: list[AnyDevice] = field(default_factory=list)
    clips: list[dict[str, Any]] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the current time of the simulated world."""
        return self.clock()
