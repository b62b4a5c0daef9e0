"""Home Assistant stops while a person waits for a check-up or reads a repair."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor.checkup import (
    CheckUpError,
    CheckUpResult,
    async_check_up,
)
from custom_components.blink_doctor.const import DOMAIN
from tests.house import House, MakeHouse

from .conftest import MakePower
from .test_moments import failures, turns

DOOR = "Front door"
PAGES: tuple[tuple[str, ...], ...] = (
    (),
    ("begin",),
    ("begin", "next_step"),
    ("begin", "next_step", "next_step"),
    ("check_again",),
    ("begin", "check_again"),
)


async def opened(house: House, *presses: str) -> dict[str, Any]:
    """Open the repair of a camera and press options; return the page."""
    hass = house.hass
    assert await async_setup_component(hass, "repairs", {})
    (issue,) = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if (issue.domain, issue.translation_key) == (DOMAIN, "low_battery")
        and (issue.translation_placeholders or {}).get("name") == DOOR
    ]
    manager = hass.data["repairs"]["flow_manager"]
    page: Any = await manager.async_init(DOMAIN, data={"issue_id": issue.issue_id})
    for press in presses:
        options = page["menu_options"]
        option = press if press in options else options[0]
        page = await manager.async_configure(page["flow_id"], {"next_step_id": option})
    return dict(page)


@pytest.mark.parametrize("moment", [0, 3, 40])
async def test_a_repair_that_waits_ends_at_once(
    make_house: MakeHouse,
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    moment: int,
) -> None:
    """The minute between two check-ups is not waited for, and nothing is left."""
    house = await make_house("troubles")
    await async_check_up(hass, house.coordinator, [house.key(DOOR)])
    page = await opened(house, "check_again")
    assert page["progress_action"] == "waiting"
    await turns(moment)
    caplog.clear()
    await hass.async_stop(force=True)
    assert "still running" not in caplog.text
    assert failures(caplog) == []
    assert not [task for task in asyncio.all_tasks() if DOMAIN in task.get_name()]


async def test_a_check_up_that_hangs_ends_at_once(
    make_house: MakeHouse, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever waits for it is told why."""
    house = await make_house("troubles")
    house.freezer.tick(61)
    house.cloud.fail("*homescreen*", "timeout")
    task = hass.async_create_task(
        async_check_up(hass, house.coordinator, [house.key(DOOR)]), eager_start=True
    )
    await turns(20)
    assert not task.done()
    caplog.clear()
    await hass.async_stop(force=True)
    (result,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(result, CheckUpError)
    assert result.reason == "stopped_meanwhile"
    assert "still running" not in caplog.text


@pytest.mark.parametrize("pages", PAGES, ids="-".join)
async def test_a_restart_on_every_page(
    make_power: MakePower, caplog: pytest.LogCaptureFixture, pages: tuple[str, ...]
) -> None:
    """The repair stands again, and what was tried is known."""
    power = await make_power("troubles")
    house = power.house
    await house.poll(4)
    since = house.state(DOOR).attributes["since"]
    await opened(house, *pages)
    noted = house.coordinator.notes
    caplog.clear()
    await power.off()
    assert "still running" not in caplog.text
    await power.on()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.state(DOOR).attributes["since"] == since
    for uid, notes in noted.items():
        assert house.coordinator.notes[uid].steps_tried >= notes.steps_tried
    assert (await opened(house))["step_id"] == "init"
    assert failures(caplog) == []
    assert power.failures == []


@pytest.mark.parametrize("moment", [0, 3, 40, 160])
async def test_a_restart_at_every_moment_of_a_check_up(
    make_power: MakePower, caplog: pytest.LogCaptureFixture, moment: int
) -> None:
    """It is counted, nothing else of it is left, and the next one works."""
    power = await make_power("troubles")
    house = power.house
    await house.poll(4)
    since = house.state(DOOR).attributes["since"]
    key = house.key(DOOR)
    checking = asyncio.create_task(async_check_up(house.hass, house.coordinator, [key]))
    await turns(moment)
    caplog.clear()
    await power.off()
    (result,) = await asyncio.gather(checking, return_exceptions=True)
    assert isinstance(result, CheckUpResult | CheckUpError)
    await power.on()
    assert house.state(DOOR).attributes["since"] == since
    await house.wait(61)
    assert (await async_check_up(house.hass, house.coordinator, [key])).live
    assert failures(caplog) == []
    assert power.failures == []
