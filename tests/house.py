"""A house for tests: a real Home Assistant, the real core Blink, a simulated cloud.

`house = await make_house("troubles")` signs core Blink in over HTTP and adds
Blink Doctor; `await house.poll()` lets five minutes pass and core poll once.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from secrets import token_hex
import time
from typing import Any

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.blink.config_flow import BlinkConfigFlow
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, State, SupportsResponse
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_fire_time_changed_exact,
)

from custom_components.blink_doctor.const import CONF_BLINK_ENTRY, CONF_SECRET, DOMAIN
from custom_components.blink_doctor.coordinator import BlinkDoctorCoordinator
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory
from custom_components.blink_doctor.diagnosis.model.findings import DeviceDiagnosis
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Family
from custom_components.blink_doctor.store.notes import DeviceNotes
from custom_components.blink_doctor.user_reports import async_report_red_light
from demo.cloud import Account, Cloud, redirect
from demo.cloud.testing import fast_blinkpy
from tests.reporting import HOUSES

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
POLL_SECONDS = 300
DAY_SECONDS = 86400
# so many turns of the loop without anything to do
_TURNS = 4
# seconds without a sign of life after which what is under way counts as hanging
_HANGS = 0.5
# Home Assistant polls at some fraction of a second
_FRACTION = 0.5

type MakeHouse = Callable[..., Awaitable[House]]
type Settle = Callable[[], Awaitable[None]]


@dataclass(eq=False)
class House:
    hass: HomeAssistant
    cloud: Cloud
    freezer: FrozenDateTimeFactory
    settle: Settle
    # what is in it besides, such as a plug
    extras: dict[str, Any] = field(default_factory=dict)
    blink: ConfigEntry[Any] = field(init=False)
    doctor: ConfigEntry[Any] = field(init=False)

    @property
    def account(self) -> Account:
        return self.cloud.account()

    @property
    def coordinator(self) -> BlinkDoctorCoordinator:
        """Return Blink Doctor's coordinator."""
        return self.doctor.runtime_data

    async def add_blink(self, account: Account | None = None) -> ConfigEntry[Any]:
        """Add core Blink for an account; it signs in by itself."""
        account = account or self.account
        return await self._add(
            domain="blink",
            version=BlinkConfigFlow.VERSION,
            title=account.email,
            unique_id=account.email,
            data={"username": account.email, "password": account.password},
        )

    async def _add(self, **entry: Any) -> ConfigEntry[Any]:
        added = MockConfigEntry(**entry)
        await self.hass.config_entries.async_add(added)
        await self.settle()
        return added

    async def token(self) -> str:
        """Return an access token that is valid now; time moves fast here."""
        auth = self.hass.auth
        user = await auth.async_create_user("Owner", group_ids=["system-admin"])
        refresh = await auth.async_create_refresh_token(user, "https://example.com/")
        return auth.async_create_access_token(refresh)

    async def add_doctor(
        self, blink: ConfigEntry[Any] | None = None, **options: Any
    ) -> ConfigEntry[Any]:
        blink = blink or self.blink
        return await self._add(
            domain=DOMAIN,
            title="Blink Doctor",
            unique_id=blink.entry_id,
            data={CONF_BLINK_ENTRY: blink.entry_id, CONF_SECRET: token_hex(16)},
            options=options,
        )

    async def act(
        self, action: str, *devices: str, user_id: str | None = None, **data: Any
    ) -> Any:
        """Call one of our actions on devices by name; return what it answers."""
        services, context = self.hass.services, Context(user_id=user_id)
        if devices:
            data["device_id"] = [self.device(name).id for name in devices]
        answers = (
            services.supports_response(DOMAIN, action) is not SupportsResponse.NONE
        )
        return await services.async_call(
            DOMAIN, action, data, True, context, return_response=answers
        )

    async def call(self, action: str, **data: Any) -> None:
        """Call an action of another integration."""
        domain, _, name = action.partition(".")
        await self.hass.services.async_call(domain, name, data, blocking=True)

    async def reload(self, entry: ConfigEntry[Any] | None = None) -> None:
        """Reload Blink Doctor, or another entry."""
        entry_id = (entry or self.doctor).entry_id
        await self.hass.config_entries.async_reload(entry_id)
        await self.settle()

    async def wait(self, seconds: float) -> None:
        """Let time pass; what is due in it runs at its end, one after the other."""
        loop = self.hass.loop
        self.freezer.tick(seconds)
        now, ended = loop.time(), datetime.now(UTC)
        timers = get_scheduled_timer_handles(loop)
        # in hundredths of a second: a time is not exact to the last digit
        for due in sorted({ceil(one.when() * 100) / 100 for one in timers}):
            if due < now + _FRACTION:
                then = ended + timedelta(seconds=due - now)
                async_fire_time_changed_exact(self.hass, then)
                await self.settle()
        async_fire_time_changed(self.hass)
        await self.settle()

    async def wait_only(self, seconds: float) -> None:
        """Let time pass without waiting for what that starts."""
        self.freezer.tick(seconds)
        async_fire_time_changed(self.hass)
        await asyncio.sleep(0)

    async def poll(self, times: int = 1) -> None:
        """Let core poll, each time after five minutes."""
        for _ in range(times):
            await self.wait(POLL_SECONDS + 1)

    async def poll_daily(self, days: int) -> None:
        """Let days pass with one poll each: what takes long is seen to take long."""
        for _ in range(days):
            await self.wait(DAY_SECONDS)

    @property
    def issues(self) -> list[ir.IssueEntry]:
        """Return our issues that are shown, also those that are ignored."""
        every = ir.async_get(self.hass).issues.values()
        return [one for one in every if one.domain == DOMAIN and one.active]

    @property
    def entries(self) -> list[er.RegistryEntry]:
        """Return our entities, also those that are disabled."""
        registry = er.async_get(self.hass)
        return er.async_entries_for_config_entry(registry, self.doctor.entry_id)

    def report_red_light(self, device: str, pattern: str) -> None:
        """Report what the owner sees, as the action does."""
        async_report_red_light(self.coordinator, self.key(device), pattern)

    def entity_id(self, device: str, entity: str) -> str:
        """Return the id of one of our entities, by device name and entity key."""
        registry = er.async_get(self.hass)
        key = self.key(device)
        unique_id = f"{self.doctor.entry_id}-{self.coordinator.uid(key)}-{entity}"
        for platform in ("binary_sensor", "sensor", "button", "event", "switch"):
            if found := registry.async_get_entity_id(platform, DOMAIN, unique_id):
                return found
        raise KeyError(f"{device} has no {entity}")

    def key(self, device: str) -> DeviceKey:
        return next(
            key
            for key, diagnosis in self.coordinator.data.devices.items()
            if device in (diagnosis.reading.name, key)
        )

    def find(self, device: str) -> Any:
        """Return a device of the simulated world, to do something to it."""
        return self.extras.get(device) or self.account.find(device)

    def diagnosis(self, device: str) -> DeviceDiagnosis:
        return self.coordinator.data.devices[self.key(device)]

    def remembered(self, device: str) -> DeviceMemory:
        return self.coordinator.memory.devices[self.key(device)]

    def notes(self, device: str) -> DeviceNotes:
        return self.coordinator.notes_of(self.key(device))

    def state(self, device: str, entity: str = "fault") -> State:
        state = self.hass.states.get(self.entity_id(device, entity))
        assert state is not None, f"{device} {entity} has no state (disabled?)"
        return state

    def cause(self, device: str) -> str:
        """Return the primary cause as the fault sensor shows it."""
        return self.state(device).attributes["primary_cause"]

    def causes(self) -> dict[str, str]:
        """Return the primary cause of every device by name, of systems by key."""
        return {
            key
            if diagnosis.reading.family is Family.SYSTEM
            else diagnosis.reading.name: diagnosis.primary_cause
            for key, diagnosis in self.coordinator.data.devices.items()
        }

    def device(self, name: str) -> dr.DeviceEntry:
        device_id = self.coordinator.device_id(self.key(name))
        assert device_id is not None
        device = dr.async_get(self.hass).async_get(device_id)
        assert isinstance(device, dr.DeviceEntry)
        return device


@pytest.fixture
async def settle(monkeypatch: pytest.MonkeyPatch) -> Settle:
    """Wait until the loop and threads have nothing to do, and every request is answered."""
    loop: Any = asyncio.get_running_loop()
    run, ask = loop.run_in_executor, ClientSession._request
    under_way: set[asyncio.Future[Any]] = set()

    def followed(future: asyncio.Future[Any]) -> asyncio.Future[Any]:
        under_way.add(future)
        future.add_done_callback(under_way.discard)
        return future

    async def request(*args: Any, **kwargs: Any) -> Any:
        answered = followed(loop.create_future())
        try:
            return await ask(*args, **kwargs)
        finally:
            answered.set_result(None)

    async def settle() -> None:
        turns = 0
        while turns < _TURNS:
            # what has arrived at a socket is in the queue of the loop after this
            await asyncio.sleep(0)
            turns = 0 if loop._ready else turns + 1
            if turns and under_way:
                # another thread sleeps: the clock of the loop stands still
                hangs = run(None, time.sleep, _HANGS)
                await asyncio.wait({*under_way, hangs}, return_when="FIRST_COMPLETED")
                turns = _TURNS if hangs.done() else 0

    monkeypatch.setattr(loop, "run_in_executor", lambda *job: followed(run(*job)))
    monkeypatch.setattr(ClientSession, "_request", request)
    return settle


@pytest.fixture
async def make_house(
    hass: HomeAssistant,
    socket_enabled: None,
    freezer: FrozenDateTimeFactory,
    settle: Settle,
    request: pytest.FixtureRequest,
) -> AsyncGenerator[MakeHouse]:
    """Build houses; everything is stopped at the end of the test."""
    freezer.move_to(START)
    async with AsyncExitStack() as stack:
        stack.enter_context(fast_blinkpy(timeout=1))

        async def make(
            scenario: Any = "troubles", *, doctor: bool = True, **options: Any
        ) -> House:
            assert await async_setup_component(hass, "homeassistant", {})
            cloud = await stack.enter_async_context(
                Cloud(scenario, clock=lambda: datetime.now(UTC))
            )
            stack.enter_context(redirect(cloud))
            house = House(hass, cloud, freezer, settle)
            request.node.stash.setdefault(HOUSES, []).append(house)
            house.blink = await house.add_blink()
            if doctor:
                house.doctor = await house.add_doctor(**options)
            return house

        yield make


@pytest.fixture
async def house(make_house: MakeHouse, request: pytest.FixtureRequest) -> House:
    """A house, watched for some polls: `@pytest.mark.house("one_camera", polls=3)`."""
    arguments, options, polls = marked(request, 0)
    house = await make_house(*arguments, **options)
    await house.poll(polls)
    return house


def marked(
    request: pytest.FixtureRequest, polls: int
) -> tuple[tuple[Any, ...], dict[str, Any], int]:
    """Return what the mark of a test says of its house, and for how many polls it is watched."""
    mark = request.node.get_closest_marker("house")
    options = dict(mark.kwargs) if mark else {}
    return mark.args if mark else (), options, options.pop("polls", polls)
