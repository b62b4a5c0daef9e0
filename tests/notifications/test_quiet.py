"""When it rings: quiet hours, *Later*, reminders, escalation."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.notifications.request import Quiet
from tests.blueprints.conftest import UseBlueprint
from tests.house import MakeHouse
from tests.integration.test_clock import Clock
from tests.phone import AddPhone, MakeToldHouse, MakeToldPhones

from .troubles import all_of, low, mend, quiet_around

FOUR = ("Driveway", "Garden", "Cellar", "Front door")


async def test_quiet_hours(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """Nothing rings in them; at their end what is so is told, once and together."""
    phone = await add_phone()
    house = await make_house("healthy")
    await low(house, "Front door")
    await use_blueprint(house, "blink_doctor", bell=False, **quiet_around(60, 120))
    await low(house, "Driveway", "Garden", polls=4)
    await mend(house, "Garden", polls=16)
    assert phone.pushes == []
    await house.poll(8)
    assert phone.titles == ["Driveway: batteries low", "Front door: batteries low"]
    assert len(phone.rings) == 2
    await house.poll(6)
    assert len(phone.pushes) == 2


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25", "2026-07-01"])
@pytest.mark.parametrize(
    ("start", "end"),
    [("22:00", "07:00"), ("22:00", "02:30"), ("02:30", "06:00"), ("02:15", "02:45")],
)
async def test_quiet_hours_when_the_clocks_change(
    hass: HomeAssistant, night: str, start: str, end: str
) -> None:
    """They are one piece, no shorter than on other days, and end after now."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    quiet = Quiet(start=time.fromisoformat(start), end=time.fromisoformat(end))
    noon = datetime.fromisoformat(night).replace(tzinfo=UTC) - timedelta(hours=12)
    moments = [noon + timedelta(minutes=5 * count) for count in range(288)]
    ends = {at: until for at in moments if (until := quiet.until(at))}
    assert [*ends] == [at for at in moments if min(ends) <= at <= max(ends)]
    assert len({*ends.values()}) == 1
    assert all(at < until for at, until in ends.items())
    length = timedelta(hours=7) if start == "22:00" else timedelta(minutes=15)
    assert max(ends) - min(ends) >= length - timedelta(hours=3)


async def test_what_ends_in_quiet_hours_is_taken_back_at_once(
    make_told_house: MakeToldHouse,
) -> None:
    """Silently; that it is well is told when they end."""
    house, phone = await make_told_house(tell_well=True, **quiet_around(-60, 180))
    await low(house, "Driveway")
    await house.wait(3600)
    await mend(house, "Driveway", polls=8)
    assert phone.screen == {}
    await house.wait(3600 * 2)
    assert phone.lines == ["Driveway", "Driveway is fine."]
    assert len(phone.rings) == 1


async def test_later(make_told_phones: MakeToldPhones) -> None:
    """Later is for the phone that pressed it; it comes back once if it is still so."""
    house, (first, other) = await make_told_phones(
        "First", "Other", snooze={"hours": 1}
    )
    await low(house, "Driveway")
    await first.press(house, "Later")
    assert first.screen == {}
    assert other.screen
    await house.poll(8)
    assert first.screen == {}
    await house.poll(6)
    assert first.titles == ["Driveway: batteries low"]
    assert len(first.rings) == 2
    assert len(other.rings) == 1


async def test_later_and_the_clock_is_set_back(
    make_told_house: MakeToldHouse, clock: Clock
) -> None:
    """By a month: later is later, and not a month later."""
    house, phone = await make_told_house("blink_doctor", snooze={"hours": 1})
    await low(house, "Driveway")
    await phone.press(house, "Later")
    clock.off -= timedelta(days=30)
    await house.hass.config_entries.async_reload(house.blink.entry_id)
    await house.poll(16)
    assert phone.titles == ["Driveway: batteries low"]
    assert len(phone.rings) == 2


@pytest.mark.parametrize("pressed_before", [False, True])
async def test_later_ends_in_quiet_hours(
    make_told_house: MakeToldHouse, pressed_before: bool
) -> None:
    """A snooze that ends at night waits until the morning, and rings once.

    Also where another button was pressed before, and its result is waited for.
    """
    house, phone = await make_told_house(snooze={"hours": 1}, **quiet_around(-30, 240))
    await low(house, "Driveway")
    if pressed_before:
        await phone.press(house, "Did not help")
    await phone.press(house, "Later")
    await house.poll(30)
    assert len(phone.rings) == 1
    await house.poll(20)
    assert len(phone.rings) == 2


async def test_later_and_mended(make_told_house: MakeToldHouse) -> None:
    """What is gone by then does not come back."""
    house, phone = await make_told_house(snooze={"hours": 1})
    await low(house, "Driveway")
    await phone.press(house, "Later")
    await mend(house, "Driveway", polls=20)
    assert phone.screen == {}
    assert len(phone.rings) == 1


@pytest.mark.parametrize("cameras", [FOUR[:1], FOUR])
async def test_remind(make_told_house: MakeToldHouse, cameras: tuple[str, ...]) -> None:
    """As long as it is so, every so many days; one notification for many, too."""
    house, phone = await make_told_house(remind_days=1)
    await low(house, *cameras)
    for _ in range(3):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) == 4
    assert len(phone.screen) == 1


@pytest.mark.parametrize("choose", [all_of, lambda *_: {}])
async def test_escalation(make_told_phones: MakeToldPhones, choose: Any) -> None:
    """A second phone hears of it only when nobody has mended it for days.

    Also where no phone was chosen: then all the others are told first.
    """
    house, (first, second) = await make_told_phones(
        "First",
        "Second",
        choose=lambda house, first, second: {
            **choose(house, first),
            "escalate_to": [second.device_id],
        },
        escalate_days=1,
    )
    await low(house, "Driveway", "Garden")
    await mend(house, "Garden", polls=6)
    assert len(first.rings) == 2
    assert second.pushes == []
    await house.wait(86400)
    await house.poll()
    assert second.titles == ["Driveway: batteries low"]


async def test_critical_rings_at_night(make_told_house: MakeToldHouse) -> None:
    """Only for a camera that the owner asked it for, and only when it is silent."""
    house, phone = await make_told_house(
        choose=lambda house, _: {"critical": [house.device("Driveway").id]},
        **quiet_around(60, 600),
    )
    await low(house, "Driveway", "Garden")
    assert phone.pushes == []
    house.cloud.device("Driveway").hang()
    await house.poll(6)
    assert len(phone.rings) == 1
    data = phone.rings[0].body["data"]
    assert data["channel"] == "alarm_stream"
    assert data["push"]["interruption-level"] == "critical"


async def test_conditions_are_looked_at_again(
    hass: HomeAssistant, make_told_house: MakeToldHouse
) -> None:
    """What was held back, a reminder as well, is told when the conditions are met.

    Gone is gone anyway.
    """
    hass.states.async_set("input_boolean.told", "off")
    condition = {
        "condition": "state",
        "entity_id": "input_boolean.told",
        "state": "on",
    }
    house, phone = await make_told_house(conditions=[condition], remind_days=1)
    await low(house, "Driveway", polls=3)
    assert phone.pushes == []
    for rings in (1, 2):
        hass.states.async_set("input_boolean.told", "on")
        await house.poll(2)
        assert len(phone.rings) == rings
        hass.states.async_set("input_boolean.told", "off")
        await house.wait(86400)
        await house.poll()
        assert len(phone.rings) == rings
    await mend(house, "Driveway", polls=6)
    assert phone.screen == {}
