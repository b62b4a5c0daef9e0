"""One file per cause; this table is all that the engine knows of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from ..findings import Cause, Severity
from ..memory import Observation, Persistence
from ..readings import Family, Reading
from ..settings import Settings
from . import (
    camera_error,
    low_battery,
    sync_module_offline,
    weak_sync_module_link,
    weak_wifi,
    wifi_congestion,
)

type Observe = Callable[[Reading, Settings], Observation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A cause that one reading of one device can show."""

    cause: Cause
    observe: Observe
    families: frozenset[Family]
    persistence: Callable[[Settings], Persistence]


CAMERAS = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})
_ANY = CAMERAS | {Family.SYNC_MODULE}


def at_once(_: Settings) -> Persistence:
    """Blink itself has already waited before it says so."""
    return Persistence()


def signal(settings: Settings) -> Persistence:
    """Radio jitters: two readings, and long enough in both directions."""
    lasts = timedelta(minutes=settings.signal_minutes)
    return Persistence(readings=2, lasts=lasts, clears=lasts)


def offline(settings: Settings) -> Persistence:
    """A restart or a short loss of Wi-Fi heals by itself within minutes."""
    return Persistence(readings=2, lasts=timedelta(minutes=settings.offline_minutes))


def twice(_: Settings) -> Persistence:
    """One reading may be an accident; two in a row are not."""
    return Persistence(readings=2)


RULES: tuple[Rule, ...] = (
    Rule(
        cause=Cause.LOW_BATTERY,
        observe=low_battery.observe,
        families=CAMERAS,
        persistence=at_once,
    ),
    Rule(
        cause=Cause.SYNC_MODULE_OFFLINE,
        observe=sync_module_offline.observe,
        families=frozenset({Family.SYNC_MODULE}),
        persistence=offline,
    ),
    Rule(
        cause=Cause.WEAK_WIFI,
        observe=weak_wifi.observe,
        families=_ANY,
        persistence=signal,
    ),
    Rule(
        cause=Cause.WEAK_SYNC_MODULE_LINK,
        observe=weak_sync_module_link.observe,
        families=CAMERAS,
        persistence=signal,
    ),
    Rule(
        cause=Cause.WIFI_CONGESTION,
        observe=wifi_congestion.observe,
        families=_ANY,
        persistence=twice,
    ),
    Rule(
        cause=Cause.CAMERA_ERROR,
        observe=camera_error.observe,
        families=CAMERAS,
        persistence=offline,
    ),
)

RULES_BY_FAMILY: Mapping[Family, tuple[Rule, ...]] = {
    family: tuple(rule for rule in RULES if family in rule.families)
    for family in Family
}

SEVERITY: Mapping[Cause, Severity] = {
    Cause.LOW_BATTERY: Severity.ERROR,
    Cause.HOME_NETWORK_OFFLINE: Severity.ERROR,
    Cause.SYNC_MODULE_OFFLINE: Severity.ERROR,
    Cause.WEAK_WIFI: Severity.WARNING,
    Cause.WEAK_SYNC_MODULE_LINK: Severity.WARNING,
    Cause.WIFI_CONGESTION: Severity.WARNING,
    Cause.FIRMWARE_BEHIND: Severity.WARNING,
    Cause.CAMERA_ERROR: Severity.ERROR,
    Cause.BLINK_UNREACHABLE: Severity.ERROR,
}
