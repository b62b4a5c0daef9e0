"""What the past says, as the owner sees it in Home Assistant."""

from dataclasses import replace
from datetime import timedelta

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN, EntityCategory
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.diagnosis.battery import Batteries, Ended
from custom_components.blink_doctor.diagnosis.history.samples import (
    Past,
    Sample,
    day_of,
)
from custom_components.blink_doctor.diagnosis.history.trends import drops
from custom_components.blink_doctor.diagnosis.model.readings import Family
from tests.house import START, House, MakeHouse

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")

DAY = timedelta(days=1)
KEY = "camera:21"


@pytest.fixture
async def house(make_house: MakeHouse) -> House:
    return await make_house("one_camera")


def name(house: House) -> str:
    return house.coordinator.data.devices[KEY].reading.name


def lived(house: House, age: float, *lives: int) -> None:
    """Let the camera have cells of an age, after others that lasted so long."""
    cells = Batteries(
        first_seen=START - 2000 * DAY,
        put_in=START - age * DAY,
        since=START - age * DAY,
        is_new=True,
        told=True,
        last=START,
        cycles=tuple(
            Ended(ended=day_of(START) - 300, days=days, low=True) for days in lives
        ),
    )
    house.coordinator.async_remember(KEY, cells=cells)


OF_BATTERIES = {"batteries_changed", "expected_low", "unusual_drain"}


def made(house: House) -> set[str]:
    uid = house.coordinator.uid(KEY)
    return {
        entity.unique_id.partition(f"-{uid}-")[2]
        for entity in er.async_entries_for_config_entry(
            er.async_get(house.hass), house.coordinator.config_entry.entry_id
        )
    } & OF_BATTERIES


async def test_nothing_to_say_on_the_first_day(house: House) -> None:
    """Months of "Unknown" are not shown; a signal has a trend at once."""
    assert made(house) == set()
    assert house.state(name(house), "signal_trend").state == "steady"


async def test_entities_come_with_what_they_say(house: House) -> None:
    """Each once it is known, and it stays, also where there is no date any more."""
    lived(house, 1)
    await house.settle()
    assert made(house) == {"batteries_changed"}
    lived(house, 120, 195, 205, 200, 198)
    await house.settle()
    assert made(house) == OF_BATTERIES
    lived(house, 1)
    await house.settle()
    expected = house.state(name(house), "expected_low")
    assert expected.state == STATE_UNKNOWN
    assert expected.attributes["based_on"] == "too_little_known"
    entity_id = house.entity_id(name(house), "expected_low")
    assert house.doctor is not None
    await house.reload()
    # what was there before the restart is there after it
    assert made(house) == OF_BATTERIES
    assert house.entity_id(name(house), "expected_low") == entity_id
    assert house.state(name(house), "expected_low").state == STATE_UNKNOWN


async def test_told_by_the_owner(house: House) -> None:
    """The action for new batteries sets the date at once."""
    device = house.device(name(house))
    await house.act("batteries_replaced", device_id=device.id)
    await house.settle()
    shown = house.state(name(house), "batteries_changed")
    assert shown.state[:10] == START.date().isoformat()
    assert shown.attributes["known_by"] == "owner"


async def test_a_date_with_its_range(house: House) -> None:
    lived(house, 120, 195, 205, 200, 198)
    await house.settle()
    shown = house.state(name(house), "expected_low")
    assert shown.attributes["earliest"] < shown.state < shown.attributes["latest"]
    assert shown.attributes["based_on"] == "own_past"
    changed = house.state(name(house), "batteries_changed")
    assert changed.attributes["earlier_cells_lasted_days"] == [195, 205, 200, 198]


async def test_unusual_drain_is_no_fault(house: House) -> None:
    """It has no class that counts it among the faults, and stays diagnostic."""
    lived(house, 10, 400, 400, 150)
    cells = house.coordinator.memory.devices[KEY].cells
    low_since = START - 11 * DAY
    put_in = low_since - 150 * DAY
    low = replace(cells, put_in=put_in, since=put_in, low_since=low_since)
    house.coordinator.async_remember(KEY, cells=low)
    await house.settle()
    drain = house.state(name(house), "unusual_drain")
    assert drain.state == STATE_ON
    assert drain.attributes["compared_with"] == "own_past"
    assert drain.attributes["share_percent"] == 38
    assert "device_class" not in drain.attributes
    assert house.state(name(house), "fault").state == STATE_OFF
    assert house.state("account", "devices_with_fault").state == "0"
    registry = er.async_get(house.hass)
    entry = registry.async_get(drain.entity_id)
    assert entry is not None
    assert entry.entity_category is EntityCategory.DIAGNOSTIC


async def test_a_signal_that_dropped(house: House) -> None:
    """Was five, is three; no fault, but seen."""
    today = day_of(START)
    past = Past(
        days=tuple(
            Sample(at=today - back, wifi_bars=5 if back > 4 else 3)
            for back in range(14, 0, -1)
        )
    )
    house.coordinator.async_remember(KEY, past=past, drops=drops(past))
    await house.settle()
    trend = house.state(name(house), "signal_trend")
    assert trend.state == "dropped"
    since = (START - 4 * DAY).date().isoformat()
    assert trend.attributes["wifi_bars"] == {"was": 5, "is": 3, "since": since}
    assert house.state(name(house), "fault").state == STATE_OFF


async def test_written_by_the_day_not_by_the_poll(house: House) -> None:
    """Two hours of noisy polls write none of these states."""
    lived(house, 120, 195, 205, 200, 198)
    await house.settle()
    ours = {
        house.entity_id(name(house), entity)
        for entity in (
            "batteries_changed",
            "expected_low",
            "unusual_drain",
            "signal_trend",
        )
    }
    written: list[str] = []

    @callback
    def note(event: Event) -> None:
        if event.data["entity_id"] in ours:
            written.append(event.data["entity_id"])

    house.hass.bus.async_listen("state_changed", note)
    camera = house.cloud.device(KEY)
    for volts in (1.55, 1.54, 1.56, 1.55) * 6:
        camera.volts = volts
        await house.poll()
    assert not written


async def test_stays_while_blink_is_away(house: House) -> None:
    """When cells were changed does not get old with the data."""
    lived(house, 120, 195, 205, 200, 198)
    house.account.service_down()
    await house.poll(4)
    assert house.coordinator.stale
    changed = house.state(name(house), "batteries_changed")
    assert changed.state[:10] == (START - 120 * DAY).date().isoformat()


async def test_firmware_history(house: House) -> None:
    """When it was updated, from what, and what devices like it have run."""
    with pytest.raises(KeyError):
        house.entity_id(name(house), "firmware_updated")
    before = house.cloud.device(KEY).fw_version
    house.cloud.device(KEY).fw_version = "10.99"
    await house.poll()
    shown = house.state(name(house), "firmware_updated")
    assert shown.state[:10] == START.date().isoformat()
    assert shown.attributes["version_before"] == before
    assert list(shown.attributes["first_seen"]) == [before, "10.99"]


async def test_a_signal_that_dropped_everywhere(make_house: MakeHouse) -> None:
    house = await make_house("healthy")
    today = day_of(START)
    past = Past(
        days=tuple(
            Sample(at=today - back, wifi_bars=5 if back > 4 else 2)
            for back in range(14, 0, -1)
        )
    )
    cameras = [
        key
        for key, device in house.coordinator.data.devices.items()
        if device.reading.family is Family.CAMERA
    ]
    assert len(cameras) > 1
    for key in cameras:
        house.coordinator.async_remember(key, past=past, drops=drops(past))
    await house.settle()
    trend = house.state(cameras[0], "signal_trend")
    assert trend.attributes["dropped_together"] >= 2
    assert trend.attributes["points_at"] == "router"
