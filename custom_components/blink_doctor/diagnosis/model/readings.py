"""Readings: the data of each device at one poll.

Absent is always `None`, never guessed. Raw payloads are parsed in `parsing/`; everything
behind it sees only these frozen objects.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from .frozen import dataclass
from .ids import BlinkId, DeviceKey, Identity, NetworkId, Uid

ACCOUNT_KEY = DeviceKey("account")
# how often core Blink polls
POLL_INTERVAL = timedelta(minutes=5)


class Family(StrEnum):
    """The list of the homescreen that a device came in."""

    CAMERA = "camera"
    OWL = "owl"
    DOORBELL = "doorbell"
    SYNC_MODULE = "sync_module"
    SYSTEM = "system"
    ACCOUNT = "account"


class Battery(StrEnum):
    """Battery state as Blink reports it; `MAINS` where there is no battery field."""

    OK = "ok"
    LOW = "low"
    MAINS = "mains"


class Storage(StrEnum):
    """The USB stick of a sync module, as far as Blink reports it. Slugs are public.

    `NOT_ACTIVE`: clips should be stored locally, but Blink reports no usable stick.
    `NOT_KNOWN`: a state that we do not understand, perhaps "full" or "being read".
    """

    ACTIVE = "active"
    NOT_ACTIVE = "not_active"
    NOT_IN_USE = "not_in_use"
    NOT_KNOWN = "not_known"


CAMERAS = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})
# why a poll brought no usable data
TROUBLES = frozenset(
    {"removed", "disabled", "sign_in", "not_loaded", "poll_failed"}
    | {"no_connection", "error_answer", "no_answer", "not_a_homescreen"}
)
# Light patterns that a person may report. `unknown`: no pattern was given.
UNKNOWN_PATTERN = "unknown"
LIGHT_PATTERNS = (
    UNKNOWN_PATTERN,
    "flashing",
    "every_three_seconds",
    "after_blue",
    "solid",
    "red_and_blue",
)
# scopes that findings can sit on, but not devices of Blink
SCOPES = frozenset({Family.SYSTEM, Family.ACCOUNT})


def family_of(key: DeviceKey) -> Family:
    """Return the family of a device key; raises ValueError for anything else."""
    return Family(key.partition(":")[0])


def blink_id_of(key: DeviceKey) -> BlinkId:
    """Return Blink's number of a device or a system from its key, empty for the account."""
    return BlinkId(key.partition(":")[2])


def system_key(network_id: NetworkId) -> DeviceKey:
    """Return the key of a Blink system, which Blink calls a network."""
    return DeviceKey(f"{Family.SYSTEM}:{network_id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One device at one poll.

    Units: `battery_volts` is volts per cell, `wifi_dbm` is dBm (negative),
    `*_bars` are 0-5, `temperature_f` is degrees Fahrenheit. `identity` is a
    digest of the serial number: it distinguishes devices and identifies no one.
    `uid` is the same, or a digest of Blink's id if there is no serial number.
    `battery` is `MAINS` if the payload has no battery field. `mount_battery` is that
    of a floodlight mount. `online` is Blink's status field. `own_wifi`: the
    device joins the home Wi-Fi itself; others reach Blink through a sync module. `in_use`
    is False if setup was never completed, and while the owner has paused it, until
    `paused_until` or (None) until it is resumed. `updated_at` is when Blink last changed its
    record of the device, `battery_read_at` when it last measured the battery, perhaps
    months ago. `armed` is that of the camera's system, `stores_locally` is False for a
    camera that cannot use a USB stick. `storage` is a module's stick, `storage_on`: clips
    are meant to go there.
    """

    key: DeviceKey
    family: Family
    name: str
    uid: Uid = Uid("")
    identity: Identity | None = None
    network_id: NetworkId | None = None
    model: str | None = None
    subtype: str | None = None
    revision: str | None = None
    online: bool | None = None
    battery: Battery | None = None
    mount_battery: Battery | None = None
    battery_volts: float | None = None
    wifi_bars: int | None = None
    wifi_dbm: int | None = None
    sync_module_bars: int | None = None
    temperature_f: float | None = None
    firmware: str | None = None
    issues: frozenset[str] | None = None
    heartbeat: datetime | None = field(default=None, compare=False)
    updated_at: datetime | None = field(default=None, compare=False)
    battery_read_at: datetime | None = field(default=None, compare=False)
    high_usage: bool | None = None
    unknown_status: str | None = None
    armed: bool | None = None
    motion_detection: bool | None = None
    snoozed: bool | None = None
    stores_locally: bool | None = None
    storage: Storage | None = None
    storage_on: bool | None = None
    own_wifi: bool = False
    in_use: bool = True
    paused: bool = False
    paused_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All readings of one Blink account at one poll.

    `usable` is False for a failed poll or a payload that is not a homescreen:
    then `devices` is empty and says nothing about the devices, `trouble` is a slug
    that says why, and `message` is Blink's error message, if any. `interval` is the time
    between two polls. `missing` are families whose list was absent or partly unreadable:
    a device that is not in `devices` may still exist. `systems`
    maps the network ids in use to the names of the systems. `sync_module_errors`
    maps network ids to the cloud's own flag. `red_light` maps device keys to the
    light pattern that a person reported, `batteries_replaced` are the keys of devices whose
    batteries the owner reported as replaced. `skipped` lists the parts of the
    payload that could not be read, as text.
    """

    at: datetime
    usable: bool
    interval: timedelta = POLL_INTERVAL
    devices: Mapping[DeviceKey, Reading] = field(default_factory=dict)
    missing: frozenset[Family] = frozenset()
    systems: Mapping[NetworkId, str | None] = field(default_factory=dict)
    sync_module_errors: Mapping[NetworkId, bool] = field(default_factory=dict)
    red_light: Mapping[str, str] = field(default_factory=dict)
    batteries_replaced: frozenset[str] = frozenset()
    trouble: str | None = None
    message: str | None = None
    skipped: tuple[str, ...] = ()

    def of_family(self, family: Family) -> tuple[Reading, ...]:
        """Return the readings of one family, in the order of the payload."""
        return tuple(r for r in self.devices.values() if r.family is family)
