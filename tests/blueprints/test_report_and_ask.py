"""Blueprints: the monthly report, asking by voice, and hostile names."""

from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
import pytest

from tests.blueprint import LIST
from tests.phone_story import PhoneStory


@pytest.mark.house("troubles", polls=8)
async def test_reports(phone_story: PhoneStory) -> None:
    await phone_story("""
        use weak_signal phones=Pixel report=weekly stayed={"hours":1} day=sun at=04:00:00 # not yet
        until 4:00 # all weak ones in one message
        until 4:00 # on no other day
        use maintenance day=24 at=01:00:00 phones=Pixel exclude=Balcony always=false \
            word_title=Report word_battery=Cells word_firmware=Software; 9 # not before its day
        until 00:50; 1; until 1:00 # what needs care first, with the numbers
    """)


@pytest.mark.house("troubles", polls=2)
@pytest.mark.parametrize(("check_up", "requests"), [("", 0), ("check_up=true", 4)])
async def test_report_checks_up_only_if_enabled(
    phone_story: PhoneStory, check_up: str, requests: int
) -> None:
    """By default nobody is asked in the background; turned on, once and bounded."""
    await phone_story.do(f"use maintenance day=22 at=02:12:00 {check_up}")
    phone_story.house.cloud.clear_requests()
    # sooner than core's next poll
    await phone_story.do("wait 121s")
    assert "Front door" in phone_story.phones[0].only["message"]
    assert len(phone_story.house.cloud.requests) == requests


async def test_reports_without_faults(assist: None, phone_story: PhoneStory) -> None:
    await phone_story("""
        use maintenance always=false day=22 at=03:00:00; 12 # silent, as it need not say so
        use maintenance; 9* until 10:00 # by default not before the first of the month
        until 09:50; 1; until 10:00 # then it is told, of news that are no day old
        until 10:00 # once
    """)
    own = {"sentences": ["examine {camera}"], "sentences_all": ["inspect everything"]}
    words = {"word_unknown": "No {name} here", "word_well": "Splendid"}
    await phone_story.use(ask=own | words)
    await phone_story("""
        ask inspect everything # well, in words of one's own
        ask examine driveway # fine
        ask examine moon # unknown
        ask what time is it # none of ours
    """)


@pytest.mark.house("troubles", polls=8, phones="")
async def test_ask(assist: None, phone_story: PhoneStory) -> None:
    house = phone_story.house
    registry, front_door = er.async_get(house.hass), house.device("Front door").id
    for entity in er.async_entries_for_device(registry, front_door):
        if entity.domain == "camera":
            registry.async_update_entity(entity.entity_id, aliases=["Peephole"])
    area, devices = ar.async_get(house.hass), dr.async_get(house.hass)
    outbuilding = area.async_create("Outbuilding").id
    devices.async_update_device(house.device("Shed").id, area_id=outbuilding)
    await phone_story("""
        use ask; ask Why is the front door camera flashing red? # the cause, and the first step
        ask what is wrong with my terrace camera # it is fine
        ask why is the bathroom camera flashing red # there is none
        ask why is the peephole blinking # an alias is a name, too
        ask what is wrong with the outbuilding camera # and the area
        ask how are my blink cameras # those with trouble
        ask what is wrong with my cameras # the same
    """)


HOSTILE = {
    "signs": 'Dad\'s "front" door 🐱 猫 {{ 1 }} a|b|c **bold** <b>x</b> \\n',
    "a broken template": "{% raise %} }} {{",
    # what a template would make a list, a number or nothing of
    **{name: name for name in ("[1, 2]", "12345", "none", "clear_notification")},
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.house("one_camera")
async def test_hostile_name(
    phone_story: PhoneStory,
    shopping_list: str,
    caplog: pytest.LogCaptureFixture,
    name: str,
) -> None:
    camera = phone_story.house.account.cameras[0].name.replace(" ", "_")
    await phone_story(f"""
        {camera} called {name}; use maintenance + low_battery todo=["{LIST}"] todo_item={{name}} # named
        {camera} low; 8 # told as it is, and on the list as it is
        run maintenance # in the report as it is
        {camera} mend; 8; use weak_signal stayed={{"minutes":0}}; {camera} set_signal 1; 8 # told
        {camera} mend; 8; use blink_doctor; {camera} hang; 8 # told
        {camera} mend; 8 # taken back
    """)
    automations = [one for one in caplog.records if "automation" in one.name]
    assert "ERROR" not in {one.levelname for one in automations}
