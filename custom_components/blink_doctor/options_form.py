"""The options: causes, pace, thresholds, and what is shown.

The form validates numbers itself, because Home Assistant's own schema error is neither
shown at the field nor translated.
"""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.helpers import selector
import probatio

from .const import (
    CONF_HIDE_WRONG_BATTERIES,
    CONF_ISSUES,
    CONF_MAINTENANCE_DAYS,
    DEFAULT_MAINTENANCE_DAYS,
)
from .diagnosis.model.findings import Cause
from .diagnosis.settings import (
    DEFAULTS,
    DISABLED,
    ELSEWHERE,
    HOW_SOON,
    LIMITS,
    NORMAL,
    PACES,
    SETTINGS,
    Settings,
    waits_at,
)

CONF_CAUSES: Final = "causes"
# waits that were set individually, up to 0.1.0
OWN: Final = "own"
THRESHOLDS: Final = ("weak_bars", "weak_link_bars", "weak_dbm")
TIMES: Final = tuple(key for key in LIMITS if key.endswith(("_minutes", "_days")))
RANGES: Mapping[str, tuple[int, int]] = {
    **{key: LIMITS[key] for key in THRESHOLDS},
    CONF_MAINTENANCE_DAYS: (0, 365),
}
# error of a number out of range, and the names of its placeholders
_ERRORS = {
    "weak_bars": "not_bars",
    "weak_link_bars": "not_bars",
    "weak_dbm": "not_dbm",
    CONF_MAINTENANCE_DAYS: "not_days",
}
_UNITS = {"weak_dbm": "dBm", CONF_MAINTENANCE_DAYS: "d"}
FLAGS = {ELSEWHERE: False, CONF_HIDE_WRONG_BATTERIES: False, CONF_ISSUES: True}
_IN_FORM = frozenset({*SETTINGS, *FLAGS, CONF_MAINTENANCE_DAYS})


class BlinkDoctorOptions(OptionsFlowWithReload):
    """One page; errors are shown at their field, and no input is lost."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show and take all options."""
        options = self.config_entry.options
        schema = _schema(options)
        errors = _errors(user_input or {})
        if user_input is not None and not errors:
            return self.async_create_entry(data=to_options(options, user_input))
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(schema, user_input or {}),
            errors=errors,
            description_placeholders=_limits() if errors else None,
        )


class _Number(selector.NumberSelector):
    """A number field that the form validates."""

    @override
    def __call__(self, data: Any) -> Any:
        return data


def _errors(user_input: Mapping[str, Any]) -> dict[str, str]:
    """Return the invalid numbers: not an integer, or out of range."""
    return {
        key: _ERRORS[key]
        for key, limits in RANGES.items()
        if key in user_input and not _is_within(user_input[key], *limits)
    }


def _is_within(value: Any, low: int, high: int) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    # in this order: infinity and NaN cannot be converted to int
    return low <= value <= high and value == int(value)


def _limits() -> dict[str, str]:
    """Return the limits under the placeholder names of the error texts."""
    found: dict[str, str] = {}
    for key, (low, high) in RANGES.items():
        kind = _ERRORS[key].removeprefix("not_")
        found |= {f"{kind}_low": str(low), f"{kind}_high": str(high)}
    return found


def _schema(options: Mapping[str, Any]) -> probatio.Schema:
    current = Settings.from_mapping({k: v for k, v in options.items() if k in SETTINGS})
    enabled = [cause for cause in Cause if current.enabled(cause)]
    has_own = any(key in options for key in TIMES)
    pace = OWN if has_own else options.get(HOW_SOON, NORMAL)
    numbers = {
        **{key: current[key] for key in THRESHOLDS},
        CONF_MAINTENANCE_DAYS: options.get(
            CONF_MAINTENANCE_DAYS, DEFAULT_MAINTENANCE_DAYS
        ),
    }
    fields: dict[Any, Any] = {
        probatio.Required(CONF_CAUSES, default=enabled): _choice(
            [*Cause], "cause", multiple=True
        ),
        probatio.Required(HOW_SOON, default=pace): _choice(
            [*PACES, *([OWN] if has_own else [])], HOW_SOON
        ),
        **{
            probatio.Required(key, default=number): _number(key)
            for key, number in numbers.items()
        },
        **{
            probatio.Required(
                key, default=options.get(key, default)
            ): selector.BooleanSelector()
            for key, default in FLAGS.items()
        },
    }
    return probatio.Schema(fields)


def _choice(
    options: list[str], translation_key: str, *, multiple: bool = False
) -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=options,
            multiple=multiple,
            mode=selector.SelectSelectorMode.LIST,
            translation_key=translation_key,
        )
    )


def _number(key: str) -> _Number:
    low, high = RANGES[key]
    slider = key in THRESHOLDS
    config = selector.NumberSelectorConfig(
        min=low,
        max=high,
        step=1,
        mode=selector.NumberSelectorMode.SLIDER
        if slider
        else selector.NumberSelectorMode.BOX,
    )
    if unit := _UNITS.get(key):
        config["unit_of_measurement"] = unit
    return _Number(config)


def to_options(
    options: Mapping[str, Any], user_input: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the options to store: only what differs from the defaults.

    Options that the form does not show are kept.
    """
    kept = {key: value for key, value in options.items() if key not in _IN_FORM}
    if (pace := user_input[HOW_SOON]) == OWN:
        kept |= {key: options[key] for key in TIMES if key in options}
    elif pace != NORMAL:
        kept[HOW_SOON] = pace
    chosen = set(user_input[CONF_CAUSES])
    if left_out := sorted(cause for cause in Cause if cause not in chosen):
        kept[DISABLED] = left_out
    for key in THRESHOLDS:
        if (number := int(user_input[key])) != DEFAULTS[key]:
            kept[key] = number
    if (days := int(user_input[CONF_MAINTENANCE_DAYS])) != DEFAULT_MAINTENANCE_DAYS:
        kept[CONF_MAINTENANCE_DAYS] = days
    return kept | {
        key: user_input[key]
        for key, default in FLAGS.items()
        if user_input[key] != default
    }


def migrated(options: Mapping[str, Any]) -> dict[str, Any]:
    """Convert options of 0.1.0 without changing what they do.

    Waits that equal a pace become that pace. Other waits stay, one by one, as the
    owner's own.
    """
    times = {key: value for key, value in options.items() if key in TIMES}
    for pace in PACES:
        wanted = {key: n for key, n in waits_at(pace).items() if n != DEFAULTS[key]}
        if times and times == wanted:
            others = {key: v for key, v in options.items() if key not in TIMES}
            return {**others, HOW_SOON: pace}
    return dict(options)
