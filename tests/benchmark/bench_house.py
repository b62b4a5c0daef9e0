"""What Blink Doctor costs in a real Home Assistant, beside core Blink itself.

Times are given as shares of what core Blink takes for the same thing in the same
run, against a cloud that answers at once. Not collected with the tests:
`scripts/benchmark house` runs it and prints a table.
"""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
import gc
import json
import tracemalloc
from typing import Any

import freezegun.api as real
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.coordinator import BlinkDoctorCoordinator
from demo.cloud import Cloud, redirect
from tests.house import House, MakeHouse

POLLS = 20
POLLS_A_DAY = 288
# the clock runs where nothing waits for it
NO_FREEZER: Any = None
SCENARIOS = ("troubles", "large_site")


class Cost:
    """Time spent in something, counted over many calls."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.seconds = 0.0
        self.calls = 0

    @contextmanager
    def measured(self) -> Generator[None]:
        """Count what happens inside."""
        began = real.real_perf_counter()
        yield
        self.seconds += real.real_perf_counter() - began
        self.calls += 1


@contextmanager
def handling(cost: Cost) -> Generator[None]:
    """Count our whole handling of a poll: reading, diagnosis, entities, issues."""
    handle = BlinkDoctorCoordinator._evaluate

    def counted(self: BlinkDoctorCoordinator) -> None:
        with cost.measured():
            handle(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BlinkDoctorCoordinator, "_evaluate", counted)
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
async def test_a_poll(make_house: MakeHouse, scenario: str) -> None:
    """Our share of a poll, and the writes of quiet and of one-camera polls."""
    house = await make_house(scenario)
    await house.poll(8)
    heading(house, scenario)
    ours, whole = Cost(), Cost()
    with handling(ours):
        for _ in range(POLLS):
            with whole.measured():
                await house.poll()
    assert ours.calls >= POLLS
    core = whole.seconds - ours.seconds
    row("handling of a poll, beside core Blink's", f"{ours.seconds / core:.1%}")


@pytest.mark.parametrize("scenario", SCENARIOS)
async def test_set_up(hass: HomeAssistant, socket_enabled: None, scenario: str) -> None:
    """Our set-up beside core's, on a clock that runs and with blinkpy as it is."""
    async with Cloud(scenario) as cloud:
        with redirect(cloud):
            house = House(hass, cloud, NO_FREEZER)
            core, ours = Cost(), Cost()
            with core.measured():
                house.blink = await house.add_blink()
            with ours.measured():
                house.doctor = await house.add_doctor()
            heading(house, scenario)
            row("core Blink's set-up", f"{core.seconds:.1f} s")
            row("set-up, beside core Blink's", f"{ours.seconds / core.seconds:.1%}")


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
