"""A month in which everything goes wrong; in CI two days of it.

The long run: BLINK_DOCTOR_CHAOS_DAYS=30 scripts/test --newest tests/unbreakable/test_month.py
"""

from collections import Counter
from datetime import UTC, datetime
import logging
import os

import pytest

from .chaos import Chaos
from .conftest import MakePower
from .holdings import held, our_objects

DAYS = int(os.environ.get("BLINK_DOCTOR_CHAOS_DAYS", "2"))
SEED = int(os.environ.get("BLINK_DOCTOR_CHAOS_SEED", "1"))
# The night in which clocks in Berlin are put forward lies in the first two days
START = datetime(2027, 3, 26, 18, 0, tzinfo=UTC)


# One line for a file that could not be read or written: that is what it may cost
EXPECTED = (
    "cannot be written now",
    "was written by a newer version of Blink Doctor",
    "the file was kept as",
    "Unrecoverable error decoding storage",
    "Could not parse JSON content",
    # the entry's own error while Blink is away
    "was removed from Home Assistant",
)


def ours(record: logging.LogRecord) -> bool:
    """Whether a log record is a failure of ours."""
    if record.levelno < logging.WARNING:
        return False
    text = f"{record.name} {record.getMessage()} {record.exc_text or ''}"
    if record.name in {"homeassistant.loader", "asyncio"}:
        return False  # "has not been tested", and a frozen clock that jumps
    return "blink_doctor" in text


@pytest.mark.slow
@pytest.mark.usefixtures("loop_debug")
@pytest.mark.timeout(120 + 120 * DAYS)
async def test_a_month_of_chaos(
    make_power: MakePower, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of ours raises or leaks; every fault is found and clears; nothing is lost."""
    power = await make_power("two_modules", start=START)
    chaos = Chaos(power, SEED)
    await chaos.calm()
    await power.house.poll(12)
    chaos.owner_tells()
    first: Counter[str] | None = None
    failures: list[str] = []
    objects: list[float] = []
    while chaos.days < DAYS:
        caplog.clear()
        await chaos.day()
        failures += [
            record.getMessage()
            for record in caplog.records
            if ours(record)
            and not any(part in record.getMessage() for part in EXPECTED)
        ]
        now = held(power.house)
        first = first or now
        assert now <= first, "something was left behind"
        # who left is remembered for 90 days
        remembered = len(power.house.coordinator.memory.devices)
        objects.append((our_objects() - power.left_behind) / remembered)
    assert failures == []
    assert [text for text in power.failures if "blink_doctor" in text] == []
    assert chaos.examined == 4 * DAYS
    # for each device two weeks of days are remembered one by one, and then no more
    assert max(objects[16:], default=0) <= max(objects[:16]) * 1.1, objects
    assert objects[-1] < 3 * objects[0], objects
