"""Firmware versions that the devices of one account run, by kind of device.

A version counts while some listed device of the kind runs it or a newer one. A device
is behind it after it had time to update. A version that no device runs any more was
rolled back by Blink, and nothing is behind it.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from .history import online_days
from .memory import DeviceMemory
from .model.findings import FirmwareState
from .model.ids import DeviceKey
from .model.readings import Reading

type Kind = tuple[str, str | None, str | None, str | None]

# a device must have been online on ten of the 14 days after a new version
_ONLINE_SHARE = 10 / 14
# more than Blink releases in years, few enough to show
_VERSIONS_KEPT = 10


class Newer(NamedTuple):
    """A version that a device has had time to install, and since when it is known."""

    version: str
    since: datetime


def kind_of(reading: Reading) -> Kind:
    """Return the fields that two devices must share to run the same firmware."""
    return (reading.family, reading.model, reading.subtype, reading.revision)


@lru_cache(maxsize=512)
def seen_key(kind: Kind, version: str) -> str:
    """Return the key under which a version's first sighting is remembered."""
    return "|".join((*(part or "" for part in kind), version))


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


class Fleet:
    """The firmware versions in one account."""

    def __init__(
        self,
        readings: Iterable[Reading],
        remembered: Mapping[DeviceKey, DeviceMemory],
        first_seen: Mapping[str, datetime],
        wait: timedelta,
    ) -> None:
        """Collect the versions of each kind of device.

        A device that reports no version now counts with its last known one.
        """
        self._running: dict[Kind, list[tuple[int, ...]]] = {}
        self._first_seen = first_seen
        self._wait = wait
        for reading in readings:
            if reading.model is None or not (reading.in_use or reading.paused):
                continue
            version = remembered[reading.key].firmware
            if version is not None and (numbers := parts(version)) is not None:
                self._running.setdefault(kind_of(reading), []).append(numbers)
        self._newest = {kind: max(found) for kind, found in self._running.items()}

    def newer_than(
        self, reading: Reading, remembered: DeviceMemory, now: datetime
    ) -> Newer | None:
        """Return the newest version that a device has had time to install."""
        kind = kind_of(reading)
        newest, own = self._newest.get(kind), parts(reading.firmware or "")
        if newest is None or own is None or newest <= own:
            return None
        reached = max(own, parts(remembered.firmware_newest or "") or ())
        found = [
            (numbers, version, since)
            for version, seen in versions(self._first_seen, reading)
            if (numbers := parts(version)) is not None
            and reached < numbers <= newest
            and (since := max(min(seen, now), remembered.first_seen or seen))
            and self._had_time(remembered, since, now)
        ]
        if not found:
            return None
        return Newer(version=max(found)[1], since=min(entry[2] for entry in found))

    def _had_time(
        self, remembered: DeviceMemory, since: datetime, now: datetime
    ) -> bool:
        if now - since < self._wait:
            return False
        wanted = round(self._wait.days * _ONLINE_SHARE)
        seen = online_days.count(remembered.online_days, remembered.online_day, since)
        return seen >= wanted

    def state_of(self, reading: Reading, *, behind: bool) -> FirmwareState | None:
        """Return how a device's firmware compares with that of its siblings."""
        if reading.firmware is None:
            return None
        if behind:
            return FirmwareState.BEHIND
        kind, own = kind_of(reading), parts(reading.firmware)
        if own is None or len(self._running.get(kind, ())) < 2:
            return FirmwareState.NO_COMPARISON
        if self._newest[kind] > own:
            return FirmwareState.NEWER_SEEN
        return FirmwareState.NEWEST_SEEN


def first_seen(
    seen: Mapping[str, datetime], readings: Collection[Reading], now: datetime
) -> Mapping[str, datetime]:
    """Add versions that the account has not run before."""
    new: dict[str, datetime] = {}
    listed = {kind_of(reading) for reading in readings}
    for reading in readings:
        if reading.firmware is None or reading.model is None:
            continue
        key = seen_key(kind_of(reading), reading.firmware)
        # a time in the future dates from before the clock was set back
        at = min(seen.get(key, now), now)
        without_revision = (*kind_of(reading)[:-1], None)
        if without_revision not in listed:
            # 0.1.0 stored no revisions; unambiguous, as no device here lacks one
            old_key = seen_key(without_revision, reading.firmware)
            at = min(seen.get(old_key, now), at)
        if seen.get(key) != at:
            new[key] = at
    return _newest({**seen, **new}) if new else seen


def _newest(seen: Mapping[str, datetime]) -> dict[str, datetime]:
    """Keep the most recently seen versions of each kind of device."""
    kinds: dict[str, int] = {}
    kept = set()
    for key in sorted(seen, key=lambda key: seen[key], reverse=True):
        kind = key.rpartition("|")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= _VERSIONS_KEPT:
            kept.add(key)
    return {key: at for key, at in seen.items() if key in kept}


def versions(
    seen: Mapping[str, datetime], reading: Reading
) -> list[tuple[str, datetime]]:
    """Return the versions that devices of this kind have run, oldest first."""
    start = seen_key(kind_of(reading), "")
    found = [
        (key.removeprefix(start), at)
        for key, at in seen.items()
        if key.startswith(start)
    ]
    return sorted(found, key=lambda entry: entry[1])
