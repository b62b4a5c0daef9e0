"""Check-ups that something comes in between: a reload, a removal, an old sign-in."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import (
    CheckUpError,
    async_check_up,
    async_take_picture,
)
from custom_components.blink_doctor.checkup.rate_limit import budget
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.store import SAVE_DELAY
from tests.house import House

from .conftest import asked, before, refused

NAMES = ("Front door", "Garden", "Garage")


async def interrupted(
    house: House, part: str, do: Callable[[], Coroutine[Any, Any, Any]]
) -> CheckUpError:
    """Check up on three cameras, and do something while the first request waits."""
    started, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        started.set()
        await go_on.wait()

    keys = [house.key(name) for name in NAMES]
    with before(part, hold):
        checking = asyncio.create_task(
            async_check_up(house.hass, house.coordinator, keys)
        )
        await started.wait()
        await do()
        go_on.set()
        with pytest.raises(CheckUpError) as info:
            await checking
    return info.value


@pytest.mark.parametrize("part", ["homescreen", "/config"])
async def test_a_reload_stops_it(
    house: House, hass_storage: dict[str, Any], part: str
) -> None:
    """The old coordinator asks no more, and does not overwrite what the new one knows."""
    key = house.key("Front door")
    entry_id = house.doctor.entry_id
    old = house.coordinator

    async def reload() -> None:
        await house.hass.config_entries.async_reload(entry_id)
        user_reports.async_report_red_light(house.coordinator, key, "flashing")
        house.cloud.clear_requests()

    error = await interrupted(house, part, reload)
    assert error.reason == "stopped_meanwhile"
    assert len([path for path in asked(house) if part in path]) == 1
    assert not [path for path in asked(house) if part not in path and "config" in path]
    assert old.notes_of(key).checked is None
    for seconds in (SAVE_DELAY - 4, 10):
        await house.wait(seconds)
    written = hass_storage[f"{DOMAIN}.{entry_id}"]["data"]["devices"][key]
    assert written["red_light"]


async def test_a_removal_stops_it(house: House, hass_storage: dict[str, Any]) -> None:
    """Nothing of a removed entry is written again."""
    entry_id = house.doctor.entry_id

    async def remove() -> None:
        await house.hass.config_entries.async_remove(entry_id)

    error = await interrupted(house, "/config", remove)
    assert error.reason == "stopped_meanwhile"
    assert len(asked(house)) == 2
    await house.wait(SAVE_DELAY + 1)
    assert f"{DOMAIN}.{entry_id}" not in hass_storage
    # the tests' storage still makes a write that was waiting; a real one does not
    assert not hass_storage.get(f"{DOMAIN}.budget", {"data": {}})["data"]


async def test_blink_unloaded_half_way(house: House) -> None:
    """Core lets its session go: so do we, and what was read counts."""

    async def unload() -> None:
        await house.hass.config_entries.async_unload(house.blink.entry_id)

    front_door: Any = house.account.find("Front door")
    front_door.mend()
    error = await interrupted(house, "/config", unload)
    assert error.reason == "blink_not_loaded"
    assert len(asked(house)) == 2
    await house.hass.config_entries.async_setup(house.blink.entry_id)
    await house.settle()
    assert house.cause("Front door") == "none"


async def test_disabled_while_a_guided_fix_waits(house: House) -> None:
    """The minute passes, and nobody is asked."""
    keys = [house.key("Front door")]
    await async_check_up(house.hass, house.coordinator, keys)
    waiting = asyncio.create_task(
        async_check_up(house.hass, house.coordinator, keys, wait=True)
    )
    await asyncio.sleep(0)
    await house.hass.config_entries.async_set_disabled_by(
        house.doctor.entry_id, ConfigEntryDisabler.USER
    )
    house.cloud.clear_requests()
    house.freezer.tick(61)
    async_fire_time_changed(house.hass)
    with pytest.raises(CheckUpError) as info:
        await waiting
    assert info.value.reason == "stopped_meanwhile"
    assert asked(house) == []


@pytest.mark.parametrize("take", [False, True])
async def test_a_token_that_ends_half_way(house: House, take: bool) -> None:
    """Looked at before every request: the sign-in is never renewed by us."""
    api = house.coordinator.source.api
    ends = dt_util.utcnow().timestamp() + 61
    api.auth.expiration_date = ends

    async def slow() -> None:
        house.freezer.tick(2)

    key, keys = house.key("Living room"), [house.key(name) for name in NAMES]
    asking: Coroutine[Any, Any, Any] = (
        async_take_picture(house.hass, house.coordinator, key)
        if take
        else async_check_up(house.hass, house.coordinator, keys)
    )
    with before("/", slow), pytest.raises(CheckUpError) as info:
        await asking
    assert info.value.reason == "token_is_old"
    assert len(asked(house)) == 1
    assert house.cloud.count("oauth") == 0
    assert api.auth.expiration_date == ends


async def test_a_refused_token_half_way(house: House) -> None:
    """401 at the first camera: nobody insists with the next ones; it is no refusal."""
    house.cloud.fail("*/config", "status=401")
    error = await refused(house, *NAMES)
    assert error.reason == "token_is_old"
    assert len(asked(house)) == 2
    assert budget(house.coordinator).refusals == 0


async def test_a_camera_that_leaves_while_its_picture_waits(house: House) -> None:
    """It is told, not raised as a KeyError."""
    key, lock = house.key("Living room"), budget(house.coordinator).lock
    await lock.acquire()
    waiting = asyncio.create_task(
        async_take_picture(house.hass, house.coordinator, key)
    )
    await asyncio.sleep(0)
    house.account.remove_camera("Living room")
    await house.poll()
    house.cloud.clear_requests()
    lock.release()
    with pytest.raises(CheckUpError) as info:
        await waiting
    assert info.value.reason == "not_listed"
    assert asked(house) == []


async def test_a_device_that_has_left_is_not_remembered_again(house: House) -> None:
    """A check-up of what is no longer listed notes nothing about it."""
    await async_check_up(house.hass, house.coordinator, ["camera:4711"])
    assert "camera:4711" not in house.coordinator.memory.devices
