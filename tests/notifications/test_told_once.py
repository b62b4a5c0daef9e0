"""Told once, kept up to date, taken back: on real phones."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest

from tests.blueprint import Bell, UseBlueprint
from tests.house import House
from tests.notifications.test_bad_month import restart
from tests.phone import AppPhone, MakeToldPhones

from .troubles import low, mend, quiet_around, weak

LOW = "Driveway: batteries low"


@pytest.mark.house(devices=["Driveway"], tell_well=True)
async def test_a_dead_module_is_one_notification(house: House, phone: AppPhone) -> None:
    """Who chose a camera is told of its module; the cameras behind it are not told."""
    house.thing("Home").unplug()
    await low(house, "Cellar", polls=6)
    assert len(phone.rings) == 1
    home = house.key("Home")
    count = sum(
        device.online is False and any(f.root == home for f in device.findings)
        for key, device in house.coordinator.data.devices.items()
        if key != home
    )
    assert phone.lines[0] == f"Sync module Home is offline: {count} cameras see nothing"
    assert phone.lines[1].startswith("Step 1 of")
    house.thing("Home").plug_in()
    await house.poll(3)
    assert phone.lines == ["Home", "Home is fine."]
    assert len(phone.rings) == 1


async def test_a_second_cause_and_a_new_name(house: House, phone: AppPhone) -> None:
    """One notification: the cause rings once more and is added, the name is silent."""
    await low(house, "Driveway")
    await weak(house)
    assert len(phone.rings) == 2
    how, also = "Put in 2 AA lithium, not rechargeable.", "Also: Weak Wi-Fi"
    assert phone.lines == [LOW, how, also], "the guide stays that of the first cause"
    device_id = house.device("Driveway").id
    dr.async_get(house.hass).async_update_device(device_id, name_by_user="Einfahrt")
    await house.poll()
    assert phone.titles == ["Einfahrt: batteries low"]
    house.thing("Driveway").battery, house.thing("Driveway").volts = "ok", 1.62
    await house.poll(4)
    assert phone.lines[:2] == [
        "Einfahrt: Weak Wi-Fi",
        "Step 1 of 4: Check that the Wi-Fi works",
    ]
    assert len(phone.rings) == 2


@pytest.mark.house(causes=["low_battery"], tell_well=True)
async def test_a_cause_that_nobody_chose_stays(house: House, phone: AppPhone) -> None:
    """What was told is taken back; that the camera is fine is not said."""
    house.thing("Driveway").set_signal(1)
    await low(house, "Driveway", polls=8)
    assert phone.titles == [LOW]
    house.thing("Driveway").battery, house.thing("Driveway").volts = "ok", 1.62
    await house.poll(5)
    assert house.cause("Driveway") == "weak_wifi"
    assert phone.screen == {}


async def test_mended_in_an_outage(bell: Bell, house: House, phone: AppPhone) -> None:
    """Nobody looked when it went, nobody looked when the other began."""
    entries = house.hass.config_entries
    await low(house, "Driveway")
    await entries.async_unload(house.blink.entry_id)
    await house.settle()
    await mend(house, "Driveway")
    await low(house, "Garden")
    assert phone.titles == [LOW], "nothing is known yet"
    await entries.async_setup(house.blink.entry_id)
    await house.poll(6)
    assert phone.titles == ["Garden: batteries low"]
    assert len(phone.rings) == 2
    assert len(bell()) == 1


@pytest.mark.parametrize("what", ["doctor", "automation", "both"])
async def test_a_reload_tells_nothing_twice(
    house: House, phone: AppPhone, use_blueprint: UseBlueprint, what: str
) -> None:
    """What began and ended in between is told and taken back."""
    entries = house.hass.config_entries
    await low(house, "Driveway", "Cellar")
    assert len(phone.rings) == 2
    if what != "automation":
        await entries.async_unload(house.doctor.entry_id)
    await mend(house, "Driveway")
    await low(house, "Garden")
    if what != "doctor":
        await use_blueprint(house, "blink_doctor")
    if what != "automation":
        await entries.async_setup(house.doctor.entry_id)
    await house.poll(6)
    assert phone.titles == ["Cellar: batteries low", "Garden: batteries low"]
    assert len(phone.rings) == 3


@pytest.mark.parametrize("what", ["removed", "disabled"])
async def test_an_account_that_is_gone(
    hass: HomeAssistant, house: House, phone: AppPhone, bell: Bell, what: str
) -> None:
    """What was told of it is taken back."""
    await low(house, "Driveway")
    entries, entry_id = hass.config_entries, house.doctor.entry_id
    if what == "removed":
        await entries.async_remove(entry_id)
    else:
        await entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    await house.settle()
    assert (phone.screen, bell()) == ({}, {})


@pytest.mark.parametrize(
    ("rings", "inputs"),
    [
        (0, {"wait": {"hours": 1}}),
        (0, {"quiet": (-60, 60)}),
        (1, {"snooze": {"hours": 1}}),
        (1, {"remind_days": 1 / 24}),
    ],
    ids=["lasts", "quiet", "later", "reminder"],
)
async def test_a_restart_during_a_wait(
    make_told_phones: MakeToldPhones,
    use_blueprint: UseBlueprint,
    rings: int,
    inputs: dict[str, Any],
) -> None:
    """What is waited for comes once, when it would have come."""
    if "quiet" in inputs:
        inputs = quiet_around(*inputs["quiet"])
    house, (phone,) = await make_told_phones("Pixel", **inputs)
    await low(house, "Driveway")
    if "snooze" in inputs:
        await phone.press(house, "Later")
    await house.poll(5)
    assert len(phone.rings) == rings
    await restart(house.hass, house)
    await house.hass.config_entries.async_setup(house.doctor.entry_id)
    await use_blueprint(house, "blink_doctor", **inputs)
    assert len(phone.rings) == rings
    for polls in (8, 3):
        await house.poll(polls)
        assert len(phone.rings) == rings + 1


@pytest.mark.house(tell=[{"event": "told"}], take_back=[{"event": "taken_back"}])
async def test_mended_while_the_automation_is_off(
    hass: HomeAssistant, house: House, phone: AppPhone, bell: Bell
) -> None:
    """It is taken back all the same; its own actions do so when it is on again."""
    events: list[str] = []
    for name in ("told", "taken_back"):
        hass.bus.async_listen(name, lambda event: events.append(str(event.event_type)))
    await low(house, "Driveway")
    await house.call("automation.turn_off", entity_id="automation.blink_doctor")
    await mend(house, "Driveway", polls=8)
    assert (phone.screen, bell()) == ({}, {})
    await house.call("automation.turn_on", entity_id="automation.blink_doctor")
    await house.settle()
    assert events == ["told", "taken_back"]


@pytest.mark.house(wait={"hours": 1}, tell_well=True)
async def test_only_what_lasts_an_hour_is_told(house: House, phone: AppPhone) -> None:
    """What lasted forty minutes is not called fine either."""
    await low(house, "Driveway", polls=8)
    await mend(house, "Driveway", polls=12)
    assert phone.pushes == []
    await low(house, "Garden", polls=14)
    assert len(phone.rings) == 1


@pytest.mark.house(remind_days=0)
async def test_what_comes_and_goes_is_told_once(house: House, phone: AppPhone) -> None:
    """A battery on the edge for a day: one ring, and then how often it was."""
    for _ in range(8):
        await low(house, "Driveway", polls=6)
        await mend(house, "Driveway", polls=6)
    await low(house, "Driveway")
    assert len(phone.rings) == 1
    assert len(phone.pushes) <= 8
    await house.wait(3600 * 7)
    await house.poll()
    assert "Has come and gone" in phone.lines[-1]
    await house.poll_daily(3)
    await house.poll()
    assert len(phone.rings) <= 2, "once more when it has come to stay, and no more"


@pytest.mark.house(remind_days=0)
async def test_a_time_of_day_gets_its_date(house: House, phone: AppPhone) -> None:
    """The next day, without a sound."""
    house.cloud.fail("*", 503)
    await house.poll(6)
    assert phone.lines[0] == "No news from Blink since 02:05"
    for _ in range(24):
        await house.wait(3600)
    assert phone.lines[0] == "No news from Blink since 22 November 02:05"
    assert len(phone.rings) == 1
