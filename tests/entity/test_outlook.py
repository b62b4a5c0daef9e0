"""What the past says, and how old a reading is, as the owner sees it in Home Assistant."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN, EntityCategory
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.diagnosis.history.samples import (
    Past,
    Sample,
    day_of,
)
from custom_components.blink_doctor.diagnosis.history.trends import drops
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from tests.automation.test_low_soon import lived
from tests.house import START, House

pytestmark = [
    pytest.mark.usefixtures("entity_registry_enabled_by_default"),
    pytest.mark.house("one_camera"),
]

DAY = timedelta(days=1)
KEY = DeviceKey("camera:21")
DOOR = "Front door"
OF_BATTERIES = {"batteries_changed", "expected_low", "unusual_drain"}


async def test_of_batteries(house: House) -> None:
    """Entities come with what they say, change by the day, and stay."""

    def made() -> set[str]:
        of_camera = f"-{house.coordinator.uid(KEY)}-"
        keys = {e.unique_id.partition(of_camera)[2] for e in house.entries}
        return keys & OF_BATTERIES

    assert made() == set(), "no months of Unknown"
    assert house.state(DOOR, "signal_trend").state == "steady"
    lived(house, DOOR, 1, known=False)
    await house.settle()
    assert made() == {"batteries_changed"}

    lived(house, DOOR, 120, 195, 205, 200, 198)
    await house.settle()
    assert made() == OF_BATTERIES
    low = house.state(DOOR, "expected_low")
    assert low.attributes["earliest"] < low.state < low.attributes["latest"]
    assert low.attributes["based_on"] == "own_past"
    lasted = house.state(DOOR, "batteries_changed").attributes
    assert lasted["earlier_cells_lasted_days"] == [195, 205, 200, 198]

    ours = {house.entity_id(DOOR, key) for key in (*OF_BATTERIES, "signal_trend")}
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
    house.account.service_down()
    await house.poll(4)
    assert house.coordinator.stale
    changed = house.state(DOOR, "batteries_changed")
    assert changed.state[:10] == (START - 120 * DAY).date().isoformat()
    house.account.service_up()
    await house.poll(2)

    lived(house, DOOR, 1, known=False)
    await house.settle()
    low = house.state(DOOR, "expected_low")
    assert low.state == STATE_UNKNOWN
    assert low.attributes["based_on"] == "too_little_known"
    await house.reload()
    assert made() == OF_BATTERIES, "what was there before the restart"
    assert house.state(DOOR, "expected_low").entity_id == low.entity_id
    assert house.state(DOOR, "expected_low").state == STATE_UNKNOWN

    await house.act("batteries_replaced", DOOR)
    await house.settle()
    changed = house.state(DOOR, "batteries_changed")
    assert changed.state[:10] == house.coordinator.now.date().isoformat()
    assert changed.attributes["known_by"] == "owner"


async def test_unusual_drain_is_no_fault(house: House) -> None:
    """It has no class that counts it among the faults, and stays diagnostic."""
    lived(house, DOOR, 10, 400, 400, 150)
    await house.settle()
    cells = house.coordinator.memory.devices[KEY].cells
    low_since = START - 11 * DAY
    put_in = low_since - 150 * DAY
    low = replace(cells, put_in=put_in, since=put_in, low_since=low_since)
    house.coordinator.async_remember(KEY, cells=low)
    await house.settle()
    drain = house.state(DOOR, "unusual_drain")
    assert drain.state == STATE_ON
    assert drain.attributes["compared_with"] == "own_past"
    assert drain.attributes["share_percent"] == 38
    assert "device_class" not in drain.attributes
    assert house.state(DOOR).state == STATE_OFF
    assert house.state("account", "devices_with_fault").state == "0"
    entry = er.async_get(house.hass).async_get(drain.entity_id)
    assert entry is not None
    assert entry.entity_category is EntityCategory.DIAGNOSTIC


@pytest.mark.house("healthy")
async def test_a_signal_that_dropped(house: House) -> None:
    """No fault, but seen; where it dropped everywhere, that points at the router."""

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
    await dropped(first, 3)
    trend = house.state(first, "signal_trend")
    assert trend.state == "dropped"
    since = (START - 4 * DAY).date().isoformat()
    assert trend.attributes["wifi_bars"] == {"was": 5, "is": 3, "since": since}
    assert house.state(first).state == STATE_OFF
    assert "points_at" not in trend.attributes
    for key in others:
        await dropped(key, 2)
    trend = house.state(first, "signal_trend")
    assert trend.attributes["dropped_together"] >= 2
    assert trend.attributes["points_at"] == "router"


async def test_firmware_history(house: House) -> None:
    """When it was updated, from what, and what devices like it have run."""
    device = house.cloud.device(KEY)
    before, device.fw_version = device.fw_version, "10.99"
    await house.poll()
    shown = house.state(DOOR, "firmware_updated")
    assert shown.state[:10] == START.date().isoformat()
    assert shown.attributes["version_before"] == before
    assert list(shown.attributes["first_seen"]) == [before, "10.99"]


async def test_an_old_reading_of_the_battery_is_said(house: House) -> None:
    """Nine months old: attribute, support text and evidence say so; of this week: nothing."""
    device = house.cloud.device(KEY)
    old = START - timedelta(days=270)

    async def read(said: str) -> str | None:
        device.raw.config["battery_check_time"] = said
        await house.poll()
        return house.state(DOOR, "battery_state").attributes.get("read_at")

    assert await read(old.isoformat()) == old.isoformat()
    diagnosis = house.diagnosis(DOOR)
    assert diagnosis.reading.battery_read_at == old
    assert diagnosis.findings == (), "no fault"
    words = await Words.async_load(house.hass)
    told = words.say("shows_battery_read_at", value=words.when(old, START))
    assert told in support_text(house.coordinator, KEY, words)
    device.battery = "low"
    await house.poll(2)
    finding = house.diagnosis(DOOR).primary
    assert finding is not None
    assert finding.cause is Cause.LOW_BATTERY
    assert finding.evidence["battery_read_at"] == old.isoformat()
    assert told in words.evidence(finding, START)
    for said in ((START - 6 * DAY).isoformat(), "", "yesterday", "1970-01-01"):
        assert await read(said) is None, said
