"""Unloading and stopping at the worst of moments: in a poll, a set-up, a check-up, a repair."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.blink_doctor import checkup
from custom_components.blink_doctor.const import DOMAIN
from tests.checkup.conftest import check_up
from tests.house import POLL_SECONDS, House

from .conftest import Power
from .test_month import ours

DOOR = "Front door"
MOMENT = pytest.mark.parametrize("moment", [0, 3, 40])
PAGES = ("", "begin", "begin next_step", "begin next_step next_step", "check_again")


def demand_silence(caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is said of ours, and nothing had to be waited for at the stop."""
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


@MOMENT
@pytest.mark.parametrize("first", ["blink", "doctor"])
@pytest.mark.usefixtures("loop_debug")
async def test_unload_in_the_middle_of_a_poll(
    house: House, caplog: pytest.LogCaptureFixture, moment: int, first: str
) -> None:
    """Whichever goes first, nothing is left and all comes back."""
    caplog.clear()
    house.freezer.tick(POLL_SECONDS + 1)
    async_fire_time_changed(house.hass)
    await turns(moment)
    entry = getattr(house, first)
    assert await house.hass.config_entries.async_unload(entry.entry_id)
    await house.settle()
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert await house.hass.config_entries.async_setup(entry.entry_id)
    await house.settle()
    await house.poll()
    assert house.cause(DOOR) == "low_battery"
    demand_silence(caplog)


@MOMENT
@pytest.mark.usefixtures("loop_debug")
async def test_unload_in_the_middle_of_set_up(
    house: House, caplog: pytest.LogCaptureFixture, moment: int
) -> None:
    """An owner who changes their mind while it starts."""
    entries, entry_id = house.hass.config_entries, house.doctor.entry_id
    await entries.async_unload(entry_id)
    caplog.clear()
    starting = house.hass.async_create_task(entries.async_setup(entry_id))
    await turns(moment)
    await entries.async_reload(entry_id)
    await starting
    await house.settle()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.cause(DOOR) == "low_battery"
    demand_silence(caplog)


@MOMENT
async def test_a_repair_that_waits_ends_at_once(
    house: House, hass: HomeAssistant, caplog: pytest.LogCaptureFixture, moment: int
) -> None:
    """The minute between two check-ups is not waited for, and nothing is left."""
    await check_up(house, DOOR)
    page = await opened(house, "check_again")
    assert page["progress_action"] == "waiting"
    await turns(moment)
    caplog.clear()
    await hass.async_stop(force=True)
    demand_silence(caplog)
    assert not [task for task in asyncio.all_tasks() if DOMAIN in task.get_name()]


async def test_a_check_up_that_hangs_ends_at_once(
    house: House, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever waits for it is told why."""
    house.freezer.tick(61)
    house.cloud.fail("*homescreen*", "timeout")
    task = hass.async_create_task(check_up(house, DOOR), eager_start=True)
    await turns(20)
    assert not task.done()
    caplog.clear()
    await hass.async_stop(force=True)
    (result,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(result, checkup.CheckUpError)
    assert result.reason == "stopped_meanwhile"
    assert "still running" not in caplog.text


@pytest.mark.house(polls=4)
@pytest.mark.parametrize("pages", [*PAGES, "begin check_again"])
async def test_a_restart_on_every_page(
    power: Power, caplog: pytest.LogCaptureFixture, pages: str
) -> None:
    """The repair stands again, and what was tried is known."""
    house = power.house
    since = house.state(DOOR).attributes["since"]
    await opened(house, *pages.split())
    noted = house.coordinator.notes
    caplog.clear()
    await power.off()
    await power.on()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.state(DOOR).attributes["since"] == since
    for uid, notes in noted.items():
        assert house.coordinator.notes[uid].steps_tried >= notes.steps_tried
    assert (await opened(house))["step_id"] == "init"
    demand_silence(caplog)
    assert power.failures == []


@pytest.mark.house(polls=4)
@pytest.mark.parametrize("moment", [0, 3, 40, 160])
async def test_a_restart_at_every_moment_of_a_check_up(
    power: Power, caplog: pytest.LogCaptureFixture, moment: int
) -> None:
    """It is counted, nothing else of it is left, and the next one works."""
    house = power.house
    since = house.state(DOOR).attributes["since"]
    checking = asyncio.create_task(check_up(house, DOOR))
    await turns(moment)
    caplog.clear()
    await power.off()
    (result,) = await asyncio.gather(checking, return_exceptions=True)
    assert isinstance(result, checkup.CheckUpResult | checkup.CheckUpError)
    await power.on()
    assert house.state(DOOR).attributes["since"] == since
    await house.wait(61)
    assert (await check_up(house, DOOR)).live
    demand_silence(caplog)
    assert power.failures == []
