"""Polls of one camera over days, as the engine sees them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import blake2s
from typing import Any

from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.findings import (
    DeviceDiagnosis,
    Diagnosis,
)
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import (
    POLL_INTERVAL,
    Battery,
    Family,
    Reading,
    Snapshot,
)
from custom_components.blink_doctor.diagnosis.settings import Settings

# a Monday, at midnight
START = datetime(2026, 1, 5, tzinfo=UTC)
KEY = DeviceKey("camera:1")
DAY = timedelta(days=1)
SLOT = timedelta(hours=6)


def camera(key: str = KEY, **changes: Any) -> Reading:
    values: dict[str, Any] = {
        "family": Family(key.partition(":")[0]),
        "name": key,
        "identity": blake2s(key.encode(), digest_size=8).hexdigest(),
        "network_id": "1",
        "model": "catalina",
        "online": True,
        "battery": Battery.OK,
        "battery_volts": 1.55,
        "wifi_bars": 5,
        "sync_module_bars": 5,
        "temperature_f": 68.0,
        "firmware": "10.53",
        "issues": frozenset(),
    }
    return Reading(key=DeviceKey(key), **values | changes)


class Polls:
    """Takes poll after poll; the clock moves only here."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at
        self.memory = Memory()
        self.diagnosis: Diagnosis

    def poll(self, *readings: Reading, after: timedelta = SLOT) -> DeviceDiagnosis:
        """Let time pass, judge one poll, return the first device's diagnosis."""
        self.at += after
        snapshot = Snapshot(
            at=self.at,
            usable=True,
            # so that there is no hole between two polls
            interval=max(after, POLL_INTERVAL),
            devices={r.key: r for r in readings},
        )
        self.diagnosis, self.memory = diagnose(
            snapshot, self.memory, Settings(), self.at
        )
        return self.diagnosis.devices[readings[0].key]

    def days(self, days: float, make: Callable[[int], Reading]) -> None:
        """Poll four times a day for so many days; `make` gets the day's number."""
        for number in range(round(days * 4)):
            self.poll(make(number // 4))

    def remembered(self, key: str = KEY) -> DeviceMemory:
        return self.memory.devices[DeviceKey(key)]
