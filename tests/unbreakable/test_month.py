"""A month in which everything goes wrong; in CI a few days of it.

The long run: BLINK_DOCTOR_CHAOS_DAYS=30 scripts/test --newest tests/unbreakable
"""

import gc
import json
import logging
import os

import pytest

from custom_components.blink_doctor.diagnosis import stored
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory
from custom_components.blink_doctor.diagnosis.readings import Snapshot
from tests.house import MakeHouse

from .chaos import Chaos

DAYS = int(os.environ.get("BLINK_DOCTOR_CHAOS_DAYS", "2"))
SEED = int(os.environ.get("BLINK_DOCTOR_CHAOS_SEED", "1"))


def ours(record: logging.LogRecord) -> bool:
    """Whether a log record is a failure of ours."""
    if record.levelno < logging.WARNING:
        return False
    text = f"{record.name} {record.getMessage()} {record.exc_text or ''}"
    if record.name in {"homeassistant.loader", "asyncio"}:
        return False  # "has not been tested", and a frozen clock that jumps
    return "blink_doctor" in text


def objects() -> int:
    """Return how many objects of the engine are alive."""
    gc.collect()
    kinds = (Snapshot, DeviceMemory)
    return sum(isinstance(item, kinds) for item in gc.get_objects())


@pytest.mark.slow
@pytest.mark.timeout(60 + 120 * DAYS)
async def test_a_month_of_chaos(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of ours raises or leaks; every fault is found and clears."""
    house = await make_house("two_modules")
    chaos = Chaos(house, SEED)
    chaos.calm()
    await chaos.day()
    alive = objects()
    size = len(json.dumps(stored.as_dict(house.coordinator.memory)))
    failures = [record for record in caplog.records if ours(record)]
    while chaos.days < DAYS:
        caplog.clear()
        await chaos.day()
        failures += [record for record in caplog.records if ours(record)]
    assert [record.getMessage() for record in failures] == []
    assert chaos.examined == 3 * DAYS
    assert objects() < alive * 2 + 100
    assert len(json.dumps(stored.as_dict(house.coordinator.memory))) < size * 2 + 50_000
