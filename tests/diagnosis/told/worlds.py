"""What is remembered and said of the batteries of small simulated homes.

`worlds.txt` keeps it; whether it is true is measured by `scripts/evaluate battery`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis import backfill, storage
from custom_components.blink_doctor.diagnosis.battery import (
    with_reported_change,
    with_sample,
)
from custom_components.blink_doctor.diagnosis.history.samples import (
    slot_of,
    with_reading,
)
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.readings import Reading
from custom_components.blink_doctor.diagnosis.outlook import Outlook, Outlooks
from tests.diagnosis.battery.worlds import STEPS_PER_DAY, WORLDS, Home
from tests.scenarios.told import remembered

KEPT = Path(__file__).parent / "worlds.txt"
_CAMERAS, _YEARS, _SEED = 2, 3.0, 7
# interval of the outputs, and after how many of them the memory is included
_WEEK, _LOOK_EVERY = 7 * STEPS_PER_DAY, 8
_LATELY, _NOW, _HOUR = 3, timedelta(), timedelta(hours=1)


def lines() -> Iterator[str]:
    """Yield a line for whatever is said anew of a camera, and what is remembered."""
    for world in WORLDS:
        yield from (f"{world}, {line}" for line in _of_world(world))


def _of_world(world: str) -> Iterator[str]:
    memory, outlooks, said = Memory(), Outlooks(), dict[str, str]()
    home, seen = Home(_CAMERAS, _SEED, WORLDS[world]), []
    for number, (at, readings, owner) in enumerate(home.live(_YEARS)):
        if readings:
            # Blink reports only for some when it measured the batteries
            first, *_ = home.cameras
            read_at = first.read_at if first.read_at < at else None
            reading = replace(readings[first.key], battery_read_at=read_at)
            readings[first.key] = reading
            memory = replace(memory, readings=readings)
            seen.append((at, reading))
        for key, reading in readings.items():
            known = memory.devices.get(key, DeviceMemory())
            devices = {**memory.devices, key: _sampled(known, [(at, reading)])}
            memory = replace(memory, devices=devices)
        for key in owner:
            cells = with_reported_change(memory.devices[key].cells, at)
            memory = memory.with_device(key, cells=cells)
        if number % _WEEK:
            continue
        outlooks.follow(memory, at)
        for key in memory.devices:
            found = outlooks.of(key)
            assert found
            if said.get(key) != (text := _said(found)):
                said[key] = text
                yield f"{key}, {at:%Y-%m-%d}: {text}"
        if number % (_WEEK * _LOOK_EVERY) == 0:
            yield from (f"{at:%Y-%m-%d}: {line}" for line in _cells(memory))
    yield f"outlooks were made {outlooks.version} times"
    # what the recorder knows from before, twice a slot, and a few polls and a change since
    since = _sampled(DeviceMemory(), seen[-_LATELY:])
    since = replace(since, cells=with_reported_change(since.cells, seen[-1][0]))
    before = [
        (at + later, replace(reading, battery_volts=volts))
        for at, reading in seen
        for later, volts in ((_NOW, reading.battery_volts), (_HOUR, 1.2))
    ]
    filled = backfill.with_earlier(since, before)
    yield from _cells(Memory(devices={first.key: filled}))


def _sampled(
    known: DeviceMemory, seen: Iterable[tuple[datetime, Reading]]
) -> DeviceMemory:
    for at, reading in seen:
        past = with_reading(known.past, reading, slot_of(at))
        cells = with_sample(known.cells, past, reading, at)
        known = replace(known, past=past, cells=cells)
    return known


def _cells(memory: Memory) -> Iterator[str]:
    """Yield what is remembered of each set, and of the last one before it."""
    for key, device in memory.devices.items():
        cells = replace(device.cells, cycles=device.cells.cycles[-1:])
        told = remembered(storage.as_dict(Memory().with_device(key, cells=cells)))
        yield from (line for line in told if ": cells = " in line)


def _said(outlook: Outlook) -> str:
    values: dict[str, Any] = outlook.battery._asdict() if outlook.battery else {}
    values["expected_low"] = "/".join(map(_text, values["expected_low"] or ())) or None
    found = {**values, **outlook.drain}
    return " ".join(f"{k}={_text(v)}" for k, v in found.items() if v is not None)


def _text(value: Any) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)
