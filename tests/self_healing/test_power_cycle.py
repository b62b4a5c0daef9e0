"""A power cycle never leaves the plug off, and is done only where it may help."""

from datetime import timedelta
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.blink_doctor.self_healing.attempts import Attempts, attempts_of
from custom_components.blink_doctor.self_healing.power import Plugs
from tests.blueprint import UseBlueprint, UseBlueprints
from tests.house import House, MakeHouse
from tests.integration.test_clock import Clock
from tests.phone import AppPhone
from tests.self_healing.conftest import PLUG, Plug, add_plug
from tests.story import Story

pytestmark = pytest.mark.house(blueprint="sync_module", plug=PLUG)

by_hand = pytest.mark.house(blueprint=None)


def follow(
    story: Story, house: House, plug: Plug, phone: AppPhone | None = None
) -> None:
    """Tell what is switched, what phones ring for and show, and of issues about plugs."""

    def shown() -> dict[str, Any]:
        kinds = {str(issue.translation_key) for issue in house.issues}
        told: dict[str, Any] = {"switched": plug.switched, "is on": plug.is_on}
        told |= {kind: "shown" for kind in kinds if kind.startswith("plug")}
        if phone:
            lines = phone.lines if phone.screen else []
            told |= {"rings": len(phone.rings), "screen": lines}
        return told

    story.follow(shown)


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
    house: House,
    plug: Plug,
    phone: AppPhone,
    use_blueprints: UseBlueprints,
    late: int,
    story: Story,
) -> None:
    """Of two small blueprints neither leaves it to a big one that is not there."""
    follow(story, house, plug, phone)
    await use_blueprints(house, sync_module={"plug": PLUG}, weak_signal={})
    plug.reports_after = late
    story("off for ten seconds, even if the plug reports late")
    await dead_module(house)
    await wait_each(house, 9 + late, 1)
    story("on")
    await wait_each(house, 1 + 2 * late, 1)
    story("success is told without a ring")
    await house.poll(4)
    await house.poll(12)
    assert len(phone.pushes) == 1


@pytest.mark.parametrize("what", ["automation", "doctor", "stop"])
async def test_on_again_whatever_stops(
    house: House, plug: Plug, what: str, story: Story
) -> None:
    follow(story, house, plug)
    await dead_module(house)
    story("in the ten seconds: the automation is stopped, the entry removed, all stops")
    if what == "automation":
        await house.call("automation.turn_off", entity_id="automation.sync_module")
    elif what == "doctor":
        await house.hass.config_entries.async_remove(house.doctor.entry_id)
    else:
        house.hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
        await house.settle()
    story("on after them, if not before")
    await house.wait(10)


@pytest.mark.parametrize("failures", [2, 6])
async def test_on_is_tried_until_it_is(
    house: House, plug: Plug, failures: int, story: Story
) -> None:
    follow(story, house, plug)
    plug.fails[True] = failures
    await dead_module(house)
    for seconds in (10, 15, 15, 15):
        story("a plug that does not answer is named after three tries")
        await house.wait(seconds)
    story("until it is on")
    await wait_each(house, 8)


async def test_a_plug_that_is_lost_while_it_is_off(
    house: House, plug: Plug, caplog: pytest.LogCaptureFixture, story: Story
) -> None:
    follow(story, house, plug)
    plug.helps = False
    await dead_module(house)
    story("for an hour: named, not logged each minute")
    plug.answers(available=False)
    await wait_each(house, 60)
    assert sum("did not switch" in message for message in caplog.messages) < 5
    story("on when it is there again")
    plug.answers(available=True)
    await wait_each(house, 3)


@pytest.mark.house(blueprint="sync_module", plug=PLUG, wait={"minutes": 1})
async def test_a_plug_that_stays_on(
    house: House, plug: Plug, phone: AppPhone, story: Story
) -> None:
    follow(story, house, plug, phone)
    story("nothing was tried; that is told, with the module's own fault")
    plug.fails[False], plug.helps = 100, False
    await dead_module(house, 5)


async def test_a_plug_not_there_yet(
    house: House, plug: Plug, phone: AppPhone, story: Story
) -> None:
    follow(story, house, plug, phone)
    story("the fault is told")
    plug.answers(available=False)
    await dead_module(house, 9)
    story("restarted when the plug is there")
    plug.answers(available=True)
    await house.poll(2)
    story("not where it was switched off by hand")
    await plug.async_turn_off()
    await house.poll(6)
    story.tell("answer", await cycle(house))


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


async def test_only_for_its_own_cause(house: House, plug: Plug, story: Story) -> None:
    follow(story, house, plug)
    story("not for a camera, Blink's silence, the whole network or weak Wi-Fi")
    house.thing("Driveway").hang()
    await house.poll(12)
    house.cloud.fail("*", 503)
    await house.poll(12)
    house.cloud.heal()
    await house.poll(2)
    house.account.router_off()
    await house.poll(12)
    house.account.router_on()
    plug.module.set_signal(1)
    await house.poll(12)
    assert house.cause("Home") == "weak_wifi"
    story("once for a module that hangs: it is back, if with a weak signal")
    await dead_module(house)
    await house.wait(10)
    await house.poll(24)


async def test_two_modules_have_to_be_told_apart(
    make_house: MakeHouse, use_blueprint: UseBlueprint, story: Story
) -> None:
    house = await make_house("two_modules")
    plug = await add_plug(house.hass, house, house.thing("Lake"))
    follow(story, house, plug)
    story("none is chosen: nothing is done")
    await use_blueprint(house, "sync_module", plug=PLUG)
    await house.poll(6)
    assert house.cause("Lake") == "sync_module_offline"
    with pytest.raises(ServiceValidationError, match="Choose the one"):
        await cycle(house)
    well, dead = house.device("House").id, house.device("Lake").id
    story.tell("of the well one", await cycle(house, device_id=well))
    story("chosen: each plug is for its own module")
    await use_blueprint(house, "sync_module", plug=PLUG, devices=[dead])
    await house.wait(10)
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


async def test_a_module_stays_dead(
    house: House, plug: Plug, phone: AppPhone, story: Story
) -> None:
    follow(story, house, plug, phone)
    story("three tries a day with growing pauses, and its owner is told once")
    plug.helps = False
    plug.module.unplug()
    for _ in range(40):
        await house.poll()
        await house.wait(10)
    (tries,) = attempts_of(house.hass).kept.tries.values()
    story.tell("tried at", [f"{one.at:%H:%M}" for one in tries])


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
async def test_a_restart_shown_live(
    house: House, plug: Plug, phone: AppPhone, story: Story
) -> None:
    follow(story, house, plug, phone)
    plug.helps = False
    story("the fault is told")
    await dead_module(house)
    story("what was told says that it is waited for, as a live update")
    await begin_cycle(house)
    await house.wait(11)
    story.tell("phone", phone.only["data"])
    story("until it is over")
    await house.poll(4)
    assert "live_update" not in phone.only["data"]


async def test_pause_and_clock(
    house: House, plug: Plug, phone: AppPhone, clock: Clock, story: Story
) -> None:
    follow(story, house, plug, phone)
    plug.helps = False
    await dead_module(house)
    await house.wait(10)
    story("a paused module is left alone")
    await house.act("pause", "Home")
    await house.poll(6)
    answer = await cycle(house, device_id=house.device("Home").id)
    story.tell("answer", answer)
    assert house.notes("Home").steps_tried == ()
    story("tried again after the pause")
    await house.act("resume", "Home")
    await house.poll(4)
    story("a try of the future is not waited for until then")
    clock.off -= timedelta(days=30)
    await house.reload(house.blink)
    await house.poll(14)
