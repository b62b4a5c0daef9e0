"""A bad month: outages, restarts, reloads, flapping, nights; two phones, two plugs.

Every fault is on the screen while it lasts and gone when it is over, whoever looked
when it went. Nothing rings at night, no plug stays off.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest

from tests.phone_story import PhoneStory, restart
from tests.self_healing.conftest import add_plug, reloads  # noqa: F401

DAYS = 30
QUIET_FROM, QUIET_TO = 22, 7
CAMERAS = ("Front door", "Garden", "Jetty", "Boathouse", "Lane")
MODULES = ("House", "Lake")
USE = f"""use blink_doctor phones=all remind_days=0 digest_from=0
    quiet_from={QUIET_FROM}:00:00 quiet_to=0{QUIET_TO}:00:00
    + low_battery + weak_signal + blink_stuck"""


def check(phone_story: PhoneStory) -> int:
    """The screen shows what is so, by day; at night at least nothing else.

    Returns how many more notifications there are than devices in trouble.
    """
    shown = [
        f"{body.get('title')}\n{body['message']}"
        for body in phone_story.phones[0].screen.values()
        if "Restarted for you" not in body["message"]
    ]
    names = {
        device.reading.name
        for device in phone_story.house.coordinator.data.devices.values()
        if any(finding.is_root for finding in device.findings)
    }
    is_shown = {one for one in (*CAMERAS, *MODULES) if one in "\n".join(shown)}
    wanted = names & {*CAMERAS, *MODULES}
    local = dt_util.now()
    if QUIET_TO <= local.hour < QUIET_FROM - 1:
        assert is_shown == wanted, local
    assert is_shown <= wanted, local
    return len(shown) - len(names)


@pytest.mark.slow
@pytest.mark.house(
    "two_modules", phones="Pixel,Dead tablet", without_push="Dead tablet"
)
async def test_bad_month(
    hass: HomeAssistant,
    phone_story: PhoneStory,
    reloads: list[datetime],  # noqa: F811
) -> None:
    """Notified once per phone, withdrawn, silent at night, within all limits."""
    random, house, (phone, dead) = Random(20), phone_story.house, phone_story.phones
    modules = [house.find(name) for name in MODULES]
    plugs = [await add_plug(phone_story, one, one.name.lower()) for one in modules]
    await phone_story.do(f"Lake plug_in; 4; {USE}")
    ids = {plug.entity_id: house.device(plug.module.name).id for plug in plugs}

    async def heal() -> None:
        for plug, device_id in ids.items():
            data = {"plug": plug, "device_id": device_id}
            hass.async_create_task(house.act("power_cycle", **data))
        await house.settle()
        await house.wait(10)
        await house.act("reload_blink")

    cycles = [0]
    for _ in range(DAYS):
        await phone_story.do(f"until {random.choice((3, 9, 14, 20))}:00; 1")
        camera = random.choice(CAMERAS).replace(" ", "_")
        match random.randrange(6):
            case 0:
                await phone_story.do(f"{camera} low")
            case 1:
                random.choice(modules).unplug()
                for _ in range(3):
                    await house.poll(3)
                    await heal()
            case 2:
                await phone_story.do("fail 500; 5")
                await heal()
                await phone_story.do(f"{camera} mend; heal; wait 10m")
            case 3:
                await restart(hass, house)
                other = random.choice(CAMERAS).replace(" ", "_")
                await phone_story.do(
                    f"{camera} mend; {other} low; wait 1h; setup doctor; {USE}"
                )
            case 4:
                await phone_story.do(
                    "; ".join([f"{camera} low; 2; {camera} mend; 3"] * 3)
                )
            case 5:
                await phone_story.do(f"reload doctor; {camera} mend")
        await phone_story.do("3; wait 7300s; 2")
        check(phone_story)
        await phone_story.do("until 0:00")
        cycles.append(sum(plug.cycles for plug in plugs))
    everything = ",".join(CAMERAS).replace(" ", "_")
    await phone_story.do(
        f"{everything} mend; House,Lake plug_in; until 9:00; 6; wait 3h; 2"
    )
    # what came and went all month is called a fault until it was fine for a day
    assert check(phone_story) == 0
    at_night = [
        push
        for push in phone.pushes
        if not push.clears
        and not QUIET_TO <= dt_util.as_local(push.at).hour < QUIET_FROM
    ]
    assert at_night == dead.pushes == []
    assert all(plug.is_on for plug in plugs)
    assert 0 < max(b - a for a, b in pairwise(cycles)) <= 6
    assert reloads
    for at in reloads:
        day = [one for one in reloads if timedelta() <= one - at < timedelta(days=1)]
        assert len(day) <= 3
    devices = house.coordinator.memory.devices.values()
    faults = sum(len(device.incidents) for device in devices)
    rings, cleared = len(phone.rings), sum(push.clears for push in phone.pushes)
    assert faults >= DAYS / 2
    assert rings <= faults
    assert len(phone.pushes) <= 3 * faults, (faults, rings, cleared)
