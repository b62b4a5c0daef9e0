"""What Blink Doctor costs in a real Home Assistant, beside core Blink itself.

Times are given as shares of what core Blink takes for the same thing in the same
run, against a cloud that answers at once. Not collected with the tests:
`scripts/benchmark house` runs it and prints the rows of a table.
"""

from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
import gc
import json
import logging
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
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.testing import fast_blinkpy
from tests.card import Watch
from tests.house import House, MakeHouse

POLLS = 40
POLLS_A_DAY = 288
POLL = timedelta(seconds=301)
# the clock runs where nothing waits for it
NO_FREEZER: Any = None
SCENARIOS = ("troubles", "large_site")


def note(house: House, **figures: str) -> None:
    """Print rows of a table."""
    for what, figure in figures.items():
        print(f"| {len(house.account.devices)} devices: {what} | {figure} |")


@pytest.fixture(autouse=True)
def as_in_real_life(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> Generator[None]:
    """Switch off what tests have and owners have not: asyncio's debug mode, a full log.

    Home Assistant logs warnings unless it was started with `--verbose`.
    """
    hass.loop.set_debug(False)
    logging.disable(logging.INFO)
    with caplog.at_level(logging.WARNING):
        yield
    logging.disable(logging.NOTSET)


class Clock:
    """The machine's own clock, some polls ahead: nothing has to be frozen."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_times(
    hass: HomeAssistant,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    scenario: str,
) -> None:
    """Our share of a poll and of set-up, the first and every later one."""
    clock = Clock()
    monkeypatch.setattr(dt_util, "utcnow", clock)
    handling = timed_handling(monkeypatch)
    async with Cloud(scenario, clock=clock) as cloud:
        with redirect(cloud):
            house = House(hass, cloud, NO_FREEZER)
            first = await set_up(house)
            for entry in (house.doctor, house.blink):
                assert await hass.config_entries.async_unload(entry.entry_id)
            later = await set_up(house)
        # the pauses that blinkpy takes between two requests are not what is measured
        with redirect(cloud), fast_blinkpy():
            ours, whole = await polls(house, clock, handling)
    figures = {
        "handling of a poll, beside core Blink's": f"{ours / (whole - ours):.1%}",
        "handling of a poll": f"{ours * 1e3:.2f} ms",
        "set-up, beside core Blink's": f"{later[1] / later[0]:.1%}",
        "the first set-up, beside core Blink's": f"{first[1] / first[0]:.1%}",
        "core Blink's set-up": f"{later[0]:.1f} s",
    }
    note(house, **figures)


async def set_up(house: House) -> tuple[float, float]:
    """Return seconds of core's set-up and of ours; the first time adds the entries."""
    seconds = []
    for name, add in (("blink", house.add_blink), ("doctor", house.add_doctor)):
        began = perf_counter()
        if entry := getattr(house, name, None):
            assert await house.hass.config_entries.async_setup(entry.entry_id)
            await house.settle()
        else:
            setattr(house, name, await add())
        seconds.append(perf_counter() - began)
    return seconds[0], seconds[1]


def timed_handling(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return a list that gets the seconds of each of our handlings of a poll from now on."""
    seconds: list[float] = []
    evaluate = BlinkDoctorCoordinator.async_evaluate

    def timed(coordinator: BlinkDoctorCoordinator) -> None:
        began = perf_counter()
        evaluate(coordinator)
        seconds.append(perf_counter() - began)

    monkeypatch.setattr(BlinkDoctorCoordinator, "async_evaluate", timed)
    return seconds


async def polls(house: House, clock: Clock, ours: list[float]) -> tuple[float, float]:
    """Return seconds of our handling of a poll and of the whole poll, the middle ones.

    Every poll finds the world five minutes on: there are new heartbeats, and what
    jitters has jittered.
    """
    core = house.blink.runtime_data
    whole: list[float] = []
    ours.clear()
    for number in range(1, POLLS + 1):
        clock.ahead += POLL
        # so long ago, by blinkpy's own clock, that it does not skip this one
        core.api.last_refresh = int(time() - POLL.total_seconds())
        began = perf_counter()
        await core.async_refresh()
        await house.settle()
        whole.append(perf_counter() - began)
        assert len(ours) == number
        kept = [*house.coordinator.captures][-1]
        assert kept["homescreen"] == core.api.homescreen
    # the first ones find what is new to them
    return median(ours[8:]), median(whole[8:])


async def test_memory(make_house: MakeHouse) -> None:
    """What Blink Doctor holds in memory, once its captures are all there."""
    house = await make_house("large_site")
    entries, doctor = house.hass.config_entries, house.doctor.entry_id
    await entries.async_unload(doctor)
    await house.poll(8)
    gc.collect()
    tracemalloc.start(1)
    await entries.async_setup(doctor)
    # what core reads anew at each poll is core's, up to the captures that we keep
    await house.poll(10)
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    ours = tracemalloc.take_snapshot().filter_traces(
        [tracemalloc.Filter(True, "*/custom_components/blink_doctor/*")]
    )
    tracemalloc.stop()
    each = 1024 * len(house.account.devices)
    own = sum(trace.size for trace in ours.traces)
    figures = {
        "of it by Blink Doctor's own code": f"{own / each:.1f} KB",
        "memory, with entities and captures, per device": f"{held / each:.0f} KB",
    }
    note(house, **figures)


def writes(house: House) -> Counter[str]:
    """Count state writes per integration from now on."""
    counter: Counter[str] = Counter()
    registry = er.async_get(house.hass)

    @callback
    def count(event: Event) -> None:
        entry = registry.async_get(event.data["entity_id"])
        counter[entry.platform if entry else ""] += 1

    house.hass.bus.async_listen("state_changed", count)
    return counter


async def test_a_day(make_house: MakeHouse, hass_storage: dict[str, Any]) -> None:
    """What a noisy day writes: states, beside core Blink's, and the Store."""
    house = await make_house("healthy")
    await house.poll(8)
    await house.wait(3600)
    counter, stored, key = writes(house), 0, f"{DOMAIN}.{house.doctor.entry_id}"
    before = json.dumps(hass_storage.get(key))
    for _ in range(POLLS_A_DAY):
        await house.poll()
        now = json.dumps(hass_storage.get(key))
        stored, before = stored + (now != before), now
    figures = {
        "recorder rows a day": f"{counter[DOMAIN]}",
        "recorder rows a day of core Blink's": f"{counter['blink']}",
        "Store writes a day": f"{stored}",
    }
    note(house, **figures)


async def test_what_a_change_writes(make_house: MakeHouse, watch: Watch) -> None:
    """State writes and websocket bytes when nothing, and when one camera changed."""
    house = await make_house("troubles")
    await house.poll(8)
    watcher = await watch()
    whole = len(json.dumps(await watcher.subscribe()))
    counter = writes(house)

    async def evaluate() -> int:
        """Judge by hand: a jump of the clock would cut the websocket."""
        house.coordinator.source.api.homescreen = homescreen(house.account)
        house.coordinator.async_evaluate()
        await house.settle()
        return counter[DOMAIN]

    nothing = await evaluate()
    # so that the next news are sent at once again
    await house.wait(2)
    house.cloud.device("Living room").set_signal(3)
    one = await evaluate() - nothing
    change = len(json.dumps(await watcher.event()))
    figures = {
        "state writes when nothing changed": str(nothing),
        "state writes when one signal changed": str(one),
        "websocket, the first message": f"{whole} bytes",
        "websocket, when one signal changed": f"{change} bytes",
    }
    note(house, **figures)
