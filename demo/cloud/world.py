"""The world that the devices of an account are in: time, delays, noise, each other.

It lies below the devices: they know it, it knows none of them by its kind.
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
    """How long things take in the simulated world."""

    boot: timedelta = timedelta(seconds=30)
    module_boot: timedelta = timedelta(seconds=45)
    battery_report: timedelta = timedelta(minutes=10)
    offline_notice: timedelta = timedelta(0)


@dataclass(slots=True)
class Raw:
    """Odd values that replace what the cloud would say, or leave it out (`ABSENT`)."""

    homescreen: dict[str, Any] = field(default_factory=dict)
    config: dict[str, Any] = field(default_factory=dict)


class Thing(Protocol):
    """What there can be in a world."""

    def value(self, name: str, at: datetime) -> Any:
        """Return what the cloud has on file for an attribute."""

    def present_at(self, at: datetime) -> bool:
        """Return whether it is on the account."""


@dataclass(slots=True)
class World:
    """Where the devices of one account are."""

    clock: Clock
    account_id: int
    delays: Delays = field(default_factory=Delays)
    noise: Noise = field(default_factory=Noise)
    things: list[Thing] = field(default_factory=list)
    clips: list[dict[str, Any]] = field(default_factory=list)

    def now(self) -> datetime:
        """Return the world's present."""
        return self.clock()
