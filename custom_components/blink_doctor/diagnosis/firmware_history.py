"""Which firmware ran when, and whether a device went bad after an update."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .findings import Cause, Finding
from .memory import OFFLINE, DeviceMemory, Watch
from .past import day_of
from .readings import Reading
from .rules.firmware_behind import group, seen_key

# a device that an update has broken shows it within two days
WATCHED_FOR = timedelta(hours=48)
# what had trouble in the week before did not get it from the update
QUIET_DAYS = 7
# an update empties no cells, and takes no router away
BLAMED = frozenset(
    {
        Cause.CAMERA_ERROR,
        Cause.SYNC_MODULE_OFFLINE,
        Cause.WEAK_WIFI,
        Cause.WEAK_SYNC_MODULE_LINK,
        Cause.WIFI_CONGESTION,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The last change of a device's firmware."""

    before: str | None
    after: str | None
    at: datetime

    def is_watched(self, now: datetime) -> bool:
        """Whether it is too early to say that all went well."""
        return timedelta() <= now - self.at < WATCHED_FOR


def last_update(remembered: DeviceMemory) -> Update | None:
    """Return the last change of firmware that was seen."""
    if remembered.firmware_changed is None:
        return None
    return Update(
        before=remembered.firmware_before,
        after=remembered.firmware,
        at=remembered.firmware_changed,
    )


def has_trouble(watches: Mapping[str, Watch]) -> bool:
    """Whether anything is under watch that an update could have brought."""
    return any(slug in BLAMED or slug == OFFLINE for slug in watches)


def was_fine(
    watches: Mapping[str, Watch], trouble_on: int | None, now: datetime
) -> bool:
    """Whether a device had no trouble in the week before its update."""
    if has_trouble(watches):
        return False
    return trouble_on is None or day_of(now) - trouble_on > QUIET_DAYS


def went_bad(finding: Finding, remembered: DeviceMemory) -> Update | None:
    """Return the update after which a finding began, if it fits in time.

    It is a coincidence in time, and told as that.
    """
    update = last_update(remembered) if remembered.fine_before_update else None
    if update is None:
        return None
    if finding.cause not in BLAMED or not finding.is_root:
        return None
    soon = timedelta() <= finding.since - update.at < WATCHED_FOR
    return update if soon else None


def versions(
    seen: Mapping[str, datetime], reading: Reading
) -> list[tuple[str, datetime]]:
    """Return the versions that devices of this kind have run, oldest first."""
    start = seen_key(group(reading), "")
    found = [
        (key.removeprefix(start), at)
        for key, at in seen.items()
        if key.startswith(start)
    ]
    return sorted(found, key=lambda entry: entry[1])
