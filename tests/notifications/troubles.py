"""Faults in a house with phones, their end, and what blueprints are given."""

from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from tests.automation.test_triggers import run_low
from tests.house import House
from tests.phone import AppPhone


async def low(house: House, *cameras: str, polls: int = 2) -> None:
    """Let the batteries of cameras go low, and look."""
    for camera in cameras:
        run_low(house, camera)
    await house.poll(polls)


async def mend(house: House, *cameras: str, polls: int = 0) -> None:
    """Let cameras be well again, and look."""
    for camera in cameras:
        device: Any = house.cloud.device(camera)
        device.mend()
    await house.poll(polls)


def quiet_around(minutes_before: int, minutes_after: int) -> dict[str, str]:
    """Return quiet hours around now."""
    now = dt_util.now()
    start = now - timedelta(minutes=minutes_before)
    end = now + timedelta(minutes=minutes_after)
    return {
        "quiet_from": start.strftime("%H:%M:%S"),
        "quiet_to": end.strftime("%H:%M:%S"),
    }


def all_of(_: House, *phones: AppPhone) -> dict[str, Any]:
    """Choose the phones by their ids."""
    return {"phones": [phone.device_id for phone in phones]}
