"""Weak Wi-Fi: too few bars between the device and the router."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..flapping import FlappingRule
from ..history.samples import Sample
from ..model.findings import Cause, Severity
from ..model.readings import Reading
from .base import ANY_DEVICE, Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

WAIT = Setting(name="weak_wifi_minutes", default=30, low=5, high=1440)
# Blink asks for at least 3 bars; above 3 a good signal would be called weak
BARS = Setting(name="weak_bars", default=2, low=0, high=3)
# the usual limit of weak Wi-Fi
DBM = Setting(name="weak_dbm", default=-70, low=-90, high=-60)
# hysteresis between weak and fine, so that 1 dBm of jitter does not flap
RECOVERED_DB = 3
# If all readings are borderline, jitter is likely: require as many readings as half an hour
# of polls has, however far apart the polls are.
BORDERLINE_MINUTES_PER_READING = 5


def signal_hold(minutes: int) -> Hold:
    """Radio signals jitter: they must be fine for as long as they had to be weak."""
    lasts = timedelta(minutes=minutes)
    return Hold(
        readings=2,
        lasts=lasts,
        clears=lasts,
        borderline_readings=minutes // BORDERLINE_MINUTES_PER_READING + 1,
        flapping=FlappingRule(by_share=True, fine_before=1.0),
    )


def hold(settings: Settings) -> Hold:
    """Use the hold of all signals."""
    return signal_hold(settings[WAIT.name])


def observe(view: View) -> Observation:
    """Use bars, and dBm only if there are no bars.

    An offline device repeats its last values: they are no reading.
    """
    reading, settings = view.reading, view.settings
    if view.online is False:
        return None
    if is_weak(reading, settings):
        return Symptom(
            evidence=evidence(reading),
            borderline=_is_borderline(reading, settings),
            jitters=not is_flagged(reading),
        )
    if reading.wifi_bars is not None:
        return False
    if reading.wifi_dbm is None:
        return None
    return False if reading.wifi_dbm >= settings[DBM.name] + RECOVERED_DB else None


def is_weak(reading: Reading | Sample, settings: Settings) -> bool:
    """Whether the values, of any age, mean a weak signal."""
    if isinstance(reading, Reading) and is_flagged(reading):
        return True
    if reading.wifi_bars is not None:
        return reading.wifi_bars <= settings[BARS.name]
    return reading.wifi_dbm is not None and reading.wifi_dbm <= settings[DBM.name]


def is_flagged(reading: Reading) -> bool:
    """Whether Blink itself flags the Wi-Fi, which it does for offline devices, too."""
    return reading.issues is not None and "wifi" in reading.issues


def _is_borderline(reading: Reading, settings: Settings) -> bool:
    if is_flagged(reading):
        return False
    if reading.wifi_bars is not None:
        return reading.wifi_bars == settings[BARS.name]
    dbm = reading.wifi_dbm
    return dbm is not None and dbm > settings[DBM.name] - RECOVERED_DB


def evidence(reading: Reading | Sample) -> Mapping[str, int | str | None]:
    """Return the measured values and Blink's flag."""
    found: dict[str, int | str | None] = {
        "wifi_bars": reading.wifi_bars,
        "wifi_dbm": reading.wifi_dbm,
    }
    if isinstance(reading, Reading) and is_flagged(reading):
        found["issue"] = "wifi"
    return found


RULE = Rule(
    cause=Cause.WEAK_WIFI,
    scope=Scope.DEVICE,
    families=ANY_DEVICE,
    severity=Severity.WARNING,
    wait=WAIT,
    limits=(BARS, DBM),
    hold=hold,
    observe=observe,
    steps=("check_network", "move_closer", "power_cycle"),
    signals=("wifi_bars", "wifi_dbm"),
    blames_update=True,
    blames_batteries=True,
    expires=True,
)
