"""Congested Wi-Fi: Blink flags the device for too little bandwidth."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..flapping import FlappingRule
from ..model.findings import Cause, Severity
from .base import ANY_DEVICE, Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

WAIT = Setting(name="wifi_congestion_minutes", default=0, low=0, high=1440)


def hold(settings: Settings) -> Hold:
    """One bad reading may be an accident; two in a row are not."""
    return Hold(
        readings=2,
        lasts=timedelta(minutes=settings[WAIT.name]),
        flapping=FlappingRule(),
    )


def observe(view: View) -> Observation:
    """Use Blink's own flag; no other field shows congestion."""
    reading = view.reading
    if reading.issues is None or view.online is False:
        return None
    if "bandwidth" in reading.issues:
        return Symptom(evidence={"issue": "bandwidth", "wifi_bars": reading.wifi_bars})
    return False


RULE = Rule(
    cause=Cause.WIFI_CONGESTION,
    scope=Scope.DEVICE,
    families=ANY_DEVICE,
    severity=Severity.WARNING,
    wait=WAIT,
    hold=hold,
    observe=observe,
    steps=("check_network", "free_bandwidth", "move_closer"),
    blames_update=True,
    blames_batteries=True,
    expires=True,
)
