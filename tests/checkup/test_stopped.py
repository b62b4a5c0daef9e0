"""Check-ups that are interrupted by a reload, a removal or an expired sign-in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.checkup.rate_limit import budget
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.store import SAVE_DELAY
from tests.house import House
from tests.story import Story

from .conftest import Ask, before, check_up, picture

NAMES = ("Front door", "Garden", "Garage")


async def interrupted(ask: Ask, part: str, do: Callable[[], Awaitable[Any]]) -> None:
    """Check up on three cameras, and do something while the first request waits."""
    started, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        started.set()
        await go_on.wait()

    with before(part, hold):
        checking = asyncio.create_task(ask(*NAMES))
        await started.wait()
        await do()
        go_on.set()
        await checking


@pytest.mark.parametrize("part", ["homescreen", "/config"])
async def test_reload_stops_it(
    house: House, ask: Ask, story: Story, hass_storage: dict[str, Any], part: str
) -> None:
    key, old = house.key("Front door"), house.coordinator

    async def reload() -> None:
        await house.hass.config_entries.async_reload(house.doctor.entry_id)
        house.report_red_light("Front door", "flashing")
        house.cloud.clear_requests()

    story("the old coordinator asks no more than what has left already")
    await interrupted(ask, part, reload)
    assert old.notes_of(key).checked is None
    for seconds in (SAVE_DELAY - 4, 10):
        await house.wait(seconds)
    written = hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"]["data"]["devices"]
    assert written[key]["red_light"], "what the new one knows is not written over"


async def test_removal_stops_it(
    house: House, ask: Ask, story: Story, hass_storage: dict[str, Any]
) -> None:
    entries, entry_id = house.hass.config_entries, house.doctor.entry_id
    story("nothing of a removed entry is written again")
    await interrupted(ask, "/config", lambda: entries.async_remove(entry_id))
    await house.wait(SAVE_DELAY + 1)
    assert f"{DOMAIN}.{entry_id}" not in hass_storage
    # the tests' storage still makes a write that was waiting; a real one does not
    assert not hass_storage.get(f"{DOMAIN}.budget", {"data": {}})["data"]


async def test_blink_unloaded_meanwhile(house: House, ask: Ask, story: Story) -> None:
    entries, entry_id = house.hass.config_entries, house.blink.entry_id
    house.find("Front door").mend()
    story("core lets its session go: so do we, and what was read counts")
    await interrupted(ask, "/config", lambda: entries.async_unload(entry_id))
    await entries.async_setup(entry_id)
    await house.settle()
    assert house.cause("Front door") == "none"


async def test_changes_while_it_waits(house: House, ask: Ask, story: Story) -> None:
    async def guided_fix(house: House, *names: str) -> Any:
        keys = [house.key(name) for name in names]
        return await async_check_up(house.hass, house.coordinator, keys, wait=True)

    story("a camera leaves while its picture waits: told, not raised as a KeyError")
    lock = budget(house.coordinator).lock
    await lock.acquire()
    waiting = asyncio.create_task(ask("Living room", by=picture))
    await asyncio.sleep(0)
    house.account.remove_camera("Living room")
    await house.poll()
    house.cloud.clear_requests()
    lock.release()
    await waiting
    story("and what has left is not noted again")
    await async_check_up(house.hass, house.coordinator, [DeviceKey("camera:4711")])
    assert "camera:4711" not in house.coordinator.memory.devices
    assert house.coordinator.notes_of(DeviceKey("camera:4711")).checked is None
    story("disabled while a guided fix waits: the minute passes, and nobody is asked")
    waiting = asyncio.create_task(ask("Front door", by=guided_fix))
    await asyncio.sleep(0)
    await house.hass.config_entries.async_set_disabled_by(
        house.doctor.entry_id, ConfigEntryDisabler.USER
    )
    house.freezer.tick(61)
    async_fire_time_changed(house.hass)
    await waiting


@pytest.mark.parametrize(
    ("by", "names"), [(check_up, NAMES), (picture, ("Living room",))]
)
async def test_token_expires_meanwhile(
    house: House, ask: Ask, story: Story, by: Any, names: tuple[str, ...]
) -> None:
    auth = house.coordinator.source.api.auth
    auth.expiration_date = ends = dt_util.utcnow().timestamp() + 61

    async def slow() -> None:
        house.freezer.tick(2)

    story("looked at before every request: the sign-in is never renewed by us")
    with before("/", slow):
        await ask(*names, by=by)
    assert auth.expiration_date == ends
