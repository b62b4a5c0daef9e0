"""Faults in a house with phones, their end, and what blueprints are given."""

from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from tests.automation.test_triggers import run_low
from tests.house import House
from tests.phone import AppPhone


async def low(house: House, *cameras: str, polls: int = 2) -> None:
    """Let the batteries of cameras go low, and poll."""
    for camera in cameras:
        run_low(house, camera)
    await house.poll(polls)


async def weak(house: House, camera: str = "Driveway", polls: int = 8) -> None:
    """Let the Wi-Fi of a camera be weak, and poll."""
    house.thing(camera).set_signal(1)
    await house.poll(polls)


async def mend(house: House, *cameras: str, polls: int = 0) -> None:
    """Repair cameras, and poll."""
    for camera in cameras:
        house.thing(camera).mend()
    await house.poll(polls)


def quiet_around(start: int | None = None, end: int = 0) -> dict[str, str]:
    """Return quiet hours from and until so many minutes from now."""
    if start is None:
        return {}
    now = dt_util.now()
    ends = {"quiet_from": start, "quiet_to": end}
    return {k: f"{now + timedelta(minutes=m):%H:%M:%S}" for k, m in ends.items()}


def all_of(_: House, *phones: AppPhone) -> dict[str, Any]:
    """Choose the phones by their ids."""
    return {"phones": [phone.device_id for phone in phones]}
