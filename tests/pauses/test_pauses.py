"""Devices that the owner does not want watched: told, kept, quiet, and over in time."""

from datetime import datetime, timedelta
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
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.repairs.maintenance import overview
from tests.automating import Automate
from tests.blueprint import Bell, UseBlueprint, items
from tests.card import Watch, by_name
from tests.house import DAY_SECONDS, House, MakeHouse
from tests.phone import AppPhone
from tests.repairs.guide import Person

CAMERA = "Garden"


def issues(house: House) -> set[str]:
    return {
        (issue.translation_placeholders or {})["name"]
        for issue in house.issues
        if issue.translation_key in Cause
    }


async def switch(house: House, turn: str) -> None:
    await house.call(f"switch.{turn}", entity_id=house.entity_id(CAMERA, "watch"))


async def pause_for(house: House, days: int) -> datetime:
    """Pause the camera until a day; return its beginning."""
    day = dt_util.now().date() + timedelta(days=days)
    await house.act("pause", CAMERA, until=day)
    return dt_util.as_utc(dt_util.start_of_local_day(day))


def shows_paused(house: House, until: datetime | None) -> None:
    """Check everything that shows a device: neither in trouble nor well."""
    fault, watch = house.state(CAMERA), house.state(CAMERA, "watch")
    assert (fault.state, watch.state) == ("unknown", "off")
    assert house.state(CAMERA, "fault_cause").state == "unknown"
    assert fault.attributes["paused"] is True
    for state in (fault, watch):
        shown = state.attributes["paused_until"]
        assert shown == (until.isoformat() if until else None)
    assert house.diagnosis(CAMERA).online is True
    assert issues(house) == set()


def is_watched(house: House, cause: str = "low_battery") -> None:
    """Check that it is shown as any other device, with a cause."""
    assert house.state(CAMERA, "watch").state == "on"
    assert house.cause(CAMERA) == cause
    assert "paused" not in house.state(CAMERA).attributes
    assert issues(house) == (set() if cause == "none" else {CAMERA})


async def test_from_pause_to_resume(house: House) -> None:
    """It shows at once, without a request; then a fault is one, with the pause as evidence."""
    await house.act("pause", CAMERA)
    shows_paused(house, None)
    assert not house.cloud.requests
    await house.poll(3)
    shows_paused(house, None)
    (answer,) = (await house.act("get_diagnosis", CAMERA))["devices"]
    assert (answer["paused"], answer["paused_until"]) == (True, None)
    assert answer["summary"] == "Garden is paused."
    assert house.diagnosis("Home").online is True
    data = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    file = json.loads(json.dumps(data, cls=JSONEncoder))
    (alias,) = file["captures"][-1]["paused"]
    replayed = replay.as_json(replay.read(file))[-1]["devices"]
    assert replayed[alias]["battery"] == "low"
    assert all(device["findings"] == [] for device in replayed.values())
    before = house.coordinator.now
    await house.act("resume", CAMERA)
    await house.poll()
    is_watched(house)
    finding = house.diagnosis(CAMERA).primary
    assert finding is not None
    assert finding.evidence["paused_until"] == before.isoformat()
    await house.act("pause", CAMERA)
    house.thing(CAMERA).mend()
    await house.poll()
    await house.act("resume", CAMERA)
    await house.poll(2)
    is_watched(house, "none")


@pytest.mark.parametrize("at", [False, True], ids=["day", "time"])
async def test_it_ends_by_itself(house: House, at: bool) -> None:
    """At the beginning of the day, or at the time, within a minute."""
    until = await pause_for(house, 2)
    if at:
        until += timedelta(hours=3)
        await house.act("pause", CAMERA, until=dt_util.as_local(until).isoformat())
    shows_paused(house, until)
    await house.wait((until - house.coordinator.now).total_seconds() - 120)
    shows_paused(house, until)
    await house.poll()
    await house.wait(60)
    assert house.state(CAMERA, "watch").state == "on"
    await house.poll(2)
    is_watched(house)


@pytest.mark.parametrize(
    ("until", "error"),
    [
        ("2026-11-22", "date_in_past"),
        ("2020-01-01", "date_in_past"),
        ("2026-11-22T10:00:00+00:00", "date_in_past"),
        ("2099-01-01", "bad_field"),
        ("9999-12-31", "bad_field"),
        ("soon", "bad_field"),
        (5, "bad_field"),
        ("2" * 100, "long_field"),
        (None, "account_cannot_be_paused"),
    ],
)
async def test_what_is_refused(house: House, until: Any, error: str) -> None:
    """A day that cannot be, and the account, which is no device."""
    if until is None:
        call = house.act("pause", "account")
    else:
        call = house.act("pause", CAMERA, until=until)
    with pytest.raises(ServiceValidationError) as refused:
        await call
    assert refused.value.translation_key == error
    assert house.state(CAMERA, "watch").state == "on"


async def test_the_switch(house: House) -> None:
    """It pauses until it is on again, and tells what another way has paused."""
    await switch(house, "turn_off")
    shows_paused(house, None)
    await switch(house, "turn_on")
    await house.poll()
    is_watched(house)
    shows_paused(house, await pause_for(house, 3))
    await switch(house, "turn_off")
    shows_paused(house, None)


async def test_restarts(house: House) -> None:
    """Kept from the first moment on, before Blink has answered; over if its day has come."""
    entries = house.hass.config_entries
    until = await pause_for(house, 30)
    await house.reload()
    shows_paused(house, until)
    await house.reload(house.blink)
    await house.poll(2)
    shows_paused(house, until)
    assert await entries.async_unload(house.doctor.entry_id)
    house.freezer.move_to(until + timedelta(hours=5))
    assert await entries.async_setup(house.doctor.entry_id)
    await house.settle()
    await house.poll(3)
    is_watched(house)


@pytest.mark.parametrize("damage", ["the file", "the field"])
async def test_a_damaged_file_ends_no_pause(
    house: House, hass_storage: dict[str, Any], damage: str
) -> None:
    """The last diagnosis tells that it was paused, and until when."""
    entries = house.hass.config_entries
    until = await pause_for(house, 30)
    uid = house.coordinator.uid(house.key(CAMERA))
    assert await entries.async_unload(house.doctor.entry_id)
    stored = hass_storage[f"{DOMAIN}.{house.doctor.entry_id}.notes"]["data"]
    if damage == "the file":
        stored["devices"] = 5
    else:
        stored["devices"][uid]["paused"] = {"since": "winter"}
    assert await entries.async_setup(house.doctor.entry_id)
    await house.settle()
    shows_paused(house, until)


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
    seen = [house.diagnosis(CAMERA)]
    await house.act("pause", CAMERA)
    seen.append(house.diagnosis(CAMERA))
    await house.poll(2)
    house.thing(CAMERA).remove_batteries()
    await house.poll(3)
    seen.append(house.diagnosis(CAMERA))
    assert seen[-1].online is False, "the entity says that it does not answer"
    assert heard == []
    await house.act("resume", CAMERA)
    await house.poll(4)
    seen.append(house.diagnosis(CAMERA))
    assert [call.data["cause"] for call in heard] == ["low_battery"]
    before, paused, off, watched = seen
    assert event.device_events(before, paused) == []
    assert event.fault_events(before, paused) == []
    assert event.device_events(paused, off) == []
    (kind,) = event.device_events(off, watched)
    assert kind[0] == "battery_became_low"


async def test_the_card(house: House, watch: Watch) -> None:
    """It shows the pause, begins and ends it, within its bounds."""
    watcher = await watch()
    device = by_name(await watcher.subscribe())[CAMERA]
    assert (device["paused"], device["paused_until"]) == (False, None)
    place = {"entry_id": house.doctor.entry_id, "uid": device["uid"]}
    pause = {"type": "blink_doctor/pause", **place}
    for bad in ("x" * 100, 5, {"a": 1}):
        answer = await watcher.call(**pause, until=bad)
        assert answer["error"]["code"] == "invalid_format"
    answer = await watcher.call(**pause, until="2020-01-01")
    assert answer["error"]["translation_key"] == "date_in_past"
    assert not by_name(await (await watch()).subscribe())[CAMERA]["paused"]
    day = (dt_util.now() + timedelta(days=4)).date()
    await watcher.socket.send_json_auto_id({**pause, "until": day.isoformat()})
    await house.wait(1)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert (device["paused"], device["watched"]) == (True, False)
    until = dt_util.as_utc(dt_util.start_of_local_day(day))
    assert device["paused_until"] == until.isoformat().replace("+00:00", "Z")
    assert device["findings"] == []
    other = await watch()
    assert (await other.call(type="blink_doctor/resume", **place))["success"]
    await house.poll()
    assert house.cause(CAMERA) == "low_battery"


async def test_the_card_of_users_without_control(house: House, watch: Watch) -> None:
    """Who may only look cannot pause; who does not see the device learns nothing."""
    uid = house.coordinator.uid(house.key(CAMERA))
    place = {"entry_id": house.doctor.entry_id, "uid": uid}
    visible = {house.entity_id(CAMERA, "fault"): {"read": True}}
    for entities, error in ((visible, "unauthorized"), ({}, "not_found")):
        watcher = await watch({"entities": {"entity_ids": entities}})
        for command in ("pause", "resume"):
            answer = await watcher.call(type=f"blink_doctor/{command}", **place)
            assert answer["error"]["code"] == error
    assert house.cause(CAMERA) == "low_battery"


@pytest.mark.house("healthy", polls=2)
async def test_offered_in_the_repair_after_a_month(person: Person) -> None:
    """First of all then; and the repair is gone when it is paused."""
    house, title = person.house, f"camera_error {CAMERA}"
    person.thing(CAMERA).remove_batteries()
    await house.poll(4)
    assert (await person.open(title))["menu_options"].index("pause") == 2
    await house.poll_daily(31)
    await house.poll(3)
    assert (await person.open(title))["menu_options"][0] == "pause"
    await person.press("pause")
    for bad in ("2020-01-01", "2099-01-01", "9999-12-31", "0001-01-01"):
        await person.submit(until=bad)
        assert person.page["errors"] == {"until": "date_in_past"}
    day = (dt_util.now() + timedelta(days=60)).date()
    await person.submit(until=day.isoformat())
    assert (person.page["type"], person.page["reason"]) == ("abort", "paused")
    assert title not in person.issues()
    until = dt_util.as_utc(dt_util.start_of_local_day(day)).isoformat()
    assert house.state(CAMERA).attributes["paused_until"] == until


async def test_the_repair_of_what_answers(person: Person) -> None:
    """It offers no pause; paused while the repair is open, its device is not called fixed."""
    page = await person.open("low_battery Front door")
    assert "pause" not in page["menu_options"]
    await person.press("begin")
    await person.house.act("pause", "Front door")
    await person.press("batteries_done")
    assert (person.page["type"], person.page["reason"]) == ("abort", "paused")


async def test_written_only_on_change(house: House) -> None:
    """A pause that goes on writes no state and nothing in the registry."""
    registry = er.async_get(house.hass)
    await house.act("pause", CAMERA)
    heard: list[Any] = []
    house.hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, heard.append)
    fault = house.state(CAMERA)
    await house.poll(4)
    assert heard == []
    assert house.state(CAMERA).last_reported == fault.last_reported
    ours = er.async_entries_for_config_entry(registry, house.doctor.entry_id)
    states: list[State] = [
        s for one in ours if (s := house.hass.states.get(one.entity_id))
    ]
    assert len(states) > 50
    assert [s.entity_id for s in states if s.last_reported != s.last_updated] == []


async def test_phones_are_not_told_that_all_is_well(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: AppPhone, bell: Bell
) -> None:
    """What was told is taken back without a word; after the pause it is told anew."""
    house = await make_house("healthy")
    await use_blueprint(house, "blink_doctor", tell_well=True)
    house.thing(CAMERA).battery = "low"
    await house.poll(3)
    assert [push.clears for push in phone.pushes] == [False]
    await house.act("pause", CAMERA)
    await house.poll(3)
    assert (phone.screen, bell()) == ({}, {})
    assert [push.clears for push in phone.pushes] == [False, True]
    await house.poll_daily(2)
    await house.act("resume", CAMERA)
    await house.poll(3)
    assert [push.clears for push in phone.pushes] == [False, True, False]
    assert phone.pushes[-1].rings


async def test_lists_leave_it_out(
    house: House, use_blueprint: UseBlueprint, shopping_list: str
) -> None:
    """What was put on a list is not done; the maintenance check does not name it."""
    inputs = {"todo": [shopping_list], "todo_item": "{name}"}
    await use_blueprint(house, "low_battery", **inputs)
    await house.poll()
    assert await items(house.hass, "needs_action") == [CAMERA]
    await house.poll_daily(2)
    words = await Words.async_load(house.hass)
    house.thing(CAMERA).set_signal(1)
    await house.poll()
    assert any(CAMERA in line for line in overview(house.coordinator, words))
    await house.act("pause", CAMERA)
    await house.poll(2)
    assert await items(house.hass, "needs_action") == [CAMERA]
    assert not any(CAMERA in line for line in overview(house.coordinator, words))
    house.thing(CAMERA).mend()
    await house.act("resume", CAMERA)
    await house.poll(3)
    assert await items(house.hass, "needs_action") == []
