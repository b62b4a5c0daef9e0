"""One file per cause; this table is all that the engine knows of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
    persistence: Callable[[Cause, Settings], Persistence]


CAMERAS = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})
_ANY = CAMERAS | {Family.SYNC_MODULE}


def once(cause: Cause, settings: Settings) -> Persistence:
    """Blink itself has already waited before it says so."""
    return Persistence(lasts=settings.patience(cause))


def twice(cause: Cause, settings: Settings) -> Persistence:
    """One reading may be an accident; two in a row, lasting, are not."""
    return Persistence(readings=2, lasts=settings.patience(cause))


def signal(cause: Cause, settings: Settings) -> Persistence:
    """Radio jitters: it must be fine for as long as it had to be weak."""
    patience = settings.patience(cause)
    return Persistence(readings=2, lasts=patience, clears=patience)


RULES: tuple[Rule, ...] = (
    Rule(
        cause=Cause.LOW_BATTERY,
        observe=low_battery.observe,
        families=CAMERAS,
        persistence=once,
    ),
    Rule(
        cause=Cause.SYNC_MODULE_OFFLINE,
        observe=sync_module_offline.observe,
        families=frozenset({Family.SYNC_MODULE}),
        persistence=twice,
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
        persistence=twice,
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
