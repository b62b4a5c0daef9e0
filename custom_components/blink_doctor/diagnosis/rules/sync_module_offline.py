"""Sync module offline: reported by Blink, or no new heartbeat for too long."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold, Observation, Symptom
from ..flapping import FlappingRule
from ..model.findings import Cause, Severity
from .base import MODULES, Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings
    from ..view import View

WAIT = Setting(name="sync_module_offline_minutes", default=10, low=5, high=1440)
# modules send a heartbeat every minute
HEARTBEAT = Setting(name="heartbeat_minutes", default=15, low=5, high=1440)


def hold(settings: Settings) -> Hold:
    """One bad reading may be an accident; two in a row over the wait are not."""
    return Hold(
        readings=2,
        lasts=timedelta(minutes=settings[WAIT.name]),
        flapping=FlappingRule(),
    )


def observe(view: View) -> Observation:
    """Use the status, and the heartbeats where they are more recent."""
    if view.online is None:
        return None
    if view.online:
        return False
    heartbeat = view.heartbeat.newest if view.heartbeat else None
    lost = view.memory.lost
    return Symptom(
        evidence={"last_heartbeat": heartbeat.isoformat() if heartbeat else None},
        since=lost.since if lost else None,
    )


RULE = Rule(
    cause=Cause.SYNC_MODULE_OFFLINE,
    scope=Scope.SYNC_MODULE,
    families=MODULES,
    severity=Severity.ERROR,
    wait=WAIT,
    limits=(HEARTBEAT,),
    hold=hold,
    # advanced by `judge_device`, which knows the roots above the module
    steps=(
        "read_lights",
        "power_cycle_sync_module",
        "check_network",
        "reset_sync_module",
    ),
    blames_update=True,
)
