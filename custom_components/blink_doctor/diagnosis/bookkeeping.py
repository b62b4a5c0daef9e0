"""What is noted at every usable poll, whatever the diagnosis says."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from . import cells, firmware_history, past, trends
from .memory import DeviceMemory, Memory, RedLight
from .readings import ACCOUNT_KEY, Battery, Family, Reading, Snapshot
from .rules import firmware_behind, red_light

# long enough for a camera that is away for repair
_FORGET_AFTER = timedelta(days=90)
# more than Blink brings out in years, few enough to be shown
_VERSIONS_KEPT = 10
_NO_MEMORY = DeviceMemory()


def keep(snapshot: Snapshot, memory: Memory, now: datetime) -> Memory:
    """Return the memory with this poll's identities, batteries and versions."""
    devices = dict(memory.devices)
    last = memory.last.devices if memory.last and memory.is_older_than(now) else {}
    slot = past.slot_of(now)
    news = []
    for key, reading in snapshot.devices.items():
        remembered = before = devices.get(key, _NO_MEMORY)
        known = last.get(key)
        same = known is not None and known.reading is reading
        if not same or not _is_noted(before, snapshot, key, slot):
            news.append(reading)
            remembered = _noted(reading, before, snapshot, now)
            changed = remembered.battery is not before.battery
            due = remembered.past.slot != slot or changed
            if due and reading.online is not False:
                remembered = _sampled(reading, remembered, slot, now)
        devices[key] = (
            remembered if not remembered.watches else _troubled(remembered, slot)
        )
    if len(devices) > len(snapshot.devices):
        _follow_the_missing(devices, snapshot, now)
    return replace(memory, devices=devices, firmware_seen=_firmware(news, memory, now))


def _follow_the_missing(
    devices: dict[str, DeviceMemory], snapshot: Snapshot, now: datetime
) -> None:
    """Note who is not listed any more, and give the past to who came in its place."""
    heirs: dict[str | None, str] = {
        reading.identity: key for key, reading in snapshot.devices.items()
    }
    for key in devices.keys() - snapshot.devices.keys() - {ACCOUNT_KEY}:
        if Family(key.partition(":")[0]) not in snapshot.missing:
            heir = heirs.get(devices[key].identity) if devices[key].identity else None
            if heir is None:
                _left(devices, key, now)
            else:
                devices[heir] = _inherited(devices.pop(key), devices[heir])


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


def _is_noted(
    remembered: DeviceMemory, snapshot: Snapshot, key: str, slot: int
) -> bool:
    """Whether a reading that was noted at the poll before needs no more."""
    return (
        remembered.past.slot == slot
        and remembered.red_light is None
        and key not in snapshot.red_light
        and remembered.gone_since is None
        and remembered.uid is not None
    )


def _noted(
    reading: Reading, remembered: DeviceMemory, snapshot: Snapshot, now: datetime
) -> DeviceMemory:
    changes: dict[str, Any] = {}
    if remembered.uid is None and reading.uid:
        changes["uid"] = reading.uid
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


def _inherited(before: DeviceMemory, now: DeviceMemory) -> DeviceMemory:
    """Return one memory for a device that for some polls was listed under two ids."""
    return replace(
        before,
        battery=now.battery or before.battery,
        firmware=now.firmware or before.firmware,
        explained=now.explained,
        gone_since=None,
        red_light=now.red_light or before.red_light,
        watches=now.watches,
        cells=now.cells if now.cells.put_in else before.cells,
    )


def _left(devices: dict[str, DeviceMemory], key: str, now: datetime) -> None:
    remembered = devices[key]
    if remembered.gone_since is None:
        devices[key] = replace(
            remembered, gone_since=now, watches={}, red_light=None, explained=False
        )
    elif now - remembered.gone_since > _FORGET_AFTER:
        del devices[key]


def _firmware(
    news: Iterable[Reading], memory: Memory, now: datetime
) -> Mapping[str, datetime]:
    """Note versions that the account has not run before."""
    seen = memory.firmware_seen
    # a moment in the future is from before the clock was set back
    new = {
        key: now
        for key in firmware_behind.seen_keys(news)
        if key not in seen or seen[key] > now
    }
    return _newest({**seen, **new}) if new else seen


def _newest(seen: Mapping[str, datetime]) -> dict[str, datetime]:
    """Keep the versions of each kind of device that were seen last."""
    kinds: dict[str, int] = {}
    kept = {}
    for key in sorted(seen, key=lambda key: seen[key], reverse=True):
        kind = key.rpartition("|")[0]
        kinds[kind] = kinds.get(kind, 0) + 1
        if kinds[kind] <= _VERSIONS_KEPT:
            kept[key] = seen[key]
    return {key: kept[key] for key in seen if key in kept}
