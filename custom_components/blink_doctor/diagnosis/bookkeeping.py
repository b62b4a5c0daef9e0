"""What is noted at every usable poll, whatever the diagnosis says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import cells, firmware_history, past, trends
from .memory import DeviceMemory, Memory, RedLight
from .readings import ACCOUNT_KEY, Battery, Family, Reading, Snapshot
from .rules import firmware_behind, red_light

# long enough for a camera that is away for repair
_FORGET_AFTER = timedelta(days=90)
_NO_MEMORY = DeviceMemory()


def keep(snapshot: Snapshot, memory: Memory, now: datetime) -> Memory:
    """Return the memory with this poll's identities, batteries and versions."""
    devices = dict(memory.devices)
    slot = past.slot_of(now)
    for key, reading in snapshot.devices.items():
        before = devices.get(key, _NO_MEMORY)
        remembered = _noted(reading, before, snapshot, now)
        due = remembered.past.slot != slot or remembered.battery is not before.battery
        if due and reading.online is not False:
            remembered = _sampled(reading, remembered, slot, now)
        devices[key] = (
            remembered if not remembered.watches else _troubled(remembered, slot)
        )
    for key in devices.keys() - snapshot.devices.keys() - {ACCOUNT_KEY}:
        if Family(key.partition(":")[0]) not in snapshot.missing:
            _left(devices, key, now)
    return replace(
        memory, devices=devices, firmware_seen=_firmware(snapshot, memory, now)
    )


def returned(snapshot: Snapshot, memory: Memory) -> Memory:
    """Give devices that were paired again under a new id their past back."""
    new = [
        reading
        for reading in snapshot.devices.values()
        if reading.key not in memory.devices
    ]
    if not new:
        return memory
    devices = dict(memory.devices)
    away = {
        remembered.identity: key
        for key, remembered in devices.items()
        if remembered.identity and key not in snapshot.devices
    }
    for reading in new:
        if reading.identity in away:
            before = devices.pop(away.pop(reading.identity))
            devices[reading.key] = replace(before, watches={})
    return replace(memory, devices=devices)


def _noted(
    reading: Reading, remembered: DeviceMemory, snapshot: Snapshot, now: datetime
) -> DeviceMemory:
    changes: dict[str, Any] = {}
    if reading.identity != remembered.identity and reading.identity is not None:
        changes["identity"] = reading.identity
    if (
        reading.battery in (Battery.OK, Battery.LOW)
        and reading.battery is not remembered.battery
    ):
        changes["battery"] = reading.battery
    if reading.firmware is not None and reading.firmware != remembered.firmware:
        changes["firmware"] = reading.firmware
        if remembered.firmware is not None:
            changes["firmware_before"] = remembered.firmware
            changes["firmware_changed"] = now
            changes["fine_before_update"] = firmware_history.was_fine(
                remembered.watches, remembered.trouble_on, now
            )
    if remembered.gone_since is not None:
        changes["gone_since"] = None
    if pattern := snapshot.red_light.get(reading.key):
        # reported again: it is still the same red light
        before = remembered.red_light
        changes["red_light"] = RedLight(
            at=before.at if before else now, pattern=pattern
        )
    elif remembered.red_light and not red_light.is_current(remembered.red_light, now):
        changes["red_light"] = None
    return replace(remembered, **changes) if changes else remembered


def _sampled(
    reading: Reading, remembered: DeviceMemory, slot: int, now: datetime
) -> DeviceMemory:
    """Add to the device's past, four times a day."""
    history = past.noted(remembered.past, reading, slot)
    day_is_over = history.days is not remembered.past.days
    return replace(
        remembered,
        past=history,
        cells=cells.noted(remembered.cells, history, reading, now),
        drops=trends.drops(history) if day_is_over else remembered.drops,
    )


def _troubled(remembered: DeviceMemory, slot: int) -> DeviceMemory:
    """Note the day on which a device last had trouble, once a day."""
    today = slot // past.PER_DAY
    if remembered.trouble_on == today:
        return remembered
    if not firmware_history.has_trouble(remembered.watches):
        return remembered
    return replace(remembered, trouble_on=today)


def _left(devices: dict[str, DeviceMemory], key: str, now: datetime) -> None:
    remembered = devices[key]
    if remembered.gone_since is None:
        devices[key] = replace(
            remembered, gone_since=now, watches={}, red_light=None, explained=False
        )
    elif now - remembered.gone_since > _FORGET_AFTER:
        del devices[key]


def _firmware(
    snapshot: Snapshot, memory: Memory, now: datetime
) -> Mapping[str, datetime]:
    """Note versions that the account has not run before."""
    running = firmware_behind.Fleet(snapshot.devices.values()).seen_keys()
    seen = memory.firmware_seen
    # a moment in the future is from before the clock was set back
    new = {key: now for key in running if key not in seen or seen[key] > now}
    return {**seen, **new} if new else seen
