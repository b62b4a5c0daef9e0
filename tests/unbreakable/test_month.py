"""A month in which everything goes wrong; in CI one day of it.

The long run: BLINK_DOCTOR_CHAOS_DAYS=30 scripts/test --newest tests/unbreakable/test_month.py
"""

from collections import Counter
from datetime import UTC, datetime
import logging
import os

import pytest

from demo.cloud.scenario import Scenario

from .chaos import Chaos
from .conftest import MakePower, Power
from .measure import held, measured, our_objects

DAYS = int(os.environ.get("BLINK_DOCTOR_CHAOS_DAYS", "1"))
SEED = int(os.environ.get("BLINK_DOCTOR_CHAOS_SEED", "1"))
# The first night is the one in which clocks in Berlin are put forward
START = datetime(2027, 3, 27, 18, 0, tzinfo=UTC)
HOUSE = {
    "name": "House",
    "sync_module": {"name": "House"},
    "cameras": [{"name": f"House {n}"} for n in range(1, 6)],
    "owls": [{"name": "Kitchen"}],
    "doorbells": [{"name": "Doorbell"}],
}
LAKE = {
    "module_error_when_offline": False,
    "name": "Lake",
    "sync_module": {"name": "Lake"},
    "cameras": [{"name": f"Lake {n}"} for n in range(1, 5)],
}
ACCOUNT = {"email": "demo@example.com", "networks": [HOUSE, LAKE]}
HOMES = {"title": "A house and a cabin", "about": "", "accounts": [ACCOUNT]}
# One line for a file that could not be read or written: that is what it may cost
EXPECTED = (
    "cannot be written now",
    "was written by a newer version of Blink Doctor",
    "the file was kept as",
    "Unrecoverable error decoding storage",
    "Could not parse JSON content",
    # the entry's own error while Blink is away
    "was removed from Home Assistant",
    # how Home Assistant logs that a user was refused
    "Error during service call to blink_doctor",
)


def ours(record: logging.LogRecord) -> bool:
    if record.levelno < logging.WARNING:
        return False
    text = f"{record.name} {record.getMessage()} {record.exc_text or ''}"
    if record.name in {"homeassistant.loader", "asyncio"}:
        return False  # "has not been tested", and a frozen clock that jumps
    return "blink_doctor" in text


def size(power: Power) -> tuple[float, int]:
    """Return objects and bytes on disk. Who has left is remembered for 90 days, so: a device."""
    devices = len(power.house.coordinator.memory.devices)
    stored = power.memory_file.stat().st_size // devices
    return (our_objects() - power.left_behind) / devices, stored


@pytest.mark.slow
@pytest.mark.timeout(120 + 120 * DAYS)
async def test_a_month_of_chaos(
    make_power: MakePower,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing of ours raises, leaks or holds the loop; nothing is missed or lost."""
    caplog.set_level(logging.WARNING)
    power = await make_power(Scenario.from_data(HOMES, "homes"), start=START)
    assert len(power.house.account.devices) == 13
    first: Counter[str] | None = None
    failures: list[str] = []
    sizes: list[tuple[float, int]] = []
    with measured() as loop_time:
        chaos = Chaos(power, SEED)
        await chaos.calm()
        await power.house.poll(12)
        chaos.owner_tells()
        while chaos.days < DAYS:
            caplog.clear()
            await chaos.day()
            said = [record.getMessage() for record in caplog.records if ours(record)]
            failures += [s for s in said if not any(part in s for part in EXPECTED)]
            now = held(power.house)
            first = first or now
            assert now <= first, f"something was left behind: {now - first}"
            sizes.append(size(power))
            assert [text for text in power.failures if "blink_doctor" in text] == []
            assert failures == []
            # once a day may be chance
            assert max(loop_time.slow.values()) <= 1, str(loop_time)
            loop_time.slow.clear()
    with capsys.disabled():
        print("objects and bytes on disk of a device:", sizes, loop_time)  # noqa: T201
    assert chaos.examined == 4 * DAYS
    assert loop_time.callbacks > 100 * DAYS
    # for each device two weeks of days are remembered one by one, and then no more
    objects = [one for one, _ in sizes]
    assert max(objects[16:], default=0) <= max(objects[:16]) * 1.1, objects
    assert objects[-1] < 3 * objects[0], objects
