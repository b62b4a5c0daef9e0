"""A month in which everything goes wrong; in CI one day of it.

The long run: BLINK_DOCTOR_CHAOS_DAYS=30 scripts/test --newest tests/unbreakable/test_month.py
"""

from datetime import UTC, datetime
import logging
import os

import pytest

from demo.cloud.scenario import Scenario
from tests.house import DAY_SECONDS

from .chaos import Chaos
from .conftest import MakePower, alive

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


@pytest.mark.slow
@pytest.mark.timeout(120 + 120 * DAYS)
async def test_a_month_of_chaos(
    make_power: MakePower, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of ours raises or is left over; nothing is missed or lost."""
    caplog.set_level(logging.WARNING)
    power = await make_power(Scenario.from_data(HOMES, "homes"), start=START)
    house, chaos = power.house, Chaos(power, SEED)
    assert len(house.account.devices) == 13
    await chaos.calm()
    await house.poll(12)
    chaos.owner_tells()
    # so that all has happened once
    await chaos.examine()
    first, sizes = alive() - power.left_behind, [0]
    while chaos.days < DAYS:
        caplog.clear()
        await chaos.day()
        said = [record.getMessage() for record in caplog.records if ours(record)]
        assert [s for s in said if not any(part in s for part in EXPECTED)] == []
        assert [text for text in power.failures if "blink_doctor" in text] == []
        # what a restart would have hidden
        for entry in (house.blink, house.doctor):
            await house.reload(entry)
        # the entities of who has left stay for a day
        for _ in range(2):
            await house.wait(DAY_SECONDS)
        assert alive() - power.left_behind - first == {}, "something was left behind"
        # who has left is remembered for 90 days, so: of a device
        devices = len(house.coordinator.memory.devices)
        sizes.append(power.memory_file.stat().st_size // devices)
    assert chaos.examined == 4 * (1 + DAYS)
    # for each device two weeks of days are remembered one by one, and then no more
    assert max(sizes[16:], default=0) <= max(sizes[:16]) * 1.1, sizes
