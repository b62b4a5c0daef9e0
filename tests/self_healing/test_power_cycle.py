"""A power cycle never leaves the plug off, and is done only where it may help."""

from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.self_healing.attempts import Attempts
from custom_components.blink_doctor.self_healing.power import Plugs
from tests.blueprints.conftest import UseBlueprint, UseBlueprints
from tests.house import House
from tests.integration.test_clock import Clock
from tests.phone import AddPhone, MakeToldHouse
from tests.self_healing.conftest import PLUG, MakePlugged, add_plug

NO_HELP = {"helps": False}


def issues(house: House) -> set[str | None]:
    """Return what kinds of issues of ours there are about plugs."""
    found = {
        one.translation_key
        for one in ir.async_get(house.hass).issues.values()
        if one.domain == "blink_doctor"
    }
    return {key for key in found if key and key.startswith("plug")}


async def cycle(house: House, **data: Any) -> dict[str, Any]:
    """Call the action and return what it says."""
    answer = await house.hass.services.async_call(
        "blink_doctor",
        "power_cycle",
        {"plug": PLUG, **data},
        blocking=True,
        return_response=True,
    )
    assert isinstance(answer, dict)
    return answer


async def begin_cycle(house: House, **data: Any) -> None:
    """Call the action and do not wait for its end."""
    house.hass.async_create_background_task(cycle(house, **data), "cycle")
    await house.settle()


async def dead_module(house: House) -> None:
    """Let the first module hang."""
    house.account.sync_modules[0].unplug()
    await house.poll(3)


async def seconds(house: House, count: int) -> None:
    """Let seconds pass one by one."""
    for _ in range(count):
        await house.wait(1)


async def test_restarted_and_told(
    make_plugged: MakePlugged, use_blueprints: UseBlueprints, add_phone: AddPhone
) -> None:
    """Off, ten seconds, on; that it was done and helped is told without a ring.

    Two of the small blueprints leave it to none that is not there.
    """
    phone = await add_phone()
    house, plug = await make_plugged("")
    await use_blueprints(house, sync_module={"plug": PLUG}, weak_signal={})
    await dead_module(house)
    assert plug.switched == [False]
    await house.wait(10)
    assert plug.switched == [False, True]
    await house.poll(4)
    assert phone.rings == []
    assert phone.lines[0] == "Home"
    assert phone.lines[1].startswith("Restarted for you at ")
    assert phone.lines[1].endswith("It is back.")
    await house.poll(12)
    assert plug.cycles == 1
    assert len(phone.pushes) == 1


async def test_a_plug_that_reports_late(make_plugged: MakePlugged) -> None:
    """It says some seconds after the call what it did: the pause is as long as ever."""
    house, plug = await make_plugged(plug={"reports_after": 3})
    await dead_module(house)
    await seconds(house, 12)
    assert plug.switched == [False]
    await seconds(house, 6)
    assert plug.switched == [False, True]
    assert plug.is_on
    assert issues(house) == set()


@pytest.mark.parametrize("what", ["automation", "doctor", "stop"])
async def test_switched_on_again_whatever_stops(
    make_plugged: MakePlugged, what: str
) -> None:
    """In the ten seconds: the automation is stopped, the entry removed, all stops."""
    house, plug = await make_plugged()
    await dead_module(house)
    assert plug.switched == [False]
    if what == "automation":
        ids = {"entity_id": "automation.sync_module"}
        await house.hass.services.async_call(
            "automation", "turn_off", ids, blocking=True
        )
    elif what == "doctor":
        await house.hass.config_entries.async_remove(house.doctor.entry_id)
    else:
        house.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await house.settle()
        assert plug.switched == [False, True]
    await house.wait(10)
    assert plug.switched[:2] == [False, True]
    assert plug.is_on


@pytest.mark.parametrize("failures", [1, 2, 6])
async def test_turn_on_is_tried_until_it_is_on(
    make_plugged: MakePlugged, failures: int
) -> None:
    """A plug that does not answer is named after three tries, until it is on."""
    house, plug = await make_plugged()
    plug.fails[True] = failures
    await dead_module(house)
    await house.wait(10)
    for _ in range(3):
        await house.wait(15)
    assert (plug.switched == [False]) is (failures > 3)
    assert issues(house) == ({"plug_left_off"} if failures > 3 else set())
    for _ in range(8):
        await house.wait(61)
    assert plug.switched[:2] == [False, True]
    assert issues(house) == set()


async def test_a_plug_that_is_lost_while_it_is_off(
    make_plugged: MakePlugged, caplog: pytest.LogCaptureFixture
) -> None:
    """For an hour: named, not logged each minute, and on when it is there again."""
    house, plug = await make_plugged(plug=NO_HELP)
    await dead_module(house)
    plug.answers(available=False)
    for _ in range(60):
        await house.wait(61)
    assert issues(house) == {"plug_left_off"}
    assert sum("did not switch" in message for message in caplog.messages) < 5
    plug.answers(available=True)
    for _ in range(3):
        await house.wait(61)
    assert plug.is_on
    assert issues(house) == set()


async def test_a_plug_that_does_not_switch_off_is_told(
    make_plugged: MakePlugged, add_phone: AddPhone
) -> None:
    """Nothing was tried; that is told, with the module's own fault."""
    phone = await add_phone()
    house, plug = await make_plugged(plug=NO_HELP, wait={"minutes": 1})
    plug.fails[False] = 100
    await dead_module(house)
    await house.poll(2)
    assert plug.cycles == 0
    assert issues(house) == {"plug_not_off"}
    assert phone.lines[-1] == "The plug plug did not switch. Please look at it."


async def test_a_plug_that_is_not_there_is_waited_for(
    make_plugged: MakePlugged, add_phone: AddPhone
) -> None:
    """The module's fault is told; it is restarted when the plug is there again."""
    phone = await add_phone()
    house, plug = await make_plugged()
    plug.answers(available=False)
    await dead_module(house)
    await house.poll(6)
    assert plug.switched == []
    assert len(phone.rings) == 1
    plug.answers(available=True)
    await house.poll(2)
    assert plug.cycles == 1


async def test_after_a_restart_the_plug_is_switched_on(
    make_plugged: MakePlugged,
) -> None:
    """What was off when Home Assistant went down is on disk and goes on again.

    So is the try: who restarts in the middle has no more of them.
    """
    house, plug = await make_plugged("")
    await dead_module(house)
    await begin_cycle(house)
    assert plug.switched == [False]
    # a new Home Assistant reads what the old one wrote before the plug was off
    attempts = Attempts(house.hass)
    await attempts.async_load()
    assert attempts.kept.off == [PLUG]
    assert [len(tries) for tries in attempts.kept.tries.values()] == [1]
    plug.fails[True] = 1
    Plugs(house.hass, attempts).async_recover()
    await house.settle()
    await house.wait(3)
    assert plug.switched == [False, True]
    assert attempts.kept.off == []
    await house.wait(10)


@pytest.mark.parametrize("trouble", ["none", "router", "camera", "weak", "blink"])
async def test_only_for_the_modules_own_cause(
    make_plugged: MakePlugged, trouble: str
) -> None:
    """Not for a camera, weak Wi-Fi, Blink's silence or the whole network."""
    house, plug = await make_plugged()
    if trouble == "router":
        house.account.router_off()
    if trouble == "camera":
        house.cloud.device("Driveway").hang()
    if trouble == "weak":
        plug.module.set_signal(1)
    if trouble == "blink":
        house.cloud.fail("*", 503)
    await house.poll(12)
    assert plug.switched == []


async def test_a_module_with_weak_wifi_is_not_restarted_again(
    make_plugged: MakePlugged,
) -> None:
    """It came back; its weak signal is none of the plug's business."""
    house, plug = await make_plugged()
    plug.module.set_signal(1)
    await house.poll(10)
    await dead_module(house)
    await house.wait(10)
    await house.poll(24)
    assert plug.cycles == 1


async def test_two_modules_have_to_be_told_apart(
    make_plugged: MakePlugged, use_blueprint: UseBlueprint
) -> None:
    """None chosen: nothing is done. Chosen: each plug is for its own module."""
    house, plug = await make_plugged(scenario="two_modules", module="Lake")
    await house.poll(6)
    assert house.cause("Lake") == "sync_module_offline"
    assert plug.switched == []
    with pytest.raises(ServiceValidationError, match="Choose the one"):
        await cycle(house)
    well, dead = house.device("House").id, house.device("Lake").id
    assert (await cycle(house, device_id=well))["result"] == "not_needed"
    await use_blueprint(house, "sync_module", plug=PLUG, devices=[dead])
    await house.wait(10)
    assert plug.switched == [False, True]
    with pytest.raises(ServiceValidationError, match="another sync module"):
        await cycle(house, device_id=well)


async def test_two_plugs_for_one_module(make_plugged: MakePlugged) -> None:
    """While one is off, the other stays on: it is the module's try."""
    house, plug = await make_plugged("", plug=NO_HELP)
    other = await add_plug(house.hass, house, helps=False, name="other")
    await dead_module(house)
    await begin_cycle(house)
    assert plug.cycles == 1
    await begin_cycle(house, plug="switch.other")
    assert other.cycles == 0
    await house.wait(10)


async def test_at_most_three_a_day_with_growing_pauses(
    make_plugged: MakePlugged, add_phone: AddPhone
) -> None:
    """A module that stays dead is left alone, and its owner told once."""
    phone = await add_phone()
    house, plug = await make_plugged(plug=NO_HELP)
    plug.module.unplug()
    for _ in range(40):
        await house.poll(1)
        await house.wait(10)
    assert plug.cycles == 3
    assert plug.switched[-1] is True
    assert len(phone.rings) == 1
    assert phone.lines[-1].endswith("It did not help.")


async def test_eight_hangs_a_day(make_plugged: MakePlugged) -> None:
    """The count is of power cycles, whatever else runs: three, each day."""
    house, plug = await make_plugged()
    per_day = []
    for _ in range(2):
        before = plug.cycles
        for _ in range(8):
            await dead_module(house)
            await house.wait(10)
            plug.module.plug_in()
            await house.poll(2)
            await house.wait(10800 - 5 * 301 - 10)
        per_day.append(plug.cycles - before)
    assert per_day == [3, 3]


async def test_a_plug_that_is_off_by_hand_stays_off(make_plugged: MakePlugged) -> None:
    """Somebody wants it so."""
    house, plug = await make_plugged()
    await plug.async_turn_off()
    await house.poll(6)
    assert plug.switched == [False]
    assert (await cycle(house))["result"] == "plug_off"


async def test_a_restart_under_way_is_shown_live(
    make_told_house: MakeToldHouse,
) -> None:
    """What was told says that it is waited for, as a live update, until it is over."""
    house, phone = await make_told_house()
    plug = await add_plug(house.hass, house, helps=False)
    await dead_module(house)
    assert len(phone.rings) == 1
    await begin_cycle(house)
    await house.wait(11)
    (body,) = phone.screen.values()
    assert "Waiting for it to come back." in body["message"]
    assert body["data"]["live_update"] is True
    assert body["data"]["when"] > dt_util.utcnow().timestamp()
    for _ in range(4):
        await house.poll()
    (body,) = phone.screen.values()
    assert "It did not help." in body["message"]
    assert "live_update" not in body["data"]
    assert len(phone.rings) == 1
    assert plug.is_on


async def test_a_paused_module_is_left_alone(
    make_plugged: MakePlugged, add_phone: AddPhone
) -> None:
    """Its silence is not mended, neither before the pause nor in it; nor is it tried."""
    phone = await add_phone()
    house, plug = await make_plugged(plug=NO_HELP)
    await dead_module(house)
    await house.wait(10)
    assert plug.cycles == 1
    ids = {"device_id": [house.device("Home").id]}
    await house.hass.services.async_call("blink_doctor", "pause", ids, blocking=True)
    await house.poll(6)
    assert await cycle(house, **ids) == {"result": "not_needed"}
    assert plug.cycles == 1
    assert phone.pushes == []
    key = house.key("Home")
    assert house.coordinator.notes_of(key).steps_tried == ()
    await house.hass.services.async_call("blink_doctor", "resume", ids, blocking=True)
    await house.poll(4)
    assert plug.cycles == 2


async def test_the_clock_is_set_back(make_plugged: MakePlugged, clock: Clock) -> None:
    """A try of the future was made now: it is not waited for until then."""
    house, plug = await make_plugged(plug=NO_HELP)
    await dead_module(house)
    await house.wait(10)
    assert plug.cycles == 1
    clock.off -= timedelta(days=30)
    await house.hass.config_entries.async_reload(house.blink.entry_id)
    for _ in range(10):
        await house.poll()
    assert plug.cycles == 2
