"""Told once, kept up to date, taken back: on real phones."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest

from tests.blueprints.conftest import Bell, UseBlueprint
from tests.notifications.test_bad_month import restart
from tests.phone import MakeToldHouse, MakeToldPhones

from .troubles import low, mend, quiet_around

WAITS: dict[str, dict[str, Any]] = {
    "lasts": {"wait": {"hours": 1}},
    "quiet": {},
    "later": {"snooze": {"hours": 1}},
    "reminder": {"remind_days": 1 / 24},
}


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
