"""Devices that the owner has paused: shown, kept, silent, and resumed in time."""

from datetime import date, timedelta
import json
from typing import Any

from homeassistant.core import State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import JSONEncoder
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis import replay
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs.maintenance import overview
from tests.automating import Listen
from tests.card import Watch, by_name
from tests.phone_story import PhoneStory
from tests.repairs.guide import Person
from tests.story import Story

CAMERA = "Garden"
LOW = "Garden low; 2"

pytestmark = pytest.mark.house("healthy", phones="", polls=2)


async def test_from_pause_to_resume(phone_story: PhoneStory, story: Story) -> None:
    house = phone_story.house
    await phone_story.do(LOW)
    story.follow_states(house, CAMERA)
    house.cloud.clear_requests()
    await phone_story("pause Garden # without a request: neither in trouble nor well")
    assert not house.cloud.requests
    await phone_story("3; act get_diagnosis device_id=Garden # as three polls before")
    data = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    file = json.loads(json.dumps(data, cls=JSONEncoder))
    (alias,) = file["captures"][-1]["paused"]
    replayed = replay.as_json(replay.read(file))[-1]["devices"]
    assert replayed[alias]["battery"] == "low"
    assert all(device["findings"] == [] for device in replayed.values())
    await phone_story("""
        resume Garden; 1; act get_diagnosis device_id=Garden # with the pause as evidence
        pause Garden; Garden mend; 1; resume Garden; 2 # mended in a pause: well after it
    """)


@pytest.mark.parametrize(
    ("until", "just_before"),
    [
        # as YAML reads it
        (date(2026, 11, 24), "2* until 23:58"),
        ("2026-11-24T03:00:00-08:00", "3* until 2:58"),
    ],
)
async def test_it_ends_by_itself(
    phone_story: PhoneStory, story: Story, until: Any, just_before: str
) -> None:
    await phone_story.do(LOW)
    story.follow_states(phone_story.house, CAMERA)
    await phone_story.house.act("pause", CAMERA, until=until)
    await phone_story(f"""
        wait 1s # until the beginning of a day, or a time
        {just_before} # two minutes before it is still paused
        1; wait 60s # over within a minute
    """)


async def test_what_is_refused(phone_story: PhoneStory, story: Story) -> None:
    story.follow_states(phone_story.house, CAMERA)
    days = ("2026-11-22", "2020-01-01", "2099-01-01", "9999-12-31", "5")
    for until in (*days, "2026-11-22T10:00:00+00:00", "soon", "x" * 100):
        await phone_story(f"pause Garden until={until} # a day that cannot be")
    await phone_story("pause account # the account is no device")


async def test_pauses_are_kept(
    phone_story: PhoneStory, hass_storage: dict[str, Any], story: Story
) -> None:
    house = phone_story.house
    name = f"{DOMAIN}.{house.doctor.entry_id}.notes"
    await phone_story.do(LOW)
    story.follow_states(house, CAMERA)
    await phone_story("""
        watch Garden off # the switch pauses until it is on again
        watch Garden on; 1 # on again
        pause Garden until=2026-11-25 # another way
        watch Garden off # the switch makes it endless
        pause Garden until=2026-12-22; reload doctor; reload blink; 2 # kept over restarts
    """)
    uid = house.coordinator.uid(house.key(CAMERA))
    for damaged in ("field", "file"):
        await phone_story.do("unload doctor")
        devices = hass_storage[name]["data"]["devices"]
        devices[uid]["paused"] = {"since": "winter"}
        if damaged == "file":
            hass_storage[name]["data"]["devices"] = 5
        await phone_story(f"setup doctor # a damaged {damaged} ends no pause")
    await phone_story.do("unload doctor")
    house.freezer.tick(timedelta(days=31))
    await phone_story("setup doctor; 3 # its day comes while nobody runs")


@pytest.mark.parametrize("away", ["2* wait 1d", "20* wait 5d"])
async def test_a_device_that_leaves_and_returns_is_still_paused(
    phone_story: PhoneStory, story: Story, away: str
) -> None:
    """Also after the engine has forgotten it: nobody has resumed it."""
    await phone_story(f"pause Garden; Garden leaves; {away}; 2 # gone")
    story.follow_states(phone_story.house, CAMERA)
    await phone_story("""
        Garden returns; Garden low; 4 # still paused
        resume Garden; 2 # low
    """)


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_triggers_and_events(phone_story: PhoneStory, listen: Listen) -> None:
    await listen("fault_cleared\nfault_detected\ncamera_went_offline")
    await phone_story(f"""
        {LOW} # a fault
        pause Garden; 2; Garden remove_batteries; 3 # neither for the pause nor in it
    """)
    off = phone_story.house.diagnosis(CAMERA)
    assert off.online is False, "the entity says that it does not answer"
    await phone_story("resume Garden; 4 # at its end a fault is a new one")


async def test_the_card(phone_story: PhoneStory, watch: Watch, story: Story) -> None:
    house = phone_story.house
    await phone_story.do(LOW)
    watcher = await watch()
    uid = by_name(await watcher.subscribe())[CAMERA]["uid"]
    place = {"entry_id": house.doctor.entry_id, "uid": uid}
    pause = {"type": "blink_doctor/pause", **place}

    async def shown() -> Any:
        device = by_name(await (await watch()).subscribe())[CAMERA]
        facts = ("paused", "paused_until", "watched", "findings", "primary_cause")
        return {fact: device[fact] for fact in facts}

    story("what cannot be is refused")
    for bad in ("x" * 100, 5, {"a": 1}, "2020-01-01"):
        story.tell(f"{bad}"[:9], (await watcher.call(**pause, until=bad))["error"])
    story.tell("card", await shown())
    story("paused until a day, as the card shows")
    await watcher.socket.send_json_auto_id({**pause, "until": "2026-11-26"})
    await house.wait(1)
    story.tell("card", await shown())
    story("watched again")
    await (await watch()).call(type="blink_doctor/resume", **place)
    await house.poll()
    await house.wait(1)
    story.tell("card", await shown())
    story("who may only look cannot pause; who does not see the device learns nothing")
    for entities in ({house.entity_id(CAMERA, "fault"): {"read": True}}, {}):
        watcher = await watch({"entities": {"entity_ids": entities}})
        for command in ("pause", "resume"):
            answer = await watcher.call(type=f"blink_doctor/{command}", **place)
            story.tell(command, answer["error"]["code"])
    story.tell("card", await shown())


@pytest.mark.house("healthy", polls=2)
async def test_offered_in_the_repair(person: Person, story: Story) -> None:
    await person("""
        Garden remove_batteries; 4; open camera_error/Garden # offered after the guide
        days 31; 3; open camera_error/Garden pause # and after a month first of all
        submit until=2020-01-01; submit until=2099-01-01 # no day that cannot be
        submit until=9999-12-31; submit until=0001-01-01 # nor these
        submit until=2027-02-20 # paused: the repair is gone
        Driveway low; 2; open low_battery/Driveway begin # none for what answers
    """)
    paused = person.house.state(CAMERA).attributes["paused_until"]
    assert paused == "2027-02-20T08:00:00+00:00"
    await person.house.act("pause", "Driveway")
    await person("press batteries_done # paused while it is open: not called fixed")


async def test_written_only_on_change(phone_story: PhoneStory) -> None:
    """A pause that goes on writes no state and nothing in the registry."""
    house = phone_story.house
    await phone_story.do(f"{LOW}; pause Garden")
    heard: list[Any] = []
    house.hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, heard.append)
    fault = house.state(CAMERA)
    await phone_story.do("4")
    assert heard == []
    assert house.state(CAMERA).last_reported == fault.last_reported
    states: list[State] = [
        s for one in house.entries if (s := house.hass.states.get(one.entity_id))
    ]
    assert len(states) > 50
    assert [s.entity_id for s in states if s.last_reported != s.last_updated] == []


@pytest.mark.house("healthy")
async def test_notifications_and_lists(
    phone_story: PhoneStory, shopping_list: str, story: Story
) -> None:
    house = phone_story.house
    words = await Words.async_load(house.hass)

    def lines() -> list[str]:
        return [one for one in overview(house.coordinator, words) if CAMERA in one]

    story.follow(lambda: {"maintenance": lines()})
    await phone_story(f"""
        use blink_doctor tell_well=true + low_battery todo=["{shopping_list}"] \
            todo_item={{name}}; 1 # nothing
        Garden low; 3 # told: phone, bell, list and maintenance check
        pause Garden; 3; days 2 # taken back without a word, and not done on the list
        Garden mend; resume Garden; 3 # done on the list, too
        Garden low; 3; pause Garden; days 2; resume Garden; 3 # told anew, and heard
    """)
