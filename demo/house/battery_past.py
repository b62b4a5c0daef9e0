"""Simulated battery history of some demo cameras, and the wake-ups of one.

Three weeks of polls are too few for a battery outlook. So some cameras, by name, get
past sets: one then has an expected date, another one an unusual drain.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

_DAY = timedelta(days=1)
_EPOCH_DAY = 86_400
# name -> lifetimes of past sets in days, and age of the current one
_STEADY: dict[str, tuple[tuple[int, ...], int]] = {
    "Garden": ((204, 199, 207, 201), 168)
}
_DRAINED: dict[str, tuple[tuple[int, ...], int]] = {
    "Driveway": ((412, 405, 420, 409, 416, 411), 118)
}
# days from 1.60 and from 1.58 V to low, and how long ago the current set reached them
_DAYS_TO_LOW, _REACHED_AGO = (24, 14), (12, 6)
_AUTOMATION, _PICTURES = "Driveway picture", 106
AUTOMATIONS = f"""\
- id: driveway_picture
  alias: {_AUTOMATION}
  description: The demo's reason for batteries that empty fast; it has no event to run on.
  triggers:
    - trigger: event
      event_type: demo_driveway_picture
  actions:
    - action: blink.trigger_camera
      target:
        entity_id: camera.driveway
"""


def lived(memory: Any, now: datetime, battery: Any) -> Any:
    """Return the engine's memory with past battery sets added.

    `battery` is the engine's battery package.
    """
    for key, reading in memory.readings.items():
        remembered = memory.devices.get(key)
        if remembered is None:
            continue
        if reading.name in _STEADY:
            steady, age = _STEADY[reading.name]
            cells = _set(battery, remembered.cells, steady, age, now)
        elif reading.name in _DRAINED:
            lives, age = _DRAINED[reading.name]
            cells = _set(battery, remembered.cells, lives, age, now, _DAYS_TO_LOW)
            cells = replace(cells, marks=tuple(age - ago for ago in _REACHED_AGO))
        else:
            continue
        memory = memory.with_device(key, cells=cells)
    return memory


def notes(memory: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Return notes that say how often an automation woke the cameras."""
    names = {key: raw.get("name") for key, raw in memory.get("readings", {}).items()}
    woken = {
        "day": now.toordinal() - 1,
        "today": {f"automation:{_AUTOMATION}": _PICTURES},
        "before": {},
    }
    devices = {
        raw["uid"]: {"woken": woken}
        for key, raw in memory.get("devices", {}).items()
        if names.get(key) in _DRAINED and raw.get("uid")
    }
    return {"devices": devices} if devices else {}


def _set(
    battery: Any,
    cells: Any,
    lives: tuple[int, ...],
    age: int,
    now: datetime,
    marks: tuple[int, ...] = (),
) -> Any:
    """Return a set whose change was reported, after others that were tracked to their end."""
    put_in, ended, over = now - age * _DAY, [], now - age * _DAY
    for days in reversed(lives):
        day = int(over.timestamp()) // _EPOCH_DAY
        ended.append(battery.Ended(ended=day, days=days, low=True, marks=marks))
        over -= days * _DAY
    return replace(
        cells,
        first_seen=over,
        put_in=put_in,
        since=put_in,
        told=True,
        cycles=tuple(reversed(ended)),
    )
