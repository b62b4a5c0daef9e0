"""What Blink's cloud said about each device at one poll.

Absent is always `None` and never guessed. The raw payloads are read in
`payload.py`; everything behind it sees only these frozen objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

ACCOUNT_KEY = "account"


class Family(StrEnum):
    """The list of the homescreen that a device came in."""

    CAMERA = "camera"
    OWL = "owl"
    DOORBELL = "doorbell"
    SYNC_MODULE = "sync_module"
    ACCOUNT = "account"


class Battery(StrEnum):
    """Battery state as Blink reports it; `MAINS` where there is no battery field."""

    OK = "ok"
    LOW = "low"
    MAINS = "mains"


# These join the home Wi-Fi by themselves, whatever else there is
ALWAYS_OWN_WIFI = frozenset({Family.SYNC_MODULE, Family.OWL})


class Device(NamedTuple):
    """Whose entry of a list of the homescreen this is.

    `id` is Blink's, unique in its family; `key` is unique in the account.
    """

    family: Family
    id: str
    key: str
    network_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One device at one poll.

    Units: `battery_volts` is volts per cell, `wifi_dbm` is dBm (negative),
    `*_bars` are 0-5, `temperature_f` is degrees Fahrenheit. `identity` is a
    digest of the serial number: it tells devices apart and identifies no one.
    `uid` is the same, or a digest of Blink's id where there is no serial number.
    `heartbeat` moves with every poll and is not compared.
    """

    # what moves most comes first: whether two readings are equal is asked often
    temperature_f: float | None = None
    wifi_dbm: int | None = None
    wifi_bars: int | None = None
    sync_module_bars: int | None = None
    key: str
    family: Family
    name: str
    uid: str = ""
    identity: str | None = None
    network_id: str | None = None
    model: str | None = None
    subtype: str | None = None
    online: bool | None = None
    battery: Battery | None = None
    battery_volts: float | None = None
    firmware: str | None = None
    issues: frozenset[str] | None = None
    heartbeat: datetime | None = field(default=None, compare=False)
    high_usage: bool | None = None
    unknown_status: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All readings of one Blink account at one moment.

    `usable` is False for a failed poll or a payload that is not a homescreen:
    then `devices` is empty and says nothing about the devices, and `trouble` is
    a slug that says why. `missing` are the families whose list was not in the
    payload or not all of it readable: a device that is not here may still exist. `red_light` maps device keys to the
    light pattern that a person reported. `skipped` says in words which parts of
    the payload could not be read.
    """

    at: datetime
    usable: bool
    devices: Mapping[str, Reading] = field(default_factory=dict)
    missing: frozenset[Family] = frozenset()
    red_light: Mapping[str, str] = field(default_factory=dict)
    trouble: str | None = None
    skipped: tuple[str, ...] = ()

    def of_family(self, family: Family) -> tuple[Reading, ...]:
        """Return the readings of one family, in the order of the payload."""
        return tuple(r for r in self.devices.values() if r.family is family)

    def sync_modules_by_network(self) -> dict[str, list[str]]:
        """Return the keys of the sync modules of each network id."""
        modules: dict[str, list[str]] = {}
        for reading in self.of_family(Family.SYNC_MODULE):
            if reading.network_id is not None:
                modules.setdefault(reading.network_id, []).append(reading.key)
        return modules

    def on_own_wifi(self) -> tuple[Reading, ...]:
        """Return the devices that join the home Wi-Fi by themselves.

        Sync modules and Minis always do; a doorbell does where its network has
        no sync module to connect through.
        """
        behind_module = self.sync_modules_by_network().keys()
        return tuple(
            reading
            for reading in self.devices.values()
            if reading.family in ALWAYS_OWN_WIFI
            or (
                reading.family is Family.DOORBELL
                and reading.network_id not in behind_module
            )
        )
