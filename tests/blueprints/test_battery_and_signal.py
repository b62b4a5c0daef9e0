"""Blueprints about low batteries, with their to-do item, and about weak signals."""

from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from tests.automation.test_low_soon import lived
from tests.blueprint import LIST, Home
from tests.house import House
from tests.phone import AppPhone
from tests.story import run_low

pytestmark = pytest.mark.house("healthy")


async def wait_until(house: House, hour: int, minute: int = 0) -> None:
    """Let time pass until an hour of the house's day."""
    now = dt_util.now()
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    seconds = (then - now).total_seconds()
    await house.wait(seconds if seconds > 0 else seconds + 86400)


async def test_battery_from_dead_to_swapped(
    home: Home, house: House, phone: AppPhone
) -> None:
    """Low -> told, on the list once; reminded daily; swapped -> all done."""
    await home.use(
        "low_battery",
        devices=[house.device("Driveway").id, house.device("Garden").id],
        exclude=[house.device("Garden").id],
        phones=[phone.device_id],
        todo=[LIST],
        todo_item="Cells for {name}",
    )
    for name in ("Driveway", "Garden", "Front door"):
        run_low(house, name)
    await house.poll(3)
    assert phone.only["title"] == "Driveway: batteries low"
    assert await home.items("needs_action") == ["Cells for Driveway"]
    told = len(phone.pushes)
    await house.wait(86400)
    await house.poll()
    assert len(phone.pushes) == told + 1, "reminded"
    assert await home.items("needs_action") == ["Cells for Driveway"], "once"
    house.thing("Driveway").insert_batteries()
    await house.wait(7200)
    await house.poll(3)
    assert (phone.screen, home.bell()) == ({}, {})
    assert await home.items("needs_action") == []
    assert await home.items("completed") == ["Cells for Driveway"]
    told = len(phone.pushes)
    await house.wait(86400)
    assert len(phone.pushes) == told, "nothing left to remind of"


async def test_the_list_follows_what_nobody_saw(home: Home, house: House) -> None:
    """Low before the automation was there; mended while it was switched off."""
    run_low(house, "Garden")
    await house.poll(2)
    automation = await home.use("low_battery", todo=[LIST], todo_item="{name}")
    assert await home.items("needs_action") == ["Garden"]
    await house.call("automation.turn_off", entity_id=automation)
    house.thing("Garden").mend()
    await house.poll(4)
    assert await home.items("needs_action") == ["Garden"]
    await house.call("automation.turn_on", entity_id=automation)
    await house.settle()
    assert await home.items("completed") == ["Garden"]


async def test_an_item_that_stands_for_several(home: Home, house: House) -> None:
    """Without a name in it: once on the list, and ticked off with the last of them."""
    await home.use("low_battery", todo=[LIST], todo_item="123")
    for name in ("Garden", "Driveway"):
        run_low(house, name)
        await house.poll(2)
    for name, to_do, done in (("Garden", ["123"], []), ("Driveway", [], ["123"])):
        house.thing(name).mend()
        await house.poll(4)
        assert await home.items("needs_action") == to_do
        assert await home.items("completed") == done


async def test_before_travel(home: Home, house: House, phone: AppPhone) -> None:
    """Low and soon low, safe, and what has no date; and what to buy."""
    helper = {"input_datetime": {"back": {"has_date": True, "initial": "2026-11-25"}}}
    assert await async_setup_component(house.hass, "input_datetime", helper)
    await home.use(
        "before_travel",
        back="input_datetime.back",
        exclude=[house.device("Front door").id],
        phones=[phone.device_id],
    )
    lived(house, "Driveway", 195)
    lived(house, "Cellar", 60)
    run_low(house, "Garden")
    await house.poll(2)
    assert home.bell() == {}
    day = {"entity_id": "input_datetime.back", "date": "2026-12-24"}
    await house.call("input_datetime.set_datetime", **day)
    await house.settle()
    assert phone.only["title"] == "Blink: batteries until 2026-12-24"
    *lines, unknown = phone.only["message"].strip().splitlines()
    assert lines == [
        "- Change before you go: Driveway, Garden",
        "- To buy: 4 AA lithium batteries",
        "- Will last: Cellar",
    ]
    assert unknown.startswith("- Cannot be said: ")
    assert "Front door" not in phone.only["message"]
    assert len(home.bell()) == 1


async def test_weak_signal(home: Home, house: House, phone: AppPhone) -> None:
    """Told after it stayed weak; what was good again before is not told."""
    await home.use("weak_signal")
    camera, other = house.thing("Driveway"), house.thing("Garden")
    camera.set_signal(1)
    other.set_signal(1)
    await house.poll(8)
    assert phone.pushes == [], "weak, but not for two hours yet"
    other.set_signal(5)
    await house.poll(26)
    assert phone.only["title"] == "Driveway: Weak Wi-Fi"
    camera.set_signal(4)
    await house.poll(9)
    assert (phone.screen, home.bell()) == ({}, {})
    assert len(phone.pushes) == 2


@pytest.mark.house(polls=8)
async def test_weekly_report(home: Home, house: House, phone: AppPhone) -> None:
    """All weak ones in one message, on the day only."""
    soon = dt_util.now().hour + 2
    await home.use(
        "weak_signal",
        devices=[],
        exclude=[],
        phones=[phone.device_id],
        report="weekly",
        stayed={"hours": 1},
        day=dt_util.now().strftime("%a").lower(),
        at=f"{soon:02}:00:00",
    )
    await wait_until(house, soon)
    lines = phone.only["message"].splitlines()
    names = sorted(line.partition(":")[0] for line in lines)
    assert names == ["Driveway", "Garden"]
    await wait_until(house, soon)
    assert len(phone.pushes) == 1
