"""Blueprint 2: a person taps through the guide on the phone."""

from typing import Any

from homeassistant.core import HomeAssistant

from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import Phone, UseBlueprint
from tests.house import MakeHouse


async def test_taps_through_until_it_is_fixed(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """Did not help, then done: Blink is asked, and it is well."""
    house = await make_house("healthy")
    await use_blueprint(house, "guided_fix")
    camera: Any = house.cloud.device("Driveway")
    camera.hang()
    await house.poll(4)
    assert "Step 1" in phone.only["message"]
    assert "Driveway" in phone.only["title"]
    first = phone.only["message"]
    await house.wait(30)
    await phone.press(house, "Did not help")
    assert "Step 2" in phone.only["message"]
    assert phone.only["message"] != first
    camera.mend()
    await house.wait(70)
    asked = house.cloud.count("*homescreen*")
    await phone.press(house, "Done")
    assert house.cloud.count("*homescreen*") > asked, "measured, not believed"
    assert "fine" in phone.only["message"]
    assert "actions" not in phone.only["data"]


async def test_done_but_not_fixed_goes_on(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """Every step done and nothing helped: support is the end."""
    house = await make_house("healthy")
    await use_blueprint(
        house,
        "guided_fix",
        devices=[house.device("Driveway").id],
        exclude=[house.device("Garden").id],
        phones=[phone.device_id],
        patience={"hours": 2},
        effect={"minutes": 6},
        word_done="Fertig",
        word_no_help="Half nicht",
        word_stop="Ende",
        word_step="Schritt",
        word_checking="Prüfe",
        word_good="Gut",
        word_end="Support",
    )
    camera: Any = house.cloud.device("Driveway")
    camera.break_hardware()
    await house.poll(4)
    seen = []
    while "Schritt" in phone.only["message"]:
        seen.append(phone.only["message"].splitlines()[-1].partition(":")[0])
        await phone.press(house, "Fertig")
        assert phone.only["message"] == "Prüfe"
        await house.wait(361)
    assert seen == [f"Schritt {n + 1}" for n in range(len(seen))]
    assert len(seen) >= 2
    assert phone.only["message"] == "Support"


async def test_it_recovers_by_itself(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """Well again while it waits for a button: it says so and ends."""
    house = await make_house("healthy")
    await use_blueprint(house, "guided_fix")
    run_low(house, "Driveway")
    await house.poll()
    assert "Step 1" in phone.only["message"]
    house.cloud.device("Driveway").mend()
    await house.poll(2)
    assert "fine" in phone.only["message"]


async def test_stop_and_no_answer(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """Stop takes the notification away, and so does patience at its end."""
    house = await make_house("healthy")
    await use_blueprint(house, "guided_fix", patience={"hours": 1})
    run_low(house, "Driveway")
    await house.poll()
    await phone.press(house, "Stop")
    assert phone.shown == {}
    run_low(house, "Garden")
    await house.poll()
    assert "Garden" in phone.only["title"]
    await house.wait(3601)
    assert phone.shown == {}


async def test_weak_signal_is_measured(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """A good signal ends the guide, though it is called weak for some time yet."""
    house = await make_house("healthy")
    await use_blueprint(house, "guided_fix")
    camera: Any = house.cloud.device("Driveway")
    camera.set_signal(1)
    await house.poll(8)
    assert "Weak Wi-Fi" in phone.only["message"]
    camera.set_signal(5)
    await house.wait(70)
    await phone.press(house, "Done")
    assert "good now" in phone.only["message"]


async def test_silent_where_all_is_well(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
) -> None:
    """No fault, or a fault that was there before: no guide."""
    house = await make_house("troubles")
    await house.poll(8)
    await use_blueprint(house, "guided_fix")
    await house.poll(2)
    await hass.config_entries.async_reload(house.doctor.entry_id)
    await house.poll(3)
    assert phone.sent == []
