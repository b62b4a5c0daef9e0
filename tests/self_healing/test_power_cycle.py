"""A power cycle never leaves the plug off, and is done only where it may help."""

from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.self_healing.attempts import Attempts
from custom_components.blink_doctor.self_healing.power import Plugs
from tests.blueprint import UseBlueprint, UseBlueprints
from tests.house import House, MakeHouse
from tests.integration.test_clock import Clock
from tests.phone import AppPhone
from tests.self_healing.conftest import PLUG, Plug, add_plug

pytestmark = pytest.mark.house(blueprint="sync_module", plug=PLUG)

by_hand = pytest.mark.house(blueprint=None)


def issues(house: House) -> set[str]:
    """Return what kinds of issues there are about plugs."""
    keys = {str(issue.translation_key) for issue in house.issues}
    return {key for key in keys if key.startswith("plug")}


async def cycle(house: House, **data: Any) -> Any:
    return await house.act("power_cycle", **{"plug": PLUG, **data})


async def begin_cycle(house: House, **data: Any) -> None:
    house.hass.async_create_background_task(cycle(house, **data), "cycle")
    await house.settle()


async def dead_module(house: House, polls: int = 3) -> None:
    """Let the first module hang."""
    house.account.sync_modules[0].unplug()
    await house.poll(polls)


async def wait_each(house: House, times: int, seconds: float = 61) -> None:
    for _ in range(times):
        await house.wait(seconds)


@pytest.mark.parametrize("late", [0, 3])
@by_hand
async def test_restarted_and_told(
    house: House, plug: Plug, phone: AppPhone, use_blueprints: UseBlueprints, late: int
) -> None:
    """Ten seconds off, even if the plug reports late; success is told without a ring.

    Of two small blueprints neither leaves it to a big one that is not there.
    """
    await use_blueprints(house, sync_module={"plug": PLUG}, weak_signal={})
    plug.reports_after = late
    await dead_module(house)
    await wait_each(house, 9 + late, 1)
    assert plug.switched == [False]
    await wait_each(house, 1 + 2 * late, 1)
    assert plug.switched == [False, True]
    assert plug.is_on
    await house.poll(4)
    assert phone.lines[0] == "Home"
    assert phone.lines[1].startswith("Restarted for you at ")
    assert phone.lines[1].endswith("It is back.")
    await house.poll(12)
    assert plug.cycles == len(phone.pushes) == 1
    assert phone.rings == []
    assert issues(house) == set()


@pytest.mark.parametrize("what", ["automation", "doctor", "stop"])
async def test_on_again_whatever_stops(house: House, plug: Plug, what: str) -> None:
    """In the ten seconds: the automation is stopped, the entry removed, all stops."""
    hass = house.hass
    await dead_module(house)
    assert plug.switched == [False]
    if what == "automation":
        await house.call("automation.turn_off", entity_id="automation.sync_module")
    elif what == "doctor":
        await hass.config_entries.async_remove(house.doctor.entry_id)
    else:
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await house.settle()
        assert plug.switched == [False, True]
    await house.wait(10)
    assert plug.switched[:2] == [False, True]
    assert plug.is_on


@pytest.mark.parametrize("failures", [1, 2, 6])
async def test_on_is_tried_until_it_is(house: House, plug: Plug, failures: int) -> None:
    """A plug that does not answer is named after three tries, until it is on."""
    plug.fails[True] = failures
    await dead_module(house)
    await house.wait(10)
    await wait_each(house, 3, 15)
    assert (plug.switched == [False]) is (failures > 3)
    assert issues(house) == ({"plug_left_off"} if failures > 3 else set())
    await wait_each(house, 8)
    assert plug.switched[:2] == [False, True]
    assert issues(house) == set()


async def test_a_plug_that_is_lost_while_it_is_off(
    house: House, plug: Plug, caplog: pytest.LogCaptureFixture
) -> None:
    """For an hour: named, not logged each minute, and on when it is there again."""
    plug.helps = False
    await dead_module(house)
    plug.answers(available=False)
    await wait_each(house, 60)
    assert issues(house) == {"plug_left_off"}
    assert sum("did not switch" in message for message in caplog.messages) < 5
    plug.answers(available=True)
    await wait_each(house, 3)
    assert plug.is_on
    assert issues(house) == set()


@pytest.mark.house(blueprint="sync_module", plug=PLUG, wait={"minutes": 1})
async def test_a_plug_that_stays_on(house: House, plug: Plug, phone: AppPhone) -> None:
    """Nothing was tried; that is told, with the module's own fault."""
    plug.fails[False], plug.helps = 100, False
    await dead_module(house, 5)
    assert plug.cycles == 0
    assert issues(house) == {"plug_not_off"}
    assert phone.lines[-1] == "The plug plug did not switch. Please look at it."


async def test_a_plug_not_there_yet(house: House, plug: Plug, phone: AppPhone) -> None:
    """The fault is told; it is restarted when the plug is there, and not off by hand."""
    plug.answers(available=False)
    await dead_module(house, 9)
    assert plug.switched == []
    assert len(phone.rings) == 1
    plug.answers(available=True)
    await house.poll(2)
    assert plug.switched == [False, True]
    await plug.async_turn_off()
    await house.poll(6)
    assert plug.switched == [False, True, False]
    assert (await cycle(house))["result"] == "plug_off"


@by_hand
async def test_a_restart_of_home_assistant(house: House, plug: Plug) -> None:
    """What it left off is on disk and goes on again; the try counts all the same."""
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
async def test_only_for_its_own_cause(house: House, plug: Plug, trouble: str) -> None:
    """Not for a camera, weak Wi-Fi, Blink's silence or the whole network."""
    match trouble:
        case "router":
            house.account.router_off()
        case "camera":
            house.thing("Driveway").hang()
        case "weak":
            plug.module.set_signal(1)
        case "blink":
            house.cloud.fail("*", 503)
    await house.poll(12)
    assert plug.switched == []
    if trouble == "weak":
        await dead_module(house)
        await house.wait(10)
        await house.poll(24)
        assert plug.cycles == 1, "it is back, if with a weak signal"


async def test_two_modules_have_to_be_told_apart(
    make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """None chosen: nothing is done. Chosen: each plug is for its own module."""
    house = await make_house("two_modules")
    plug = await add_plug(house.hass, house, house.thing("Lake"))
    await use_blueprint(house, "sync_module", plug=PLUG)
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


@by_hand
async def test_two_plugs_for_one_module(house: House, plug: Plug) -> None:
    """While one is off, the other stays on: it is the module's try."""
    other = await add_plug(house.hass, house, name="other")
    await dead_module(house)
    await begin_cycle(house)
    assert plug.cycles == 1
    await begin_cycle(house, plug="switch.other")
    assert other.cycles == 0
    await house.wait(10)


async def test_a_module_stays_dead(house: House, plug: Plug, phone: AppPhone) -> None:
    """Three tries a day with growing pauses, and its owner is told once."""
    plug.helps = False
    plug.module.unplug()
    for _ in range(40):
        await house.poll()
        await house.wait(10)
    assert plug.cycles == 3
    assert plug.switched[-1] is True
    assert len(phone.rings) == 1
    assert phone.lines[-1].endswith("It did not help.")


async def test_eight_hangs_a_day(house: House, plug: Plug) -> None:
    """At most three power cycles each day."""
    for day in (1, 2):
        for _ in range(8):
            await dead_module(house)
            await house.wait(10)
            plug.module.plug_in()
            await house.poll(2)
            await house.wait(10800 - 5 * 301 - 10)
        assert plug.cycles == 3 * day


@pytest.mark.house
async def test_a_restart_shown_live(house: House, plug: Plug, phone: AppPhone) -> None:
    """What was told says that it is waited for, as a live update, until it is over."""
    plug.helps = False
    await dead_module(house)
    assert len(phone.rings) == 1
    await begin_cycle(house)
    await house.wait(11)
    data = phone.only["data"]
    assert "Waiting for it to come back." in phone.only["message"]
    assert data["live_update"] is True
    assert data["when"] > dt_util.utcnow().timestamp()
    await house.poll(4)
    assert "It did not help." in phone.only["message"]
    assert "live_update" not in phone.only["data"]
    assert len(phone.rings) == 1
    assert plug.is_on


async def test_pause_and_clock(
    house: House, plug: Plug, phone: AppPhone, clock: Clock
) -> None:
    """A paused module is left alone; a try of the future is not waited for until then."""
    plug.helps = False
    await dead_module(house)
    await house.wait(10)
    assert plug.cycles == 1
    await house.act("pause", "Home")
    await house.poll(6)
    module = house.device("Home").id
    assert await cycle(house, device_id=module) == {"result": "not_needed"}
    assert plug.cycles == 1
    assert phone.pushes == []
    assert house.notes("Home").steps_tried == ()
    await house.act("resume", "Home")
    await house.poll(4)
    assert plug.cycles == 2
    clock.off -= timedelta(days=30)
    await house.reload(house.blink)
    await house.poll(14)
    assert plug.cycles == 3
