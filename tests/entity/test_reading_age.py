"""How old the battery's reading is: said when it is long ago, and no fault."""

from datetime import timedelta

import pytest

from custom_components.blink_doctor.diagnosis.battery import (
    Batteries,
    with_reported_change,
)
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.support import support_text
from tests.diagnosis.polls import KEY as POLLED, Polls, camera
from tests.house import START, House, MakeHouse

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")
KEY = "camera:21"
OLD = START - timedelta(days=270)


async def read(make_house: MakeHouse, said: str, battery: str = "ok") -> House:
    """Return a home where Blink says that it looked at the battery then."""
    house = await make_house("one_camera", doctor=False)
    device = house.cloud.device(KEY)
    device.battery = battery
    device.raw.config["battery_check_time"] = said
    await house.poll()
    house.doctor = await house.add_doctor()
    await house.settle()
    return house


async def test_an_old_reading_is_said(make_house: MakeHouse) -> None:
    """Nine months old beside `ok`: attribute and support text say so, no fault."""
    house = await read(make_house, OLD.isoformat())
    device = house.coordinator.data.devices[KEY]
    name = device.reading.name
    assert device.reading.battery_read_at == OLD
    assert house.state(name, "battery_state").attributes["read_at"] == OLD.isoformat()
    words = await Words.async_load(house.hass)
    said = words.say("shows_battery_read_at", value=words.when(OLD, START))
    assert said in support_text(house.coordinator, KEY, words)
    assert device.findings == ()


@pytest.mark.parametrize(
    "said", [(START - timedelta(days=6)).isoformat(), "", "yesterday", "1970-01-01"]
)
async def test_a_reading_of_this_week_is_not(make_house: MakeHouse, said: str) -> None:
    house = await read(make_house, said)
    name = house.coordinator.data.devices[KEY].reading.name
    assert "read_at" not in house.state(name, "battery_state").attributes


async def test_low_says_how_old_it_is(make_house: MakeHouse) -> None:
    house = await read(make_house, OLD.isoformat(), "low")
    finding = house.coordinator.data.devices[KEY].primary
    assert finding is not None
    assert finding.cause is Cause.LOW_BATTERY
    assert finding.evidence["battery_read_at"] == OLD.isoformat()
    words = await Words.async_load(house.hass)
    said = words.say("shows_battery_read_at", value=words.when(OLD, START))
    assert said in words.evidence(finding, START)


def changed(polls: Polls, volts: float) -> None:
    """Put in other batteries, told by the owner."""
    polls.days(20, camera(battery=Battery.LOW, battery_volts=1.38))
    cells = with_reported_change(polls.remembered().cells, polls.at)
    polls.memory = polls.memory.with_device(POLLED, cells=cells)
    polls.days(0.5, camera(battery_volts=volts))


def falling(first: float, a_day: float, days: int) -> Batteries:
    """Return what is known of a set, told by the owner, that falls so much a day."""
    polls = Polls()
    changed(polls, first)
    polls.days(days, lambda day: camera(battery_volts=round(first - a_day * day, 2)))
    return polls.remembered().cells


@pytest.mark.parametrize(
    ("first", "a_day", "days", "kind"),
    [
        (1.53, 0.004, 40, "alkaline"),
        (1.55, 0.005, 30, "alkaline"),
        (1.62, 0.0004, 120, None),
        # a lithium set that is emptied fast
        (1.62, 0.004, 40, None),
        # lithium in a camera whose meter shows little
        (1.53, 0.0003, 120, None),
        (1.33, 0.0005, 40, "rechargeable"),
    ],
)
def test_what_cells_look_like(
    first: float, a_day: float, days: int, kind: str | None
) -> None:
    """Alkaline starts low and goes on falling; nickel never was above 1.42 V."""
    assert falling(first, a_day, days).looks_like == kind


def test_low_says_what_they_look_like() -> None:
    polls = Polls()
    changed(polls, 1.34)
    polls.days(20, camera(battery_volts=1.33))
    polls.days(3, camera(battery=Battery.LOW, battery_volts=1.2))
    assert polls.evidence(Cause.LOW_BATTERY)["cells_look_like"] == "rechargeable"
