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
from tests.house import House, MakeHouse

POLLS = 40
POLLS_A_DAY = 288
POLL = timedelta(seconds=301)
# the clock runs where nothing waits for it
NO_FREEZER: Any = None
SCENARIOS = ("troubles", "large_site")
# no cloud answers at once: as long as a request over the internet takes at the least
FAR_AWAY = 0.05


class Clock:
    """The machine's own clock, some polls ahead: nothing has to be frozen."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
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


class Table:
    """A table that several measurements fill, printed as it stands in the docs."""

    def __init__(self, head: str) -> None:
        self.head = head
        self.columns: list[str] = []
        self.rows: dict[str, dict[str, str]] = {}

    def note(self, what: str, value: str, column: str = "figure") -> None:
        """Write a value into a row and a column, which come in the order of the first."""
        if column not in self.columns:
            self.columns.append(column)
        self.rows.setdefault(what, {})[column] = value

    def __str__(self) -> str:
        heads = [self.head, *self.columns]
        lines = [heads, ["---", *["---:"] * len(self.columns)]]
        lines += [
            [what, *(values.get(column, "") for column in self.columns)]
            for what, values in self.rows.items()
        ]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


BESIDE_CORE = Table("what")
CHANGES = Table("what, in the demo house")
A_DAY = Table("what, on a noisy day with 9 devices")


@pytest.fixture(scope="session", autouse=True)
def tables() -> Generator[None]:
    yield
    for table in (BESIDE_CORE, CHANGES, A_DAY):
        if table.rows:
            print(f"\n{table}")


def size(house: House) -> str:
    return f"{len(house.account.devices)} devices"


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
    async with Cloud(scenario, clock=clock) as cloud:
        with redirect(cloud):
            house = House(hass, cloud, NO_FREEZER)
            first = await set_up(house)
            for entry in (house.doctor, house.blink):
                assert await hass.config_entries.async_unload(entry.entry_id)
            later = await set_up(house)
        # the pauses that blinkpy takes between two requests are not what is measured
        with redirect(cloud), fast_blinkpy():
            ours, whole = await polls(house, clock)
    for what, figure in (
        ("handling of a poll, beside core Blink's", f"{ours / (whole - ours):.1%}"),
        ("handling of a poll", f"{ours * 1e3:.2f} ms"),
        ("set-up, beside core Blink's", f"{later[1] / later[0]:.1%}"),
        ("the first set-up, beside core Blink's", f"{first[1] / first[0]:.1%}"),
        ("core Blink's set-up", f"{later[0]:.1f} s"),
    ):
        BESIDE_CORE.note(what, figure, size(house))


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_first_set_up_from_afar(
    hass: HomeAssistant, socket_enabled: None, scenario: str
) -> None:
    """Our share of the first set-up beside a cloud that takes its time, as all do."""
    async with Cloud(scenario) as cloud:
        cloud.fail("", f"delay={FAR_AWAY}")
        with redirect(cloud):
            house = House(hass, cloud, NO_FREEZER)
            core, ours = await set_up(house)
    afar = f"answers after {FAR_AWAY * 1e3:.0f} ms"
    for what, figure in (
        (f"the first set-up, {afar}, beside core Blink's", f"{ours / core:.1%}"),
        (f"core Blink's first set-up, {afar}", f"{core:.1f} s"),
        ("requests in it", f"{len(cloud.requests)}"),
    ):
        BESIDE_CORE.note(what, figure, size(house))


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
            assert [*handled][-1]["homescreen"] == core.api.homescreen
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
    ours = tracemalloc.take_snapshot().filter_traces(
        [tracemalloc.Filter(True, "*/custom_components/blink_doctor/*")]
    )
    tracemalloc.stop()
    for what, amount in (
        ("of it by Blink Doctor's own code", sum(t.size for t in ours.traces)),
        ("of it raw polls, compressed", house.coordinator.captures.size),
    ):
        figure = f"{amount / 1024 / len(house.account.devices):.1f} KB"
        BESIDE_CORE.note(what, figure, size(house))
    BESIDE_CORE.note(
        "memory, with entities and captures, per device",
        f"{held / 1024 / len(house.account.devices):.0f} KB",
        size(house),
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
    A_DAY.note("recorder rows a day", f"{counter[DOMAIN]}")
    A_DAY.note("recorder rows a day of core Blink's", f"{counter['blink']}")
    A_DAY.note("Store writes a day", f"{stored}")


async def test_what_a_change_writes(make_house: MakeHouse, hass_ws_client: Any) -> None:
    """State writes and websocket bytes when nothing, and when one camera changed."""
    house = await make_house("troubles")
    await house.poll(8)
    client = await hass_ws_client(house.hass, await house.token())
    await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
    assert (await client.receive_json())["success"]
    whole = len(json.dumps(await client.receive_json()))
    counter = writes(house)
    house.coordinator.source.api.homescreen = homescreen(house.account)
    house.coordinator.async_evaluate()
    await house.settle()
    nothing = counter[DOMAIN]
    # so that the next news are sent at once again
    await house.wait(2)
    house.cloud.device("Living room").set_signal(3)
    # by hand: a jump of the clock would cut the websocket
    house.coordinator.source.api.homescreen = homescreen(house.account)
    house.coordinator.async_evaluate()
    await house.settle()
    change = len(json.dumps(await client.receive_json()))
    CHANGES.note("state writes when nothing changed", str(nothing))
    CHANGES.note("state writes when one signal changed", str(counter[DOMAIN] - nothing))
    CHANGES.note("websocket, the first message", f"{whole} bytes")
    CHANGES.note("websocket, when one signal changed", f"{change} bytes")
