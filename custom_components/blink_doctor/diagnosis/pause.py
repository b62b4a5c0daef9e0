"""What the owner does not want watched: no finding, no vote, until a date or until told."""

from datetime import datetime, timedelta

from .memory import DeviceMemory, Memory
from .model.frozen import replace
from .model.readings import Reading
from .parsing.resting import Pauses, is_paused, rest_with_their_module

# what comes up so soon after a pause is told with it
_MENTIONED_FOR = timedelta(days=1)


def applied(memory: Memory, pauses: Pauses, now: datetime) -> Memory:
    """Return the memory with the pauses of now, without waiting for the next poll."""
    readings = {
        key: _applied(reading, memory.devices[key], pauses)
        for key, reading in memory.readings.items()
    }
    rest_with_their_module(readings)
    devices = {
        **memory.devices,
        **{
            key: noted(memory.devices[key], memory.readings[key], reading, now)
            for key, reading in readings.items()
            if reading is not memory.readings[key]
        },
    }
    return replace(memory, devices=devices, readings=readings)


def _applied(reading: Reading, remembered: DeviceMemory, pauses: Pauses) -> Reading:
    name = is_paused(pauses, reading.key, remembered.uid or reading.uid)
    until = pauses[name] if name else None
    if reading.paused == (name is not None) and reading.paused_until == until:
        return reading
    # what was never set up to the end shows that at the next poll
    in_use = name is None and (reading.in_use or reading.paused)
    return replace(reading, in_use=in_use, paused=name is not None, paused_until=until)


def noted(
    remembered: DeviceMemory, before: Reading | None, reading: Reading, now: datetime
) -> DeviceMemory:
    """Return what is remembered of a device whose pause begins or ends."""
    was_paused = before is not None and before.paused
    if was_paused == reading.paused:
        return remembered
    if reading.paused:
        return replace(
            remembered, conditions={}, explained_by=None, lost=None, pause_ended=None
        )
    return replace(remembered, pause_ended=now)


def is_just_over(remembered: DeviceMemory, polled_at: datetime | None) -> bool:
    """Whether no poll was made since the end of a device's pause."""
    ended = remembered.pause_ended
    return ended is not None and (polled_at is None or ended >= polled_at)


def is_mentioned(remembered: DeviceMemory, since: datetime) -> bool:
    """Whether a finding began so soon after a pause that the pause is worth telling."""
    ended = remembered.pause_ended
    return ended is not None and timedelta() <= since - ended <= _MENTIONED_FOR
