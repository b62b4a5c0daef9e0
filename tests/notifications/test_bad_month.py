"""A bad month: outages, restarts, reloads, flapping, nights; two phones, two plugs.

Every fault is on the screen while it lasts and gone when it is over, whoever looked
when it went. Nothing rings at night, no plug stays off.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
import logging
from random import Random
from typing import Any

from homeassistant.components import persistent_notification
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.notifications import notifier_of
from custom_components.blink_doctor.notifications.records import RecordStore
from tests.automation.test_triggers import run_low
from tests.blueprints import conftest as settling
from tests.blueprints.conftest import Bell, UseBlueprints
from tests.house import House, MakeHouse
from tests.phone import AddPhone, AppPhone
from tests.self_healing.conftest import Plug, add_plug
from tests.self_healing.test_reload import count_reloads

_LOGGER = logging.getLogger(__name__)
DAYS = 30
QUIET_FROM, QUIET_TO = 22, 7
CAMERAS = ("Front door", "Garden", "Jetty", "Boathouse", "Lane")


class Month:
    """The house, and what happens in it."""

    def __init__(self, house: House, phone: AppPhone, bell: Bell) -> None:
        """Take what is looked at."""
        self.house, self.phone, self.bell = house, phone, bell
        self.faults: Counter[str] = Counter()
        self.standing: set[tuple[str, str]] = set()

    async def poll(self, times: int = 1) -> None:
        """Poll."""
        for _ in range(times):
            await self.house.poll()

    def count(self) -> None:
        """Count the faults that have begun."""
        if self.house.doctor.state is not ConfigEntryState.LOADED:
            return
        now = {
            (key, finding.cause.value)
            for key, device in self.house.coordinator.data.devices.items()
            for finding in device.findings
            if finding.is_root
        }
        self.faults.update(cause for _, cause in now - self.standing)
        self.standing = now

    def expected(self) -> set[str]:
        """Return the names of what is in trouble now."""
        return {
            device.reading.name
            for key, device in self.house.coordinator.data.devices.items()
            if any(finding.is_root for finding in device.findings)
        }

    def check(self) -> None:
        """The screen shows what is so, by day; at night at least nothing else."""
        text = "\n".join(
            f"{body.get('title')}\n{body['message']}"
            for body in self.phone.screen.values()
            if "Restarted for you" not in body["message"]
        )
        shown = {name for name in (*CAMERAS, "House", "Lake") if name in text}
        wanted = {
            name for name in self.expected() if name in (*CAMERAS, "House", "Lake")
        }
        local = dt_util.now()
        if QUIET_TO <= local.hour < QUIET_FROM - 1:
            assert shown == wanted, local
        assert shown <= wanted, local


async def restart(hass: HomeAssistant, house: House) -> None:
    """Stop the doctor, forget all that is not on disk, begin anew."""
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
    if then <= now:
        then += timedelta(days=1)
    await house.wait((then - now).total_seconds())


@pytest.mark.slow
async def test_bad_month(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprints: UseBlueprints,
    add_phone: AddPhone,
    bell: Bell,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Told once per phone, taken back, silent at night, within all limits."""
    monkeypatch.setattr(settling, "_STILL", 2)
    monkeypatch.setattr(settling, "_PAUSE", 0.002)
    random = Random(20)
    phone = await add_phone("Pixel")
    dead = await add_phone("Dead tablet", push=False)
    house = await make_house("two_modules")
    modules = {module.name: module for module in house.account.sync_modules}
    modules["Lake"].plug_in()
    plugs: list[Plug] = [
        await add_plug(hass, house, module, name=name.lower())
        for name, module in modules.items()
    ]
    reloaded: list[datetime] = []
    counted = count_reloads(hass, monkeypatch)
    month = Month(house, phone, bell)
    stop = notifier_of(hass).async_listen(month.count)
    await month.poll(4)

    async def begin() -> None:
        phones = [dead.device_id, phone.device_id]
        quiet = {"quiet_from": f"{QUIET_FROM}:00:00", "quiet_to": f"0{QUIET_TO}:00:00"}
        chosen: dict[str, Any] = {
            "phones": phones,
            "remind_days": 0,
            "digest_from": 0,
            **quiet,
        }
        small: dict[str, Any] = {
            "low_battery": {},
            "weak_signal": {},
            "blink_stuck": {},
        }
        await use_blueprints(house, blink_doctor=chosen, **small)
        for plug in plugs:
            device = house.device(plug.module.name)
            hass.data.setdefault("month_plugs", {})[plug.entity_id] = device.id

    async def heal() -> None:
        for plug, device_id in hass.data["month_plugs"].items():
            hass.async_create_task(
                hass.services.async_call(
                    "blink_doctor",
                    "power_cycle",
                    {"plug": plug, "device_id": device_id},
                    blocking=True,
                )
            )
        await house.settle()
        await house.wait(10)
        before = len(counted)
        await hass.services.async_call(
            "blink_doctor", "reload_blink", {}, blocking=True
        )
        reloaded.extend([dt_util.utcnow()] * (len(counted) - before))

    await begin()
    cycles_before: list[int] = []
    for _ in range(DAYS):
        cycles_before.append(sum(plug.cycles for plug in plugs))
        await until_hour(house, random.choice((3, 9, 14, 20)))
        await month.poll()
        match random.randrange(6):
            case 0:
                run_low(house, random.choice(CAMERAS))
            case 1:
                random.choice([*modules.values()]).unplug()
                for _ in range(3):
                    await month.poll(3)
                    await heal()
            case 2:
                house.cloud.fail("*homescreen*", 500)
                await month.poll(5)
                await heal()
                house.cloud.device(random.choice(CAMERAS)).mend()
                house.cloud.heal()
                await house.wait(600)
            case 3:
                await restart(hass, house)
                house.cloud.device(random.choice(CAMERAS)).mend()
                run_low(house, random.choice(CAMERAS))
                await house.wait(3600)
                await hass.config_entries.async_setup(house.doctor.entry_id)
                await begin()
            case 4:
                camera = random.choice(CAMERAS)
                for _ in range(3):
                    run_low(house, camera)
                    await month.poll(2)
                    house.cloud.device(camera).mend()
                    await month.poll(3)
            case 5:
                await hass.config_entries.async_reload(house.doctor.entry_id)
                house.cloud.device(random.choice(CAMERAS)).mend()
        await month.poll(3)
        await house.wait(7300)
        await month.poll(2)
        month.check()
        await until_hour(house, 0)
    for name in CAMERAS:
        house.cloud.device(name).mend()
    for module in modules.values():
        module.plug_in()
    await until_hour(house, 9)
    await month.poll(6)
    await house.wait(3 * 3600)
    await month.poll(2)
    month.check()
    # what came and went all month is called a fault until it was fine for a day
    standing = [
        body
        for body in phone.screen.values()
        if "Restarted for you" not in body["message"]
    ]
    assert len(standing) == len(month.expected()), standing
    night = [
        push
        for push in phone.pushes
        if not push.clears
        and not QUIET_TO <= dt_util.as_local(push.at).hour < QUIET_FROM
    ]
    assert night == []
    assert dead.pushes == []
    assert all(plug.is_on for plug in plugs)
    cycles = [*cycles_before, sum(plug.cycles for plug in plugs)]
    assert max(b - a for a, b in pairwise(cycles)) <= 6
    for at in reloaded:
        day = [one for one in reloaded if timedelta() <= one - at < timedelta(days=1)]
        assert len(day) <= 3
    faults = month.faults.total()
    assert faults >= DAYS / 2
    assert len(phone.rings) <= faults
    stop()
    silent = len([push for push in phone.pushes if not push.clears and not push.rings])
    _LOGGER.info(
        "%s faults in %s days: %s rings, %s silent updates, %s taken back, "
        "%s power cycles, %s reloads",
        faults,
        DAYS,
        len(phone.rings),
        silent,
        len(phone.pushes) - len(phone.rings) - silent,
        sum(plug.cycles for plug in plugs),
        len(counted),
    )
    assert len(phone.pushes) <= 3 * faults
