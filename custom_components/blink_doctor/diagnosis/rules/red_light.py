"""A red light that a person saw: real, even if every reading is fine."""

from datetime import datetime, timedelta

from ..memory import RedLight
from ..model.findings import Cause, Confidence, Finding, Severity
from ..model.readings import Family, Reading

# a week after the last report it is either fixed or no longer of interest
FORGOTTEN_AFTER = timedelta(days=7)
# in a capture, in place of a pattern
STOPPED = "stopped"


def reported(before: RedLight | None, pattern: str, now: datetime) -> RedLight:
    """Return the report after one more, merged with the previous one unless that expired."""
    first = before.at if before and is_current(before, now) else now
    return RedLight(at=first, pattern=pattern, last=now)


def is_current(report: RedLight, now: datetime) -> bool:
    """Whether the last report is less than a week old."""
    return now - report.last < FORGOTTEN_AFTER


def finding(reading: Reading, report: RedLight) -> Finding:
    """Return the finding for a red light that nothing else explains."""
    module = reading.family is Family.SYNC_MODULE
    return Finding(
        cause=Cause.SYNC_MODULE_OFFLINE if module else Cause.CAMERA_ERROR,
        device=reading.key,
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
        since=report.at,
        evidence={"red_light": report.pattern},
        root=reading.key,
    )
