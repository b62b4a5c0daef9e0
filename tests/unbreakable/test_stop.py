"""Unloading and stopping at the worst of times: in a poll, a set-up, a check-up, a repair."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor.checkup import CheckUpError, CheckUpResult
from custom_components.blink_doctor.const import DOMAIN
from tests.checkup.conftest import check_up
from tests.house import POLL_SECONDS, House

from .conftest import Power
from .test_month import ours

DOOR = "Front door"
PAGES = ("", "begin", "begin next_step", "begin next_step next_step", "check_again")


def assert_silent(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing of ours is logged, and the stop did not have to wait for anything."""
    assert [record.getMessage() for record in caplog.records if ours(record)] == []
    assert "still running" not in caplog.text


async def turns(count: int) -> None:
    """Let the loop turn some times, so that something is half done."""
    for _ in range(count):
        await asyncio.sleep(0)


async def opened(house: House, *presses: str) -> dict[str, Any]:
    """Open the repair of a camera and press options; return the page."""
    assert await async_setup_component(house.hass, "repairs", {})
    (issue,) = (
        issue
        for issue in house.issues
        if issue.translation_key == "low_battery"
        and (issue.translation_placeholders or {}).get("name") == DOOR
    )
    manager = house.hass.data["repairs"]["flow_manager"]
    page: Any = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    for press in presses:
        options = page["menu_options"]
        option = press if press in options else options[0]
        page = await manager.async_configure(page["flow_id"], {"next_step_id": option})
    return dict(page)


@pytest.mark.parametrize("moment", [0, 3, 40])
@pytest.mark.parametrize("of", ["poll blink", "poll doctor", "set_up doctor"])
@pytest.mark.usefixtures("loop_debug")
async def test_unload_in_the_middle(
    house: House, caplog: pytest.LogCaptureFixture, moment: int, of: str
) -> None:
    """Whichever goes first, also by an owner who changes their mind: all comes back."""
    what, name = of.split()
    entry, entries = getattr(house, name), house.hass.config_entries
    if what == "set_up":
        assert await entries.async_unload(entry.entry_id)
        starting = house.hass.async_create_task(entries.async_setup(entry.entry_id))
        await turns(moment)
        await entries.async_reload(entry.entry_id)
        await starting
    else:
        caplog.clear()
        house.freezer.tick(POLL_SECONDS + 1)
        async_fire_time_changed(house.hass)
        await turns(moment)
        assert await entries.async_unload(entry.entry_id)
        await house.settle()
        assert entry.state is ConfigEntryState.NOT_LOADED
        assert await entries.async_setup(entry.entry_id)
    await house.settle()
    await house.poll()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.cause(DOOR) == "low_battery"
    assert_silent(caplog)


@pytest.mark.house(polls=4)
@pytest.mark.parametrize(
    ("what", "moment"),
    [
        *((pages, 0) for pages in (*PAGES, "begin check_again")),
        *(("wait check_again", moment) for moment in (0, 3, 40)),
        *(("check_up", moment) for moment in (0, 3, 40, 160)),
        ("hang", 20),
    ],
)
async def test_a_restart_in_the_middle(
    power: Power, caplog: pytest.LogCaptureFixture, what: str, moment: int
) -> None:
    """What waits ends at once; what was tried is known, and it all can be done again."""
    house, asking = power.house, list[asyncio.Task[Any]]()
    since = house.state(DOOR).attributes["since"]
    if what == "hang":
        house.cloud.fail("*homescreen*", "timeout")
    if what in ("check_up", "hang"):
        asking = [asyncio.create_task(check_up(house, DOOR))]
    else:
        is_waiting = what.startswith("wait")
        if is_waiting:
            # the minute between two check-ups
            await check_up(house, DOOR)
        page = await opened(house, *what.removeprefix("wait").split())
        assert (page.get("progress_action") == "waiting") is is_waiting
    await turns(moment)
    noted = house.coordinator.notes
    caplog.clear()
    await power.off()
    assert not [task for task in asyncio.all_tasks() if DOMAIN in task.get_name()]
    for result in await asyncio.gather(*asking, return_exceptions=True):
        if isinstance(result, CheckUpError):
            assert result.reason == "stopped_meanwhile"
        else:
            assert isinstance(result, CheckUpResult)
            assert what != "hang"
    house.cloud.heal()
    await power.on()
    assert house.state(DOOR).attributes["since"] == since
    for uid, notes in noted.items():
        assert house.coordinator.notes[uid].steps_tried >= notes.steps_tried
    assert (await opened(house))["step_id"] == "init"
    await house.wait(61)
    assert (await check_up(house, DOOR)).live
    assert_silent(caplog)
    assert power.failures == []
