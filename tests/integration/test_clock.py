"""The clock of Home Assistant's machine is set back, or was ahead for a while."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import blinkpy.blinkpy
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_ON
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from custom_components.blink_doctor.repairs import maintenance
from tests.house import House
from tests.story import Story

JUMPS = (timedelta(hours=1), timedelta(days=30))
SHOWN = {
    "camera": ("Driveway", "fault"),
    "account": ("account", "account_fault_cause"),
    "in trouble": ("account", "devices_with_fault"),
}


class Clock:
    """The wall clock: timers continue, whatever it is set to."""

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


@pytest.mark.house("healthy", polls=4)
async def test_a_clock_that_is_not_right(
    clock: Clock, house: House, story: Story
) -> None:
    story.follow(lambda: {name: house.state(*of).state for name, of in SHOWN.items()})
    for ahead in JUMPS:
        story(
            f"ahead by {ahead} and right again: no false fault, and no entity is left"
        )
        clock.off += ahead
        await house.poll(2)
        clock.off -= ahead
        await house.reload(house.blink)
        await house.poll(12)
    story("back by an hour, without Blink: the account says why")
    house.account.service_down()
    clock.off -= timedelta(hours=1)
    await minutes(house, 38)
    story("Blink is there")
    house.account.service_up()
    await house.poll(20)
    story("back by a month: core's library waits until its clock has caught up")
    clock.off -= timedelta(days=30)
    await minutes(house, 38)
    story("a check-up reads")
    await async_check_up(house.hass, house.coordinator, [house.key("Driveway")])
    story("and a reload of Blink helps")
    await house.reload(house.blink)
    await house.poll(4)
    story("the owner has switched polling off: no news is what was asked for, no fault")
    house.hass.config_entries.async_update_entry(house.blink, pref_disable_polling=True)
    await house.reload(house.blink)
    await minutes(house, 38)


async def minutes(house: House, count: int) -> None:
    for _ in range(count):
        await house.wait(60)


@pytest.mark.parametrize("jump", JUMPS)
@pytest.mark.house(polls=2)
async def test_notes_of_the_future_count_as_now(
    clock: Clock, jump: timedelta, house: House
) -> None:
    """Maintenance stays due on time, and nothing is ignored for longer."""
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
