"""Operations by name, for scenarios and the control page."""

from datetime import datetime
from typing import Any

from . import check
from .account import Account
from .check import Check, ScenarioError
from .clock import parse_offset
from .operations import Operations

_BARS = check.whole(0, 5)
_VOLTS = check.number(0, 4)

DEVICE_ACTIONS: dict[str, dict[str, Check]] = {
    "unplug": {"sync_module_error": check.boolean},
    "plug_in": {"delay": check.duration},
    "power_cycle": {"delay": check.duration},
    "hang": {},
    "break_hardware": {"code": check.text},
    "mend": {},
    "set_firmware": {"version": check.text},
    "rename": {"name": check.text},
    "set_signal": {"bars": _BARS},
    "set_link": {"bars": _BARS},
    "move": {"wifi_bars": _BARS, "link_bars": _BARS},
    "sag": {"first": _BARS, "last": _BARS, "over": check.duration},
    "crowd": {},
    "remove_batteries": {},
    "insert_batteries": {"volts": _VOLTS, "report_delay": check.duration},
    "drain": {"over": check.duration, "volts": _VOLTS, "end": _VOLTS},
    "report_battery": {},
    "take_picture": {},
}
NEEDED = {
    "set_firmware": ("version",),
    "rename": ("name",),
    "set_signal": ("bars",),
    "set_link": ("bars",),
    "sag": ("first", "last", "over"),
    "drain": ("over",),
}
ACCOUNT_ACTIONS: dict[str, dict[str, Check]] = {
    "router_off": {"network": check.text},
    "router_on": {"network": check.text, "delay": check.duration},
}
"""What can also be planned in a timeline."""

SERVICE_ACTIONS: dict[str, dict[str, Check]] = {
    "service_down": {"status": check.whole(400, 599)},
    "service_up": {},
    "revoke": {},
    "lock": {},
    "unlock": {},
    "expire_tokens": {},
}

ATTRIBUTES: dict[str, Check] = {
    "name": check.optional(check.text),
    "type": check.text,
    "subtype": check.text,
    "serial": check.text,
    "fw_version": check.anything,
    "status": check.optional(check.text),
    "enabled": check.boolean,
    "battery": check.one_of("ok", "low", None),
    "volts": check.optional(_VOLTS),
    "wifi_bars": check.optional(_BARS),
    "wifi_dbm": check.optional(check.whole(-255, 0)),
    "link_bars": check.optional(_BARS),
    "link_dbm": check.optional(check.whole(-255, 0)),
    "temperature_f": check.optional(check.whole(-60, 200)),
    "temp_adjust": check.whole(-50, 50),
    "issues": check.list_of(check.text),
    "usage_rate": check.boolean,
    "ac_power": check.boolean,
    "mount_battery": check.one_of("ok", "low", None),
    "storage": check.text,
    "busy": check.boolean,
}
_DURATIONS = ("delay", "over", "report_delay")


def arguments(
    action: str, allowed: dict[str, dict[str, Check]], given: dict[str, Any], where: str
) -> dict[str, Any]:
    """Return the validated arguments of an action, durations parsed; raises ScenarioError."""
    if action not in allowed:
        known = ", ".join(sorted(allowed))
        raise ScenarioError(f"{where}: unknown action {action!r} (known: {known})")
    check.table(allowed[action], *NEEDED.get(action, ()))(given, where)
    return {
        key: parse_offset(value) if key in _DURATIONS else value
        for key, value in given.items()
    }


def act(
    device: Operations,
    action: str,
    given: dict[str, Any],
    at: datetime | None = None,
    where: str = "action",
) -> None:
    """Run an operation on a device; raises ScenarioError if it has none of that name."""
    method = getattr(device, action, None)
    checked = arguments(action, DEVICE_ACTIONS, given, where)
    if method is None:
        raise ScenarioError(f"{where}: a {device.title} cannot {action!r}")
    try:
        method(at=at, **checked)
    except TypeError as error:
        raise ScenarioError(
            f"{where}: a {device.title} cannot do that: {error}"
        ) from None


def act_on_account(
    account: Account, action: str, given: dict[str, Any], where: str = "action"
) -> None:
    """Run an operation on an account; raises ScenarioError if unknown."""
    checked = arguments(action, ACCOUNT_ACTIONS | SERVICE_ACTIONS, given, where)
    if action == "expire_tokens":
        account.tokens.expire()
        return
    getattr(account, action)(**checked)


def write(device: Operations, values: Any, where: str = "set") -> None:
    """Set attributes in the cloud's record; raises ScenarioError."""
    check.table({key: ATTRIBUTES[key] for key in device.settable})(values, where)
    for key, value in values.items():
        setattr(device, key, value)
