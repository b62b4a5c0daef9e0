"""A red light that a person saw: real, even where every reading is fine."""

from datetime import datetime, timedelta

from ..findings import Cause, Confidence, Finding, Severity
from ..memory import RedLight
from ..readings import Family, Reading

# who reported it and did nothing for a week has either fixed it or forgotten it
FORGOTTEN_AFTER = timedelta(days=7)


def is_current(report: RedLight, now: datetime) -> bool:
    """Whether the report still stands."""
    # a clock that was set back may have left the report in the future
    return abs(now - report.at) < FORGOTTEN_AFTER


def finding(reading: Reading, report: RedLight) -> Finding:
    """Return what a red light means where nothing else explains it."""
    module = reading.family is Family.SYNC_MODULE
    return Finding(
        cause=Cause.SYNC_MODULE_OFFLINE if module else Cause.CAMERA_ERROR,
        device=reading.key,
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
        since=report.at,
        evidence={"red_light": report.pattern},
    )
