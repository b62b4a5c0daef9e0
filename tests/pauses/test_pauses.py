"""Devices that the owner does not want watched: told, kept, quiet, and over in time."""

from datetime import date, datetime, timedelta
import json
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
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
from tests.automation.conftest import Automate
from tests.blueprints.conftest import Bell, UseBlueprint
from tests.blueprints.test_battery_and_signal import items
from tests.dashboard.conftest import Watch, by_name
from tests.house import DAY_SECONDS, House, MakeHouse
from tests.phone import AddPhone
from tests.repairs.guide import Person

CAMERA = "Garden"


def thing(house: House) -> Any:
    return house.account.find(house.key(CAMERA))


def run_low(house: House) -> None:
    """Let the camera's batteries run down."""
    thing(house).battery = "low"


def issues(house: House) -> set[str]:
    return {
        (issue.translation_placeholders or {})["name"]
        for issue in ir.async_get(house.hass).issues.values()
        if issue.domain == DOMAIN and issue.active and issue.translation_key in Cause
    }


async def switch(house: House, turn: str) -> None:
    await house.hass.services.async_call(
        "switch",
        turn,
        {ATTR_ENTITY_ID: house.entity_id(CAMERA, "watch")},
        blocking=True,
    )


def midnight_in(days: int) -> datetime:
    day = dt_util.now().date() + timedelta(days=days)
    return dt_util.as_utc(dt_util.start_of_local_day(day))


async def troubled(make_house: MakeHouse, **options: Any) -> House:
    """Return a house in which a camera's battery is low, and that is known."""
    house = await make_house("healthy", **options)
    await house.poll(2)
    run_low(house)
    await house.poll(2)
    assert house.cause(CAMERA) == "low_battery"
    assert issues(house) == {CAMERA}
    house.cloud.clear_requests()
    return house


def shows_paused(house: House, until: datetime | None) -> None:
    """Check everything that shows a device: neither in trouble nor well."""
    fault = house.state(CAMERA)
    assert fault.state == "unknown"
    said = until.isoformat() if until else None
    assert fault.attributes["paused"] is True
    assert fault.attributes["paused_until"] == said
    assert house.state(CAMERA, "fault_cause").state == "unknown"
    assert house.state(CAMERA, "watch").state == "off"
    assert house.state(CAMERA, "watch").attributes["paused_until"] == said
    assert house.diagnosis(CAMERA).online is True
    assert issues(house) == set()


async def test_paused_at_once_and_quiet(make_house: MakeHouse) -> None:
    """Without waiting for a poll and without a request, and polls change nothing."""
    house = await troubled(make_house)
    await house.act("pause", CAMERA)
    shows_paused(house, None)
    assert not house.cloud.requests
    await house.poll(3)
    shows_paused(house, None)
    (answer,) = (await house.act("get_diagnosis", CAMERA))["devices"]
    assert (answer["paused"], answer["paused_until"]) == (True, None)
    assert answer["summary"] == "Garden is paused."
    assert house.diagnosis("Home").online is True


async def test_resumed_it_says_so(make_house: MakeHouse) -> None:
    """What is wrong comes up as any fault, with the pause in its evidence."""
    house = await troubled(make_house)
    await house.act("pause", CAMERA)
    await house.poll(3)
    before = house.coordinator.now
    await house.act("resume", CAMERA)
    await house.poll(1)
    assert house.cause(CAMERA) == "low_battery"
    assert issues(house) == {CAMERA}
    finding = house.diagnosis(CAMERA).primary
    assert finding is not None
    assert finding.evidence["paused_until"] == before.isoformat()
    assert "paused" not in house.state(CAMERA).attributes
    assert house.state(CAMERA, "watch").state == "on"


@pytest.mark.parametrize("kind", ["a day", "a moment"])
async def test_it_ends_by_itself(make_house: MakeHouse, kind: str) -> None:
    """At the beginning of the day, or at the moment, within a minute."""
    house = await troubled(make_house)
    until = midnight_in(2)
    day = dt_util.as_local(until)
    await house.act(
        "pause", CAMERA, until=day.date() if kind == "a day" else day.isoformat()
    )
    shows_paused(house, until)
    left = (until - house.coordinator.now).total_seconds()
    await house.wait(left - 120)
    await house.poll()
    await house.wait(60)
    assert house.state(CAMERA, "watch").state == "on"
    await house.poll(2)
    assert house.cause(CAMERA) == "low_battery"


async def test_a_device_that_is_well_again_stays_quiet(make_house: MakeHouse) -> None:
    """The pause ends, and there is nothing to tell."""
    house = await troubled(make_house)
    await house.act("pause", CAMERA)
    thing(house).mend()
    await house.poll()
    await house.act("resume", CAMERA)
    await house.poll(2)
    assert (house.state(CAMERA).state, house.cause(CAMERA)) == ("off", "none")


@pytest.mark.house("healthy")
async def test_a_day_that_cannot_be(house: House) -> None:
    """It is refused by name, and nothing is paused."""
    wrong: dict[Any, str] = {
        "2026-11-22": "date_in_past",
        "2020-01-01": "date_in_past",
        "2026-11-22T10:00:00+00:00": "date_in_past",
        "2099-01-01": "bad_field",
        "9999-12-31": "bad_field",
        "soon": "bad_field",
        5: "bad_field",
        "2" * 100: "long_field",
    }
    for until, error in wrong.items():
        with pytest.raises(ServiceValidationError) as refused:
            await house.act("pause", CAMERA, until=until)
        assert refused.value.translation_key == error, until
        assert house.state(CAMERA, "watch").state == "on"


@pytest.mark.house("healthy")
async def test_the_account_is_no_device(house: House) -> None:
    """What is wrong with Blink itself has nothing to do with winter."""
    with pytest.raises(ServiceValidationError) as refused:
        await house.act("pause", "account")
    assert refused.value.translation_key == "account_cannot_be_paused"


async def test_the_switch(make_house: MakeHouse) -> None:
    """It pauses until it is on again, and tells what another way has paused."""
    house = await troubled(make_house)
    await switch(house, "turn_off")
    shows_paused(house, None)
    await switch(house, "turn_on")
    await house.poll(1)
    assert house.cause(CAMERA) == "low_battery"
    until = midnight_in(3)
    await house.act("pause", CAMERA, until=dt_util.as_local(until).date())
    shows_paused(house, until)
    await switch(house, "turn_off")
    shows_paused(house, None)


async def test_kept_over_a_restart(make_house: MakeHouse) -> None:
    """From the first moment on, also before Blink has told anything."""
    house = await troubled(make_house)
    until = midnight_in(30)
    await house.act("pause", CAMERA, until=dt_util.as_local(until).date())
    await house.reload()
    shows_paused(house, until)
    await house.reload(house.blink)
    await house.poll(2)
    shows_paused(house, until)


async def test_over_while_home_assistant_was_off(make_house: MakeHouse) -> None:
    house = await troubled(make_house)
    until = midnight_in(1)
    await house.act("pause", CAMERA, until=dt_util.as_local(until).date())
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    house.freezer.move_to(until + timedelta(hours=5))
    assert await house.hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()
    await house.poll(3)
    assert house.state(CAMERA, "watch").state == "on"
    assert house.cause(CAMERA) == "low_battery"


@pytest.mark.parametrize("damage", ["the file", "the field"])
async def test_a_damaged_file_ends_no_pause(
    make_house: MakeHouse, hass_storage: dict[str, Any], damage: str
) -> None:
    """What was read last tells that it was paused, and until when."""
    house = await troubled(make_house)
    until = midnight_in(30)
    await house.act("pause", CAMERA, until=dt_util.as_local(until).date())
    uid = house.coordinator.uid(house.key(CAMERA))
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    stored = hass_storage[f"{DOMAIN}.{house.doctor.entry_id}.notes"]["data"]
    if damage == "the file":
        stored["devices"] = 5
    else:
        stored["devices"][uid]["paused"] = {"since": "winter"}
    assert await house.hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()
    shows_paused(house, until)


@pytest.mark.parametrize("days", [2, 100])
@pytest.mark.house("healthy")
async def test_a_device_that_leaves_and_returns_is_still_paused(
    days: int, house: House
) -> None:
    """Also after the engine has forgotten it: nobody said to watch it again."""
    camera = thing(house)
    await house.act("pause", CAMERA)
    house.account.remove_camera(camera.key)
    step = 1 if days < 10 else 5
    for _ in range(0, days, step):
        await house.wait(step * DAY_SECONDS)
    await house.poll(2)
    camera.plan("present", house.account.now(), True)
    camera.battery = "low"
    await house.poll(4)
    assert house.state(CAMERA).state == "unknown"
    assert house.state(CAMERA, "watch").state == "off"
    await house.act("resume", CAMERA)
    await house.poll(2)
    assert house.cause(CAMERA) == "low_battery"


async def test_no_trigger(make_house: MakeHouse, automate: Automate) -> None:
    """Neither for the pause nor in it; at its end a fault is a new one."""
    house = await troubled(make_house)
    cleared = await automate("fault_cleared")
    await house.act("pause", CAMERA)
    await house.poll(2)
    await house.act("resume", CAMERA)
    await house.poll(3)
    assert house.cause(CAMERA) == "low_battery"
    assert cleared == []


async def test_a_fault_after_a_pause_triggers(
    make_house: MakeHouse, automate: Automate
) -> None:
    """It is news, even where it was there before the pause."""
    house = await troubled(make_house)
    detected = await automate("fault_detected")
    await house.act("pause", CAMERA)
    await house.poll(2)
    assert detected == []
    await house.act("resume", CAMERA)
    await house.poll(3)
    assert [call.data["cause"] for call in detected] == ["low_battery"]


@pytest.mark.house("healthy")
async def test_no_offline_trigger(automate: Automate, house: House) -> None:
    """The entity says that it does not answer; nobody is told."""
    heard = await automate("camera_went_offline")
    await house.act("pause", CAMERA)
    thing(house).remove_batteries()
    await house.poll(3)
    assert house.diagnosis(CAMERA).online is False
    assert heard == []


async def test_the_event_entities_are_silent(make_house: MakeHouse) -> None:
    """A fault that nobody looks at any more was not cleared."""
    house = await troubled(make_house)
    key = house.key(CAMERA)
    before = house.coordinator.data.devices[key]
    await house.act("pause", CAMERA)
    paused = house.coordinator.data.devices[key]
    assert (
        event.device_events(before, paused) == event.fault_events(before, paused) == []
    )
    thing(house).remove_batteries()
    await house.poll(3)
    off = house.coordinator.data.devices[key]
    assert off.online is False
    assert event.device_events(paused, off) == []
    await house.act("resume", CAMERA)
    await house.poll(4)
    watched = house.coordinator.data.devices[key]
    assert [kind for kind, _ in event.device_events(off, watched)] == [
        "battery_became_low"
    ]


async def test_the_card(make_house: MakeHouse, watch: Watch) -> None:
    """It shows the pause, begins and ends it, within its bounds."""
    house = await troubled(make_house)
    watcher = await watch()
    device = by_name(await watcher.subscribe())[CAMERA]
    assert (device["paused"], device["paused_until"]) == (False, None)
    place = {"entry_id": house.doctor.entry_id, "uid": device["uid"]}
    until = midnight_in(4)
    day = dt_util.as_local(until).date().isoformat()
    for bad in ("x" * 100, 5, {"a": 1}):
        answer = await watcher.call(type="blink_doctor/pause", until=bad, **place)
        assert answer["error"]["code"] == "invalid_format"
    answer = await watcher.call(
        type="blink_doctor/pause", until=date(2020, 1, 1).isoformat(), **place
    )
    assert answer["error"]["translation_key"] == "date_in_past"
    assert not by_name(await (await watch()).subscribe())[CAMERA]["paused"]
    await watcher.socket.send_json_auto_id(
        {"type": "blink_doctor/pause", "until": day, **place}
    )
    await house.wait(1)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert (device["paused"], device["watched"]) == (True, False)
    assert device["paused_until"] == until.isoformat().replace("+00:00", "Z")
    assert device["findings"] == []
    other = await watch()
    assert (await other.call(type="blink_doctor/resume", **place))["success"]
    await house.poll()
    assert house.cause(CAMERA) == "low_battery"


async def test_the_card_of_who_may_only_look(
    make_house: MakeHouse, watch: Watch
) -> None:
    """Who may not control a device cannot pause it; who does not see it learns nothing."""
    house = await troubled(make_house)
    uid = house.coordinator.uid(house.key(CAMERA))
    place = {"entry_id": house.doctor.entry_id, "uid": uid}
    fault = house.entity_id(CAMERA, "fault")
    reader = await watch({"entities": {"entity_ids": {fault: {"read": True}}}})
    stranger = await watch({"entities": {"entity_ids": {}}})
    for command in ("blink_doctor/pause", "blink_doctor/resume"):
        answer = await reader.call(type=command, **place)
        assert answer["error"]["code"] == "unauthorized"
        answer = await stranger.call(type=command, **place)
        assert answer["error"]["code"] == "not_found"
    assert house.cause(CAMERA) == "low_battery"


@pytest.mark.house("healthy", polls=2)
async def test_offered_in_the_repair_after_a_month(person: Person) -> None:
    """First of all then; and the repair is gone when it is paused."""
    house = person.house
    person.thing(CAMERA).remove_batteries()
    await house.poll(4)
    page = await person.open(f"camera_error {CAMERA}")
    assert page["menu_options"].index("pause") == 2
    await house.poll_daily(31)
    await house.poll(3)
    page = await person.open(f"camera_error {CAMERA}")
    assert page["menu_options"][0] == "pause"
    await person.press("pause")
    for bad in ("2020-01-01", "2099-01-01", "9999-12-31", "0001-01-01"):
        await person.submit(until=bad)
        assert person.page["errors"] == {"until": "date_in_past"}
    until = midnight_in(60)
    await person.submit(until=dt_util.as_local(until).date().isoformat())
    assert (person.page["type"], person.page["reason"]) == ("abort", "paused")
    assert f"camera_error {CAMERA}" not in person.issues()
    assert house.state(CAMERA).attributes["paused_until"] == until.isoformat()


async def test_not_offered_for_what_answers(person: Person) -> None:
    """A camera that works has other steps to take."""
    page = await person.open("low_battery Front door")
    assert "pause" not in page["menu_options"]


async def test_a_repair_that_is_open_when_its_device_is_paused(person: Person) -> None:
    """It does not call that fixed."""
    await person.open("low_battery Front door", "begin")
    await person.house.act("pause", "Front door")
    await person.press("batteries_done")
    assert (person.page["type"], person.page["reason"]) == ("abort", "paused")


async def test_state_is_written_only_on_change(make_house: MakeHouse) -> None:
    """A pause that goes on writes nothing, and no reading that is as it was."""
    house = await troubled(make_house)
    await house.act("pause", CAMERA)
    fault = house.state(CAMERA)
    await house.poll(4)
    assert house.state(CAMERA).last_reported == fault.last_reported
    ours = er.async_entries_for_config_entry(
        er.async_get(house.hass), house.doctor.entry_id
    )
    states = [s for one in ours if (s := house.hass.states.get(one.entity_id))]
    assert len(states) > 50
    written_for_nothing = {
        state.entity_id for state in states if state.last_reported != state.last_updated
    }
    assert written_for_nothing == set()


async def test_phones_are_not_told_that_all_is_well(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone, bell: Bell
) -> None:
    """What was told is taken back without a word; after the pause it is told anew."""
    phone = await add_phone()
    house = await make_house("healthy")
    await use_blueprint(house, "blink_doctor", tell_well=True)
    run_low(house)
    await house.poll(3)
    assert [push.clears for push in phone.pushes] == [False]
    await house.act("pause", CAMERA)
    await house.poll(3)
    assert phone.screen == {}
    assert bell() == {}
    assert [push.clears for push in phone.pushes] == [False, True]
    await house.poll_daily(2)
    await house.act("resume", CAMERA)
    await house.poll(3)
    assert [push.clears for push in phone.pushes] == [False, True, False]
    assert phone.pushes[-1].rings


async def test_a_diagnostics_file_replays_the_pause(make_house: MakeHouse) -> None:
    """A pause is part of what was known, under the alias of its device."""
    house = await troubled(make_house)
    await house.act("pause", CAMERA)
    await house.poll(2)
    entry = house.doctor
    data = await async_get_config_entry_diagnostics(house.hass, entry)
    file = json.loads(json.dumps(data, cls=JSONEncoder))
    (key,) = file["captures"][-1]["paused"]
    said = replay.as_json(replay.read(file))[-1]["devices"]
    assert said[key]["battery"] == "low"
    assert said[key]["findings"] == []
    assert all(device["findings"] == [] for device in said.values())


async def test_lists_leave_it_out(
    make_house: MakeHouse, use_blueprint: UseBlueprint, shopping_list: str
) -> None:
    """What was put on a list is not done; the maintenance check does not name it."""
    house = await troubled(make_house)
    inputs = {"todo": [shopping_list], "todo_item": "{name}"}
    await use_blueprint(house, "low_battery", **inputs)
    await house.poll()
    assert await items(house.hass, "needs_action") == [CAMERA]
    await house.poll_daily(2)
    words = await Words.async_load(house.hass)
    thing(house).set_signal(1)
    await house.poll()
    assert any(CAMERA in line for line in overview(house.coordinator, words))
    await house.act("pause", CAMERA)
    await house.poll(2)
    assert await items(house.hass, "needs_action") == [CAMERA]
    assert not any(CAMERA in line for line in overview(house.coordinator, words))
    thing(house).mend()
    await house.act("resume", CAMERA)
    await house.poll(3)
    assert await items(house.hass, "needs_action") == []
