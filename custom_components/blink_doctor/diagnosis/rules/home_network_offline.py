"""Home network offline: everything on Wi-Fi of its own was lost at once."""

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
# one silent device is that device; two at once share a router
FEWEST_DEVICES = 2


def hold(settings: Settings) -> Hold:
    """One reading may be an accident; two in a row, lasting, are not."""
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
    # only all devices of a system together show it: `root_cause.outages`
    steps=("check_internet", "restart_router"),
    # Home Assistant has just used the internet: it is the Wi-Fi
    steps_if={"internet_works": ("restart_router", "check_internet")},
)
