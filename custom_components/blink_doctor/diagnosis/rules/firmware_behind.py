"""Firmware behind: a device of the same kind in the account runs a newer version.

No payload says "update pending", so this comparison is all that can be known.
"""

from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..model.findings import Cause, Severity
from .base import ANY_DEVICE, Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

WAIT = Setting(name="firmware_behind_days", default=14, low=1, high=90)


def hold(_: Settings) -> Hold:
    """Fires at once: `fleet` has already counted each device's days."""
    return Hold()


def observe(view: View) -> Observation:
    """Compare with the newest version that this device has had time to install."""
    reading = view.reading
    if reading.firmware is None or reading.model is None:
        return None
    newer = view.fleet.newer_than(reading, view.memory, view.now)
    if newer is None:
        # offline devices, too: their version is known, and so are their siblings'
        return False
    since = newer.since.isoformat()
    evidence = {
        "firmware": reading.firmware,
        "newer_firmware": newer.version,
        "newer_since": since,
    }
    if newer.since == view.memory.first_seen:
        # it was behind already when it was first seen
        evidence["since_before"] = since
    return Symptom(evidence=evidence, since=newer.since)


RULE = Rule(
    cause=Cause.FIRMWARE_BEHIND,
    scope=Scope.DEVICE,
    families=ANY_DEVICE,
    severity=Severity.WARNING,
    wait=WAIT,
    hold=hold,
    observe=observe,
    steps=("update_in_app", "help_update_along"),
)
