"""Devices that are missing from the list, leave the account, or are paired again."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from .history import incidents
from .memory import OFFLINE, DeviceMemory, Memory
from .model.findings import Cause
from .model.frozen import replace
from .model.ids import DeviceKey, NetworkId
from .model.readings import SCOPES, Family, Reading, Snapshot, family_of

# long enough for a camera that is away for repair
_FORGET_AFTER = timedelta(days=90)
# missing from the list for less than a day does not count as removed
_GONE_AFTER = timedelta(days=1)
_OFFLINE_CONDITIONS = (OFFLINE, Cause.SYNC_MODULE_OFFLINE)


def update(
    devices: dict[DeviceKey, DeviceMemory],
    readings: dict[DeviceKey, Reading],
    snapshot: Snapshot,
    now: datetime,
) -> None:
    """Mark or forget devices that are not listed, and merge those listed under a new id."""
    away = [*devices.keys() - snapshot.devices.keys()]
    if not away:
        return
    successors = {
        reading.identity: key
        for key, reading in snapshot.devices.items()
        if reading.identity
    }
    for key in away:
        family = family_of(key)
        if family in SCOPES or family in snapshot.missing:
            continue
        identity = devices[key].identity
        successor = successors.get(identity) if identity else None
        if successor is not None:
            devices[successor] = _merged(devices.pop(key), devices[successor])
            readings.pop(key, None)
        else:
            _update_one(devices, readings, key, now)


def _update_one(
    devices: dict[DeviceKey, DeviceMemory],
    readings: dict[DeviceKey, Reading],
    key: DeviceKey,
    now: datetime,
) -> None:
    remembered = devices[key]
    since = remembered.missing_since or remembered.gone_since
    if since is None:
        devices[key] = replace(remembered, missing_since=now)
    elif now - since > _FORGET_AFTER:
        readings.pop(key, None)
        del devices[key]
    elif remembered.gone_since is None and is_gone(remembered, now):
        readings.pop(key, None)
        devices[key] = replace(
            remembered,
            gone_since=since,
            conditions={},
            red_light=None,
            explained_by=None,
        )


def is_gone(remembered: DeviceMemory, now: datetime) -> bool:
    """Whether a device that is not listed has left the account by now."""
    since = remembered.missing_since or remembered.gone_since
    return since is not None and now - since >= _GONE_AFTER


def with_known_fields(snapshot: Snapshot, memory: Memory) -> Snapshot:
    """Keep a device's kind and system in a poll that does not include them.

    A doorbell also stays behind a module that this poll does not list.
    """
    unlisted = {
        reading.network_id
        for key, reading in memory.readings.items()
        if reading.family is Family.SYNC_MODULE and key not in snapshot.devices
    }
    kept = {
        key: reading
        for key, now in snapshot.devices.items()
        if (before := memory.readings.get(key))
        and (reading := _with_known_fields(before, now, unlisted)) is not now
    }
    return replace(snapshot, devices={**snapshot.devices, **kept}) if kept else snapshot


def _with_known_fields(
    before: Reading, now: Reading, unlisted: AbstractSet[NetworkId | None]
) -> Reading:
    changes = {
        name: known
        for name in ("model", "subtype", "revision", "network_id")
        if getattr(now, name) is None and (known := getattr(before, name)) is not None
    }
    own_wifi = before.own_wifi if "network_id" in changes else now.own_wifi
    if own_wifi and not before.own_wifi and now.network_id in unlisted:
        own_wifi = False
    if own_wifi is not now.own_wifi:
        changes["own_wifi"] = own_wifi
    return replace(now, **changes) if changes else now


def restore_paired_again(snapshot: Snapshot, memory: Memory) -> Memory:
    """Give devices that were paired again under a new id their past back.

    Their conditions end with that, except those of a device that is still offline.
    """
    new = [
        reading
        for reading in snapshot.devices.values()
        if reading.key not in memory.devices
    ]
    if not new:
        return memory
    devices, readings = dict(memory.devices), dict(memory.readings)
    away = {
        remembered.identity: key
        for key, remembered in devices.items()
        if remembered.identity and key not in snapshot.devices
    }
    for reading in new:
        if reading.identity in away:
            old = away.pop(reading.identity)
            before = devices.pop(old)
            readings.pop(old, None)
            kept = _OFFLINE_CONDITIONS if reading.online is False else ()
            devices[reading.key] = replace(
                before,
                conditions={k: c for k, c in before.conditions.items() if k in kept},
                lost=before.lost if kept else None,
                explained_by=before.explained_by if kept else None,
            )
    return replace(memory, devices=devices, readings=readings)


def _merged(before: DeviceMemory, now: DeviceMemory) -> DeviceMemory:
    """Merge the memories of a device that was listed under two ids for some polls."""
    return replace(
        before,
        online_day=now.online_day,
        online_days=now.online_days | before.online_days,
        battery=now.battery or before.battery,
        firmware=now.firmware or before.firmware,
        lost=now.lost,
        explained_by=now.explained_by,
        missing_since=None,
        gone_since=None,
        red_light=now.red_light or before.red_light,
        conditions=now.conditions,
        cells=now.cells if now.cells.put_in else before.cells,
        incidents=(*before.incidents, *now.incidents)[-incidents.MOST :],
    )
