"""Sync module error: the module reports, but its cameras are out of reach."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold
from ..flapping import FlappingRule
from ..model.findings import Cause, Severity
from .base import MODULES, Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings

WAIT = Setting(name="sync_module_error_minutes", default=10, low=5, high=1440)
# one silent camera may be its own fault; two at once share their sync module
FEWEST_CAMERAS = 2


def hold(settings: Settings) -> Hold:
    """One bad reading may be an accident; two in a row over the wait are not."""
    return Hold(
        readings=2,
        lasts=timedelta(minutes=settings[WAIT.name]),
        flapping=FlappingRule(),
    )


RULE = Rule(
    cause=Cause.SYNC_MODULE_ERROR,
    scope=Scope.SYNC_MODULE,
    families=MODULES,
    severity=Severity.ERROR,
    wait=WAIT,
    hold=hold,
    # needs all cameras of a module: `root_cause.outages` decides
    steps=("power_cycle_sync_module", "move_sync_module", "reset_sync_module"),
    blames_update=True,
)
