"""Houses on a disk of their own, whose power can fail."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
import gc
from pathlib import Path
import shutil
from types import CoroutineType, FunctionType, MethodType
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant import loader
from homeassistant.bootstrap import async_load_base_functionality
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.blink_doctor import diagnosis
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.store import notes
from demo.cloud import Cloud, redirect
from demo.cloud.testing import fast_blinkpy
from tests.house import START, House, Settle, marked

STORAGE = ".storage"
_OURS = f"custom_components.{DOMAIN}"
# of a device that has left much is known for 90 days
_KNOWN = (diagnosis.__name__, notes.__name__)

# a house that has no Home Assistant yet
_OFF: HomeAssistant = None  # type: ignore[assignment]


class Power:
    """The machine under a house: one folder, and one Home Assistant after another.

    What a Home Assistant writes goes to files, as on an owner's machine; only what
    is in them survives to the next one.
    """

    def __init__(self, folder: Path, house: House) -> None:
        self.folder, self.house = folder, house
        self.left_behind: Counter[str] = Counter()
        self.failures: list[str] = []
        self._running = AsyncExitStack()

    @property
    def memory_file(self) -> Path:
        return self.folder / STORAGE / f"{DOMAIN}.{self.house.doctor.entry_id}"

    async def on(self) -> HomeAssistant:
        """Start a Home Assistant from what is on the disk, with all its entries."""
        # a process would have taken these with it; here something keeps them
        self.left_behind = alive()
        hass = await self._running.enter_async_context(
            async_test_home_assistant(
                load_registries=False, config_dir=str(self.folder)
            )
        )
        asyncio.get_running_loop().set_exception_handler(self._failed)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
        assert await async_load_base_functionality(hass)
        await hass.config.async_set_time_zone("Europe/Berlin")
        assert await async_setup_component(hass, "homeassistant", {})
        for domain in ("blink", DOMAIN):
            if hass.config_entries.async_entries(domain):
                await async_setup_component(hass, domain, {})
        await hass.async_block_till_done(wait_background_tasks=True)
        self.house.hass = hass
        for name in ("blink", "doctor"):
            if entry := getattr(self.house, name, None):
                found = hass.config_entries.async_get_entry(entry.entry_id)
                setattr(self.house, name, found)
        return hass

    async def off(self) -> None:
        await self.house.hass.async_stop(force=True)
        await self._running.aclose()
        # the process is gone, and all its timers with it
        for handle in get_scheduled_timer_handles(asyncio.get_running_loop()):
            if not handle.cancelled() and _is_home_assistants(handle):
                handle.cancel()

    async def cut(self) -> None:
        """Pull the plug: the disk stays as it is, whatever was waiting to be written."""
        disk = self.folder / STORAGE
        kept = shutil.copytree(disk, self.folder / "kept")
        await self.off()
        shutil.rmtree(disk)
        kept.rename(disk)

    def _failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Note what was raised where nobody waited for it."""
        self.failures.append(f"{context.get('message')}: {context.get('exception')!r}")
        loop.default_exception_handler(context)


def alive() -> Counter[str]:
    """Count what something holds of ours, by kind; not what is known of devices."""
    gc.collect()
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        kind = one if isinstance(one, FunctionType | MethodType) else type(one)
        module = str(kind.__module__)
        if isinstance(one, CoroutineType):
            module = one.cr_code.co_filename.replace("/", ".")
        if _OURS in module and not module.startswith(_KNOWN):
            found[f"{module} {kind.__qualname__}"] += 1
    return found


def _is_home_assistants(handle: asyncio.TimerHandle) -> bool:
    """Whether a timer is Home Assistant's, not that of the simulated cloud's server."""
    callback: Any = handle._callback  # type: ignore[attr-defined]
    owner = getattr(callback, "__self__", callback)
    module = getattr(callback, "__module__", None) or type(owner).__module__
    return str(module).startswith(("homeassistant", "custom_components"))


@pytest.fixture
async def power(
    tmp_path: Path,
    socket_enabled: None,
    freezer: FrozenDateTimeFactory,
    settle: Settle,
    request: pytest.FixtureRequest,
) -> AsyncGenerator[Power]:
    """A house on a disk of its own; the mark is that of `house`, with when it begins."""
    arguments, options, polls = marked(request, 0)
    freezer.move_to(options.get("start", START))
    (tmp_path / STORAGE).mkdir()
    async with AsyncExitStack() as stack:
        stack.enter_context(fast_blinkpy(timeout=1))
        cloud = await stack.enter_async_context(
            Cloud(*arguments or ("troubles",), clock=lambda: datetime.now(UTC))
        )
        stack.enter_context(redirect(cloud))
        power = Power(tmp_path, House(_OFF, cloud, freezer, settle))
        stack.push_async_callback(power.off)
        await power.on()
        power.house.blink = await power.house.add_blink()
        power.house.doctor = await power.house.add_doctor()
        await power.house.poll(polls)
        yield power
