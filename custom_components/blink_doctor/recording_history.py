"""When each camera would have recorded, from its ledger, in Home Assistant's time zone."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.memory import NO_MEMORY
from .diagnosis.model.findings import Recording
from .diagnosis.model.ids import DeviceKey
from .diagnosis.model.readings import CAMERAS, family_of
from .diagnosis.report import format_datetime
from .diagnosis.watching import ledger as ledgers
from .diagnosis.watching.drop_outs import DropOuts, Statistics, statistics
from .diagnosis.watching.ledger import Ledger, Span
from .diagnosis.watching.pattern import Pattern, nightly
from .diagnosis.watching.recording import UNWANTED

# by entry and uid: the day of the calculation, and its result
_PATTERNS: HassKey[dict[tuple[str, str], tuple[date, Pattern | None]]] = HassKey(
    f"{DOMAIN}_patterns"
)
_DAY = timedelta(days=1)
# a shorter gap may be a single missed poll
_SHORTEST_GAP = timedelta(minutes=5)


class Gap(NamedTuple):
    """A time in which a camera unintentionally did not record. `end` is None while it lasts."""

    reason: Recording
    span: Span
    is_over: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the gap as plain data for the dashboard."""
        return {
            "reason": self.reason,
            "from": format_datetime(self.span.start),
            "until": format_datetime(self.span.end) if self.is_over else None,
        }


def ledger_of(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> Ledger | None:
    """Return the ledger of a camera, None for other devices."""
    if family_of(key) not in CAMERAS:
        return None
    ledger = coordinator.memory.devices.get(key, NO_MEMORY).watched
    return ledger if ledger.since is not None else None


def longest_gap(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> Gap | None:
    """Return the longest unintended gap of the last 24 hours."""
    ledger = ledger_of(coordinator, key)
    if ledger is None:
        return None
    found = [
        Gap(span.state, span, span.start != ledger.since)
        for span in ledgers.gaps(ledger, coordinator.now - _DAY, UNWANTED)
    ]
    lasting = [
        gap
        for gap in found
        if not gap.is_over or gap.span.seconds > _SHORTEST_GAP.total_seconds()
    ]
    return max(lasting, key=lambda gap: gap.span.seconds, default=None)


def drop_outs(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> Statistics | None:
    """Return a camera's recent drop-outs."""
    ledger = ledger_of(coordinator, key)
    return statistics(ledger, coordinator.now) if ledger else None


def pattern(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> Pattern | None:
    """Return at what time a camera drops out most nights, None without a pattern.

    Computed once a day, from complete days.
    """
    ledger, today = ledger_of(coordinator, key), dt_util.now().date()
    if ledger is None:
        return None
    known = coordinator.hass.data.setdefault(_PATTERNS, {})
    place = (coordinator.config_entry.entry_id, coordinator.uid(key))
    if place not in known or known[place][0] != today:
        known[place] = (today, _pattern(coordinator, ledger))
    return known[place][1]


def _pattern(coordinator: BlinkDoctorCoordinator, ledger: Ledger) -> Pattern | None:
    cameras = sum(family_of(key) in CAMERAS for key in coordinator.memory.devices)
    zone = dt_util.get_default_time_zone()
    return nightly(ledger, coordinator.now, zone, cameras=cameras)


def minutes(seconds: float) -> int:
    """Return whole minutes."""
    return round(seconds / 60)


def drop_outs_as_dict(found: DropOuts) -> dict[str, Any]:
    """Return drop-outs as plain data."""
    return {
        "count": found.count,
        "longest_minutes": minutes(found.longest),
        "total_minutes": minutes(found.total),
        "availability": found.availability,
        "recovery_minutes": None if found.recovery is None else minutes(found.recovery),
    }


def pattern_as_dict(found: Pattern) -> dict[str, Any]:
    """Return a pattern as plain data, times in Home Assistant's time zone."""
    return {
        "from": f"{found.start:%H:%M}",
        "until": f"{found.end:%H:%M}",
        "nights": found.nights,
        "of_nights": found.of_nights,
    }


def as_dict(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> dict[str, Any]:
    """Return what the dashboard shows of a device's ledger."""
    gap, stats = longest_gap(coordinator, key), drop_outs(coordinator, key)
    found = pattern(coordinator, key) if stats and stats.month.count else None
    return {
        "not_watching": gap.as_dict() if gap else None,
        "drop_outs": {
            "day": drop_outs_as_dict(stats.day),
            "week": drop_outs_as_dict(stats.week),
            "month": drop_outs_as_dict(stats.month),
        }
        if stats
        else None,
        "drop_out_pattern": pattern_as_dict(found) if found else None,
    }
