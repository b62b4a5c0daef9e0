"""Captures without anything that tells whose they are.

By permission, not by prohibition: only fields that the diagnosis reads are
kept. Ids become small numbers that are the same throughout one file, names
become "Camera 1".
"""

from collections.abc import Mapping
from typing import Any

from .diagnosis import values
from .diagnosis.payload import LISTS, NAMELESS
from .diagnosis.report import moment

_KEPT = (
    "type",
    "subtype",
    "status",
    "battery",
    "issues",
    "signals",
    "fw_version",
    "last_hb",
    "wifi_strength",
    "usage_rate",
    "updated_at",
    "onboarded",
    "local_storage_status",
)
_KEPT_SIGNALS = ("lfr", "wifi", "temp", "battery")
_KEPT_LIVE = ("wifi", "wifi_rssi", "lfr_rssi", "battery_state", "temp", "fw_version")


class Aliases:
    """Small numbers in place of ids, the same id always the same number."""

    def __init__(self) -> None:
        """Start counting."""
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, kind: str, real: Any) -> int | None:
        """Return the number that stands for an id."""
        text = values.identifier(real)
        if text is None:
            return None
        counted = sum(known == kind for known, _ in self._numbers)
        return self._numbers.setdefault((kind, text), counted + 1)

    def key(self, real: str) -> str:
        """Return the engine key that stands for another."""
        family, _, device_id = real.partition(":")
        return f"{family}:{self.number(family, device_id)}" if device_id else real

    def name(self, key: str) -> str:
        """Return a name for a device, given its own key or its alias."""
        family, _, number = key.partition(":")
        return f"{NAMELESS.get(family, 'Blink')} {number}".strip()


def capture(raw: Mapping[str, Any], aliases: Aliases) -> dict[str, Any]:
    """Return one capture in the replay format, redacted."""
    return {
        "at": moment(raw["at"]),
        "homescreen": _homescreen(raw.get("homescreen"), aliases),
        "cameras": {
            str(aliases.number("camera", camera_id)): {
                key: values.number(camera.get(key))
                for key in ("battery_voltage", "wifi_strength")
            }
            for camera_id, camera in values.mapping(raw.get("cameras")).items()
        },
        "networks": {
            str(aliases.number("network", network_id)): {
                "sync_module_error": network.get("sync_module_error") is True
            }
            for network_id, network in values.mapping(raw.get("networks")).items()
        },
        "live": {
            aliases.key(key): _plain(values.mapping(answer), _KEPT_LIVE)
            for key, answer in values.mapping(raw.get("live")).items()
        },
    }


def diagnosis(report: Mapping[str, Any], aliases: Aliases) -> dict[str, Any]:
    """Return a diagnosis with aliases in place of keys and names."""
    devices = {
        aliases.key(key): {**device, "name": aliases.name(aliases.key(key))}
        for key, device in report["devices"].items()
    }
    issues = [
        {**issue, "device": aliases.key(issue["device"])} for issue in report["issues"]
    ]
    return {**report, "devices": devices, "issues": issues}


def _homescreen(raw: Any, aliases: Aliases) -> Any:
    """Return a homescreen, or the kind of thing that came in its place."""
    if not isinstance(raw, dict):
        return None if raw is None else {"not_a_homescreen": type(raw).__name__}
    if not any(isinstance(raw.get(name), list) for name in LISTS):
        # an error body: its numbers tell what went wrong, its text may tell more
        return {"not_a_homescreen": True, "code": values.number(raw.get("code"))}
    return {
        name: [_device(family, entry, aliases) for entry in values.entries(raw[name])]
        for name, family in LISTS.items()
        if isinstance(raw.get(name), list)
    }


def _device(family: str, raw: dict[str, Any], aliases: Aliases) -> dict[str, Any]:
    kept = _plain(raw, _KEPT)
    if isinstance(raw.get("signals"), dict):
        kept["signals"] = _plain(raw["signals"], _KEPT_SIGNALS)
    number = aliases.number(family, raw.get("id"))
    return {
        "id": number,
        "network_id": aliases.number("network", raw.get("network_id")),
        "name": aliases.name(f"{family}:{number}"),
        **kept,
    }


def _plain(raw: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """Return the named fields where they are plain values."""
    return {key: _short(raw[key]) for key in keys if key in raw}


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return values.text(value) or ""
    if isinstance(value, list):
        return [values.text(item) for item in value if isinstance(item, str)]
    return None if isinstance(value, dict) else value
