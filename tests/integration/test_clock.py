"""The clock of Home Assistant's machine is set back, or was ahead for a while."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import blinkpy.blinkpy
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.repairs import maintenance
from tests.house import House

JUMPS = pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=30)])


class Clock:
    """The clock on the wall: timers run on, whatever it is set to."""

    def __init__(self) -> None:
        self.off = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that both Home Assistant and core's library read."""
    clock = Clock()
    monkeypatch.setattr(dt_util, "utcnow", clock.now)
    shown = SimpleNamespace(time=lambda: clock.now().timestamp())
    monkeypatch.setattr(blinkpy.blinkpy, "time", shown)
    return clock


async def demand_out_of_reach(house: House, cause: str = "blink_unreachable") -> None:
    """Three polls and two looks: what is of the future counts as now at the first."""
    for minute in range(38):
        await house.wait(60)
        if minute == 17:
            camera = house.account.cameras[0].name
            assert house.state(camera).state == STATE_UNAVAILABLE
    assert house.state("account", "account_fault_cause").state == cause


@pytest.mark.house("healthy", polls=2)
async def test_an_outage_is_seen(clock: Clock, house: House) -> None:
    """Core's library waits until its clock has caught up; a reload of it helps."""
    camera = house.account.cameras[0]
    house.account.service_down()
    clock.off -= timedelta(hours=1)
    await demand_out_of_reach(house)
    house.account.service_up()
    await house.poll(20)
    clock.off -= timedelta(days=30)
    await demand_out_of_reach(house)
    await async_check_up(house.hass, house.coordinator, [house.key(camera.name)])
    assert house.state(camera.name).state == STATE_OFF, "a check-up reads"
    await house.reload(house.blink)
    await house.poll(4)
    assert house.state(camera.name).state == STATE_OFF
    assert house.state("account", "account_fault_cause").state == "none"


@pytest.mark.house("healthy")
async def test_polling_that_the_owner_has_switched_off(house: House) -> None:
    """No news is what was asked for, and no fault of Blink's."""
    house.hass.config_entries.async_update_entry(house.blink, pref_disable_polling=True)
    await house.reload(house.blink)
    await demand_out_of_reach(house, "none")


@JUMPS
@pytest.mark.house(polls=2)
async def test_notes_of_the_future_count_as_now(
    clock: Clock, jump: timedelta, house: House
) -> None:
    """A maintenance is due when it is, and nothing is ignored for longer."""
    key = house.key("Front door")
    coordinator = house.coordinator
    clock.off -= timedelta(seconds=30)
    coordinator.async_review()
    assert house.state("Front door").state == STATE_ON, "seconds are no step"
    maintenance.async_done(coordinator)
    user_reports.async_tried(coordinator, key, "power_cycle", "fixed")
    now = coordinator.now
    coordinator.async_note(key, checked=now, ignored={"camera_error": now})
    clock.off -= jump
    await house.wait(60)
    for _ in range(2):
        now, notes = house.coordinator.now, house.coordinator.notes_of(key)
        (tried,) = notes.steps_tried
        maintained = house.coordinator.notes_of(ACCOUNT_KEY).maintained
        noted = (notes.checked, notes.ignored["camera_error"], tried.at, maintained)
        assert [at is not None and at <= now for at in noted] == [True] * 4
        await house.hass.config_entries.async_unload(house.doctor.entry_id)
        clock.off -= jump
        await house.hass.config_entries.async_setup(house.doctor.entry_id)
        await house.settle()
        assert house.doctor.state is ConfigEntryState.LOADED


@JUMPS
@pytest.mark.house("healthy", polls=4)
async def test_ahead_and_right_again(
    clock: Clock, jump: timedelta, house: House
) -> None:
    """No false fault is left, and no entity."""
    clock.off += jump
    await house.poll(2)
    clock.off -= jump
    await house.reload(house.blink)
    await house.poll(12)
    assert set(house.causes().values()) == {"none"}
    assert house.state(house.account.cameras[0].name).state == STATE_OFF
