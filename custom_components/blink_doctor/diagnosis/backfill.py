"""Back-fill the memory from Home Assistant's recorded history, from before Blink Doctor ran."""

from collections.abc import Iterable
from datetime import datetime

from . import battery
from .battery import Batteries
from .history import samples as past_of, trends
from .history.samples import Past
from .memory import DeviceMemory
from .model.frozen import replace
from .model.readings import Reading


def is_new(remembered: DeviceMemory) -> bool:
    """Whether a device has been known for less than a day."""
    return not remembered.past.days and not remembered.past.weeks


def with_earlier(
    remembered: DeviceMemory, seen: Iterable[tuple[datetime, Reading]]
) -> DeviceMemory:
    """Return the memory as if these earlier readings had been polled.

    `seen` is oldest first. Each reading is sampled as a poll would be; what the
    memory recorded since then follows them.
    """
    past, cells = Past(), Batteries()
    for at, reading in seen:
        slot = past_of.slot_of(at)
        if slot <= past.slot:
            continue
        past = past_of.with_reading(past, reading, slot)
        cells = battery.with_sample(cells, past, reading, at)
    for sample in remembered.past.today:
        if sample.at > past.slot:
            past = past_of.added(past, sample)
    return replace(
        remembered,
        past=past,
        cells=_joined(cells, remembered.cells),
        drops=trends.drops(past),
    )


def _joined(before: Batteries, since: Batteries) -> Batteries:
    """Return both battery histories joined; a change reported since then counts."""
    if before.first_seen is None:
        return since
    if since.put_in is not None:
        before = battery.with_reported_change(before, since.put_in)
    return replace(
        before,
        low_since=before.low_since or since.low_since,
        frost_since=before.frost_since or since.frost_since,
    )
