"""What rules see: a reading, interpreted with the memory of its device.

The only place that does so. A module whose heartbeats stopped is offline whatever its
status says; a missing battery field is not external power if there was one before.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .memory import DeviceMemory, Heartbeat
from .model.readings import Battery, Family, Reading

if TYPE_CHECKING:
    from .fleet import Fleet
    from .settings import Settings


@dataclass(slots=True, kw_only=True)
class View:
    """One device at one poll. `fleet` holds the firmware of the whole account."""

    reading: Reading
    memory: DeviceMemory
    settings: Settings
    fleet: Fleet
    now: datetime
    online: bool | None
    battery: Battery | None
    heartbeat: Heartbeat | None = None


def battery_of(reading: Reading, memory: DeviceMemory) -> Battery | None:
    """Return the battery's state; None while a field that went missing may return."""
    if reading.battery is Battery.MAINS and memory.battery is not None:
        return Battery.MAINS if memory.external_power else None
    return reading.battery


def online_of(
    reading: Reading, heartbeat: Heartbeat | None, settings: Settings
) -> bool | None:
    """Return whether a device answers. For a module, new heartbeats override its status."""
    if reading.family is not Family.SYNC_MODULE or heartbeat is None:
        return reading.online
    if reading.online is False:
        return False
    if heartbeat.quiet >= 60 * settings["heartbeat_minutes"]:
        return False
    if reading.online is None and reading.heartbeat is not None:
        return True if heartbeat.quiet == 0 else None
    return reading.online


def is_quiet(heartbeat: Heartbeat | None) -> bool:
    """Whether a module has missed so many heartbeats that it may be down."""
    return heartbeat is not None and heartbeat.quiet >= QUIET.total_seconds()


# modules send a heartbeat every minute: five in a row are missing
QUIET = timedelta(minutes=5)
