"""Firmware behind: a device of the same kind in the account runs a newer one.

No payload says "update pending", so this is all that can honestly be known.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from ..findings import FirmwareState
from ..memory import DeviceMemory, Symptom
from ..readings import Reading

type Group = tuple[str, str | None, str | None]


def group(reading: Reading) -> Group:
    """Return what two devices must share to run the same firmware."""
    return (reading.family, reading.model, reading.subtype)


@lru_cache(maxsize=512)
def seen_key(of: Group, version: str) -> str:
    """Return the key under which a version's first sighting is remembered."""
    return "|".join((*(part or "" for part in of), version))


@lru_cache(maxsize=512)
def parts(version: str) -> tuple[int, ...] | None:
    """Return a version as numbers, so that 10.53 is newer than 10.6.

    Zeros at the end do not make a version newer: 10.5.0 is 10.5.
    """
    try:
        numbers = [int(part) for part in version.split(".")]
    except ValueError:
        return None
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def seen_keys(readings: Iterable[Reading]) -> Iterator[str]:
    """Yield the key of every version that runs."""
    running = dict.fromkeys(
        (group(reading), reading.firmware)
        for reading in readings
        if reading.firmware is not None and reading.model is not None
    )
    for kind, version in running:
        yield seen_key(kind, version)


class Fleet:
    """The firmware that the devices of one account run, kind by kind."""

    def __init__(
        self,
        readings: Iterable[Reading],
        remembered: Mapping[str, DeviceMemory] | None = None,
    ) -> None:
        """Count the versions of each kind of device.

        A device that does not tell its version now runs the one remembered.
        """
        self.running: dict[Group, dict[str, int]] = {}
        self._states: dict[tuple[str | None, ...], FirmwareState] = {}
        for reading in readings:
            version = reading.firmware
            if version is None and remembered and reading.key in remembered:
                version = remembered[reading.key].firmware
            if version is not None and reading.model is not None:
                versions = self.running.setdefault(group(reading), {})
                versions[version] = versions.get(version, 0) + 1

    def state_of(self, reading: Reading, *, behind: bool) -> FirmwareState | None:
        """Return what can honestly be said of a device's firmware."""
        version = reading.firmware
        if version is None:
            return None
        if behind:
            return FirmwareState.BEHIND
        known = (reading.family, reading.model, reading.subtype, version)
        state = self._states.get(known)
        if state is None:
            state = self._states[known] = self._compared(group(reading), version)
        return state

    def _compared(self, kind: Group, version: str) -> FirmwareState:
        versions = self.running.get(kind, {})
        if sum(versions.values()) < 2:
            return FirmwareState.NO_COMPARISON
        own = parts(version)
        if own is None:
            return FirmwareState.NO_COMPARISON
        if len(versions) > 1 and any((parts(v) or ()) > own for v in versions):
            return FirmwareState.NEWER_SEEN
        return FirmwareState.NEWEST_SEEN

    def behind(
        self, first_seen: Mapping[str, datetime], now: datetime, patience: timedelta
    ) -> dict[tuple[Group, str], Symptom]:
        """Return a symptom for each kind and version that is left behind.

        Blink rolls updates out over days: a newer version counts only when it
        was first seen at least `patience` ago.
        """
        return {
            (kind, version): symptom
            for kind, versions in self.running.items()
            if len(versions) > 1
            for version, symptom in _left_behind(
                kind, versions, first_seen, now - patience
            )
        }


def _left_behind(
    kind: Group,
    versions: Iterable[str],
    first_seen: Mapping[str, datetime],
    latest: datetime,
) -> Iterator[tuple[str, Symptom]]:
    ordered = sorted((p, v) for v in versions if (p := parts(v)) is not None)
    settled = [
        (number, version, since)
        for number, version in ordered
        if (since := first_seen.get(seen_key(kind, version))) and since <= latest
    ]
    for number, version in ordered:
        if settled and settled[-1][0] > number:
            yield version, _symptom(version, settled[-1][1], settled[-1][2])


def _symptom(installed: str, newest: str, since: datetime) -> Symptom:
    return Symptom(
        evidence={
            "firmware": installed,
            "newer_firmware": newest,
            "newer_since": since.isoformat(),
        },
        since=since,
    )
