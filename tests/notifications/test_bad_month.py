"""A bad month: outages, restarts, reloads, flapping, nights; two phones, two plugs.

Every fault is on the screen while it lasts and gone when it is over, whoever looked
when it went. Nothing rings at night, no plug stays off.
"""

from datetime import datetime, timedelta
from itertools import pairwise
import logging
from random import Random
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.notifications import notifier_of
from custom_components.blink_doctor.notifications.records import RecordStore
from tests import blueprint as settling
from tests.blueprint import UseBlueprints
from tests.house import House, MakeHouse
from tests.phone import AddPhone, AppPhone
from tests.self_healing.conftest import add_plug, reloads  # noqa: F401

from .troubles import low, mend

_LOGGER = logging.getLogger(__name__)
DAYS = 30
QUIET_FROM, QUIET_TO = 22, 7
CAMERAS = ("Front door", "Garden", "Jetty", "Boathouse", "Lane")
MODULES = ("House", "Lake")


def check(house: House, phone: AppPhone) -> int:
    """The screen shows what is so, by day; at night at least nothing else.

    Returns how many more notifications there are than devices in trouble.
    """
    bodies = [
        body
        for body in phone.screen.values()
        if "Restarted for you" not in body["message"]
    ]
    text = "\n".join(f"{body.get('title')}\n{body['message']}" for body in bodies)
    names = {
        device.reading.name
        for device in house.coordinator.data.devices.values()
        if any(finding.is_root for finding in device.findings)
    }
    shown = {name for name in (*CAMERAS, *MODULES) if name in text}
    wanted = names & {*CAMERAS, *MODULES}
    local = dt_util.now()
    if QUIET_TO <= local.hour < QUIET_FROM - 1:
        assert shown == wanted, local
    assert shown <= wanted, local
    return len(bodies) - len(names)


async def restart(hass: HomeAssistant, house: House) -> None:
    """Stop Blink Doctor and forget all that is not on disk."""
    await hass.config_entries.async_unload(house.doctor.entry_id)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await house.settle()
    notifier = notifier_of(hass)
    notifier.store = RecordStore(hass)
    await notifier.store.async_load()
    persistent_notification.async_dismiss_all(hass)


async def until_hour(house: House, hour: int) -> None:
    """Let time pass until an hour of the day."""
    now = dt_util.now()
    then = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    await house.wait((then - now).total_seconds() % 86400 or 86400)


@pytest.mark.slow
async def test_bad_month(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprints: UseBlueprints,
    add_phone: AddPhone,
    reloads: list[datetime],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told once per phone, taken back, silent at night, within all limits."""
    monkeypatch.setattr(settling, "_STILL", 2)
    monkeypatch.setattr(settling, "_PAUSE", 0.002)
    random = Random(20)
    phone = await add_phone("Pixel")
    dead = await add_phone("Dead tablet", push=False)
    house = await make_house("two_modules")
    modules = [house.thing(name) for name in MODULES]
    house.thing("Lake").plug_in()
    plugs = [await add_plug(hass, house, one, name=one.name.lower()) for one in modules]
    await house.poll(4)
    ids = {plug.entity_id: house.device(plug.module.name).id for plug in plugs}

    async def begin() -> None:
        chosen: dict[str, Any] = {
            "phones": [dead.device_id, phone.device_id],
            "remind_days": 0,
            "digest_from": 0,
            "quiet_from": f"{QUIET_FROM}:00:00",
            "quiet_to": f"0{QUIET_TO}:00:00",
        }
        small: dict[str, Any] = {
            "low_battery": {},
            "weak_signal": {},
            "blink_stuck": {},
        }
        await use_blueprints(house, blink_doctor=chosen, **small)

    async def heal() -> None:
        for plug, device_id in ids.items():
            data = {"plug": plug, "device_id": device_id}
            hass.async_create_task(house.act("power_cycle", **data))
        await house.settle()
        await house.wait(10)
        await house.act("reload_blink")

    await begin()
    cycles = [0]
    for _ in range(DAYS):
        await until_hour(house, random.choice((3, 9, 14, 20)))
        await house.poll()
        camera = random.choice(CAMERAS)
        match random.randrange(6):
            case 0:
                await low(house, camera, polls=0)
            case 1:
                random.choice(modules).unplug()
                for _ in range(3):
                    await house.poll(3)
                    await heal()
            case 2:
                house.cloud.fail("*homescreen*", 500)
                await house.poll(5)
                await heal()
                await mend(house, camera)
                house.cloud.heal()
                await house.wait(600)
            case 3:
                await restart(hass, house)
                await mend(house, camera)
                await low(house, random.choice(CAMERAS), polls=0)
                await house.wait(3600)
                await hass.config_entries.async_setup(house.doctor.entry_id)
                await begin()
            case 4:
                for _ in range(3):
                    await low(house, camera, polls=2)
                    await mend(house, camera, polls=3)
            case 5:
                await house.reload()
                await mend(house, camera)
        await house.poll(3)
        await house.wait(7300)
        await house.poll(2)
        check(house, phone)
        await until_hour(house, 0)
        cycles.append(sum(plug.cycles for plug in plugs))
    await mend(house, *CAMERAS)
    for module in modules:
        module.plug_in()
    await until_hour(house, 9)
    await house.poll(6)
    await house.wait(3 * 3600)
    await house.poll(2)
    # what came and went all month is called a fault until it was fine for a day
    assert check(house, phone) == 0
    at_night = [
        push
        for push in phone.pushes
        if not push.clears
        and not QUIET_TO <= dt_util.as_local(push.at).hour < QUIET_FROM
    ]
    assert at_night == []
    assert dead.pushes == []
    assert all(plug.is_on for plug in plugs)
    assert 0 < max(b - a for a, b in pairwise(cycles)) <= 6
    assert reloads
    for at in reloads:
        day = [one for one in reloads if timedelta() <= one - at < timedelta(days=1)]
        assert len(day) <= 3
    devices = house.coordinator.memory.devices.values()
    faults = sum(len(device.incidents) for device in devices)
    rings, cleared = len(phone.rings), sum(push.clears for push in phone.pushes)
    silent = len(phone.pushes) - rings - cleared
    _LOGGER.info(
        "%s faults, %s rings, %s silent, %s cleared", faults, rings, silent, cleared
    )
    assert faults >= DAYS / 2
    assert rings <= faults
    assert rings + silent + cleared <= 3 * faults
