"""Blueprint: which cameras will hardly last until one is home again."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from tests.automation.test_low_soon import lived
from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import Bell, UseBlueprint
from tests.house import MakeHouse
from tests.phone import AppPhone


async def test_before_travel(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: AppPhone,
    bell: Bell,
) -> None:
    """Low and soon low, safe, and what has no date; and what to buy."""
    assert await async_setup_component(
        hass,
        "input_datetime",
        {"input_datetime": {"back": {"has_date": True, "initial": "2026-11-25"}}},
    )
    house = await make_house("healthy")
    await use_blueprint(
        house,
        "before_travel",
        back="input_datetime.back",
        exclude=[house.device("Front door").id],
        phones=[phone.device_id],
    )
    lived(house, "Driveway", 195)
    lived(house, "Cellar", 60)
    run_low(house, "Garden")
    await house.poll(2)
    assert bell() == {}
    await hass.services.async_call(
        "input_datetime",
        "set_datetime",
        {"entity_id": "input_datetime.back", "date": "2026-12-24"},
        blocking=True,
    )
    await house.settle()
    lines = phone.only["message"].strip().splitlines()
    assert phone.only["title"] == "Blink: batteries until 2026-12-24"
    assert lines[:3] == [
        "- Change before you go: Driveway, Garden",
        "- To buy: 4 AA lithium batteries",
        "- Will last: Cellar",
    ]
    assert lines[3].startswith("- Cannot be said: ")
    assert "Front door" not in phone.only["message"]
    assert len(bell()) == 1
