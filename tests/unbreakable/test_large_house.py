"""150 cameras: nothing that Blink Doctor does holds the event loop for long.

Measured as asyncio itself does in its debug mode, which logs every callback that took
longer than a limit. Its clock counts the processor time of this thread, so that other
programs do not count; what is slow once may be chance, what is slow each time is not.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
import logging
from time import thread_time
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.const import DOMAIN
from demo.cloud import Cloud, redirect
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.scenario import Scenario
from demo.cloud.testing import fast_blinkpy
from tests.house import House

LONGEST = 0.05
TRIES = 3
# the clock of a loop that measures itself must not be frozen
NO_FREEZER: Any = None
SITE = {
    "title": "A large site",
    "about": "150 cameras on 15 sync modules.",
    "accounts": [
        {
            "email": "site@example.com",
            "networks": [
                {
                    "repeat": 15,
                    "as": "building",
                    "name": "Building {building}",
                    "sync_module": {"name": "Building {building}", "expect": "none"},
                    "cameras": [
                        {
                            "repeat": 10,
                            "as": "door",
                            "name": "Building {building} door {door}",
                            "expect": "none",
                        }
                    ],
                }
            ],
        }
    ],
}


class Clock:
    """The machine's own clock, some polls ahead."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Site:
    """A large house, and how long it holds the loop."""

    def __init__(
        self, house: House, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        self.house, self.clock, self.log = house, clock, caplog

    async def slow(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> list[str]:
        """Return the callbacks that took too long while something was done."""
        loop = self.house.hass.loop
        self.log.clear()
        loop.slow_callback_duration = LONGEST
        loop.set_debug(True)
        began = loop.time() - thread_time()
        with patch.object(loop, "time", lambda: began + thread_time()):
            await self._work(work)
            loop.set_debug(False)
            # with a callback of its own: this one is measured to its end
            await asyncio.sleep(0)
        records = [r for r in self.log.records if r.name == "asyncio"]
        return [record.getMessage() for record in records]

    async def _work(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        task = self.house.hass.async_create_task(work(), eager_start=False)
        await asyncio.wait([task])
        await self.house.settle()
        task.result()

    async def demand_quick(
        self,
        work: Callable[[], Coroutine[Any, Any, Any]],
        before: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Fail where something holds the loop too long each time."""
        slow: list[str] = []
        for _ in range(TRIES):
            if before is not None:
                await before()
            if not (slow := await self.slow(work)):
                return
        pytest.fail("\n".join(slow))

    def read(self) -> None:
        """Let core have a new homescreen, five minutes later."""
        self.clock.ahead += timedelta(minutes=5)
        source = self.house.coordinator.source
        source.api.homescreen = homescreen(self.house.account)

    async def evaluate(self) -> None:
        """Judge what core has now, as a callback of its own."""
        self.house.hass.loop.call_soon(self.house.coordinator.async_evaluate)

    async def polls(self, count: int) -> list[str]:
        slow: list[str] = []
        for _ in range(count):
            self.read()
            slow += await self.slow(self.evaluate)
        return slow

    async def call(self, action: str, **data: Any) -> None:
        hass = self.house.hass
        answers = hass.services.supports_response(DOMAIN, action).value != "none"
        with suppress(ServiceValidationError):
            await hass.services.async_call(
                DOMAIN, action, data, blocking=True, return_response=answers
            )


@pytest.fixture
async def site(
    hass: HomeAssistant,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[Site]:
    """The large house, watched for some polls, with automations without a target."""
    caplog.set_level(logging.WARNING)
    clock = Clock()
    monkeypatch.setattr(dt_util, "utcnow", clock)
    scenario = Scenario.from_data(SITE, "site")
    async with Cloud(scenario, clock=clock) as cloud:
        with redirect(cloud), fast_blinkpy():
            house = House(hass, cloud, NO_FREEZER)
            house.blink = await house.add_blink()
            house.doctor = await house.add_doctor()
            site = Site(house, clock, caplog)
            await site.polls(2)
            yield site


@pytest.fixture
async def automations(hass: HomeAssistant) -> list[str]:
    """Four automations without a target; return what they have heard."""
    triggers = ("fault_detected", "fault_cleared", "camera_went_offline")
    configs = [
        {
            "id": trigger,
            "alias": trigger,
            "mode": "parallel",
            "max": 500,
            "triggers": [{"trigger": f"{DOMAIN}.{trigger}"}],
            "actions": [{"event": "heard", "event_data": {"what": trigger}}],
        }
        for trigger in (*triggers, "sync_module_went_offline")
    ]
    heard: list[str] = []
    hass.bus.async_listen("heard", lambda event: heard.append(event.data["what"]))
    assert await async_setup_component(hass, "automation", {"automation": configs})
    await hass.async_block_till_done()
    return heard


async def test_all_down_and_up_again(site: Site, automations: list[str]) -> None:
    """Every device goes, every fault is found, every automation hears of it."""
    modules = site.house.account.sync_modules
    slow: list[str] = []
    for _ in range(TRIES):
        automations.clear()
        for module in modules:
            module.unplug()
        slow = await site.polls(5)
        assert automations.count("camera_went_offline") == 150
        assert 1 <= automations.count("fault_detected") <= len(modules), "roots only"
        for module in modules:
            module.plug_in()
        slow += await site.polls(5)
        assert automations.count("fault_cleared") >= 1
        if not slow:
            return
    pytest.fail("\n".join(slow))


async def test_actions_on_a_hundred_cameras(site: Site) -> None:
    """Batteries, red lights, and the diagnosis by id and by name."""
    coordinator = site.house.coordinator
    keys = [key for key in coordinator.data.devices if key.startswith("camera:")][:100]
    ids = [coordinator.device_id(key) for key in keys]
    letters = "building door 12" * 7
    for action, data in (
        ("batteries_replaced", {"device_id": ids}),
        ("report_red_light", {"device_id": ids, "pattern": "flashing"}),
        ("report_red_light", {"device_id": ids, "pattern": "stopped"}),
        ("get_diagnosis", {}),
        ("get_diagnosis", {"device_id": ids}),
        ("get_diagnosis", {"name": letters}),
        ("get_diagnosis", {"device_id": [f"made up {n}" for n in range(500)]}),
    ):
        await site.demand_quick(partial(site.call, action, **data))
    pause, resume = (
        partial(site.call, action, device_id=ids) for action in ("pause", "resume")
    )
    await site.demand_quick(pause, resume)
    await site.demand_quick(resume, pause)
    changed = coordinator.memory.devices[keys[-1]].cells
    assert changed, "and it was done"


async def test_many_open_dashboards(
    site: Site, hass_ws_client: WebSocketGenerator
) -> None:
    """A hundred views are opened, and then hear of a change of all devices."""
    house = site.house
    client = await hass_ws_client(house.hass, await house.token())

    async def subscribe() -> None:
        for _ in range(100 // TRIES):
            await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
            assert (await client.receive_json())["success"]
            assert (await client.receive_json())["event"]["full"]

    await site.demand_quick(subscribe)

    async def change() -> None:
        for module in house.account.sync_modules:
            module.unplug()
        site.read()

    await site.demand_quick(site.evaluate, change)
