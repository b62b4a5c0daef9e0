"""When it rings: quiet hours, *Later*, reminders, escalation."""

from datetime import UTC, datetime, time, timedelta

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.notifications.request import Quiet
from tests.integration.test_clock import Clock
from tests.phone_story import PhoneStory


async def test_quiet_hours(phone_story: PhoneStory) -> None:
    await phone_story("""
        Front_door low; 2; use blink_doctor bell=false quiet=-60,120; 1 # nothing rings
        Driveway,Garden low; 4; Garden mend; 16 # nor now
        8 # at their end what is so is told
        6 # once
        days 2; use blink_doctor tell_well=true quiet=60,180; Cellar low; 2 # before them it rings
        wait 60m; Cellar mend; 8 # in them it is taken back at once, silently
        wait 2h # that it is well is told when they end
        use blink_doctor critical=Porch quiet=-60,600; Porch,Kitchen low; 2 # nothing
        Porch hang; 6 # critical is a camera that the owner asked it for and that is silent
    """)


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


@pytest.mark.house(phones="First,Second")
async def test_later(phone_story: PhoneStory, clock: Clock) -> None:
    await phone_story("""
        use blink_doctor snooze={"hours":1} quiet=30,240; Garden low; 2 # both
        First press Later # it goes from the phone that pressed it
        Second press Did not help; Second press Later; 30 # in quiet hours nothing comes back
        20 # both ring, once; also after another button
        Garden mend; 9; use blink_doctor snooze={"hours":1}; Driveway low; 2 # another fault
        First press Later; 8 # it goes
        6 # what is still so comes back
        First press Later # it goes again
    """)
    clock.off -= timedelta(days=30)
    await phone_story("""
        reload blink; 16 # a clock that is set back by a month delays nothing
        First press Later; Driveway mend; 20 # what is over does not come back
    """)


async def test_reminders(phone_story: PhoneStory) -> None:
    await phone_story("""
        use blink_doctor remind_days=1; Driveway low; 2 # told
        days 1; 1 # and again
        days 2; 1 # each day, as long as it is so
        Driveway mend; 5; Porch,Garden,Cellar,Front_door low; 2 # one notification for many
        days 2; 1 # each day, too
    """)


@pytest.mark.house(phones="First,Second")
@pytest.mark.parametrize("chosen", ["", "phones=First"])
async def test_escalation(phone_story: PhoneStory, chosen: str) -> None:
    """Also where no phone was chosen: then all the others are notified first."""
    await phone_story(f"""
        use blink_doctor {chosen} escalate_to=Second escalate_days=1; Driveway,Garden low; 2 # first
        Garden mend; 6 # what is mended within a day the other never hears of
        days 1; 1 # what nobody has mended is told to the other
    """)


async def test_conditions(phone_story: PhoneStory) -> None:
    """What they hold back, a reminder as well, is shown when they are met."""
    states = phone_story.house.hass.states
    told = {"condition": "state", "entity_id": "input_boolean.told", "state": "on"}
    await phone_story.use(blink_doctor={"conditions": [told], "remind_days": 1})
    await phone_story("Driveway low; 3 # nothing")
    for what in ("what is so", "a reminder"):
        states.async_set("input_boolean.told", "on")
        await phone_story(f"2 # {what}")
        states.async_set("input_boolean.told", "off")
        await phone_story("days 1; 1 # nothing")
    await phone_story("Driveway mend; 6 # what is over is taken back anyway")
