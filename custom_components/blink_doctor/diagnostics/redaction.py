"""Redact captures so that they identify nobody.

By allow-list: only fields that the diagnosis reads are kept, and of those only values that
it understands: known status texts, numbers, times. Replayed they give the same
diagnosis. Ids become small numbers, consistent within one file, names become "Camera
1".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..diagnosis import storage
from ..diagnosis.device_names import NAMELESS
from ..diagnosis.memory import DeviceMemory, Memory
from ..diagnosis.model.ids import DeviceKey, Identity, NetworkId, Uid
from ..diagnosis.model.readings import ACCOUNT_KEY, Family, Reading
from ..diagnosis.parsing import payload, values
from ..diagnosis.parsing.payload import LISTS
from ..diagnosis.report import format_datetime
from ..diagnosis.watching import ledger

_MOST_CODE = 9999


def _battery(value: Any) -> str | None:
    """Return the state; an absent one means mains power, so it must stay absent."""
    return None if value in (None, "") else values.word(value) or values.OTHER


def _codes(value: Any) -> list[str] | None:
    codes = values.codes(value)
    return None if codes is None else sorted(codes)


def _minutes(value: Any) -> int | None:
    """Return only whether a snooze has time left: how much reveals when somebody set it."""
    left = values.number(value)
    return None if left is None else int(left > 0)


def _reported(value: Any) -> str | None:
    at = values.reported(value)
    return format_datetime(at) if at else None


def _strength(value: Any) -> int | None:
    """Return a sync module's Wi-Fi strength: bars, or dBm."""
    bars = values.bars(value)
    return values.dbm(value) if bars is None else bars


type _Fields = Mapping[str, Callable[[Any], Any]]

_KEPT: _Fields = {
    "status": values.word_or_other,
    "battery": _battery,
    "issues": _codes,
    "fw_version": values.version,
    "last_hb": _reported,
    "wifi_strength": _strength,
    "usage_rate": values.flag,
    "updated_at": _reported,
    "onboarded": values.flag,
    "doorbell_mode": values.word_or_other,
    "local_storage_status": values.word_or_other,
    "local_storage_enabled": values.flag,
    "local_storage_compatible": values.flag,
    "enabled": values.flag,
    "snooze": values.flag,
    "snooze_time_remaining": _minutes,
}
_KEPT_SIGNALS: _Fields = {
    "lfr": values.bars,
    "wifi": values.bars,
    "temp": values.temperature,
    "battery": values.bars,
}
_KEPT_CAMERA: _Fields = {
    "battery_voltage": values.cell_hundredths,
    "wifi_strength": values.dbm,
    "battery_check_time": _reported,
}
_KEPT_LIVE: _Fields = {
    **_KEPT_CAMERA,
    "wifi": values.bars,
    "wifi_rssi": values.dbm,
    "temp": values.temperature,
}


class Aliases:
    """Small numbers in place of ids, the same number for the same id."""

    def __init__(self, salt: str = "") -> None:
        """Start numbering; `salt` is that of the identities in the memory."""
        self._salt = salt
        self._numbers: dict[str, dict[str, int]] = {}

    def number(self, kind: str, real: Any) -> int | None:
        """Return the number that replaces an id."""
        text = values.identifier(real)
        if text is None:
            return None
        known = self._numbers.setdefault(kind, {})
        return known.setdefault(text, len(known) + 1)

    def serial(self, real: Any) -> int | None:
        """Return the number that replaces a serial number."""
        return self.number("serial", payload.identity_of(real, self._salt))

    def identity(self, real: Identity | None) -> Identity | None:
        """Return the identity that follows from the alias of its serial number.

        By it a replay knows a device that was paired again.
        """
        return payload.identity_of(self.number("serial", real), "")

    def network(self, real: NetworkId) -> NetworkId:
        """Return the alias of a system."""
        return NetworkId(str(self.number("network", real)))

    def key(self, real: str) -> DeviceKey:
        """Return the alias of an engine key."""
        if real == ACCOUNT_KEY:
            return ACCOUNT_KEY
        family, _, device_id = real.partition(":")
        if family not in Family or not device_id:
            # not an engine key: keep nothing of it
            return DeviceKey(f"device:{self.number('device', real)}")
        # a system is what Blink calls a network
        kind = "network" if family == Family.SYSTEM else family
        return DeviceKey(f"{family}:{self.number(kind, device_id)}")

    def name(self, key: DeviceKey) -> str:
        """Return a generic name for a device, given its key or its alias."""
        family, _, number = key.partition(":")
        return f"{NAMELESS.get(family, 'Blink')} {number}".strip()


def capture(raw: Mapping[str, Any], aliases: Aliases) -> dict[str, Any]:
    """Return one capture in the replay format, redacted."""
    return {
        "at": format_datetime(raw["at"]),
        "homescreen": _homescreen(raw.get("homescreen"), aliases),
        "cameras": {
            str(aliases.number("camera", camera_id)): _understood(camera, _KEPT_CAMERA)
            for camera_id, camera in values.mapping(raw.get("cameras")).items()
        },
        "networks": {
            str(aliases.number("network", network_id)): {
                "sync_module_error": network.get("sync_module_error") is True,
                "armed": values.flag(network.get("armed")),
            }
            for network_id, network in values.mapping(raw.get("networks")).items()
        },
        "live": {
            aliases.key(key): _understood(values.mapping(answer), _KEPT_LIVE)
            for key, answer in values.mapping(raw.get("live")).items()
        },
        **{
            report: [aliases.key(key) for key in raw[report]]
            for report in ("paused", "batteries_replaced")
            if raw.get(report)
        },
        **_red_light(raw.get("red_light", ()), aliases),
    }


def _red_light(reports: Iterable[Any], aliases: Aliases) -> dict[str, Any]:
    redacted = [
        {"id": aliases.key(one["id"]), "pattern": values.slug(one["pattern"])}
        for one in reports
    ]
    return {"red_light": redacted} if redacted else {}


def memory(remembered: Memory, aliases: Aliases) -> dict[str, Any]:
    """Return the memory in the format of `scripts/replay`, with aliases.

    Without names, and with aliases of the digests that replace serial numbers.
    """
    kept = replace(
        remembered,
        devices={
            aliases.key(key): _device_memory(device, aliases)
            for key, device in remembered.devices.items()
        },
        readings={
            aliases.key(key): _reading(reading, aliases)
            for key, reading in remembered.readings.items()
        },
        heartbeats={
            aliases.key(key): heartbeat
            for key, heartbeat in remembered.heartbeats.items()
        },
        systems={aliases.network(network): None for network in remembered.systems},
    )
    return storage.as_dict(kept)


def _device_memory(device: DeviceMemory, aliases: Aliases) -> DeviceMemory:
    by = device.explained_by
    return replace(
        device,
        uid=None,
        identity=aliases.identity(device.identity),
        watched=ledger.answering_only(device.watched),
        explained_by=by and replace(by, device=aliases.key(by.device)),
    )


def _reading(reading: Reading, aliases: Aliases) -> Reading:
    key, network = aliases.key(reading.key), reading.network_id
    return replace(
        reading,
        key=key,
        name=aliases.name(key),
        uid=Uid(""),
        identity=aliases.identity(reading.identity),
        network_id=network and aliases.network(network),
    )


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
    """Return a homescreen, or the type of what came in its place."""
    if not isinstance(raw, dict):
        return None if raw is None else {"not_a_homescreen": type(raw).__name__}
    if not any(isinstance(raw.get(name), list) for name in LISTS):
        # an error body: keep the code, drop the text, which may contain more
        code = values.whole(raw.get("code"))
        known = code is not None and 0 <= code <= _MOST_CODE
        return {"not_a_homescreen": True, "code": code if known else None}
    return {
        **_networks(raw.get("networks"), aliases),
        **_mounts(raw, aliases),
        # keep the position of an entry that is no device
        **{
            name: [
                _device(family, entry, aliases) if isinstance(entry, dict) else None
                for entry in raw[name]
            ]
            for name, family in LISTS.items()
            if isinstance(raw.get(name), list)
        },
    }


def _mounts(raw: dict[str, Any], aliases: Aliases) -> dict[str, Any]:
    """Return the floodlight mounts, empty if there are none."""
    listed = values.mapping(raw.get("accessories")).get("storm")
    mounts = [
        {
            "target_id": aliases.number("camera", mount.get("target_id")),
            "battery": values.word_or_other(mount.get("battery")),
        }
        for mount in values.entries(listed)
    ]
    return {"accessories": {"storm": mounts}} if mounts else {}


def _networks(raw: Any, aliases: Aliases) -> dict[str, Any]:
    """Return the Blink systems without their names, empty if there is no list."""
    if not isinstance(raw, list):
        return {}
    systems = [
        {
            "id": aliases.number("network", entry.get("id")),
            "onboarded": values.flag(entry.get("onboarded")),
            "armed": values.flag(entry.get("armed")),
        }
        for entry in values.entries(raw)
    ]
    return {"networks": systems}


def _device(family: str, raw: dict[str, Any], aliases: Aliases) -> dict[str, Any]:
    kept = _understood(raw, _KEPT)
    kept |= dict(
        zip(("type", "subtype", "revision"), payload.kind_of(raw), strict=True)
    )
    if isinstance(raw.get("signals"), dict):
        kept["signals"] = _understood(raw["signals"], _KEPT_SIGNALS)
    number, serial = aliases.number(family, raw.get("id")), raw.get("serial")
    if (alias := aliases.serial(serial)) is not None:
        kept["serial"] = alias
    return {
        "id": number,
        "network_id": aliases.number("network", raw.get("network_id")),
        "name": aliases.name(DeviceKey(f"{family}:{number}")),
        **kept,
    }


def _understood(raw: Mapping[str, Any], fields: _Fields) -> dict[str, Any]:
    """Return the listed fields that are present, as the parser reads them."""
    return {key: read(raw[key]) for key, read in fields.items() if key in raw}
