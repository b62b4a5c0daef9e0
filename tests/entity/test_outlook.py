"""What the past says, and how old a reading is, as the owner sees it in Home Assistant."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.core import Event, callback
import pytest

from custom_components.blink_doctor.diagnosis.history.samples import (
    Past,
    Sample,
    day_of,
)
from custom_components.blink_doctor.diagnosis.history.trends import drops
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from tests.automation.test_low_soon import lived
from tests.house import START, House
from tests.story import Story

pytestmark = [
    pytest.mark.usefixtures("entity_registry_enabled_by_default"),
    pytest.mark.house("one_camera"),
]

DAY = timedelta(days=1)
KEY = DeviceKey("camera:21")
DOOR = "Front door"
OUTLOOKS = ("batteries_changed", "expected_low", "unusual_drain", "signal_trend")


async def test_battery_outlook(house: House, story: Story) -> None:
    there = [one.unique_id for one in house.entries]
    assert not [one for one in there if one.endswith(OUTLOOKS[:3])], "not Unknown"
    story.follow_states(house)
    story("entities come with what they say")
    lived(house, DOOR, 1, known=False)
    await house.settle()
    story("of old batteries they say when they are expected to be low")
    lived(house, DOOR, 120, 195, 205, 200, 198)
    await house.settle()
    ours = {house.entity_id(DOOR, key) for key in OUTLOOKS}
    written: list[str] = []

    @callback
    def note(event: Event) -> None:
        if event.data["entity_id"] in ours:
            written.append(event.data["entity_id"])

    stop = house.hass.bus.async_listen("state_changed", note)
    for volts in (1.55, 1.54, 1.56, 1.55) * 6:
        house.cloud.device(KEY).volts = volts
        await house.poll()
    assert not written, "two hours of noisy polls write nothing"
    stop()
    story("without Blink they stay")
    house.account.service_down()
    await house.poll(4)
    assert house.coordinator.stale
    story("nor do they change when it is back")
    house.account.service_up()
    await house.poll(2)
    story("too little is known: also after a restart what was there is there")
    lived(house, DOOR, 1, known=False)
    await house.settle()
    await house.reload()
    story("the owner has changed them")
    await house.act("batteries_replaced", DOOR)
    await house.settle()


async def test_unusual_drain_is_no_fault(house: House, story: Story) -> None:
    story.follow_states(house)
    lived(house, DOOR, 10, 400, 400, 150)
    await house.settle()
    story("it has no class that counts it among the faults")
    cells = house.coordinator.memory.devices[KEY].cells
    low_since = START - 11 * DAY
    put_in = low_since - 150 * DAY
    low = replace(cells, put_in=put_in, since=put_in, low_since=low_since)
    house.coordinator.async_remember(KEY, cells=low)
    await house.settle()
    assert "device_class" not in house.state(DOOR, "unusual_drain").attributes


@pytest.mark.house("healthy")
async def test_a_signal_that_dropped(house: House, story: Story) -> None:
    story.follow_states(house)

    async def dropped(key: str, now: int) -> None:
        """Let a camera have had five bars, and so many for four days."""
        days = (
            Sample(at=day_of(START) - back, wifi_bars=5 if back > 4 else now)
            for back in range(14, 0, -1)
        )
        past = Past(days=tuple(days))
        house.coordinator.async_remember(DeviceKey(key), past=past, drops=drops(past))
        await house.settle()

    first, *others = (one.key for one in house.account.cameras)
    story("seen, and no fault")
    await dropped(first, 3)
    story("where it dropped everywhere, that points at the router")
    for key in others:
        await dropped(key, 2)


async def test_age_of_readings(house: House, story: Story) -> None:
    story.follow_states(house)
    device = house.cloud.device(KEY)
    story("firmware: when it was updated, from what, and what devices like it have run")
    device.fw_version = "10.99"
    await house.poll()
    old = START - timedelta(days=270)
    words = await Words.async_load(house.hass)
    for said in (old, START - 6 * DAY, "", "yesterday", "1970-01-01", old):
        story(f"the battery was read on {said}: what is old is said")
        device.raw.config["battery_check_time"] = str(said).replace(" ", "T")
        await house.poll()
    told = words.say("shows_battery_read_at", value=words.when(old, START))
    assert told in support_text(house.coordinator, KEY, words)
    story("low: the evidence says it, too")
    device.battery = "low"
    await house.poll(2)
    finding = house.diagnosis(DOOR).primary
    assert finding is not None
    story.tell("evidence", words.evidence(finding, START))
