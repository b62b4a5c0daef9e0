"""100 cameras: nothing that Blink Doctor does holds the event loop for long.

Measured as asyncio itself does in its debug mode, which logs every callback that took
longer than a limit. Its clock counts the processor time of this thread, so that other
programs do not count, and the garbage collector has to wait; what is slow once may be
chance, what is slow each time is not.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
import gc
import logging
from time import thread_time
from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.core_batteries import battery_entity
from demo.cloud import Cloud, redirect
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.testing import fast_blinkpy
from tests.automating import Automate
from tests.house import House, Settle

POLL = timedelta(minutes=5)
LONGEST = 0.05
TRIES = 5
# the clock of a loop that measures itself must not be frozen
NOTHING: Any = None


class Site(House):
    """A large house with the machine's own clock, some polls ahead."""

    ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    async def evaluate(self, polls: int = 1) -> None:
        """Let core have a new homescreen every five minutes, as if it had asked."""
        for _ in range(polls):
            self.ahead += POLL
            self.coordinator.source.api.homescreen = homescreen(self.account)
            # as a callback of its own
            self.hass.loop.call_soon(self.coordinator.async_evaluate)
            await self.settle()

    async def _measure(self, work: Callable[[], Awaitable[Any]]) -> None:
        loop = self.hass.loop
        loop.slow_callback_duration = LONGEST
        loop.set_debug(True)
        began = loop.time() - thread_time()
        gc.disable()
        with patch.object(loop, "time", lambda: began + thread_time()):
            await asyncio.sleep(0)
            await work()
            await self.settle()
            loop.set_debug(False)
            # with a callback of its own: this one is measured to its end
            await asyncio.sleep(0)
        gc.enable()

    async def assert_quick(
        self, log: pytest.LogCaptureFixture, work: Callable[[], Awaitable[Any]]
    ) -> None:
        """Fail where something holds the loop too long each time."""
        for _ in range(TRIES):
            log.clear()
            await self._measure(work)
            slow = [r.getMessage() for r in log.records if r.name == "asyncio"]
            if not slow:
                return
        pytest.fail("\n".join(slow))


@pytest.fixture
async def site(
    hass: HomeAssistant,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    settle: Settle,
    caplog: pytest.LogCaptureFixture,
) -> AsyncGenerator[Site]:
    """Ten buildings with a sync module and ten cameras each, watched for some polls."""
    caplog.set_level(logging.WARNING)
    site = Site(hass, NOTHING, NOTHING, settle)
    monkeypatch.setattr(dt_util, "utcnow", site.now)
    async with Cloud("large_site", clock=site.now) as site.cloud:
        with redirect(site.cloud), fast_blinkpy():
            site.blink = await site.add_blink()
            site.doctor = await site.add_doctor()
            await site.evaluate(2)
            yield site


async def test_all_down_and_up_again(
    site: Site, automate: Automate, caplog: pytest.LogCaptureFixture
) -> None:
    """Every device goes offline, every fault is found, every automation is triggered."""
    heard: list[str] = []
    site.hass.bus.async_listen("heard", lambda event: heard.append(event.data["what"]))
    triggers = ("fault_detected", "fault_cleared", "camera_went_offline")
    every = (*triggers, "sync_module_went_offline")
    told = {"event": "heard", "event_data": {"what": "{{ trigger.id }}"}}
    await automate(
        triggers=[{"trigger": f"{DOMAIN}.{name}", "id": name} for name in every],
        actions=[told],
        max=1000,
    )
    modules = site.account.sync_modules

    async def down_and_up() -> None:
        heard.clear()
        for module in modules:
            module.unplug()
        await site.evaluate(5)
        assert heard.count("camera_went_offline") == 105, "and doorbells"
        assert 1 <= heard.count("fault_detected") <= len(modules), "roots only"
        for module in modules:
            module.plug_in()
        await site.evaluate(5)
        assert heard.count("fault_cleared") >= 1

    await site.assert_quick(caplog, down_and_up)


async def test_actions_on_a_hundred_cameras(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """Batteries, red lights, and the diagnosis by id and by name."""
    coordinator = site.coordinator
    keys = [key for key in coordinator.data.devices if key.startswith("camera:")][:100]
    ids = [coordinator.device_id(key) for key in keys]

    async def call(action: str, **data: Any) -> None:
        with suppress(ServiceValidationError):
            await site.act(action, **data)
        await site.settle()

    for action, data in (
        ("batteries_replaced", {"device_id": ids}),
        ("report_red_light", {"device_id": ids, "pattern": "flashing"}),
        ("report_red_light", {"device_id": ids, "pattern": "stopped"}),
        ("get_diagnosis", {}),
        ("get_diagnosis", {"device_id": ids}),
        ("get_diagnosis", {"name": "building 1 door 2" * 7}),
        ("get_diagnosis", {"device_id": [f"made up {n}" for n in range(500)]}),
    ):
        await site.assert_quick(caplog, partial(call, action, **data))

    async def pause_and_resume() -> None:
        for action, by in (
            ("pause", er.RegistryEntryHider.INTEGRATION),
            ("resume", None),
        ):
            await call(action, device_id=ids)
            # in several rounds
            of_core = (battery_entity(er.async_get(site.hass), str(one)) for one in ids)
            assert {one and one.hidden_by for one in of_core} == {by}

    await site.assert_quick(caplog, pause_and_resume)
    assert coordinator.memory.devices[keys[-1]].cells, "and it was done"
