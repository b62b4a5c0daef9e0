"""What Blink Doctor costs in a real Home Assistant, beside core Blink itself.

Times are given as shares of what core Blink takes for the same thing in the same
run, against a cloud that answers at once. Not collected with the tests:
`scripts/benchmark house` runs it and prints a table.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
import gc
import json
from statistics import median
from time import perf_counter, time
import tracemalloc
from typing import Any

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.coordinator import BlinkDoctorCoordinator
from demo.cloud import Cloud, redirect
from demo.cloud.testing import fast_blinkpy
from tests.house import House, MakeHouse

POLLS = 40
POLLS_A_DAY = 288
POLL = timedelta(seconds=301)
# the clock runs where nothing waits for it
NO_FREEZER: Any = None
SCENARIOS = ("troubles", "large_site")


class Clock:
    """The machine's own clock, some polls ahead: nothing has to be frozen."""

    def __init__(self) -> None:
        """Begin in the present."""
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        """Return the moment."""
        return datetime.now(UTC) + self.ahead


@contextmanager
def timed(owner: Any, name: str, seconds: list[float]) -> Generator[None]:
    """Note how long each call of a method takes."""
    method = getattr(owner, name)

    def counted(self: Any) -> None:
        began = perf_counter()
        method(self)
        seconds.append(perf_counter() - began)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, counted)
        yield


def writes(house: House) -> Counter[str]:
    """Count state writes per integration from now on."""
    counter: Counter[str] = Counter()
    registry = er.async_get(house.hass)

    @callback
    def note(event: Event) -> None:
        entry = registry.async_get(event.data["entity_id"])
        counter[entry.platform if entry else ""] += 1

    house.hass.bus.async_listen("state_changed", note)
    return counter


@pytest.fixture(autouse=True)
def as_in_real_life(hass: HomeAssistant) -> None:
    """Switch asyncio's debug mode off, which tests have and owners have not."""
    hass.loop.set_debug(False)


def row(what: str, value: str) -> None:
    """Print a row of the table."""
    print(f"| {what} | {value} |")


def heading(house: House, scenario: str) -> None:
    """Print the head of a table."""
    cameras = len(house.account.cameras)
    print(
        f"\n**{scenario}** ({cameras} cameras, {len(house.account.devices)} devices)\n"
    )
    print("| what | figure |\n| --- | ---: |")


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_times(
    hass: HomeAssistant,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    scenario: str,
) -> None:
    """Our share of set-up and of a poll, with blinkpy as it is."""
    clock = Clock()
    monkeypatch.setattr(dt_util, "utcnow", clock)
    async with Cloud(scenario, clock=clock) as cloud:
        with redirect(cloud):
            house = House(hass, cloud, NO_FREEZER)
            began = perf_counter()
            house.blink = await house.add_blink()
            core_set_up = perf_counter() - began
            began = perf_counter()
            house.doctor = await house.add_doctor()
            set_up = perf_counter() - began
        # only the pauses that blinkpy takes between two requests would be left to measure
        with redirect(cloud), fast_blinkpy():
            ours, whole = await polls(house, clock)
    heading(house, scenario)
    row("handling of a poll, beside core Blink's", f"{ours / (whole - ours):.1%}")
    row("handling of a poll", f"{ours * 1e3:.2f} ms")
    row("set-up, beside core Blink's", f"{set_up / core_set_up:.1%}")
    row("set-up", f"{set_up:.2f} s")


async def polls(house: House, clock: Clock) -> tuple[float, float]:
    """Return seconds of our handling of a poll and of the whole poll, the middle ones.

    Every poll finds the world five minutes on: there are new heartbeats, and what
    jitters has jittered.
    """
    core = house.blink.runtime_data
    ours: list[float] = []
    whole: list[float] = []
    handled = house.coordinator.captures
    with timed(BlinkDoctorCoordinator, "_evaluate", ours):
        for _ in range(POLLS):
            clock.ahead += POLL
            # so long ago, by blinkpy's own clock, that it does not skip this one
            core.api.last_refresh = int(time() - POLL.total_seconds())
            before = len(ours)
            began = perf_counter()
            await core.async_refresh()
            await house.settle()
            whole.append(perf_counter() - began)
            assert len(ours) == before + 1
            assert handled[-1]["homescreen"] is core.api.homescreen
    # the first ones find what is new to them
    return median(ours[8:]), median(whole[8:])


async def test_memory(make_house: MakeHouse) -> None:
    """What Blink Doctor holds in memory, once its captures are all there."""
    house = await make_house("large_site")
    await house.hass.config_entries.async_unload(house.doctor.entry_id)
    await house.poll(8)
    gc.collect()
    tracemalloc.start(1)
    await house.hass.config_entries.async_setup(house.doctor.entry_id)
    # what core reads anew at each poll is core's, up to the captures that we keep
    await house.poll(10)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    heading(house, "large_site")
    devices = len(house.account.devices)
    row(
        "memory, with entities and captures, per device",
        f"{held / 1024 / devices:.0f} KB",
    )


async def test_a_day(
    make_house: MakeHouse, hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """What a noisy day writes: states, beside core Blink's, and the Store."""
    house = await make_house("healthy")
    await house.poll(8)
    await house.wait(3600)
    counter, stored = writes(house), 0
    before = json.dumps(hass_storage.get(f"{DOMAIN}.{house.doctor.entry_id}"))
    for _ in range(POLLS_A_DAY):
        await house.poll()
        now = json.dumps(hass_storage.get(f"{DOMAIN}.{house.doctor.entry_id}"))
        stored, before = stored + (now != before), now
    heading(house, "healthy, a noisy day")
    row("recorder rows a day", f"{counter[DOMAIN]}")
    row("recorder rows a day of core Blink's", f"{counter['blink']}")
    row("Store writes a day", f"{stored}")


async def test_what_a_change_writes(make_house: MakeHouse, hass_ws_client: Any) -> None:
    """State writes and websocket bytes when nothing, and when one camera changed."""
    house = await make_house("troubles")
    await house.poll(8)
    client = await hass_ws_client(house.hass, await house.token())
    await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
    assert (await client.receive_json())["success"]
    whole = len(json.dumps(await client.receive_json()))
    counter = writes(house)
    house.coordinator.source.api.homescreen = house.account.homescreen()
    house.coordinator.async_evaluate()
    await house.settle()
    nothing = counter[DOMAIN]
    house.cloud.device("Living room").set_signal(3)
    # by hand: a jump of the clock would cut the websocket
    house.coordinator.source.api.homescreen = house.account.homescreen()
    house.coordinator.async_evaluate()
    await house.settle()
    change = len(json.dumps(await client.receive_json()))
    heading(house, "troubles")
    row("state writes when nothing changed", str(nothing))
    row("state writes when one signal changed", str(counter[DOMAIN] - nothing))
    row("websocket, the first message", f"{whole} bytes")
    row("websocket, when one signal changed", f"{change} bytes")
