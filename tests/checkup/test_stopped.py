"""Check-ups that something comes in between: a reload, a removal, an old sign-in."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor.checkup import CheckUpError, async_check_up
from custom_components.blink_doctor.checkup.rate_limit import budget
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.store import SAVE_DELAY
from tests.house import House

from .conftest import asked, before, check_up, picture, refused

NAMES = ("Front door", "Garden", "Garage")


async def interrupted(
    house: House, part: str, do: Callable[[], Awaitable[Any]]
) -> CheckUpError:
    """Check up on three cameras, and do something while the first request waits."""
    started, go_on = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        started.set()
        await go_on.wait()

    with before(part, hold):
        checking = asyncio.create_task(check_up(house, *NAMES))
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
    key, old = house.key("Front door"), house.coordinator

    async def reload() -> None:
        await house.hass.config_entries.async_reload(house.doctor.entry_id)
        house.report_red_light("Front door", "flashing")
        house.cloud.clear_requests()

    error = await interrupted(house, part, reload)
    assert error.reason == "stopped_meanwhile"
    assert len([path for path in asked(house) if part in path]) == 1
    assert not [path for path in asked(house) if part not in path and "config" in path]
    assert old.notes_of(key).checked is None
    for seconds in (SAVE_DELAY - 4, 10):
        await house.wait(seconds)
    written = hass_storage[f"{DOMAIN}.{house.doctor.entry_id}"]["data"]["devices"]
    assert written[key]["red_light"]


async def test_a_removal_stops_it(house: House, hass_storage: dict[str, Any]) -> None:
    """Nothing of a removed entry is written again."""
    entries, entry_id = house.hass.config_entries, house.doctor.entry_id
    error = await interrupted(house, "/config", lambda: entries.async_remove(entry_id))
    assert error.reason == "stopped_meanwhile"
    assert len(asked(house)) == 2
    await house.wait(SAVE_DELAY + 1)
    assert f"{DOMAIN}.{entry_id}" not in hass_storage
    # the tests' storage still makes a write that was waiting; a real one does not
    assert not hass_storage.get(f"{DOMAIN}.budget", {"data": {}})["data"]


async def test_blink_unloaded_half_way(house: House) -> None:
    """Core lets its session go: so do we, and what was read counts."""
    entries, entry_id = house.hass.config_entries, house.blink.entry_id
    house.thing("Front door").mend()
    error = await interrupted(house, "/config", lambda: entries.async_unload(entry_id))
    assert error.reason == "blink_not_loaded"
    assert len(asked(house)) == 2
    await entries.async_setup(entry_id)
    await house.settle()
    assert house.cause("Front door") == "none"


async def test_disabled_while_a_guided_fix_waits(house: House) -> None:
    """The minute passes, and nobody is asked."""
    keys = [house.key("Front door")]
    await check_up(house, "Front door")
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


@pytest.mark.parametrize(
    ("by", "names"), [(check_up, NAMES), (picture, ("Living room",))]
)
async def test_a_token_that_ends_half_way(
    house: House, by: Callable[..., Awaitable[Any]], names: tuple[str, ...]
) -> None:
    """Looked at before every request: the sign-in is never renewed by us."""
    auth = house.coordinator.source.api.auth
    auth.expiration_date = ends = dt_util.utcnow().timestamp() + 61

    async def slow() -> None:
        house.freezer.tick(2)

    with before("/", slow):
        error = await refused(house, *names, by=by)
    assert error.reason == "token_is_old"
    assert error.again_at is not None
    assert len(asked(house)) == 1
    assert house.cloud.count("oauth") == 0
    assert auth.expiration_date == ends


async def test_a_camera_that_leaves_while_its_picture_waits(house: House) -> None:
    """It is told, not raised as a KeyError; and what has left is not noted again."""
    lock = budget(house.coordinator).lock
    await lock.acquire()
    waiting = asyncio.create_task(picture(house))
    await asyncio.sleep(0)
    house.account.remove_camera("Living room")
    await house.poll()
    house.cloud.clear_requests()
    lock.release()
    with pytest.raises(CheckUpError) as info:
        await waiting
    assert info.value.reason == "not_listed"
    assert asked(house) == []
    await async_check_up(house.hass, house.coordinator, [DeviceKey("camera:4711")])
    assert "camera:4711" not in house.coordinator.memory.devices
    assert house.coordinator.notes_of(DeviceKey("camera:4711")).checked is None
