"""Camera error: Blink flags the camera with a code, or nothing else explains it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..flapping import FlappingRule
from ..model.findings import Cause, Severity
from ..model.readings import CAMERAS, Reading
from ..parsing.values import OTHER
from .base import Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

WAIT = Setting(name="camera_error_minutes", default=10, low=5, high=1440)
RADIO_ISSUES = frozenset({"wifi", "lfr", "bandwidth"})


def hold(settings: Settings) -> Hold:
    """One bad reading may be an accident; two in a row over the wait are not."""
    return Hold(
        readings=2,
        lasts=timedelta(minutes=settings[WAIT.name]),
        flapping=FlappingRule(),
    )


def observe(view: View) -> Observation:
    """Report every issue code that is not about the radio.

    A code is Blink's own statement, so it counts for an offline camera too. A camera that
    is offline without an explanation is a camera error as well; `root_cause` decides that,
    because it takes more than one reading.
    """
    if found := evidence(view.reading):
        return Symptom(evidence=found)
    return None if view.reading.issues is None or view.online is False else False


def evidence(reading: Reading) -> Mapping[str, str]:
    """Return the issue codes, empty if there are none.

    `other` is listed only if there is no known code.
    """
    if not reading.issues:
        return {}
    codes = reading.issues - RADIO_ISSUES
    return {"issue": ", ".join(sorted(codes - {OTHER} or codes))} if codes else {}


RULE = Rule(
    cause=Cause.CAMERA_ERROR,
    scope=Scope.DEVICE,
    families=CAMERAS,
    severity=Severity.ERROR,
    wait=WAIT,
    hold=hold,
    observe=observe,
    steps=("power_cycle", "replace_batteries", "move_closer", "contact_support"),
    signals=("wifi_bars", "wifi_dbm", "sync_module_bars"),
    blames_update=True,
    blames_batteries=True,
    expires=True,
)
