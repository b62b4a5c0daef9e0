"""What is said of the batteries of small simulated homes, week by week.

`worlds.txt` keeps it, as `year.txt` does for a year; whether it is true is measured by
`scripts/evaluate battery`.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from custom_components.blink_doctor.diagnosis.battery import (
    Batteries,
    Outlook,
    estimate,
    with_reported_change,
    with_sample,
)
from custom_components.blink_doctor.diagnosis.history.samples import (
    Past,
    slot_of,
    with_reading,
)
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.diagnosis.battery.worlds import STEPS_PER_DAY, WORLDS, Home

KEPT = Path(__file__).parent / "worlds.txt"
_CAMERAS, _YEARS, _SEED = 2, 3.0, 7


def lines() -> list[str]:
    """Return a line for whatever is said anew of a camera of a world."""
    return [line for world in WORLDS for line in _of_world(world)]


def _of_world(world: str) -> Iterator[str]:
    pasts: dict[str, Past] = {}
    cells: dict[DeviceKey, Batteries] = {}
    said: dict[str, str] = {}
    home = Home(_CAMERAS, _SEED, WORLDS[world])
    for number, (at, readings, owner) in enumerate(home.live(_YEARS)):
        for key, reading in readings.items():
            pasts[key] = with_reading(pasts.get(key, Past()), reading, slot_of(at))
            cells[key] = with_sample(
                cells.get(key, Batteries()), pasts[key], reading, at
            )
        for key in owner:
            cells[key] = with_reported_change(cells[key], at)
        if number % (7 * STEPS_PER_DAY):
            continue
        for key, outlook in estimate(cells, at).items():
            if said.get(key) != (text := _text(outlook)):
                said[key] = text
                yield f"{world}, {key}, {at:%Y-%m-%d}: {text}"


def _text(outlook: Outlook) -> str:
    fields = outlook._asdict()
    low = fields.pop("expected_low")
    if low is not None:
        fields["expected_low"] = "/".join(_day(one) for one in low)
    return " ".join(
        f"{name}={_day(value)}" for name, value in fields.items() if value is not None
    )


def _day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)
