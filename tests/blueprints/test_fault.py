"""Blueprint 1: a fault, its evidence and the first step on the phone."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from tests.automation.test_triggers import run_low
from tests.blueprints.conftest import Bell, Phone, UseBlueprint
from tests.house import MakeHouse


async def test_defaults(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone, bell: Bell
) -> None:
    """Fault: told once; another cause: the same one says so; well: gone."""
    house = await make_house("healthy")
    await use_blueprint(house, "fault")
    camera: Any = house.cloud.device("Driveway")
    run_low(house, "Driveway")
    await house.poll()
    assert len(phone.sent) == 1
    assert "Driveway" in phone.only["title"]
    assert "Low battery" in phone.only["message"]
    assert "battery" in phone.only["message"].lower()
    assert bell() == {phone.only["data"]["tag"]: phone.only["message"].strip()}
    camera.set_signal(1)
    await house.poll(8)
    assert len(phone.sent) == 2
    _, *causes = phone.only["message"].splitlines()
    assert [line.partition(":")[0] for line in causes] == ["Low battery", "Weak Wi-Fi"]
    camera.mend()
    await house.poll(8)
    assert phone.shown == {}
    assert bell() == {}
    assert phone.sent[-1].data["message"] == "clear_notification"


async def test_silent_where_all_is_well(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone, bell: Bell
) -> None:
    """Noise, lost polls and reloads are no faults."""
    house = await make_house("healthy")
    await use_blueprint(house, "fault")
    await house.poll(6)
    house.cloud.fail("*", 503)
    await house.poll(2)
    house.cloud.heal()
    await house.poll(2)
    await house.hass.config_entries.async_reload(house.blink.entry_id)
    await house.poll(2)
    assert phone.sent == []
    assert bell() == {}


async def test_all_inputs(
    hass: HomeAssistant,
    make_house: MakeHouse,
    use_blueprint: UseBlueprint,
    phone: Phone,
    bell: Bell,
) -> None:
    """Chosen devices, causes and words; quiet hours wait, and look again."""
    house = await make_house("healthy")
    local = dt_util.now()
    await use_blueprint(
        house,
        "fault",
        devices=[
            house.device(name).id for name in ("Driveway", "Garden", "Front door")
        ],
        exclude=[house.device("Garden").id],
        causes=["low_battery"],
        phones=[phone.device_id],
        wait={"minutes": 2},
        quiet_from=(local.replace(minute=0)).strftime("%H:%M:%S"),
        quiet_to=local.replace(hour=(local.hour + 1) % 24, minute=0).strftime(
            "%H:%M:%S"
        ),
        snooze={"hours": 1},
        tell_well=True,
        tell=[{"event": "told", "event_data": {"text": "{{ title }}: {{ message }}"}}],
        take_back=[{"event": "taken_back", "event_data": {"tag": "{{ tag }}"}}],
        word_guide="Anleitung",
        word_check="Prüfen",
        word_snooze="Später",
    )
    run_low(house, "Garden")
    run_low(house, "Driveway")
    run_low(house, "Front door")
    house.cloud.device("Porch").hang()
    await house.poll(3)
    assert phone.sent == [], "quiet hours"
    front: Any = house.cloud.device("Front door")
    front.mend()
    await house.poll(6)
    assert phone.shown == {}, "well again before the quiet hours ended"
    await house.wait(2700)
    assert set(phone.buttons()) == {"Anleitung", "Prüfen", "Später"}
    assert "Driveway" in phone.only["title"]
    assert bell() == {}, "told another way"
    await phone.press(house, "Später")
    await house.wait(1800)
    told = len(phone.sent)
    await house.wait(1801)
    assert len(phone.sent) == told + 1
    house.cloud.device("Driveway").mend()
    await phone.press(house, "Prüfen")
    assert "fine" in phone.sent[-1].data["message"]


async def test_one_dead_module_is_one_notification(
    make_house: MakeHouse, use_blueprint: UseBlueprint, phone: Phone
) -> None:
    """Cameras behind it are not told one by one, nor when they come back."""
    house = await make_house("healthy")
    await use_blueprint(house, "fault", tell_well=True)
    module = next(m for m in house.account.sync_modules if m.name == "Home")
    module.unplug()
    await house.poll(6)
    assert len(phone.sent) == 1
    module.plug_in()
    await house.poll(3)
    well = [c for c in phone.sent[1:] if c.data["message"] != "clear_notification"]
    assert len(well) == 1
