"""Told once, kept up to date, taken back: on real phones."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.notifications.request import Quiet
from demo.cloud.scenario import Scenario
from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import Bell, UseBlueprint, UseBlueprints
from tests.house import House, MakeHouse
from tests.integration.test_clock import Clock
from tests.notifications.test_bad_month import restart
from tests.phone import AddPhone, AppPhone, MakeToldHouse, MakeToldPhones

SECOND = "two@example.com"
HOMES = {"one@example.com": "Home", SECOND: "Cabin"}
TWINS = {
    "title": "Twins",
    "about": "Two accounts.",
    "accounts": [
        {
            "email": email,
            "networks": [
                {
                    "name": name,
                    "sync_module": {"name": name},
                    "cameras": [{"name": "Garden"}],
                }
            ],
        }
        for email, name in HOMES.items()
    ],
}
WAITS: dict[str, dict[str, Any]] = {
    "lasts": {"wait": {"hours": 1}},
    "quiet": {},
    "later": {"snooze": {"hours": 1}},
    "reminder": {"remind_days": 1 / 24},
}
FOUR = ("Driveway", "Garden", "Cellar", "Front door")


async def low(house: House, *cameras: str, polls: int = 2) -> None:
    """Let the batteries of cameras go low, and look."""
    for camera in cameras:
        run_low(house, camera)
    await house.poll(polls)


async def mend(house: House, *cameras: str, polls: int = 0) -> None:
    """Let cameras be well again, and look."""
    for camera in cameras:
        device: Any = house.cloud.device(camera)
        device.mend()
    await house.poll(polls)


def all_of(_: House, *phones: AppPhone) -> dict[str, Any]:
    """Choose the phones by their ids."""
    return {"phones": [phone.device_id for phone in phones]}


def unreachable(hass: HomeAssistant) -> dict[str, str]:
    """Return what repairs say of phones that cannot be told: name, and in markdown."""
    return {
        said["phone"]: said["name"]
        for one in ir.async_get(hass).issues.values()
        if one.translation_key == "phone_unreachable"
        and (said := one.translation_placeholders)
    }


async def test_defaults(bell: Bell, make_told_house: MakeToldHouse) -> None:
    """A low battery is told once in two lines and taken back when it is well."""
    house, phone = await make_told_house()
    await low(house, "Driveway", polls=3)
    assert phone.lines == [
        "Driveway: batteries low",
        "Put in 2 AA lithium, not rechargeable.",
    ]
    assert len(phone.pushes) == 1
    assert phone.pushes[0].rings
    assert len(bell()) == 1
    await mend(house, "Driveway", polls=8)
    assert phone.screen == {}
    assert bell() == {}
    assert len(phone.pushes) == 2


async def test_a_phone_without_push_silences_nobody(
    hass: HomeAssistant,
    use_blueprint: UseBlueprint,
    make_told_phones: MakeToldPhones,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A tablet without push and a phone that was deleted are named once each.

    As long as they are chosen, and by the automation that chose them.
    """
    names = ("A *tablet*", "B gone", "C last")
    house, (tablet, gone, last) = await make_told_phones(
        *names, without_push=names[0], choose=all_of
    )
    await low(house, "Driveway")
    assert len(gone.rings) == len(last.rings) == 1
    await hass.config_entries.async_remove(gone.entry.entry_id)
    await low(house, "Garden")
    await low(house, "Cellar")
    assert len(last.rings) == 3
    assert tablet.pushes == []
    named = [m for m in caplog.messages if "takes no notifications" in m]
    assert len(named) == 2
    assert unreachable(hass) == {"A *tablet*": r"A \*tablet\*", "B gone": "B gone"}
    await use_blueprint(house, "blink_doctor", phones=[last.device_id])
    assert unreachable(hass) == {}


async def test_a_phone_that_takes_push_again_is_no_longer_named(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """The issue goes, and the phone is told what is so now."""
    house, (tablet,) = await make_told_phones(
        "Tablet", without_push="Tablet", choose=all_of
    )
    await low(house, "Driveway")
    assert tablet.pushes == []
    assert [*unreachable(hass)] == ["Tablet"]
    await tablet.allow_push(house)
    await low(house, "Garden")
    assert len(tablet.rings) == 2
    assert unreachable(hass) == {}


@pytest.mark.parametrize(
    "error", [HomeAssistantError("x"), ValueError(), OSError(), KeyError(), None]
)
async def test_a_phone_that_fails_silences_nobody(
    hass: HomeAssistant, make_told_phones: MakeToldPhones, error: Exception | None
) -> None:
    """Whatever it raises, or when it never answers; it is tried again."""
    house, (bad, good) = await make_told_phones("A bad", "B good")
    works = hass.services.async_services()["notify"]["mobile_app_a_bad"].job.target

    async def fail(_: ServiceCall) -> None:
        if error is not None:
            raise error
        await asyncio.Event().wait()

    hass.services.async_register("notify", "mobile_app_a_bad", fail)
    await low(house, "Driveway", polls=3)
    assert len(good.rings) == 1
    assert bad.pushes == []
    hass.services.async_register("notify", "mobile_app_a_bad", works)
    await house.poll(3)
    assert len(bad.rings) == len(good.rings) == 1
    # nor is anything left on it, when nobody looks after it any more
    hass.services.async_register("notify", "mobile_app_a_bad", fail)
    automation = {"entity_id": "automation.blink_doctor"}
    await hass.services.async_call("automation", "turn_off", automation, blocking=True)
    await mend(house, "Driveway", polls=5)
    assert bad.screen
    hass.services.async_register("notify", "mobile_app_a_bad", works)
    await house.poll(4)
    assert bad.screen == good.screen == {}


async def test_two_phones_of_one_name(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """Home Assistant can tell one of them: that once, and the other is named."""
    house, phones = await make_told_phones("iPhone", "iPhone", choose=all_of)
    await low(house, "Driveway")
    assert sorted(len(phone.rings) for phone in phones) == [0, 1]
    assert [*unreachable(hass)] == ["iPhone"]


@pytest.mark.parametrize("name", ["blink_doctor", "sync_module", "blink_stuck"])
async def test_without_any_phone_it_is_under_the_bell(
    make_told_phones: MakeToldPhones, bell: Bell, name: str
) -> None:
    """Also where the bell was switched off: somebody has to be told."""
    inputs: dict[str, dict[str, Any]] = {
        "blink_doctor": {"bell": False},
        "sync_module": {"plug": "switch.plug", "wait": {"minutes": 1}},
        "blink_stuck": {"wait": {"minutes": 1}},
    }
    house, _ = await make_told_phones(blueprint=name, **inputs[name])
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
        choose=lambda house, _: {"devices": [house.device("Driveway").id]}
    )
    module = next(m for m in house.account.sync_modules if m.name == "Home")
    module.unplug()
    await low(house, "Cellar", polls=6)
    assert len(phone.rings) == 1
    assert phone.lines[0].startswith("Sync module Home")


async def test_a_second_cause_is_the_same_notification(
    make_told_house: MakeToldHouse,
) -> None:
    """It rings once more, and the guide stays that of the first cause."""
    house, phone = await make_told_house()
    await low(house, "Driveway")
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(8)
    assert len(phone.rings) == 2
    assert phone.lines == [
        "Driveway: batteries low",
        "Put in 2 AA lithium, not rechargeable.",
        "Also: Weak Wi-Fi",
    ]


@pytest.mark.parametrize("inputs", [{}, {"tell_well": True}])
async def test_a_cause_that_nobody_chose_stays(
    make_told_house: MakeToldHouse, inputs: dict[str, Any]
) -> None:
    """What was told is taken back; that the camera is fine is not said."""
    house, phone = await make_told_house(causes=["low_battery"], **inputs)
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await low(house, "Driveway", polls=8)
    assert phone.titles == ["Driveway: batteries low"]
    camera.battery, camera.volts = "ok", 1.62
    await house.poll(5)
    assert house.cause("Driveway") == "weak_wifi"
    assert phone.screen == {}


async def test_a_name_that_changes(make_told_house: MakeToldHouse) -> None:
    """The notification has the new one, without a sound."""
    house, phone = await make_told_house()
    await low(house, "Driveway")
    device_id = house.device("Driveway").id
    dr.async_get(house.hass).async_update_device(device_id, name_by_user="Einfahrt")
    await house.poll()
    assert phone.titles == ["Einfahrt: batteries low"]
    assert len(phone.rings) == 1


async def test_a_fault_mended_during_an_outage_is_taken_back(
    hass: HomeAssistant, bell: Bell, make_told_house: MakeToldHouse
) -> None:
    """Nobody looked when it went, nobody looked when the other began."""
    house, phone = await make_told_house()
    await low(house, "Driveway")
    assert phone.titles == ["Driveway: batteries low"]
    await hass.config_entries.async_unload(house.blink.entry_id)
    await house.settle()
    await mend(house, "Driveway")
    await low(house, "Garden")
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
    await low(house, "Driveway", "Cellar")
    assert len(phone.rings) == 2
    if what != "automation":
        await hass.config_entries.async_unload(house.doctor.entry_id)
    await mend(house, "Driveway")
    await low(house, "Garden")
    if what != "doctor":
        await use_blueprint(house, "blink_doctor")
    if what != "automation":
        await hass.config_entries.async_setup(house.doctor.entry_id)
    await house.poll(6)
    assert phone.titles == ["Cellar: batteries low", "Garden: batteries low"]
    assert len(phone.rings) == 3


@pytest.mark.parametrize("what", ["removed", "disabled"])
async def test_an_account_that_is_no_longer_looked_after(
    hass: HomeAssistant, make_told_house: MakeToldHouse, bell: Bell, what: str
) -> None:
    """What was told of it is taken back."""
    house, phone = await make_told_house()
    await low(house, "Driveway")
    entry_id = house.doctor.entry_id
    if what == "removed":
        await hass.config_entries.async_remove(entry_id)
    else:
        disabler = ConfigEntryDisabler.USER
        await hass.config_entries.async_set_disabled_by(entry_id, disabler)
    await house.settle()
    assert phone.screen == {}
    assert bell() == {}


@pytest.mark.parametrize("wait", WAITS)
async def test_a_restart_in_the_middle_of_a_wait(
    hass: HomeAssistant,
    make_told_phones: MakeToldPhones,
    use_blueprint: UseBlueprint,
    wait: str,
) -> None:
    """Of each kind: what is waited for comes once, when it would have come."""
    inputs = WAITS[wait]
    if wait == "quiet":
        inputs = quiet_around(60, 60)
    house, (phone,) = await make_told_phones("Pixel", **inputs)
    await low(house, "Driveway")
    before = 0 if wait in ("lasts", "quiet") else 1
    if wait == "later":
        await phone.press(house, "Later")
    await house.poll(5)
    assert len(phone.rings) == before
    await restart(hass, house)
    await hass.config_entries.async_setup(house.doctor.entry_id)
    await use_blueprint(house, "blink_doctor", **inputs)
    assert len(phone.rings) == before
    await house.poll(8)
    assert len(phone.rings) == before + 1
    await house.poll(3)
    assert len(phone.rings) == before + 1


async def test_without_the_automation_it_is_still_taken_back(
    hass: HomeAssistant, make_told_house: MakeToldHouse, bell: Bell
) -> None:
    """The automation was switched off while its notification stood.

    What its own actions have told is taken back by them, when it is on again.
    """
    events: list[str] = []
    for name in ("told", "taken_back"):
        hass.bus.async_listen(name, lambda event: events.append(str(event.event_type)))
    house, phone = await make_told_house(
        tell=[{"event": "told"}], take_back=[{"event": "taken_back"}]
    )
    await low(house, "Driveway")
    automation = {"entity_id": "automation.blink_doctor"}
    await hass.services.async_call("automation", "turn_off", automation, blocking=True)
    await mend(house, "Driveway", polls=8)
    assert phone.screen == {}
    assert bell() == {}
    await hass.services.async_call("automation", "turn_on", automation, blocking=True)
    await house.settle()
    assert events == ["told", "taken_back"]


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


async def test_a_dip_that_was_never_told_is_not_called_fine(
    make_told_house: MakeToldHouse,
) -> None:
    """Forty minutes, and only what lasts an hour is told."""
    house, phone = await make_told_house(wait={"hours": 1}, tell_well=True)
    await low(house, "Driveway", polls=8)
    await mend(house, "Driveway", polls=12)
    assert phone.pushes == []
    await low(house, "Garden", polls=14)
    assert len(phone.rings) == 1


async def test_what_comes_and_goes_is_told_once(make_told_house: MakeToldHouse) -> None:
    """A battery on the edge for a day: one ring, and then how often it was."""
    house, phone = await make_told_house(remind_days=0)
    for _ in range(8):
        await low(house, "Driveway", polls=6)
        await mend(house, "Driveway", polls=6)
    await low(house, "Driveway")
    assert len(phone.rings) == 1
    assert len(phone.pushes) <= 8
    await house.wait(3600 * 7)
    await house.poll()
    assert "Has come and gone" in phone.lines[-1]
    for _ in range(3):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) <= 2, "once more when it has come to stay, and no more"


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


async def test_many_at_once_are_one(make_told_house: MakeToldHouse) -> None:
    """A digest, struck off as they are mended, and gone with the last."""
    house, phone = await make_told_house()
    await low(house, *FOUR)
    assert phone.lines[0] == "4 devices need attention"
    assert {*phone.lines[1:]} == {f"{name}: batteries low" for name in FOUR}
    assert len(phone.lines) == 5
    assert len(phone.rings) == 1
    await mend(house, "Garden", polls=6)
    assert phone.lines[0] == "3 devices need attention"
    await mend(house, *FOUR, polls=6)
    assert phone.screen == {}
    assert len(phone.rings) == 1


async def test_the_last_of_many_has_a_second_cause(
    make_told_house: MakeToldHouse,
) -> None:
    """It is told by itself then, and the one for many is gone."""
    house, phone = await make_told_house()
    await low(house, *FOUR)
    await mend(house, *FOUR[1:], polls=6)
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(10)
    assert phone.titles == ["Driveway: batteries low"]
    await mend(house, "Driveway", polls=10)
    assert phone.screen == {}


async def test_what_stands_alone_is_none_of_many(
    make_told_house: MakeToldHouse,
) -> None:
    """A second cause of it comes with the others: each is told once, and all go."""
    house, phone = await make_told_house()
    await low(house, "Driveway")
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(6)
    await low(house, *FOUR[1:], polls=1)
    titles = [f"{name}: batteries low" for name in sorted(FOUR)]
    assert phone.titles == titles
    assert len(phone.rings) == 5
    await mend(house, *FOUR, polls=10)
    assert phone.screen == {}


async def test_what_is_left_out_later_rings_no_more(
    make_told_house: MakeToldHouse, use_blueprint: UseBlueprint
) -> None:
    """The camera was excluded after it was told; its end is still told."""
    house, phone = await make_told_house(remind_days=1)
    await low(house, "Driveway")
    out = [house.device("Driveway").id]
    await use_blueprint(house, "blink_doctor", remind_days=1, exclude=out)
    for _ in range(2):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) == 1
    await mend(house, "Driveway", polls=5)
    assert phone.screen == {}


async def test_a_time_of_day_gets_its_date(make_told_house: MakeToldHouse) -> None:
    """The next day, without a sound."""
    house, phone = await make_told_house(remind_days=0)
    house.cloud.fail("*", 503)
    await house.poll(6)
    assert phone.lines[0] == "No news from Blink since 02:05"
    for _ in range(24):
        await house.wait(3600)
    assert phone.lines[0] == "No news from Blink since 22 November 02:05"
    assert len(phone.rings) == 1


async def test_many_that_come_and_go_ring_once(make_told_house: MakeToldHouse) -> None:
    """What came back within a day is shown as one again, without a sound."""
    house, phone = await make_told_house(remind_days=0)
    for _ in range(4):
        await low(house, *FOUR, polls=3)
        await mend(house, *FOUR, polls=30)
    assert len(phone.rings) == 1


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


async def test_other_ways_to_tell(
    hass: HomeAssistant, make_told_phones: MakeToldPhones
) -> None:
    """Own actions are called once for each fault, and once when it is gone.

    One that fails for a fault costs none of the others.
    """
    events: list[tuple[str, Any]] = []
    hass.bus.async_listen(
        "taken_back", lambda event: events.append(("taken_back", event.data["tag"]))
    )

    async def tell(call: ServiceCall) -> None:
        events.append(("told", call.data["message"]))
        if "Cellar" in call.data["title"]:
            raise HomeAssistantError("no")

    hass.services.async_register("notify", "mine", tell)
    # a template that only makes sense when there is something to tell
    data = {"title": "{{ title }}", "message": "{{ title.split(': ')[1] }}"}
    house, _ = await make_told_phones(
        tell=[{"action": "notify.mine", "data": data}],
        take_back=[{"event": "taken_back", "event_data": {"tag": "{{ tag }}"}}],
    )
    await low(house, "Driveway", "Cellar", polls=3)
    assert events == [("told", "batteries low")] * 2
    await mend(house, "Driveway", polls=6)
    assert [kind for kind, _ in events] == ["told", "told", "taken_back"]


@pytest.mark.parametrize("quiet", [False, True])
async def test_all_blueprints_together_are_no_noise(
    make_house: MakeHouse,
    use_blueprints: UseBlueprints,
    add_phone: AddPhone,
    shopping_list: str,
    quiet: bool,
) -> None:
    """One low battery with everything on is one notification.

    In the quiet hours of the one for most people the special ones are quiet, too.
    """
    phone = await add_phone()
    house = await make_house("healthy")
    hours = quiet_around(60, 300) if quiet else {}
    await use_blueprints(
        house,
        blink_doctor=hours,
        low_battery={"todo": [shopping_list]},
        weak_signal={},
        sync_module={
            "plug": "switch.plug",
            "devices": [house.device(house.account.sync_modules[0].key).id],
        },
        blink_stuck={},
        maintenance={},
    )
    await low(house, "Driveway", polls=4)
    assert len(phone.pushes) == (0 if quiet else 1)
    house.account.sync_modules[0].unplug()
    house.cloud.device("Garden").set_signal(1)
    await house.poll(40)
    assert len(phone.rings) == (0 if quiet else 2)
    await house.poll(30)
    assert len(phone.rings) == 2


async def test_accounts_are_told_apart(
    make_house: MakeHouse, use_blueprint: UseBlueprint, add_phone: AddPhone
) -> None:
    """What is of the account itself carries its name where there are two."""
    phone = await add_phone()
    house = await make_house(Scenario.from_data(TWINS, "twins"))
    await house.add_doctor(await house.add_blink(house.cloud.account(SECOND)))
    await use_blueprint(house, "blink_doctor")
    house.cloud.fail("*", 503)
    await house.poll(6)
    assert len(phone.rings) == 2
    assert len({*phone.titles}) == 2
    assert all("): No news from Blink since 02:05" in one for one in phone.titles)
    house.cloud.heal()
    await house.poll(8)
    assert phone.screen == {}


async def test_what_one_automation_told_is_left_to_it(
    make_house: MakeHouse, use_blueprints: UseBlueprints, add_phone: AddPhone
) -> None:
    """Another on the same phone, which has no quiet hours, wakes nobody for it.

    It reminds of nothing of the other's, nor does it call critical less than that.
    """
    phone = await add_phone()
    house = await make_house("healthy")
    chosen = {
        "remind_days": 0,
        "snooze": {"hours": 1},
        "critical": [house.device("Driveway").id],
        "tell_well": True,
        **quiet_around(-60, 300),
    }
    # one of the others runs before it, one after it
    plug = {"plug": "switch.plug"}
    await use_blueprints(house, low_battery={}, blink_doctor=chosen, sync_module=plug)
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(8)
    await phone.press(house, "Did not help")
    await phone.press(house, "Later")
    await house.poll(40)
    assert len(phone.rings) == 1
    await house.poll(20)
    assert len(phone.rings) == 2
    for _ in range(3):
        await house.wait(86400)
        await house.poll()
    assert len(phone.rings) == 2
    camera.mend()
    await house.poll(9)
    assert phone.lines == ["Driveway", "Driveway is fine."]
    camera.hang()
    await house.poll(6)
    for _ in range(2):
        await phone.press(house, "Did not help")
        await house.poll()
    assert len(phone.rings) == 3


async def test_urls(hass: HomeAssistant, make_told_phones: MakeToldPhones) -> None:
    """Repairs for an administrator, the camera itself for the others.

    Where there is none, nothing that they may not open.
    """
    house, (admin, guest) = await make_told_phones("Admin", "Guest", tell_well=True)
    user = await hass.auth.async_create_user("Guest", group_ids=["system-users"])
    hass.config_entries.async_update_entry(
        guest.entry, data={**guest.entry.data, "user_id": user.id}
    )
    await low(house, "Driveway")

    def urls(phone: AppPhone) -> set[str]:
        (only,) = phone.screen.values()
        return {only["data"]["url"], only["data"]["clickAction"]}

    (url,) = urls(admin)
    assert url.startswith("/config/repairs")
    (url,) = urls(guest)
    assert house.entity_id("Driveway", "fault") in url
    await mend(house, "Driveway", polls=5)
    assert guest.titles == ["Driveway"]
    assert urls(guest) == {"/lovelace"}
