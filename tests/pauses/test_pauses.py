"""Devices that the owner does not want watched: told, kept, quiet, and over in time."""

from datetime import date, datetime, timedelta
import json
from typing import Any

from homeassistant.core import State
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.json import JSONEncoder
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor import event
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis import replay
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs.maintenance import overview
from tests.automating import Automate
from tests.blueprint import Bell, UseBlueprints, items
from tests.card import Watch, by_name
from tests.house import DAY_SECONDS, House, MakeHouse
from tests.phone import AppPhone
from tests.repairs.guide import Person
from tests.story import Story

CAMERA = "Garden"


async def switch(house: House, turn: str) -> None:
    await house.call(f"switch.{turn}", entity_id=house.entity_id(CAMERA, "watch"))


def in_days(days: int) -> date:
    return dt_util.now().date() + timedelta(days=days)


async def pause_for(house: House, days: int) -> datetime:
    """Pause the camera until a day; return its beginning."""
    await house.act("pause", CAMERA, until=in_days(days))
    return dt_util.as_utc(dt_util.start_of_local_day(in_days(days)))


async def test_from_pause_to_resume(house: House, story: Story) -> None:
    story.follow_states(house, CAMERA)
    story("paused, without a request: neither in trouble nor well")
    await house.act("pause", CAMERA)
    assert not house.cloud.requests
    story("three polls later nothing has changed; action and replay say the same")
    await house.poll(3)
    story.tell("answers", await house.act("get_diagnosis", CAMERA))
    data = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    file = json.loads(json.dumps(data, cls=JSONEncoder))
    (alias,) = file["captures"][-1]["paused"]
    replayed = replay.as_json(replay.read(file))[-1]["devices"]
    assert replayed[alias]["battery"] == "low"
    assert all(device["findings"] == [] for device in replayed.values())
    story("resumed: a fault is one, with the pause as evidence")
    await house.act("resume", CAMERA)
    await house.poll()
    story.tell("answers", await house.act("get_diagnosis", CAMERA))
    story("mended in a pause: well after it")
    await house.act("pause", CAMERA)
    house.thing(CAMERA).mend()
    await house.poll()
    await house.act("resume", CAMERA)
    await house.poll(2)


@pytest.mark.parametrize("at", [False, True], ids=["day", "time"])
async def test_it_ends_by_itself(house: House, at: bool, story: Story) -> None:
    story.follow_states(house, CAMERA)
    story("paused until the beginning of a day, or a time")
    until = await pause_for(house, 2)
    if at:
        until += timedelta(hours=3)
        await house.act("pause", CAMERA, until=dt_util.as_local(until).isoformat())
    story("two minutes before it is still paused")
    await house.wait((until - house.coordinator.now).total_seconds() - 120)
    story("over within a minute")
    await house.poll()
    await house.wait(60)


@pytest.mark.parametrize(
    ("until", "error"),
    [
        *(("2026-11-22", "date_in_past"), ("2020-01-01", "date_in_past")),
        ("2026-11-22T10:00:00+00:00", "date_in_past"),
        *((bad, "bad_field") for bad in ("2099-01-01", "9999-12-31", "soon", 5)),
        *(("2" * 100, "long_field"), (None, "account_cannot_be_paused")),
    ],
)
async def test_what_is_refused(house: House, until: Any, error: str) -> None:
    """A day that cannot be, and the account, which is no device."""
    name, more = (CAMERA, {"until": until}) if until else ("account", {})
    with pytest.raises(ServiceValidationError) as refused:
        await house.act("pause", name, **more)
    assert refused.value.translation_key == error
    assert house.state(CAMERA, "watch").state == "on"


async def test_kept(house: House, hass_storage: dict[str, Any], story: Story) -> None:
    entries, name = house.hass.config_entries, f"{DOMAIN}.{house.doctor.entry_id}.notes"
    story.follow_states(house, CAMERA)
    story("the switch pauses until it is on again")
    await switch(house, "turn_off")
    story("on again")
    await switch(house, "turn_on")
    await house.poll()
    story("it shows what another way has paused, and makes it endless")
    await pause_for(house, 3)
    await switch(house, "turn_off")
    story(
        "until a day; kept from the first moment of a restart on, and over one of core"
    )
    until = await pause_for(house, 30)
    await house.reload()
    await house.reload(house.blink)
    await house.poll(2)
    uid = house.coordinator.uid(house.key(CAMERA))
    for field in (True, False):
        story(f"a damaged {'field' if field else 'file'} ends no pause")
        assert await entries.async_unload(house.doctor.entry_id)
        devices = hass_storage[name]["data"]["devices"]
        devices[uid]["paused"] = {"since": "winter"}
        if not field:
            hass_storage[name]["data"]["devices"] = 5
        assert await entries.async_setup(house.doctor.entry_id)
        await house.settle()
    story("its day comes while nobody runs")
    assert await entries.async_unload(house.doctor.entry_id)
    house.freezer.move_to(until + timedelta(hours=5))
    assert await entries.async_setup(house.doctor.entry_id)
    await house.settle()
    await house.poll(3)


@pytest.mark.parametrize(("steps", "days"), [(2, 1), (20, 5)])
async def test_a_device_that_leaves_and_returns_is_still_paused(
    house: House, steps: int, days: int
) -> None:
    """Also after the engine has forgotten it: nobody said to watch it again."""
    camera = house.thing(CAMERA)
    await house.act("pause", CAMERA)
    house.account.remove_camera(camera.key)
    for _ in range(steps):
        await house.wait(days * DAY_SECONDS)
    await house.poll(2)
    camera.plan("present", house.account.now(), True)
    camera.battery = "low"
    await house.poll(4)
    assert house.state(CAMERA).state == "unknown"
    assert house.state(CAMERA, "watch").state == "off"
    await house.act("resume", CAMERA)
    await house.poll(2)
    assert house.cause(CAMERA) == "low_battery"


async def test_triggers_and_events(house: House, automate: Automate) -> None:
    """Neither for the pause nor in it; at its end a fault is a new one."""
    names = ("fault_cleared", "fault_detected", "camera_went_offline")
    triggers = [{"trigger": f"blink_doctor.{name}", "options": {}} for name in names]
    heard = await automate("any", triggers=triggers)
    before = house.diagnosis(CAMERA)
    await house.act("pause", CAMERA)
    paused = house.diagnosis(CAMERA)
    await house.poll(2)
    house.thing(CAMERA).remove_batteries()
    await house.poll(3)
    off = house.diagnosis(CAMERA)
    assert off.online is False, "the entity says that it does not answer"
    assert heard == []
    await house.act("resume", CAMERA)
    await house.poll(4)
    assert [call.data["cause"] for call in heard] == ["low_battery"]
    assert event.device_events(before, paused) == []
    assert event.fault_events(before, paused) == []
    assert event.device_events(paused, off) == []
    (kind,) = event.device_events(off, house.diagnosis(CAMERA))
    assert kind[0] == "battery_became_low"


async def test_the_card(house: House, watch: Watch, story: Story) -> None:
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
    until = in_days(4).isoformat()
    await watcher.socket.send_json_auto_id({**pause, "until": until})
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
    house, title = person.house, f"camera_error {CAMERA}"
    person.thing(CAMERA).remove_batteries()
    story("offered after the guide, and after a month first of all")
    await house.poll(4)
    await person.open(title)
    await house.poll_daily(31)
    await house.poll(3)
    await person.open(title, "pause")
    story("no day that cannot be")
    for bad in ("2020-01-01", "2099-01-01", "9999-12-31", "0001-01-01"):
        await person.submit(until=bad)
    story("paused: the repair is gone")
    await person.submit(until=in_days(60).isoformat())
    story.tell("until", house.state(CAMERA).attributes["paused_until"])
    story("none for what answers")
    person.thing("Driveway").battery = "low"
    await house.poll(2)
    await person.open("low_battery Driveway", "begin")
    story("paused while its repair is open: not called fixed")
    await house.act("pause", "Driveway")
    await person.press("batteries_done")


async def test_written_only_on_change(house: House) -> None:
    """A pause that goes on writes no state and nothing in the registry."""
    await house.act("pause", CAMERA)
    heard: list[Any] = []
    house.hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, heard.append)
    fault = house.state(CAMERA)
    await house.poll(4)
    assert heard == []
    assert house.state(CAMERA).last_reported == fault.last_reported
    states: list[State] = [
        s for one in house.entries if (s := house.hass.states.get(one.entity_id))
    ]
    assert len(states) > 50
    assert [s.entity_id for s in states if s.last_reported != s.last_updated] == []


async def test_what_tells_an_owner(
    make_house: MakeHouse,
    use_blueprints: UseBlueprints,
    phone: AppPhone,
    bell: Bell,
    shopping_list: str,
    story: Story,
) -> None:
    house = await make_house("healthy")
    words = await Words.async_load(house.hass)
    lists = {"todo": [shopping_list], "todo_item": "{name}"}
    await use_blueprints(house, blink_doctor={"tell_well": True}, low_battery=lists)
    story.follow(
        lambda: {
            "pushes": [[one.clears, one.rings] for one in phone.pushes],
            "screen": phone.titles,
            "bell": [*bell().values()],
            "maintenance": [
                *filter(lambda x: CAMERA in x, overview(house.coordinator, words))
            ],
        }
    )

    async def tell_lists() -> None:
        await house.poll(3)
        for status in ("needs_action", "completed"):
            story.tell(status, await items(house.hass, status))

    story("told: phone, bell, list and maintenance check")
    house.thing(CAMERA).battery = "low"
    await tell_lists()
    story("paused: taken back without a word, and not done on the list")
    await house.act("pause", CAMERA)
    await tell_lists()
    await house.poll_daily(2)
    story("mended and resumed: done on the list, too")
    house.thing(CAMERA).mend()
    await house.poll()
    await house.act("resume", CAMERA)
    await tell_lists()
    story("low, and two days in a pause: told anew, and heard")
    house.thing(CAMERA).battery = "low"
    await house.poll(3)
    await house.act("pause", CAMERA)
    await house.poll_daily(2)
    await house.act("resume", CAMERA)
    await house.poll(3)
