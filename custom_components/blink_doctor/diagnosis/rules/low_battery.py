"""Low battery: reported by Blink."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..flapping import FlappingRule
from ..model.findings import Cause, Severity
from ..model.readings import CAMERAS, Battery
from .base import Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

# from nearly empty to new is at least a tenth of a volt; noise is a hundredth or two
JUMP = 0.08
WAIT = Setting(name="low_battery_minutes", default=0, low=0, high=1440)


def hold(settings: Settings) -> Hold:
    """Fire at once: Blink has already waited. A single good reading may be an outlier."""
    return Hold(
        lasts=timedelta(minutes=settings[WAIT.name]),
        clear_readings=2,
        flapping=FlappingRule(),
    )


def observe(view: View) -> Observation:
    """Trust Blink's own state, `low`.

    Not the volts, whose limits differ between models, and not the level 0-3, which
    has been seen at 3 together with `low`. An unknown state is not a bad one.
    """
    if view.battery is Battery.LOW:
        return Symptom(
            evidence={"battery": "low", "battery_volts": view.reading.battery_volts}
        )
    return None if view.battery is None else False


def put_in(view: View, since: datetime) -> bool:
    """Whether new batteries were put in since `since`: reported, or detected and confirmed."""
    changed_at = view.memory.cells.put_in
    return changed_at is not None and changed_at >= since


def changed(view: View, since: datetime, volts_before: object) -> bool:
    """Whether batteries were replaced: reported, or the voltage jumped up."""
    volts = view.reading.battery_volts
    if put_in(view, since):
        return True
    if volts is None or not isinstance(volts_before, float):
        return False
    return volts - volts_before >= JUMP


RULE = Rule(
    cause=Cause.LOW_BATTERY,
    scope=Scope.DEVICE,
    families=CAMERAS,
    severity=Severity.ERROR,
    wait=WAIT,
    hold=hold,
    observe=observe,
    steps=("replace_batteries", "check_wifi", "check_firmware"),
)
