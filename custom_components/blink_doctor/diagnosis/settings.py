"""What the owner may configure: thresholds, waits, which causes to look for.

Derived from `RULES`: each rule names its own settings and their limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from typing import Any, Self

from .model.findings import Cause
from .rules import RULE_OF, RULES, Setting

_SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        *(limit for rule in RULES for limit in rule.limits),
        *(rule.wait for rule in RULES),
    )
}
# lowest and highest value that makes sense
LIMITS: Mapping[str, tuple[int, int]] = {
    name: (setting.low, setting.high) for name, setting in _SETTINGS.items()
}
DEFAULTS: dict[str, int] = {
    name: setting.default for name, setting in _SETTINGS.items()
}
ELSEWHERE = "home_assistant_elsewhere"
DISABLED = "disabled"
HOW_SOON = "how_soon"
NORMAL = "normal"
# factor applied to each wait
PACES: Mapping[str, float] = {"calm": 2.0, NORMAL: 1.0, "quick": 0.5}
# the keys of all settings
SETTINGS = frozenset({*LIMITS, ELSEWHERE, DISABLED, HOW_SOON})


def waits_at(pace: str) -> dict[str, int]:
    """Return the waits of all causes at a pace, within their limits."""
    found = {}
    for rule in RULES:
        low, high = LIMITS[rule.wait.name]
        lasts = ceil(rule.wait.default * PACES[pace])
        found[rule.wait.name] = min(high, max(low, lasts))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Numbers by setting name, and which causes are disabled.

    Bars are 0-5, dBm negative, the rest is minutes or days as named.
    `home_assistant_elsewhere`: its polls do not use the cameras' internet connection.
    """

    numbers: Mapping[str, int] = field(default_factory=lambda: DEFAULTS)
    disabled: frozenset[Cause] = field(default_factory=frozenset)
    home_assistant_elsewhere: bool = False

    def __getitem__(self, name: str) -> int:
        """Return a number."""
        return self.numbers[name]

    def wait_of(self, cause: Cause) -> timedelta:
        """Return how long a symptom must last before it becomes a finding."""
        name = RULE_OF[cause].wait.name
        if name.endswith("_days"):
            return timedelta(days=self.numbers[name])
        return timedelta(minutes=self.numbers[name])

    def enabled(self, cause: Cause) -> bool:
        """Whether the owner wants this cause looked for."""
        return cause not in self.disabled

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """Build settings from plain values, e.g. options or a replay file.

        `disabled` is a list of cause slugs, `home_assistant_elsewhere` a boolean,
        `how_soon` one of `PACES`; every other key is a whole number within `LIMITS`
        and overrides the pace. Raises ValueError naming the key at fault.
        """
        numbers = DEFAULTS | waits_at(_pace(data.get(HOW_SOON, NORMAL)))
        disabled: frozenset[Cause] = frozenset()
        elsewhere = False
        for key, value in data.items():
            if key == DISABLED:
                disabled = _causes(value)
            elif key == ELSEWHERE:
                elsewhere = _flag(key, value)
            elif key in LIMITS:
                numbers[key] = _number(key, value)
            elif key != HOW_SOON:
                raise ValueError(f"{key}: no such setting")
        return cls(
            numbers=numbers, disabled=disabled, home_assistant_elsewhere=elsewhere
        )

    def as_mapping(self) -> dict[str, Any]:
        """Return the plain values that `from_mapping` takes."""
        return {
            **self.numbers,
            ELSEWHERE: self.home_assistant_elsewhere,
            DISABLED: sorted(self.disabled),
        }


def _causes(value: Any) -> frozenset[Cause]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise ValueError("disabled: a list of causes is expected")  # noqa: TRY004
    try:
        return frozenset(Cause(item) for item in value)
    except ValueError as err:
        raise ValueError(f"disabled: {err}") from err


def _pace(value: Any) -> str:
    if not isinstance(value, str) or value not in PACES:
        raise ValueError(f"{HOW_SOON}: one of {', '.join(PACES)} is expected")
    return value


def _flag(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{key}: true or false is expected")  # noqa: TRY004
    return value


def _number(key: str, value: Any) -> int:
    low, high = LIMITS[key]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key}: a number is expected")  # noqa: TRY004
    if not low <= value <= high or value != int(value):
        raise ValueError(f"{key}: a whole number from {low} to {high} is expected")
    return int(value)
