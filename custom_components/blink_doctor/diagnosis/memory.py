"""What must survive to the next poll and across restarts.

Everything here is frozen; a poll creates new objects only where something changed.
Fields that change with every poll are excluded from comparison, so that an equal memory
need not be written to disk.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from .battery import Batteries
from .conditions import Condition
from .history.incidents import Incident
from .history.samples import Past
from .history.trends import Drop
from .model.frozen import dataclass, replace
from .model.ids import DeviceKey, Identity, NetworkId, Uid
from .model.readings import Battery, Reading
from .watching.ledger import Ledger

# The key of the condition of a camera that does not answer: a symptom, not yet a cause
OFFLINE = "offline"
_NO_PAST = Past()
_NO_CELLS = Batteries()
_NO_LEDGER = Ledger()


@dataclass(frozen=True, slots=True, kw_only=True)
class RedLight:
    """A red light that a person reported on a device: first and last time."""

    at: datetime
    pattern: str
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """When a device that does not answer was lost.

    `poll` counts polls, `lived`: it was seen answering before. `since_before`: it was already
    offline when first seen, and Blink gives no date for it. `behind`: the poll since which
    the cameras behind a module were offline, if before the module itself.
    """

    since: datetime
    poll: int
    lived: bool = False
    since_before: bool = False
    behind: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """The newest heartbeat of a sync module, and for how long there was no newer one.

    `quiet` are observed seconds, `poll` is the poll that brought the newest heartbeat, `last`
    the value at the last poll if that was not newer.
    """

    newest: datetime
    at: datetime
    poll: int
    quiet: float = 0.0
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedBy:
    """The root that a device's silence is attributed to.

    `since` is the first reading that it explained, `at` the last.
    """

    cause: str
    device: DeviceKey
    since: datetime | None = None
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceMemory:
    """What is remembered of one device.

    `uid` is the id that the device was first known by: it stays when a serial
    number turns up later, and when the device is paired again. `online_days` has a
    bit for each of the 90 days up to `online_day` on which the device was seen
    online. `battery` is the last state that Blink reported, `no_battery_since` the
    first reading without the field after that, `external_power`: this has lasted.
    `firmware_newest` is the newest version that the device ever ran,
    `firmware_before` the one before the last change, `fine_before_update`: it had
    no trouble then. `trouble_on` is the last day (since 1970) with any. `missing_since`
    and `gone_since`: the account does not list it. `pause_ended` is when a pause last
    ended. `conditions` are keyed by cause slug or `OFFLINE`. `watched` is the ledger of
    when a camera would have recorded, `storage_active_on` the last day on which a
    module's USB stick was in use. `drops` are derived from `past` and not stored.
    `incidents` are the last faults, oldest first.
    """

    uid: Uid | None = None
    identity: Identity | None = None
    first_seen: datetime | None = None
    online_day: int = 0
    online_days: int = 0
    battery: Battery | None = None
    no_battery_since: datetime | None = None
    external_power: bool = False
    firmware: str | None = None
    firmware_newest: str | None = None
    firmware_before: str | None = None
    firmware_changed: datetime | None = None
    fine_before_update: bool = False
    trouble_on: int | None = None
    missing_since: datetime | None = None
    gone_since: datetime | None = None
    pause_ended: datetime | None = None
    lost: Lost | None = None
    explained_by: ExplainedBy | None = None
    red_light: RedLight | None = None
    conditions: Mapping[str, Condition] = field(default_factory=dict)
    past: Past = _NO_PAST
    cells: Batteries = _NO_CELLS
    watched: Ledger = _NO_LEDGER
    storage_active_on: int | None = None
    drops: tuple[Drop, ...] = ()
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that is remembered of one account.

    `firmware_seen` maps a kind of device and a version to when it was first
    seen. `readings` holds the last reading of every device, including those that the
    last poll did not list; `systems` the names of the Blink systems. `poll` counts
    usable polls, the last of them at `data_at`; `at` and `usable` describe the
    last poll of any kind.
    """

    devices: Mapping[DeviceKey, DeviceMemory] = field(default_factory=dict)
    firmware_seen: Mapping[str, datetime] = field(default_factory=dict)
    systems: Mapping[NetworkId, str | None] = field(default_factory=dict)
    readings: Mapping[DeviceKey, Reading] = field(default_factory=dict, compare=False)
    heartbeats: Mapping[DeviceKey, Heartbeat] = field(
        default_factory=dict, compare=False
    )
    poll: int = field(default=0, compare=False)
    polled_at: datetime | None = field(default=None, compare=False)
    data_at: datetime | None = field(default=None, compare=False)
    at: datetime | None = field(default=None, compare=False)
    usable: bool = field(default=False, compare=False)

    def with_device(self, key: DeviceKey, **changes: Any) -> Memory:
        """Return a memory in which one device is remembered differently."""
        device = replace(self.devices.get(key, DeviceMemory()), **changes)
        return replace(self, devices={**self.devices, key: device})


NO_MEMORY = DeviceMemory()


def put(
    conditions: dict[str, Condition], key: str, condition: Condition | None
) -> None:
    """Set or drop a condition."""
    if condition is None:
        conditions.pop(key, None)
    else:
        conditions[key] = condition
