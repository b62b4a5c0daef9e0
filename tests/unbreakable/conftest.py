"""Houses whose power can fail."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from demo.cloud import Cloud, redirect
from demo.cloud.testing import fast_blinkpy
from tests.dashboard.conftest import watch
from tests.house import START, House

from .power import STORAGE, Power

__all__ = ["make_power", "watch"]

type MakePower = Callable[..., Awaitable[Power]]
# a house that has no Home Assistant yet
_OFF: HomeAssistant = None  # type: ignore[assignment]


@pytest.fixture
async def make_power(
    tmp_path: Path, socket_enabled: None, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[MakePower]:
    """Build a house on a disk of its own; everything is stopped at the end."""
    (tmp_path / STORAGE).mkdir()
    async with AsyncExitStack() as stack:
        stack.enter_context(fast_blinkpy(timeout=1))

        async def make(
            scenario: str, *, start: datetime = START, time_zone: str = "Europe/Berlin"
        ) -> Power:
            freezer.move_to(start)
            cloud = await stack.enter_async_context(
                Cloud(scenario, clock=lambda: datetime.now(UTC))
            )
            stack.enter_context(redirect(cloud))
            power = Power(tmp_path, House(_OFF, cloud, freezer), time_zone)
            stack.push_async_callback(power.off)
            await power.on()
            power.house.blink = await power.house.add_blink()
            power.house.doctor = await power.house.add_doctor()
            return power

        yield make
