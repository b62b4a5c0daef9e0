"""Home network offline: every device on its own Wi-Fi was lost at once."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..conditions import Hold
from ..flapping import FlappingRule
from ..model.findings import Cause, Severity
from ..model.readings import Family
from .base import Rule, Scope, Setting

if TYPE_CHECKING:
    from ..settings import Settings

WAIT = Setting(name="home_network_offline_minutes", default=10, low=5, high=1440)
# one silent device may be its own fault; two at once share a router
FEWEST_DEVICES = 2


def hold(settings: Settings) -> Hold:
    """One bad reading may be an accident; two in a row over the wait are not."""
    return Hold(
        readings=2,
        lasts=timedelta(minutes=settings[WAIT.name]),
        flapping=FlappingRule(),
    )


RULE = Rule(
    cause=Cause.HOME_NETWORK_OFFLINE,
    scope=Scope.SYSTEM,
    families=frozenset({Family.SYSTEM, Family.ACCOUNT}),
    severity=Severity.ERROR,
    wait=WAIT,
    hold=hold,
    # needs all devices of a system: `root_cause.outages` decides
    steps=("check_internet", "restart_router"),
    # Home Assistant's poll worked, so the internet does: it is the Wi-Fi
    steps_if={"internet_works": ("restart_router", "check_internet")},
)
