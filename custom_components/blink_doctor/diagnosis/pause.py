"""Devices that the owner has paused: no findings, no vote, until a date or until resumed."""

from datetime import datetime, timedelta

from . import missing
from .memory import DeviceMemory, Memory
from .model.frozen import replace
from .model.readings import Family, Reading, Snapshot
from .parsing.pauses import Pauses, pause_behind_modules, paused_under

# a finding this soon after a pause mentions the pause
_MENTIONED_FOR = timedelta(days=1)


def applied(memory: Memory, pauses: Pauses, now: datetime) -> Memory:
    """Apply the current pauses to the memory without waiting for the next poll."""
    readings = {
        key: _applied(reading, memory.devices[key], pauses)
        for key, reading in memory.readings.items()
    }
    pause_behind_modules(readings)
    devices = {
        **memory.devices,
        **{
            key: with_pause(memory.devices[key], memory.readings[key], reading, now)
            for key, reading in readings.items()
            if reading is not memory.readings[key]
        },
    }
    return replace(memory, devices=devices, readings=readings)


def pause_behind_unlisted_modules(
    snapshot: Snapshot, memory: Memory, now: datetime
) -> Snapshot:
    """Pause the silent devices behind a paused module that this poll does not list."""
    unlisted = {
        key: reading
        for key, reading in memory.readings.items()
        if reading.family is Family.SYNC_MODULE
        and key not in snapshot.devices
        and not missing.is_gone(memory.devices[key], now)
    }
    if not any(reading.paused for reading in unlisted.values()):
        return snapshot
    devices = unlisted | {**snapshot.devices}
    pause_behind_modules(devices)
    return replace(snapshot, devices={key: devices[key] for key in snapshot.devices})


def _applied(reading: Reading, remembered: DeviceMemory, pauses: Pauses) -> Reading:
    name = paused_under(pauses, reading.key, remembered.uid or reading.uid)
    until = pauses[name] if name else None
    if reading.paused == (name is not None) and reading.paused_until == until:
        return reading
    # a device whose setup is incomplete shows that at the next poll
    in_use = name is None and (reading.in_use or reading.paused)
    return replace(reading, in_use=in_use, paused=name is not None, paused_until=until)


def with_pause(
    remembered: DeviceMemory, before: Reading | None, reading: Reading, now: datetime
) -> DeviceMemory:
    """Record the beginning or end of a device's pause."""
    was_paused = before is not None and before.paused
    if was_paused == reading.paused:
        return remembered
    if reading.paused:
        return replace(
            remembered, conditions={}, explained_by=None, lost=None, pause_ended=None
        )
    return replace(remembered, pause_ended=now)


def is_just_over(remembered: DeviceMemory, polled_at: datetime | None) -> bool:
    """Whether there was no poll since the end of a device's pause."""
    ended = remembered.pause_ended
    return ended is not None and (polled_at is None or ended >= polled_at)


def is_mentioned(remembered: DeviceMemory, since: datetime) -> bool:
    """Whether a finding began so soon after a pause that its text mentions the pause."""
    ended = remembered.pause_ended
    return ended is not None and timedelta() <= since - ended <= _MENTIONED_FOR
