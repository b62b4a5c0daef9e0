"""One file per cause. Every table over all causes is derived from `RULES`."""

from collections.abc import Mapping

from ..model.findings import Cause, Severity
from ..model.readings import CAMERAS, Family
from . import (
    blink_unreachable,
    camera_error,
    firmware_behind,
    home_network_offline,
    low_battery,
    sync_module_error,
    sync_module_offline,
    weak_sync_module_link,
    weak_wifi,
    wifi_congestion,
)
from .base import Rule, Scope, Setting

RULES: tuple[Rule, ...] = (
    low_battery.RULE,
    home_network_offline.RULE,
    sync_module_offline.RULE,
    sync_module_error.RULE,
    weak_wifi.RULE,
    weak_sync_module_link.RULE,
    wifi_congestion.RULE,
    firmware_behind.RULE,
    camera_error.RULE,
    blink_unreachable.RULE,
)
RULE_OF: Mapping[Cause, Rule] = {rule.cause: rule for rule in RULES}
SEVERITY: Mapping[Cause, Severity] = {rule.cause: rule.severity for rule in RULES}
# the rules that look at a single device's reading
OBSERVED_BY_FAMILY: Mapping[Family, tuple[Rule, ...]] = {
    family: tuple(
        rule for rule in RULES if rule.observe is not None and family in rule.families
    )
    for family in Family
}

__all__ = [
    "CAMERAS",
    "OBSERVED_BY_FAMILY",
    "RULES",
    "RULE_OF",
    "SEVERITY",
    "Rule",
    "Scope",
    "Setting",
]
