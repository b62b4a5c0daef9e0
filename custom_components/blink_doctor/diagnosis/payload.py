"""Raw homescreen and friends -> `Snapshot`. Total: any input, never raises.

Shapes: `GET /api/v3/accounts/{account}/homescreen` as core Blink keeps it, and
the per-camera values that blinkpy read from each camera's own config answer.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import blake2s
from typing import Any

from . import values
from .readings import Battery, Device, Family, Reading, Snapshot
from .unchanged import Unchanged

LISTS: Mapping[str, Family] = {
    "cameras": Family.CAMERA,
    "owls": Family.OWL,
    "doorbells": Family.DOORBELL,
    "sync_modules": Family.SYNC_MODULE,
}
_ONLINE = {"done": True, "online": True, "offline": False}
_BATTERY = {"ok": Battery.OK, "low": Battery.LOW}
LONGEST_NAME = 120
_NOTHING: Mapping[str, Any] = {}
# For what has no name: ids of Blink's are no substitute, they stay inside
NAMELESS: Mapping[str, str] = {
    Family.CAMERA: "Camera",
    Family.OWL: "Mini",
    Family.DOORBELL: "Doorbell",
    Family.SYNC_MODULE: "Sync module",
}


def unusable(at: datetime, trouble: str) -> Snapshot:
    """Return the snapshot of a poll that said nothing about the devices."""
    return Snapshot(at=at, usable=False, trouble=trouble)


def parse(
    homescreen: Any,
    *,
    at: datetime,
    cameras: Any = None,
    networks: Any = None,
    red_light: Any = None,
    live: Any = None,
    salt: str = "",
    unchanged: Unchanged | None = None,
) -> Snapshot:
    """Read one poll.

    `homescreen` is the raw answer (None for a failed poll); `cameras` maps
    camera ids to `{"battery_voltage": hundredths of a volt, "wifi_strength":
    dBm}`; `networks` maps network ids to `{"sync_module_error": bool}`;
    `red_light` lists `{"id": device key, "pattern": slug}`; `live` maps device
    keys to what a check-up that a person started has just read. `salt` goes into
    the digests that stand for serial numbers; `unchanged` spares whoever reads
    poll after poll what was read before.
    """
    if homescreen is None:
        return unusable(at, "no_answer")
    if not isinstance(homescreen, dict) or not any(
        isinstance(homescreen.get(name), list) for name in LISTS
    ):
        return unusable(at, "not_a_homescreen")
    skipped: list[str] = []
    devices: dict[str, Reading] = {}
    extras = _Extras(cameras, networks, live)
    unchanged = unchanged or Unchanged()
    unchanged.next_poll()
    missing = {
        f for name, f in LISTS.items() if not isinstance(homescreen.get(name), list)
    }
    for name, position, raw in _entries(homescreen, skipped):
        place = (name, position)
        reading = unchanged.again(place, raw, extras.of)
        if reading is None and (device := _device(LISTS[name], raw)) is not None:
            extra = extras.of(device)
            reading = _reading(device, raw, extra, salt)
            unchanged.keep(place, device, raw, extra, reading)
        if reading is None:
            missing.add(LISTS[name])
            skipped.append(f"{name}[{position}]: not a device with an id")
        elif reading.key in devices:
            skipped.append(f"{name}[{position}]: id used twice")
        else:
            devices[reading.key] = reading
    return Snapshot(
        at=at,
        usable=True,
        devices=devices,
        missing=frozenset(missing),
        red_light=_red_light(red_light),
        skipped=tuple(skipped),
    )


class _Extras:
    """What other answers of the same poll say about single devices."""

    def __init__(self, cameras: Any, networks: Any, live: Any) -> None:
        self._cameras = values.mapping(cameras)
        self._networks = values.mapping(networks)
        self._live = values.mapping(live)

    def of(self, device: Device) -> Mapping[str, Any]:
        """Return the extra values of a device that are fresh.

        Core stops reading the cameras of a network whose sync module is in
        error, and goes on showing what it read before: those are left out.
        """
        extra: Mapping[str, Any] = _NOTHING
        if device.family is Family.CAMERA and not self._frozen(device.network_id):
            extra = values.mapping(self._cameras.get(device.id))
        live = values.mapping(self._live.get(device.key)) if self._live else None
        return {**extra, **live} if live else extra

    def _frozen(self, network_id: str | None) -> bool:
        network = values.mapping(self._networks.get(network_id or ""))
        return network.get("sync_module_error") is True


def _entries(
    homescreen: dict[Any, Any], skipped: list[str]
) -> Iterator[tuple[str, int, Any]]:
    """Yield the entries of all lists, each with its list and its place there."""
    for name in LISTS:
        entries = homescreen.get(name)
        if not isinstance(entries, list):
            skipped.append(f"{name}: not a list")
            continue
        for position, raw in enumerate(entries):
            yield name, position, raw


def _device(family: Family, raw: Any) -> Device | None:
    """Return whose entry of a list this is, None where it is no device."""
    device_id = values.identifier(raw.get("id")) if isinstance(raw, dict) else None
    if device_id is None:
        return None
    return Device(
        family=family,
        id=device_id,
        key=f"{family.value}:{device_id}",
        network_id=values.identifier(raw.get("network_id")),
    )


def _reading(
    device: Device, raw: dict[Any, Any], extra: Mapping[str, Any], salt: str
) -> Reading:
    identity = _identity(raw.get("serial"), salt)
    status = values.word_or_other(raw.get("status"))
    online = _ONLINE.get(status.lower()) if status else None
    model, subtype = kind(raw)
    bars, dbm = _wifi(device.family, raw, extra)
    signals = values.mapping(raw.get("signals"))
    return Reading(
        key=device.key,
        family=device.family,
        name=values.name(raw.get("name"), LONGEST_NAME) or NAMELESS[device.family],
        uid=identity or digest(device.key, salt),
        identity=identity,
        network_id=device.network_id,
        model=model,
        subtype=subtype,
        online=online,
        battery=_battery(raw.get("battery")),
        battery_volts=values.cell_volts(extra.get("battery_voltage")),
        wifi_bars=bars,
        wifi_dbm=dbm,
        sync_module_bars=values.bars(signals.get("lfr")),
        temperature_f=values.temperature(signals.get("temp", extra.get("temp"))),
        firmware=values.version(raw.get("fw_version")),
        issues=values.codes(raw.get("issues")),
        heartbeat=values.reported(raw.get("last_hb")),
        high_usage=values.flag(raw.get("usage_rate")),
        unknown_status=status if status and online is None else None,
    )


def kind(raw: Mapping[Any, Any]) -> tuple[str | None, str | None]:
    """Return model and subtype.

    Subtypes run firmware of their own. One that is there and cannot be read
    leaves the model open, so that nothing is compared with anything.
    """
    subtype = values.word_or_other(raw.get("subtype"))
    if subtype == values.OTHER:
        return None, None
    return values.word(raw.get("type")), subtype


def _wifi(
    family: Family, raw: dict[Any, Any], extra: Mapping[str, Any]
) -> tuple[int | None, int | None]:
    """Return bars and dBm, each from where this family has it."""
    if family is Family.SYNC_MODULE:
        strength = raw.get("wifi_strength")
        return values.bars(strength), values.dbm(strength)
    bars = values.bars(values.mapping(raw.get("signals")).get("wifi"))
    if bars is None:
        bars = values.bars(extra.get("wifi"))
    dbm = values.dbm(extra.get("wifi_strength"))
    return bars, values.dbm(extra.get("wifi_rssi")) if dbm is None else dbm


def _battery(value: Any) -> Battery | None:
    """Return the battery state; no battery field means mains power."""
    if value is None or value == "":
        return Battery.MAINS
    word = values.word(value)
    return _BATTERY.get(word.lower()) if word else None


@lru_cache(maxsize=2048)
def digest(text: str, salt: str) -> str:
    """Return 16 hexadecimal digits that stand for a text and do not tell it."""
    key = blake2s(salt.encode()).digest()
    return blake2s(text.encode(errors="replace"), key=key, digest_size=8).hexdigest()


def _identity(serial: Any, salt: str) -> str | None:
    text = values.text(serial)
    return None if text is None else digest(text, salt)


def _red_light(reports: Any) -> dict[str, str]:
    if not isinstance(reports, list):
        return {}
    found: dict[str, str] = {}
    for report in reports:
        device = values.text(values.mapping(report).get("id"))
        if device is not None:
            pattern = values.word(values.mapping(report).get("pattern"))
            found[device] = pattern or "unknown"
    return found
