"""What the owner may set: thresholds, patience, and which causes to look for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any, Self

from .findings import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Thresholds and persistence, with the design's defaults.

    Bars are 0-5, dBm negative, the rest is minutes or days as named.
    """

    weak_bars: int = 2
    weak_dbm: int = -70
    weak_link_bars: int = 2
    heartbeat_minutes: int = 15
    low_battery_minutes: int = 0
    weak_wifi_minutes: int = 30
    weak_sync_module_link_minutes: int = 30
    wifi_congestion_minutes: int = 0
    sync_module_offline_minutes: int = 10
    home_network_offline_minutes: int = 10
    camera_error_minutes: int = 10
    blink_unreachable_minutes: int = 15
    firmware_behind_days: int = 14
    disabled: frozenset[Cause] = field(default_factory=frozenset)

    def patience(self, cause: Cause) -> timedelta:
        """Return how long a symptom must last before it becomes a finding."""
        if cause is Cause.FIRMWARE_BEHIND:
            return timedelta(days=self.firmware_behind_days)
        return timedelta(minutes=getattr(self, _MINUTES[cause]))

    def enabled(self, cause: Cause) -> bool:
        """Whether the owner wants this cause looked for."""
        return cause not in self.disabled

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build settings from plain values, e.g. options or a replay file.

        `disabled` is a list of cause slugs; every other key is a whole number
        within `LIMITS`. Raises ValueError that names the key at fault.
        """
        values: dict[str, Any] = {}
        for key, value in data.items():
            if key == "disabled":
                values[key] = _causes(value)
            elif key in LIMITS:
                values[key] = _number(key, value)
            else:
                raise ValueError(f"{key}: no such setting")
        return cls(**values)

    def as_mapping(self) -> dict[str, Any]:
        """Return the plain values that `from_mapping` takes."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        values["disabled"] = sorted(self.disabled)
        return values


_MINUTES: Mapping[Cause, str] = {cause: f"{cause}_minutes" for cause in Cause}

# Lowest and highest value that still makes sense. Below one poll (5 minutes)
# nothing can be told apart; bars above 3 would call a good signal weak.
LIMITS: Mapping[str, tuple[int, int]] = {
    "weak_bars": (0, 3),
    "weak_dbm": (-90, -60),
    "weak_link_bars": (0, 3),
    "heartbeat_minutes": (5, 1440),
    "low_battery_minutes": (0, 1440),
    "weak_wifi_minutes": (5, 1440),
    "weak_sync_module_link_minutes": (5, 1440),
    "wifi_congestion_minutes": (0, 1440),
    "sync_module_offline_minutes": (5, 1440),
    "home_network_offline_minutes": (5, 1440),
    "camera_error_minutes": (5, 1440),
    "blink_unreachable_minutes": (5, 1440),
    "firmware_behind_days": (1, 90),
}


def _causes(value: Any) -> frozenset[Cause]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError("disabled: a list of causes is expected")  # noqa: TRY004
    try:
        return frozenset(Cause(item) for item in value)
    except ValueError as err:
        raise ValueError(f"disabled: {err}") from err


def _number(key: str, value: Any) -> int:
    low, high = LIMITS[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key}: a number is expected")  # noqa: TRY004
    if not low <= value <= high or value != int(value):
        raise ValueError(f"{key}: a whole number from {low} to {high} is expected")
    return int(value)
