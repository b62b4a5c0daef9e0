"""When it rings: quiet hours, *Later*, reminders, escalation."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.notifications.request import Quiet
from tests.blueprint import UseBlueprint
from tests.house import House, MakeHouse
from tests.integration.test_clock import Clock
from tests.phone import AppPhone, MakeToldPhones

from .troubles import all_of, low, mend, quiet_around

CONDITION = {"condition": "state", "entity_id": "input_boolean.told", "state": "on"}


async def test_quiet_hours(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: AppPhone
) -> None:
    """Nothing rings in them; at their end what is so is told, once and together."""
    house = await make_house("healthy")
    await low(house, "Front door")
    await use_blueprint(house, "blink_doctor", bell=False, **quiet_around(-60, 120))
    await low(house, "Driveway", "Garden", polls=4)
    await mend(house, "Garden", polls=16)
    assert phone.pushes == []
    await house.poll(8)
    assert phone.titles == ["Driveway: batteries low", "Front door: batteries low"]
    await house.poll(6)
    assert len(phone.pushes) == len(phone.rings) == 2


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25", "2026-07-01"])
@pytest.mark.parametrize(
    "hours", ["22:00-07:00", "22:00-02:30", "02:30-06:00", "02:15-02:45"]
)
async def test_quiet_hours_when_the_clocks_change(
    hass: HomeAssistant, night: str, hours: str
) -> None:
    """They are one piece, no shorter than on other days, and end after now."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    start, end = map(time.fromisoformat, hours.split("-"))
    quiet = Quiet(start=start, end=end)
    noon = datetime.fromisoformat(night).replace(tzinfo=UTC) - timedelta(hours=12)
    times = [noon + timedelta(minutes=5 * count) for count in range(288)]
    ends = {at: until for at in times if (until := quiet.until(at))}
    assert [*ends] == [at for at in times if min(ends) <= at <= max(ends)]
    assert len({*ends.values()}) == 1
    assert all(at < until for at, until in ends.items())
    length = timedelta(hours=7) if start.hour == 22 else timedelta(minutes=15)
    assert max(ends) - min(ends) >= length - timedelta(hours=3)


@pytest.mark.house(tell_well=True, quiet=(60, 180))
async def test_end_in_quiet_hours(house: House, phone: AppPhone) -> None:
    """It is taken back at once, silently; that it is well is told when they end."""
    await low(house, "Driveway")
    await house.wait(3600)
    await mend(house, "Driveway", polls=8)
    assert phone.screen == {}
    await house.wait(3600 * 2)
    assert phone.lines == ["Driveway", "Driveway is fine."]
    assert len(phone.rings) == 1


async def test_later(make_told_phones: MakeToldPhones, clock: Clock) -> None:
    """It is for the phone that pressed it; what is still so then comes back, once.

    A clock that is set back by a month does not delay it.
    """
    house, (first, other) = await make_told_phones(
        "First", "Other", snooze={"hours": 1}
    )
    await low(house, "Driveway")
    await first.press(house, "Later")
    assert other.screen
    await house.poll(8)
    assert first.screen == {}
    await house.poll(6)
    assert first.titles == ["Driveway: batteries low"]
    await first.press(house, "Later")
    clock.off -= timedelta(days=30)
    await house.reload(house.blink)
    await house.poll(16)
    assert first.titles == ["Driveway: batteries low"]
    assert len(first.rings) == 3
    await first.press(house, "Later")
    await mend(house, "Driveway", polls=20)
    assert first.screen == other.screen == {}
    assert len(first.rings) == 3
    assert len(other.rings) == 1


@pytest.mark.parametrize("buttons", [["Later"], ["Did not help", "Later"]])
@pytest.mark.house(snooze={"hours": 1}, quiet=(30, 240))
async def test_later_at_night(
    house: House, phone: AppPhone, buttons: list[str]
) -> None:
    """It waits until the morning, and rings once; also after another button."""
    await low(house, "Driveway")
    for button in buttons:
        await phone.press(house, button)
    await house.poll(30)
    assert len(phone.rings) == 1
    await house.poll(20)
    assert len(phone.rings) == 2


@pytest.mark.parametrize("cameras", [1, 4])
@pytest.mark.house(remind_days=1)
async def test_reminders(house: House, phone: AppPhone, cameras: int) -> None:
    """As long as it is so, every so many days; one notification for many, too."""
    await low(house, *("Driveway", "Garden", "Cellar", "Front door")[:cameras])
    await house.poll_daily(3)
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
    await house.poll_daily(1)
    await house.poll()
    assert second.titles == ["Driveway: batteries low"]


@pytest.mark.house(critical=["Driveway"], quiet=(-60, 600))
async def test_critical_rings_at_night(house: House, phone: AppPhone) -> None:
    """Only for a camera that the owner asked it for, and only when it is silent."""
    await low(house, "Driveway", "Garden")
    assert phone.pushes == []
    house.thing("Driveway").hang()
    await house.poll(6)
    (push,) = phone.rings
    assert push.body["data"]["channel"] == "alarm_stream"
    assert push.body["data"]["push"]["interruption-level"] == "critical"


@pytest.mark.house(conditions=[CONDITION], remind_days=1)
async def test_conditions(hass: HomeAssistant, house: House, phone: AppPhone) -> None:
    """What they hold back, a reminder as well, is told when they are met.

    What is over is taken back anyway.
    """
    await low(house, "Driveway", polls=3)
    assert phone.pushes == []
    for rings in (1, 2):
        hass.states.async_set("input_boolean.told", "on")
        await house.poll(2)
        assert len(phone.rings) == rings
        hass.states.async_set("input_boolean.told", "off")
        await house.poll_daily(1)
        await house.poll()
        assert len(phone.rings) == rings
    await mend(house, "Driveway", polls=6)
    assert phone.screen == {}
