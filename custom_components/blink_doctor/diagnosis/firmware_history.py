"""Which firmware ran when, and whether a device went bad after an update."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from .conditions import Condition
from .history.samples import day_of
from .memory import OFFLINE, DeviceMemory
from .model.findings import Cause, Finding
from .rules import RULE_OF

# a device broken by an update shows it within two days
WATCHED_FOR = timedelta(hours=48)
# trouble in the week before an update was not caused by it
QUIET_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """The last change of a device's firmware."""

    before: str | None
    after: str | None
    at: datetime


def last_update(remembered: DeviceMemory) -> Update | None:
    """Return the last change of firmware that was seen."""
    if remembered.firmware_changed is None:
        return None
    return Update(
        before=remembered.firmware_before,
        after=remembered.firmware,
        at=remembered.firmware_changed,
    )


def has_trouble(conditions: Mapping[str, Condition]) -> bool:
    """Whether there is any symptom that a firmware update could have caused."""
    return any(
        not condition.is_inactive and (slug == OFFLINE or _is_blamed(Cause(slug)))
        for slug, condition in conditions.items()
    )


def _is_blamed(cause: Cause) -> bool:
    return RULE_OF[cause].blames_update


def had_no_trouble(
    conditions: Mapping[str, Condition], trouble_on: int | None, now: datetime
) -> bool:
    """Whether a device had no trouble in the week before its update."""
    if has_trouble(conditions):
        return False
    return trouble_on is None or day_of(now) - trouble_on > QUIET_DAYS


def update_before(finding: Finding, remembered: DeviceMemory) -> Update | None:
    """Return the update shortly before a finding, which may have caused it.

    Only the times coincide, and the text says so.
    """
    update = last_update(remembered) if remembered.fine_before_update else None
    if update is None:
        return None
    if not _is_blamed(finding.cause) or not finding.is_root:
        return None
    soon = timedelta() <= finding.since - update.at < WATCHED_FOR
    return update if soon else None
