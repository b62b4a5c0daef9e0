"""Parse a raw homescreen and related answers into a `Snapshot`: any input, never raises.

Inputs: `GET /api/v3/accounts/{account}/homescreen` as core Blink keeps it, and the values
that blinkpy read from each camera's own config endpoint.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2s
from typing import Any, NamedTuple

from .. import device_names
from ..device_names import placeholder
from ..model.frozen import replace
from ..model.ids import NO_NETWORK, BlinkId, DeviceKey, Identity, NetworkId, Uid
from ..model.readings import (
    CAMERAS,
    POLL_INTERVAL,
    Battery,
    Family,
    Reading,
    Snapshot,
    Storage,
)
from . import pauses, values
from .account import LONGEST_NAME, Account

LISTS: Mapping[str, Family] = {
    "cameras": Family.CAMERA,
    "owls": Family.OWL,
    "doorbells": Family.DOORBELL,
    "sync_modules": Family.SYNC_MODULE,
}
_ONLINE = {"done": True, "online": True, "offline": False}
_STORAGE = {"active": Storage.ACTIVE}
_NO_STORAGE = "unavailable"
_BATTERY = {"ok": Battery.OK, "low": Battery.LOW}
# Values of `doorbell_mode`: through a sync module, or on its own Wi-Fi
_LINKED = "lfr"
_STANDALONE = "standalone"


def unusable(at: datetime, trouble: str, message: str | None = None) -> Snapshot:
    """Return the snapshot of a poll without any data on devices."""
    return Snapshot(at=at, usable=False, trouble=trouble, message=message)


def parse(
    homescreen: Any,
    *,
    at: datetime,
    cameras: Any = None,
    networks: Any = None,
    red_light: Any = None,
    live: Any = None,
    paused: Any = None,
    batteries_replaced: Any = None,
    salt: str = "",
    private: Iterable[str] = (),
    interval: timedelta = POLL_INTERVAL,
) -> Snapshot:
    """Read one poll.

    `homescreen` is the raw answer (None for a failed poll); `cameras` maps
    camera ids to `{"battery_voltage": hundredths of a volt, "wifi_strength":
    dBm}`; `networks` maps network ids to `{"sync_module_error": bool, "armed": bool}`;
    `red_light` lists `{"id": device key, "pattern": slug}`; `live` maps device
    keys to what a check-up that a person started has just read; `batteries_replaced` lists
    device keys, `paused` those or uids, or maps them to the end of the pause. `salt` goes
    into the digests that stand for serial numbers; `private` texts are not repeated;
    `interval` is the time between two polls.
    """
    # the owner's reports apply whatever the poll brings
    reports: dict[str, Any] = {
        "red_light": _red_light(red_light),
        "batteries_replaced": frozenset(_keys(batteries_replaced)),
    }
    if homescreen is None:
        return replace(unusable(at, "no_answer"), **reports)
    if not _is_homescreen(homescreen):
        return replace(_error_answer(at, homescreen, private), **reports)
    account = Account(homescreen, cameras, networks, live, paused, salt)
    listed = _Listed(homescreen, account)
    device_names.tell_apart(listed.devices, listed.serials, account.systems)
    pauses.pause_behind_modules(listed.devices)
    return Snapshot(
        at=at,
        usable=True,
        interval=interval,
        devices=listed.devices,
        missing=frozenset(listed.missing),
        systems=account.systems,
        sync_module_errors=account.sync_module_errors,
        skipped=tuple(listed.skipped),
        **reports,
    )


def _is_homescreen(answer: Any) -> bool:
    """Whether an answer has a list of devices."""
    return isinstance(answer, dict) and any(
        isinstance(answer.get(name), list) for name in LISTS
    )


def _error_answer(at: datetime, answer: Any, private: Iterable[str]) -> Snapshot:
    """Return the snapshot of an answer that is no homescreen, with Blink's message."""
    message = values.mapping(answer).get("message")
    trouble = "error_answer" if message else "not_a_homescreen"
    return unusable(at, trouble, values.message(message, private))


class _Listed:
    """The devices in the lists of a homescreen, and what could not be read there."""

    def __init__(self, homescreen: dict[Any, Any], account: Account) -> None:
        """Parse all lists."""
        self.devices: dict[DeviceKey, Reading] = {}
        self.serials: dict[DeviceKey, str] = {}
        self.missing: set[Family] = set()
        self.skipped: list[str] = []
        self._account = account
        for name, family in LISTS.items():
            entries = homescreen.get(name)
            if isinstance(entries, list):
                for position, raw in enumerate(entries):
                    self._add(family, raw, f"{name}[{position}]")
            else:
                self.missing.add(family)
                self.skipped.append(f"{name}: not a list")

    def _add(self, family: Family, raw: Any, place: str) -> None:
        blink_id = values.identifier(raw.get("id")) if isinstance(raw, dict) else None
        key = DeviceKey(f"{family.value}:{blink_id}")
        if blink_id is None:
            self.missing.add(family)
            self.skipped.append(f"{place}: not a device with an id")
        elif key in self.devices:
            self.skipped.append(f"{place}: id used twice")
        else:
            self.devices[key] = _reading(
                family, BlinkId(blink_id), key, raw, self._account
            )
            if serial := values.identifier(raw.get("serial")):
                self.serials[key] = serial


def _reading(
    family: Family,
    blink_id: BlinkId,
    key: DeviceKey,
    raw: dict[Any, Any],
    account: Account,
) -> Reading:
    network = values.identifier(raw.get("network_id"))
    network_id = NetworkId(network) if network else None
    extra = account.extra(family, blink_id, key, network_id)
    identity = identity_of(raw.get("serial"), account.salt)
    status = values.word_or_other(raw.get("status"))
    online = _ONLINE.get(status.lower()) if status else None
    kind = kind_of(raw)
    bars, dbm = _wifi(family, raw, extra)
    signals = values.mapping(raw.get("signals"))
    link = values.bars(signals.get("lfr"))
    if own_wifi := _has_own_wifi(family, raw, link, network_id, account):
        # a standalone doorbell has no link that could be weak
        link = None
    uid = Uid(identity or digest(key, account.salt))
    paused, until = account.pause(key, uid)
    return Reading(
        key=key,
        family=family,
        name=values.name(raw.get("name"), LONGEST_NAME)
        or placeholder(family, kind.model),
        uid=uid,
        identity=identity,
        network_id=network_id,
        model=kind.model,
        subtype=kind.subtype,
        revision=kind.revision,
        online=online,
        battery=_battery(raw.get("battery")),
        mount_battery=account.mount_battery(family, blink_id),
        battery_volts=values.cell_volts(extra.get("battery_voltage")),
        wifi_bars=bars,
        wifi_dbm=dbm,
        sync_module_bars=link,
        temperature_f=values.temperature(signals.get("temp", extra.get("temp"))),
        firmware=values.version(raw.get("fw_version")),
        issues=values.codes(raw.get("issues")),
        heartbeat=values.reported(raw.get("last_hb")),
        updated_at=values.reported(raw.get("updated_at")),
        battery_read_at=values.reported(extra.get("battery_check_time")),
        high_usage=values.flag(raw.get("usage_rate")),
        unknown_status=status if status and online is None else None,
        **_recording(family, raw, account.armed.get(network_id or NO_NETWORK)),
        own_wifi=own_wifi,
        in_use=account.is_set_up(raw, network_id) and not paused,
        paused=paused,
        paused_until=until,
    )


def _recording(
    family: Family, raw: dict[Any, Any], armed: bool | None
) -> dict[str, Any]:
    """Return the fields that recording depends on: camera switches, or the module's stick."""
    if family in CAMERAS:
        return {
            "armed": armed,
            "motion_detection": values.flag(raw.get("enabled")),
            "snoozed": _snoozed(raw),
            "stores_locally": values.flag(raw.get("local_storage_compatible")),
        }
    return {
        "storage": _storage(raw),
        "storage_on": values.flag(raw.get("local_storage_enabled")),
    }


def _snoozed(raw: dict[Any, Any]) -> bool | None:
    """Return whether notifications are snoozed; a snooze without time left is over."""
    left = values.number(raw.get("snooze_time_remaining"))
    snoozed = values.flag(raw.get("snooze"))
    if snoozed is None:
        return None if left is None else left > 0
    return snoozed and (left is None or left > 0)


def _storage(raw: dict[Any, Any]) -> Storage | None:
    """Return the state of a module's stick; None if the module has no slot for one.

    Blink's values for a full or broken stick are not documented: an unknown value is
    `NOT_KNOWN`, never a fault.
    """
    if values.flag(raw.get("local_storage_compatible")) is False:
        return None
    state = values.word_or_other(raw.get("local_storage_status"))
    wanted = values.flag(raw.get("local_storage_enabled"))
    if state is None:
        return Storage.NOT_KNOWN if wanted else None
    if state == _NO_STORAGE:
        return Storage.NOT_ACTIVE if wanted else Storage.NOT_IN_USE
    return _STORAGE.get(state, Storage.NOT_KNOWN)


def _has_own_wifi(
    family: Family,
    raw: dict[Any, Any],
    link: int | None,
    network_id: NetworkId | None,
    account: Account,
) -> bool:
    """Whether a device joins the home Wi-Fi itself.

    Sync modules and Minis always do. A doorbell has a mode, or reports a link to a
    module; without either it uses the system's module, if there is or may be one.
    """
    if family is not Family.DOORBELL:
        return family is not Family.CAMERA
    mode = values.word(raw.get("doorbell_mode"))
    if mode is not None and mode.lower() == _STANDALONE:
        return True
    if (mode is not None and mode.lower() == _LINKED) or link is not None:
        return False
    return account.modules_are_listed and network_id not in account.with_modules


class Kind(NamedTuple):
    """The fields that determine which firmware a device runs."""

    model: str | None
    subtype: str | None
    revision: str | None


def kind_of(raw: Mapping[Any, Any]) -> Kind:
    """Return model, subtype and revision.

    Subtypes and revisions run firmware of their own. If one is present but unreadable, the
    model is None, so that the device is compared with no other.
    """
    subtype = values.word_or_other(raw.get("subtype"))
    revision = values.word_or_other(raw.get("revision"))
    if values.OTHER in (subtype, revision):
        return Kind(None, None, None)
    return Kind(values.word(raw.get("type")), subtype, revision)


def _wifi(
    family: Family, raw: dict[Any, Any], extra: Mapping[str, Any]
) -> tuple[int | None, int | None]:
    """Return bars and dBm, from the fields where this family reports them."""
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
    state = values.word(value)
    return _BATTERY.get(state.lower()) if state else None


@lru_cache(maxsize=2048)
def digest(text: str, salt: str) -> str:
    """Return a keyed digest of 16 hexadecimal digits that does not reveal the text."""
    key = blake2s(salt.encode()).digest()
    return blake2s(text.encode(errors="replace"), key=key, digest_size=8).hexdigest()


def identity_of(serial: Any, salt: str) -> Identity | None:
    """Return what a device is known by in place of its serial number."""
    text = values.identifier(serial)
    return None if text is None else Identity(digest(text, salt))


def _keys(value: Any) -> Iterator[DeviceKey]:
    """Yield the device keys of a list."""
    for item in value if isinstance(value, list | tuple | set | frozenset) else ():
        key = values.text(item)
        if key is not None:
            yield DeviceKey(key)


def _red_light(reports: Any) -> dict[str, str]:
    if not isinstance(reports, list):
        return {}
    found: dict[str, str] = {}
    for report in reports:
        device = values.text(values.mapping(report).get("id"))
        if device is not None:
            pattern = values.slug(values.mapping(report).get("pattern"))
            found[device] = pattern or "unknown"
    return found
