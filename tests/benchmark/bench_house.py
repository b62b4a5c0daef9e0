"""What Blink Doctor costs in a real Home Assistant, beside core Blink itself.

Times are given as shares of what core Blink takes for the same thing in the same
run, against a cloud that answers at once. Not collected with the tests:
`scripts/benchmark house` runs it and prints the rows of a table.
"""

from collections import Counter
from collections.abc import Generator
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
from demo.cloud.testing import fast_blinkpy
from tests.house import POLL_SECONDS, House, MakeHouse
from tests.unbreakable.test_large_house import NOTHING, POLL, Site

POLLS = 40
POLLS_A_DAY = 288


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


@pytest.mark.parametrize("scenario", ["troubles", "large_site"])
async def test_times(
    hass: HomeAssistant,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
    scenario: str,
) -> None:
    """Our share of a poll and of set-up, the first and every later one."""
    house = Site(hass, NOTHING, NOTHING, hass.async_block_till_done)
    monkeypatch.setattr(dt_util, "utcnow", house.now)
    evaluate, handling = BlinkDoctorCoordinator.async_evaluate, list[float]()
    entries = hass.config_entries

    def timed(coordinator: BlinkDoctorCoordinator) -> None:
        began = perf_counter()
        evaluate(coordinator)
        handling.append(perf_counter() - began)

    monkeypatch.setattr(BlinkDoctorCoordinator, "async_evaluate", timed)
    async with Cloud(scenario, clock=house.now) as house.cloud:
        with redirect(house.cloud):
            began = perf_counter()
            house.blink = await house.add_blink()
            of_core = perf_counter()
            house.doctor = await house.add_doctor()
            first = (perf_counter() - of_core) / (of_core - began)
            for entry in (house.doctor, house.blink):
                assert await entries.async_unload(entry.entry_id)
            seconds = []
            for entry in (house.blink, house.doctor):
                began = perf_counter()
                assert await entries.async_setup(entry.entry_id)
                await house.settle()
                seconds.append(perf_counter() - began)
        # the pauses that blinkpy takes between two requests are not what is measured
        with redirect(house.cloud), fast_blinkpy():
            each, whole = await polls(house, handling)
    figures = {
        "handling of a poll, beside core Blink's": f"{each / (whole - each):.1%}",
        "handling of a poll": f"{each * 1e3:.2f} ms",
        "set-up, beside core Blink's": f"{seconds[1] / seconds[0]:.1%}",
        "the first set-up, beside core Blink's": f"{first:.1%}",
        "core Blink's set-up": f"{seconds[0]:.1f} s",
    }
    note(house, **figures)


async def polls(house: Site, ours: list[float]) -> tuple[float, float]:
    """Return seconds of our handling of a poll and of the whole poll, the middle ones.

    Every poll finds the world five minutes on: there are new heartbeats, and what
    jitters has jittered.
    """
    core, whole = house.blink.runtime_data, list[float]()
    ours.clear()
    for number in range(1, POLLS + 1):
        house.ahead += POLL
        # so long ago, by blinkpy's own clock, that it does not skip this one
        core.api.last_refresh = int(time() - POLL_SECONDS - 1)
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


async def test_a_day(make_house: MakeHouse, hass_storage: dict[str, Any]) -> None:
    """What a noisy day writes: states, beside core Blink's, and the Store."""
    house = await make_house("healthy")
    await house.poll(8)
    await house.wait(3600)
    counter, entities = Counter[str](), er.async_get(house.hass)

    @callback
    def count(event: Event[Any]) -> None:
        entry = entities.async_get(event.data["entity_id"])
        counter[entry.platform if entry else ""] += 1

    house.hass.bus.async_listen("state_changed", count)
    stored, key = 0, f"{DOMAIN}.{house.doctor.entry_id}"
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
