"""Blueprints 3 and 4: low battery with its to-do item, and weak signals."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import LIST, Bell, Phone, UseBlueprint
from tests.house import House, MakeHouse


async def items(hass: HomeAssistant, status: str) -> list[str]:
    """Return what stands on the list."""
    answer: Any = await hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": LIST, "status": status},
        blocking=True,
        return_response=True,
    )
    return [item["summary"] for item in answer[LIST]["items"]]


async def wait_until(house: House, hour: int, minute: int = 0) -> None:
    """Let time pass until an hour of the house's day."""
    now = dt_util.now()
    then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    seconds = (then - now).total_seconds()
    await house.wait(seconds if seconds > 0 else seconds + 86400)


async def test_battery_from_dead_to_swapped(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
    bell: Bell,
    shopping_list: str,
) -> None:
    """Low -> told, on the list once; reminded daily; swapped -> all done."""
    house = await make_house("healthy")
    await use_blueprint(
        house,
        "low_battery",
        devices=[house.device("Driveway").id, house.device("Garden").id],
        exclude=[house.device("Garden").id],
        phones=[phone.device_id],
        todo=[shopping_list],
        todo_item="Cells for {name}",
        remind_at="20:00:00",
        quiet_from="02:00:00",
        quiet_to="02:30:00",
        word_done="Swapped",
    )
    run_low(house, "Driveway")
    run_low(house, "Garden")
    run_low(house, "Front door")
    await house.poll()
    now = dt_util.now()
    if now.hour == 2 and now.minute < 30:
        assert phone.sent == [], "quiet hours"
        assert await items(hass, "needs_action") == ["Cells for Driveway"]
    await wait_until(house, 20)
    assert "Driveway" in phone.only["title"]
    assert await items(hass, "needs_action") == ["Cells for Driveway"]
    told = len(phone.sent)
    await wait_until(house, 20)
    assert len(phone.sent) == told + 1, "reminded"
    assert await items(hass, "needs_action") == ["Cells for Driveway"], "once"
    camera: Any = house.cloud.device("Driveway")
    camera.insert_batteries()
    await house.poll()
    await house.wait(120)
    if phone.shown:
        await phone.press(house, "Swapped")
    await house.poll(2)
    assert phone.shown == {}
    assert bell() == {}
    assert await items(hass, "needs_action") == []
    assert await items(hass, "completed") == ["Cells for Driveway"]
    told = len(phone.sent)
    await wait_until(house, 20)
    assert len(phone.sent) == told, "nothing left to remind of"


async def test_battery_defaults_and_silence(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone, bell: Bell
) -> None:
    """Nothing low: no word, not even at reminder time. Then one, by the defaults."""
    house = await make_house("healthy")
    await use_blueprint(house, "low_battery")
    await wait_until(house, 18)
    await house.poll(3)
    assert phone.sent == []
    assert bell() == {}
    run_low(house, "Garden")
    await house.poll()
    assert "Garden" in phone.only["title"]
    assert len(bell()) == 1
    await phone.press(house, "I changed them")
    assert "Garden" in phone.only["title"], "still low: Blink says so"
    house.cloud.device("Garden").mend()
    await house.poll()
    assert phone.shown == {}


async def test_weak_signal_before_and_after(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone, bell: Bell
) -> None:
    """Told after it stayed weak, and with both numbers when it is good."""
    house = await make_house("healthy")
    await use_blueprint(house, "weak_signal")
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(8)
    assert phone.sent == [], "weak, but not for two hours yet"
    await house.poll(26)
    assert "Weak Wi-Fi" in phone.only["message"]
    camera.set_signal(4)
    await house.poll(9)
    message = phone.only["message"]
    assert "Before: 1/5" in message
    assert "Now: 4/5" in message or "Now: 5/5" in message or "Now: 3/5" in message
    assert len(bell()) == 1


async def test_weak_for_a_short_time_is_silent(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """Good again before the time is over: no word of either."""
    house = await make_house("healthy")
    await use_blueprint(house, "weak_signal")
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(10)
    camera.set_signal(5)
    await house.poll(24)
    assert [c for c in phone.sent if "Weak" in c.data["message"]] == []


async def test_weekly_report(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """All weak ones in one message, on the day only."""
    house = await make_house("troubles")
    await house.poll(8)
    today = dt_util.now().strftime("%a").lower()
    soon = dt_util.now().hour + 2
    await use_blueprint(
        house,
        "weak_signal",
        devices=[],
        exclude=[],
        phones=[phone.device_id],
        report="weekly",
        stayed={"hours": 1},
        day=today,
        at=f"{soon:02}:00:00",
        word_before="Vorher",
        word_after="Jetzt",
    )
    await wait_until(house, soon)
    message = phone.only["message"]
    assert sorted(line.partition(":")[0] for line in message.splitlines()) == [
        "Driveway",
        "Garden",
    ]
    await wait_until(house, soon)
    assert len(phone.sent) == 1
