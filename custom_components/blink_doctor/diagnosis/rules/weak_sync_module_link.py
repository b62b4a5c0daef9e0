"""Weak link to the sync module: the camera's own radio, not its Wi-Fi."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..history.samples import Sample
from ..model.findings import Cause, Severity
from ..model.readings import CAMERAS, Reading
from .base import Rule, Scope, Setting
from .weak_wifi import signal_hold

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

WAIT = Setting(name="weak_sync_module_link_minutes", default=30, low=5, high=1440)
BARS = Setting(name="weak_link_bars", default=2, low=0, high=3)


def hold(settings: Settings) -> Hold:
    """Use the hold of all signals."""
    return signal_hold(settings[WAIT.name])


def observe(view: View) -> Observation:
    """Judge the bars of the link, which Blink calls `lfr`."""
    reading, settings = view.reading, view.settings
    if view.online is False:
        return None
    if is_weak(reading, settings):
        flagged = is_flagged(reading)
        borderline = reading.sync_module_bars == settings[BARS.name]
        return Symptom(
            evidence=evidence(reading),
            borderline=borderline and not flagged,
            jitters=not flagged,
        )
    return None if reading.sync_module_bars is None else False


def is_weak(reading: Reading | Sample, settings: Settings) -> bool:
    """Whether the values, of any age, mean a weak link."""
    if isinstance(reading, Reading) and is_flagged(reading):
        return True
    bars = reading.sync_module_bars
    return bars is not None and bars <= settings[BARS.name]


def is_flagged(reading: Reading) -> bool:
    """Whether Blink itself flags the link, which it does for offline devices, too."""
    return reading.issues is not None and "lfr" in reading.issues


def evidence(reading: Reading | Sample) -> Mapping[str, int | str | None]:
    """Return the measured values and Blink's flag."""
    found: dict[str, int | str | None] = {"sync_module_bars": reading.sync_module_bars}
    if isinstance(reading, Reading) and is_flagged(reading):
        found["issue"] = "lfr"
    return found


RULE = Rule(
    cause=Cause.WEAK_SYNC_MODULE_LINK,
    scope=Scope.DEVICE,
    families=CAMERAS,
    severity=Severity.WARNING,
    wait=WAIT,
    limits=(BARS,),
    hold=hold,
    observe=observe,
    steps=("move_sync_module", "replace_batteries"),
    signals=("sync_module_bars",),
    blames_update=True,
    blames_batteries=True,
    expires=True,
)
