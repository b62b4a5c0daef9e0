"""Told once, kept up to date, taken back: on real phones."""

from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import Bell, UseBlueprint
from tests.house import House, MakeHouse
from tests.integration.test_clock import Clock
from tests.phone import AddPhone, AppPhone, MakeToldHouse


def mend(house: House, camera: str) -> None:
    """Let a camera be well again."""
    device: Any = house.cloud.device(camera)
    device.mend()


async def test_defaults(
    bell: Bell,
    make_told_house: MakeToldHouse,
) -> None:
    """A low battery is told once in two lines and taken back when it is well."""
    house, phone = await make_told_house()
    run_low(house, "Driveway")
    await house.poll(3)
    assert phone.lines == [
        "Driveway: batteries low",
        "Put in 2 AA lithium, not rechargeable.",
    ]
    assert len(phone.pushes) == 1
    assert phone.pushes[0].rings
    assert len(bell()) == 1
    mend(house, "Driveway")
    await house.poll(8)
    assert phone.screen == {}
    assert bell() == {}
    assert len(phone.pushes) == 2


async def test_a_phone_without_push_silences_nobody(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A tablet without push and a phone that was deleted are named once each."""
    tablet = await add_phone("A *tablet*", push=False)
    gone = await add_phone("B gone")
    last = await add_phone("C last")
    house = await make_house("healthy")
    chosen = [tablet.device_id, gone.device_id, last.device_id]
    await use_blueprint(house, "blink_doctor", phones=chosen)
    run_low(house, "Driveway")
    await house.poll(2)
    assert len(gone.rings) == len(last.rings) == 1
    entry = next(
        one
        for one in hass.config_entries.async_entries("mobile_app")
        if one.data["webhook_id"] == gone.webhook
    )
    await hass.config_entries.async_remove(entry.entry_id)
    run_low(house, "Garden")
    await house.poll(2)
    run_low(house, "Cellar")
    await house.poll(2)
    assert len(last.rings) == 3
    named = [m for m in caplog.messages if "takes no notifications" in m]
    assert len(named) == 2
    issues = [
        one.translation_placeholders
        for one in ir.async_get(hass).issues.values()
        if one.translation_key == "phone_unreachable"
    ]
    assert {one["phone"] for one in issues if one} == {"A *tablet*", "B gone"}
    in_markdown = {one["name"] for one in issues if one}
    assert in_markdown == {r"A \*tablet\*", "B gone"}


async def test_a_phone_that_takes_push_again_is_no_longer_named(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """The issue goes, and the phone is told what is so now."""
    tablet = await add_phone("Tablet", push=False)
    house = await make_house("healthy")
    await use_blueprint(house, "blink_doctor", phones=[tablet.device_id])
    run_low(house, "Driveway")
    await house.poll(2)
    assert tablet.pushes == []
    await tablet.allow_push(house)
    run_low(house, "Garden")
    await house.poll(2)
    assert len(tablet.rings) == 2
    assert not any(
        one.translation_key == "phone_unreachable"
        for one in ir.async_get(hass).issues.values()
    )


@pytest.mark.parametrize("name", ["blink_doctor", "sync_module", "blink_stuck"])
async def test_without_any_phone_it_is_under_the_bell(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    bell: Bell,
    name: str,
) -> None:
    """Also where the bell was switched off: somebody has to be told."""
    house = await make_house("healthy")
    inputs: dict[str, dict[str, Any]] = {
        "blink_doctor": {"bell": False},
        "sync_module": {"plug": "switch.plug", "wait": {"minutes": 1}},
        "blink_stuck": {"wait": {"minutes": 1}},
    }
    await use_blueprint(house, name, **inputs[name])
    if name == "blink_stuck":
        house.cloud.fail("*", 500)
    house.account.sync_modules[0].unplug()
    await house.poll(8)
    assert len(bell()) == 1


async def test_one_dead_module_is_one_notification(
    make_told_house: MakeToldHouse,
) -> None:
    """Its title says what it means; cameras behind it are not told."""
    house, phone = await make_told_house(tell_well=True)
    module = next(m for m in house.account.sync_modules if m.name == "Home")
    module.unplug()
    await house.poll(6)
    assert len(phone.rings) == 1
    count = sum(
        any(f.root == house.key("Home") for f in device.findings)
        and device.online is False
        and key != house.key("Home")
        for key, device in house.coordinator.data.devices.items()
    )
    assert phone.lines[0] == f"Sync module Home is offline: {count} cameras see nothing"
    assert phone.lines[1].startswith("Step 1 of")
    module.plug_in()
    await house.poll(3)
    assert phone.lines == ["Home", "Home is fine."]
    assert len(phone.rings) == 1


async def test_who_chose_a_camera_is_told_of_its_module(
    make_told_house: MakeToldHouse,
) -> None:
    """The module was not chosen, but it cuts a chosen camera off."""
    house, phone = await make_told_house(
        choose=lambda house: {"devices": [house.device("Driveway").id]}
    )
    module = next(m for m in house.account.sync_modules if m.name == "Home")
    module.unplug()
    run_low(house, "Cellar")
    await house.poll(6)
    assert len(phone.rings) == 1
    assert phone.lines[0].startswith("Sync module Home")


async def test_a_second_cause_is_the_same_notification(
    make_told_house: MakeToldHouse,
) -> None:
    """It rings once more, and the guide stays that of the first cause."""
    house, phone = await make_told_house()
    run_low(house, "Driveway")
    await house.poll(2)
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(8)
    assert len(phone.rings) == 2
    assert phone.lines == [
        "Driveway: batteries low",
        "Put in 2 AA lithium, not rechargeable.",
        "Also: Weak Wi-Fi",
    ]


async def test_a_fault_mended_during_an_outage_is_taken_back(
    hass: HomeAssistant,
    bell: Bell,
    make_told_house: MakeToldHouse,
) -> None:
    """Nobody looked when it went, nobody looked when the other began."""
    house, phone = await make_told_house()
    run_low(house, "Driveway")
    await house.poll(2)
    assert phone.titles == ["Driveway: batteries low"]
    await hass.config_entries.async_unload(house.blink.entry_id)
    await house.settle()
    mend(house, "Driveway")
    run_low(house, "Garden")
    await house.poll(2)
    assert phone.titles == ["Driveway: batteries low"], "nothing is known yet"
    await hass.config_entries.async_setup(house.blink.entry_id)
    await house.poll(6)
    assert phone.titles == ["Garden: batteries low"]
    assert len(phone.rings) == 2
    assert len(bell()) == 1


@pytest.mark.parametrize("what", ["doctor", "automation", "both"])
async def test_a_reload_tells_nothing_twice(
    hass: HomeAssistant,
    use_blueprint: UseBlueprint,
    what: str,
    make_told_house: MakeToldHouse,
) -> None:
    """What began and ended in between is told and taken back."""
    house, phone = await make_told_house()
    run_low(house, "Driveway")
    run_low(house, "Cellar")
    await house.poll(2)
    assert len(phone.rings) == 2
    if what != "automation":
        await hass.config_entries.async_unload(house.doctor.entry_id)
    mend(house, "Driveway")
    run_low(house, "Garden")
    await house.poll(2)
    if what != "doctor":
        await use_blueprint(house, "blink_doctor")
    if what != "automation":
        await hass.config_entries.async_setup(house.doctor.entry_id)
    await house.poll(6)
    assert phone.titles == ["Cellar: batteries low", "Garden: batteries low"]
    assert len(phone.rings) == 3


async def test_without_the_automation_it_is_still_taken_back(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
    bell: Bell,
) -> None:
    """The automation was switched off while its notification stood."""
    phone = await add_phone()
    house = await make_house("healthy")
    automation = await use_blueprint(house, "blink_doctor")
    run_low(house, "Driveway")
    await house.poll(2)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": automation}, blocking=True
    )
    mend(house, "Driveway")
    await house.poll(8)
    assert phone.screen == {}
    assert bell() == {}


def quiet_around(minutes_before: int, minutes_after: int) -> dict[str, str]:
    """Return quiet hours around now."""
    now = dt_util.now()
    start = now - timedelta(minutes=minutes_before)
    end = now + timedelta(minutes=minutes_after)
    return {
        "quiet_from": start.strftime("%H:%M:%S"),
        "quiet_to": end.strftime("%H:%M:%S"),
    }


async def test_quiet_hours(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """Nothing rings in them; at their end what is so is told, once and together."""
    phone = await add_phone()
    house = await make_house("healthy")
    run_low(house, "Front door")
    await house.poll(2)
    await use_blueprint(house, "blink_doctor", bell=False, **quiet_around(60, 120))
    run_low(house, "Driveway")
    run_low(house, "Garden")
    await house.poll(4)
    mend(house, "Garden")
    await house.poll(16)
    assert phone.pushes == []
    await house.poll(8)
    assert phone.titles == ["Driveway: batteries low", "Front door: batteries low"]
    assert len(phone.rings) == 2
    await house.poll(6)
    assert len(phone.pushes) == 2


async def test_what_ends_in_quiet_hours_is_taken_back_at_once(
    make_told_house: MakeToldHouse,
) -> None:
    """Silently; that it is well is told when they end."""
    house, phone = await make_told_house(tell_well=True, **quiet_around(-60, 180))
    run_low(house, "Driveway")
    await house.poll(2)
    await house.wait(3600)
    mend(house, "Driveway")
    await house.poll(8)
    assert phone.screen == {}
    await house.wait(3600 * 2)
    assert phone.lines == ["Driveway", "Driveway is fine."]
    assert len(phone.rings) == 1


async def test_later(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """Later is for the phone that pressed it; it comes back once if it is still so."""
    first, other = await add_phone("First"), await add_phone("Other")
    house = await make_house("healthy")
    await use_blueprint(house, "blink_doctor", snooze={"hours": 1})
    run_low(house, "Driveway")
    await house.poll(2)
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
    run_low(house, "Driveway")
    await house.poll(2)
    await phone.press(house, "Later")
    clock.off -= timedelta(days=30)
    await house.hass.config_entries.async_reload(house.blink.entry_id)
    await house.poll(16)
    assert phone.titles == ["Driveway: batteries low"]
    assert len(phone.rings) == 2


async def test_later_ends_in_quiet_hours(make_told_house: MakeToldHouse) -> None:
    """A snooze that ends at night waits until the morning, and rings once."""
    house, phone = await make_told_house(snooze={"hours": 1}, **quiet_around(-30, 240))
    run_low(house, "Driveway")
    await house.poll(2)
    await phone.press(house, "Later")
    await house.poll(30)
    assert len(phone.rings) == 1
    await house.poll(20)
    assert len(phone.rings) == 2


async def test_later_and_mended(make_told_house: MakeToldHouse) -> None:
    """What is gone by then does not come back."""
    house, phone = await make_told_house(snooze={"hours": 1})
    run_low(house, "Driveway")
    await house.poll(2)
    await phone.press(house, "Later")
    mend(house, "Driveway")
    await house.poll(20)
    assert phone.screen == {}
    assert len(phone.rings) == 1


async def test_a_dip_that_was_never_told_is_not_called_fine(
    make_told_house: MakeToldHouse,
) -> None:
    """Forty minutes, and only what lasts an hour is told."""
    house, phone = await make_told_house(wait={"hours": 1}, tell_well=True)
    run_low(house, "Driveway")
    await house.poll(8)
    mend(house, "Driveway")
    await house.poll(12)
    assert phone.pushes == []
    run_low(house, "Garden")
    await house.poll(14)
    assert len(phone.rings) == 1


async def test_what_comes_and_goes_is_told_once(make_told_house: MakeToldHouse) -> None:
    """A battery on the edge for a day: one ring, and then how often it was."""
    house, phone = await make_told_house(remind_days=0)
    for _ in range(8):
        run_low(house, "Driveway")
        await house.poll(6)
        mend(house, "Driveway")
        await house.poll(6)
    run_low(house, "Driveway")
    await house.poll(2)
    assert len(phone.rings) == 1
    assert len(phone.pushes) <= 8
    await house.wait(3600 * 7)
    await house.poll()
    assert "Has come and gone" in phone.lines[-1]
    for _ in range(3):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) <= 2, "once more when it has come to stay, and no more"


async def test_remind(make_told_house: MakeToldHouse) -> None:
    """As long as it is so, every so many days."""
    house, phone = await make_told_house(remind_days=1)
    run_low(house, "Driveway")
    await house.poll(2)
    for _ in range(3):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) == 4
    assert len(phone.screen) == 1


async def test_many_at_once_are_one(make_told_house: MakeToldHouse) -> None:
    """A digest, struck off as they are mended, and gone with the last."""
    house, phone = await make_told_house()
    names = ("Driveway", "Garden", "Cellar", "Front door")
    for name in names:
        run_low(house, name)
    await house.poll(2)
    assert phone.lines[0] == "4 devices need attention"
    assert phone.lines[1:] == [f"{name}: batteries low" for name in sorted(names)] or (
        {*phone.lines[1:]} == {f"{name}: batteries low" for name in names}
    )
    assert len(phone.rings) == 1
    mend(house, "Garden")
    await house.poll(6)
    assert phone.lines[0] == "3 devices need attention"
    for name in names:
        mend(house, name)
    await house.poll(6)
    assert phone.screen == {}
    assert len(phone.rings) == 1


async def test_escalation(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """A second phone hears of it only when nobody has mended it for days."""
    first, second = await add_phone("First"), await add_phone("Second")
    house = await make_house("healthy")
    await use_blueprint(
        house,
        "blink_doctor",
        phones=[first.device_id],
        escalate_to=[second.device_id],
        escalate_days=1,
    )
    run_low(house, "Driveway")
    run_low(house, "Garden")
    await house.poll(2)
    mend(house, "Garden")
    await house.poll(6)
    assert len(first.rings) == 2
    assert second.pushes == []
    await house.wait(86400)
    await house.poll()
    assert second.titles == ["Driveway: batteries low"]


async def test_critical_rings_at_night(make_told_house: MakeToldHouse) -> None:
    """Only for a camera that the owner asked it for, and only when it is silent."""
    house, phone = await make_told_house(
        choose=lambda house: {"critical": [house.device("Driveway").id]},
        **quiet_around(60, 600),
    )
    run_low(house, "Driveway")
    run_low(house, "Garden")
    await house.poll(2)
    assert phone.pushes == []
    house.cloud.device("Driveway").hang()
    await house.poll(6)
    assert len(phone.rings) == 1
    data = phone.rings[0].body["data"]
    assert data["channel"] == "alarm_stream"
    assert data["push"]["interruption-level"] == "critical"


async def test_conditions_are_looked_at_again(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """What was held back is told when the conditions are met; gone is gone anyway."""
    phone = await add_phone()
    house = await make_house("healthy")
    hass.states.async_set("input_boolean.told", "off")
    condition = {
        "condition": "state",
        "entity_id": "input_boolean.told",
        "state": "on",
    }
    await use_blueprint(house, "blink_doctor", conditions=[condition])
    run_low(house, "Driveway")
    await house.poll(3)
    assert phone.pushes == []
    hass.states.async_set("input_boolean.told", "on")
    await house.poll(2)
    assert len(phone.rings) == 1
    hass.states.async_set("input_boolean.told", "off")
    mend(house, "Driveway")
    await house.poll(6)
    assert phone.screen == {}


async def test_other_ways_to_tell(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
) -> None:
    """Own actions are called once for each fault, and once when it is gone."""
    events: list[tuple[str, Any]] = []
    for name in ("told", "taken_back"):
        hass.bus.async_listen(
            name, lambda event: events.append((str(event.event_type), event.data))
        )
    house = await make_house("healthy")
    await use_blueprint(
        house,
        "blink_doctor",
        # a template that only makes sense when there is something to tell
        tell=[{"event": "told", "event_data": {"title": "{{ title.split(': ')[1] }}"}}],
        take_back=[{"event": "taken_back", "event_data": {"tag": "{{ tag }}"}}],
    )
    run_low(house, "Driveway")
    await house.poll(3)
    assert [(kind, data.get("title")) for kind, data in events] == [
        ("told", "batteries low")
    ]
    mend(house, "Driveway")
    await house.poll(6)
    assert [kind for kind, _ in events] == ["told", "taken_back"]


async def test_all_blueprints_together_are_no_noise(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprints: Any,
    add_phone: AddPhone,
    shopping_list: str,
) -> None:
    """One low battery with everything on is one notification."""
    phone = await add_phone()
    house = await make_house("healthy")
    await use_blueprints(
        house,
        blink_doctor={},
        low_battery={"todo": [shopping_list]},
        weak_signal={},
        sync_module={
            "plug": "switch.plug",
            "devices": [house.device(house.account.sync_modules[0].key).id],
        },
        blink_stuck={},
        maintenance={},
    )
    run_low(house, "Driveway")
    await house.poll(4)
    assert len(phone.pushes) == 1
    house.account.sync_modules[0].unplug()
    await house.poll(14)
    assert len(phone.rings) == 2


async def test_urls(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """Repairs for an administrator, the camera itself for the others."""
    admin, guest = await add_phone("Admin"), await add_phone("Guest")
    user = await hass.auth.async_create_user("Guest", group_ids=["system-users"])
    entry = next(
        one
        for one in hass.config_entries.async_entries("mobile_app")
        if one.data["webhook_id"] == guest.webhook
    )
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "user_id": user.id}
    )
    house = await make_house("healthy")
    await use_blueprint(house, "blink_doctor")
    run_low(house, "Driveway")
    await house.poll(2)

    def urls(phone: AppPhone) -> set[str]:
        (only,) = phone.screen.values()
        return {only["data"]["url"], only["data"]["clickAction"]}

    (url,) = urls(admin)
    assert url.startswith("/config/repairs")
    (url,) = urls(guest)
    assert house.entity_id("Driveway", "fault") in url
    assert dr.async_get(hass).async_get(guest.device_id) is not None
