"""A power cycle never leaves the plug off, and is done only where it may help."""

from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.blink_doctor.self_healing.attempts import Attempts
from custom_components.blink_doctor.self_healing.power import Plugs
from tests.blueprints.conftest import UseBlueprint
from tests.house import House, MakeHouse
from tests.integration.test_clock import Clock
from tests.phone import AddPhone, MakeToldHouse
from tests.self_healing.conftest import PLUG, add_plug


def issues(hass: HomeAssistant) -> set[str | None]:
    """Return what kinds of issues of ours there are about plugs."""
    found = {
        one.translation_key
        for one in ir.async_get(hass).issues.values()
        if one.domain == "blink_doctor"
    }
    return {key for key in found if key and key.startswith("plug")}


async def cycle(hass: HomeAssistant, **data: Any) -> dict[str, Any]:
    """Call the action and return what it says."""
    answer = await hass.services.async_call(
        "blink_doctor",
        "power_cycle",
        {"plug": PLUG, **data},
        blocking=True,
        return_response=True,
    )
    assert isinstance(answer, dict)
    return answer


async def dead_module(house: House) -> None:
    """Let the first module hang."""
    house.account.sync_modules[0].unplug()
    await house.poll(3)


async def test_restarted_and_told(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """Off, ten seconds, on; that it was done and helped is told without a ring."""
    phone = await add_phone()
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await use_blueprint(house, "sync_module", plug=PLUG)
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


async def test_switched_on_again_though_the_automation_is_stopped(
    hass: HomeAssistant, make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """Edited, switched off or reloaded in the ten seconds: the plug goes on."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    automation = await use_blueprint(house, "sync_module", plug=PLUG)
    await dead_module(house)
    assert plug.switched == [False]
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": automation}, blocking=True
    )
    await house.wait(10)
    assert plug.switched == [False, True]


async def test_switched_on_again_though_the_doctor_is_unloaded(
    hass: HomeAssistant, make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """The entry is unloaded or removed in the ten seconds."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await use_blueprint(house, "sync_module", plug=PLUG)
    await dead_module(house)
    await hass.config_entries.async_remove(house.doctor.entry_id)
    await house.wait(10)
    assert plug.switched == [False, True]


@pytest.mark.parametrize("failures", [1, 2, 6])
async def test_turn_on_is_tried_until_it_is_on(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    failures: int,
) -> None:
    """A plug that does not answer is named after three tries, until it is on."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    plug.fails[True] = failures
    await use_blueprint(house, "sync_module", plug=PLUG)
    await dead_module(house)
    await house.wait(10)
    for _ in range(3):
        await house.wait(15)
    assert (plug.switched == [False]) is (failures > 3)
    assert issues(hass) == ({"plug_left_off"} if failures > 3 else set())
    for _ in range(8):
        await house.wait(61)
    assert plug.switched[:2] == [False, True]
    assert issues(hass) == set()


async def test_a_plug_that_does_not_switch_off_is_told(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """Nothing was tried; that is told, with the module's own fault."""
    phone = await add_phone()
    house = await make_house("healthy")
    plug = await add_plug(hass, house, helps=False)
    plug.fails[False] = 100
    await use_blueprint(house, "sync_module", plug=PLUG, wait={"minutes": 1})
    await dead_module(house)
    await house.poll(2)
    assert plug.cycles == 0
    assert issues(hass) == {"plug_not_off"}
    assert phone.lines[-1] == "The plug plug did not switch. Please look at it."


async def test_after_a_restart_the_plug_is_switched_on(
    hass: HomeAssistant, make_house: MakeHouse
) -> None:
    """What was off when Home Assistant went down is on disk and goes on again."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await dead_module(house)
    hass.async_create_background_task(cycle(hass), "cycle")
    await house.settle()
    assert plug.switched == [False]
    # a new Home Assistant reads what the old one wrote before the plug was off
    attempts = Attempts(hass)
    await attempts.async_load()
    assert attempts.kept.off == [PLUG]
    plug.fails[True] = 1
    Plugs(hass, attempts).async_recover()
    await house.settle()
    await house.wait(3)
    assert plug.switched == [False, True]
    assert attempts.kept.off == []
    await house.wait(10)


async def test_a_stop_switches_it_on(
    hass: HomeAssistant, make_house: MakeHouse
) -> None:
    """Home Assistant is stopped in the ten seconds."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await dead_module(house)
    hass.async_create_background_task(cycle(hass), "cycle")
    await house.settle()
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await house.settle()
    assert plug.switched == [False, True]
    await house.wait(10)


@pytest.mark.parametrize("trouble", ["none", "router", "camera", "weak", "blink"])
async def test_only_for_the_modules_own_cause(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    trouble: str,
) -> None:
    """Not for a camera, weak Wi-Fi, Blink's silence or the whole network."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await use_blueprint(house, "sync_module", plug=PLUG)
    module: Any = house.account.sync_modules[0]
    if trouble == "router":
        house.account.router_off()
    if trouble == "camera":
        house.cloud.device("Driveway").hang()
    if trouble == "weak":
        module.set_signal(1)
    if trouble == "blink":
        house.cloud.fail("*", 503)
    await house.poll(12)
    assert plug.switched == []


async def test_a_module_with_weak_wifi_is_not_restarted_again(
    hass: HomeAssistant, make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """It came back; its weak signal is none of the plug's business."""
    house = await make_house("healthy")
    module: Any = house.account.sync_modules[0]
    module.set_signal(1)
    plug = await add_plug(hass, house)
    await use_blueprint(house, "sync_module", plug=PLUG)
    await house.poll(10)
    await dead_module(house)
    await house.wait(10)
    await house.poll(24)
    assert plug.cycles == 1


async def test_two_modules_have_to_be_told_apart(
    hass: HomeAssistant, make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """None chosen: nothing is done. Chosen: each plug is for its own module."""
    house = await make_house("two_modules")
    by_name = {module.name: module for module in house.account.sync_modules}
    plug = await add_plug(hass, house, by_name["Lake"])
    await house.poll(4)
    assert house.cause("Lake") == "sync_module_offline"
    await use_blueprint(house, "sync_module", plug=PLUG)
    await house.poll(2)
    assert plug.switched == []
    with pytest.raises(ServiceValidationError, match="Choose the one"):
        await cycle(hass)
    well, dead = house.device("House").id, house.device("Lake").id
    assert (await cycle(hass, device_id=well))["result"] == "not_needed"
    await use_blueprint(house, "sync_module", plug=PLUG, devices=[dead])
    await house.wait(10)
    assert plug.switched == [False, True]
    with pytest.raises(ServiceValidationError, match="another sync module"):
        await cycle(hass, device_id=well)


async def test_at_most_three_a_day_with_growing_pauses(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """A module that stays dead is left alone, and its owner told once."""
    phone = await add_phone()
    house = await make_house("healthy")
    plug = await add_plug(hass, house, helps=False)
    await use_blueprint(house, "sync_module", plug=PLUG)
    house.account.sync_modules[0].unplug()
    for _ in range(40):
        await house.poll(1)
        await house.wait(10)
    assert plug.cycles == 3
    assert plug.switched[-1] is True
    assert len(phone.rings) == 1
    assert phone.lines[-1].endswith("It did not help.")


async def test_eight_hangs_a_day(
    hass: HomeAssistant, make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """The count is of power cycles, whatever else runs: three, each day."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await use_blueprint(house, "sync_module", plug=PLUG)
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


async def test_a_plug_that_is_off_by_hand_stays_off(
    hass: HomeAssistant, make_house: MakeHouse, use_blueprint: UseBlueprint
) -> None:
    """Somebody wants it so."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house)
    await plug.async_turn_off()
    await use_blueprint(house, "sync_module", plug=PLUG)
    await house.poll(6)
    assert plug.switched == [False]
    assert (await cycle(hass))["result"] == "plug_off"


async def test_a_restart_under_way_is_shown_live(
    hass: HomeAssistant, make_told_house: MakeToldHouse
) -> None:
    """What was told says that it is waited for, as a live update, until it is over."""
    house, phone = await make_told_house()
    plug = await add_plug(hass, house, helps=False)
    await dead_module(house)
    assert len(phone.rings) == 1
    call = hass.services.async_call(
        "blink_doctor", "power_cycle", {"plug": PLUG}, blocking=True
    )
    task = hass.async_create_task(call)
    await house.settle()
    await house.wait(11)
    await task
    await house.settle()
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
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    add_phone: AddPhone,
) -> None:
    """Its silence is not mended, neither before the pause nor in it; nor is it tried."""
    phone = await add_phone()
    house = await make_house("healthy")
    plug = await add_plug(hass, house, helps=False)
    await use_blueprint(house, "sync_module", plug=PLUG)
    await dead_module(house)
    await house.wait(10)
    assert plug.cycles == 1
    ids = {"device_id": [house.device("Home").id]}
    await hass.services.async_call("blink_doctor", "pause", ids, blocking=True)
    await house.poll(6)
    assert await cycle(hass, **ids) == {"result": "not_needed"}
    assert plug.cycles == 1
    assert phone.pushes == []
    key = house.key("Home")
    assert house.coordinator.notes_of(key).steps_tried == ()
    await hass.services.async_call("blink_doctor", "resume", ids, blocking=True)
    await house.poll(4)
    assert plug.cycles == 2


async def test_the_clock_is_set_back(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    clock: Clock,
) -> None:
    """A try of the future was made now: it is not waited for until then."""
    house = await make_house("healthy")
    plug = await add_plug(hass, house, helps=False)
    await use_blueprint(house, "sync_module", plug=PLUG)
    await dead_module(house)
    await house.wait(10)
    assert plug.cycles == 1
    clock.off -= timedelta(days=30)
    await hass.config_entries.async_reload(house.blink.entry_id)
    for _ in range(12):
        await house.poll()
    assert plug.cycles == 2
