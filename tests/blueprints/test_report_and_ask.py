"""Blueprints: the monthly report, asking by voice, and names that try to be something else."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest

from tests.assist.test_assist import ask
from tests.blueprint import LIST, Home
from tests.blueprints.test_battery_and_signal import wait_until
from tests.house import House
from tests.phone import AppPhone
from tests.story import run_low


@pytest.mark.house(polls=8)
async def test_monthly_report(home: Home, house: House, phone: AppPhone) -> None:
    """What needs care stands first; the numbers are there."""
    tomorrow = (dt_util.now().day % 28) + 1
    await home.use(
        "maintenance",
        day=tomorrow,
        at="01:00:00",
        phones=[phone.device_id],
        exclude=[house.device("Balcony").id],
        always=False,
        word_title="Report",
        word_battery="Cells",
        word_firmware="Software",
    )
    while dt_util.now().day != tomorrow or dt_util.now().hour < 1:
        assert phone.pushes == [], "not before its day"
        await wait_until(house, 1)
    assert phone.only["title"] == "Report"
    message = phone.only["message"]
    assert "Front door" in message
    assert "Cells: low" in message
    assert "Balcony" not in message
    lines = message.splitlines()
    care = ["needs care" in line for line in lines if line.startswith("- ")]
    assert care == sorted(care, reverse=True)
    assert len(care) == len(lines) > 1, "a line for each"
    assert len(home.bell()) == 1


@pytest.mark.house(polls=2)
async def test_the_report_asks_blink_only_if_told_to(
    home: Home, house: House, phone: AppPhone
) -> None:
    """By default nobody is asked in the background; turned on, once and bounded."""
    inputs: dict[str, Any]
    for inputs, requests in (({}, 0), ({"check_up": True}, 4)):
        now = dt_util.now()
        at = f"{now.hour}:{now.minute + 2:02}:00"
        await home.use("maintenance", day=now.day, at=at, **inputs)
        house.cloud.clear_requests()
        phone.pushes.clear()
        # sooner than core's next poll
        await house.wait(121)
        assert "Front door" in phone.only["message"]
        assert len(house.cloud.requests) == requests


@pytest.mark.house("healthy")
async def test_report_where_all_is_well(
    home: Home, house: House, phone: AppPhone
) -> None:
    """Silent if it is not to say so; by default on the first of the month, and only then."""
    now = dt_util.now()
    at = f"{now.hour + 1:02}:00:00"
    await home.use("maintenance", always=False, day=now.day, at=at)
    await house.poll(12)
    assert (phone.screen, home.bell()) == ({}, {})
    phone.pushes.clear()
    await home.use("maintenance")
    while dt_util.now().day != 1:
        assert phone.pushes == []
        await wait_until(house, 10)
    assert "Driveway" in phone.only["message"]
    await wait_until(house, 10)
    assert len(phone.pushes) == 1


@pytest.fixture
async def assist(hass: HomeAssistant) -> None:
    pytest.importorskip("hassil")
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})


@pytest.mark.house(polls=8)
async def test_ask(home: Home, house: House, assist: None) -> None:
    """Cause and first step, or that it is fine; an alias and the area are names, too."""
    await home.use("ask")
    registry = er.async_get(house.hass)
    front_door = house.device("Front door").id
    for entity in er.async_entries_for_device(registry, front_door):
        if entity.domain == "camera":
            registry.async_update_entity(entity.entity_id, aliases=["Peephole"])
    area = ar.async_get(house.hass).async_create("Outbuilding")
    dr.async_get(house.hass).async_update_device(
        house.device("Shed").id, area_id=area.id
    )
    low = await ask(house, "Why is the front door camera flashing red?")
    assert "Low battery" in low
    assert "Next step" in low
    for sentence, part in (
        ("what is wrong with my terrace camera", "fine"),
        ("why is the bathroom camera flashing red", "bathroom"),
        ("why is the peephole blinking", "Front door"),
        ("what is wrong with the outbuilding camera", "Shed"),
    ):
        assert part in await ask(house, sentence), sentence
    for sentence in ("how are my blink cameras", "what is wrong with my cameras"):
        everything = await ask(house, sentence)
        assert "Front door" in everything
        assert "Terrace" not in everything


@pytest.mark.house("healthy")
async def test_ask_where_all_is_well(home: Home, house: House, assist: None) -> None:
    """All is well, in words of one's own; other sentences are none of ours."""
    await home.use(
        "ask",
        sentences=["examine {camera}"],
        sentences_all=["inspect everything"],
        word_unknown="No {name} here",
        word_well="Splendid",
    )
    assert await ask(house, "inspect everything") == "Splendid"
    assert "fine" in await ask(house, "examine driveway")
    assert await ask(house, "examine moon") == "No moon here"
    before: Any = house.hass.states.get("automation.ask")
    await ask(house, "what time is it")
    after: Any = house.hass.states.get("automation.ask")
    assert before.attributes["last_triggered"] == after.attributes["last_triggered"]


HOSTILE = [
    'Dad\'s "front" door 🐱 猫 {{ 1 }} a|b|c **bold** <b>x</b> \\n',
    "{% raise %} }} {{",
    # what a template would make a list, a number or nothing of
    *("[1, 2]", "12345", "none", "clear_notification"),
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.house("one_camera")
async def test_hostile_names(
    home: Home,
    house: House,
    phone: AppPhone,
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Told as it is, on the list as it is, in the report as it is, and taken back."""
    camera: Any = house.account.cameras[0]
    device = house.device(camera.name)
    dr.async_get(house.hass).async_update_device(device.id, name_by_user=name)
    blueprints: dict[str, dict[str, Any]] = {
        "low_battery": {"todo": [LIST], "todo_item": "{name}: cells"},
        "blink_doctor": {},
        "weak_signal": {"stayed": {"minutes": 0}},
    }
    for blueprint, inputs in blueprints.items():
        await home.use(blueprint, **inputs)
        if blueprint == "weak_signal":
            camera.set_signal(1)
        else:
            run_low(house, camera.name)
        await house.poll(8)
        assert name in phone.only["title"], blueprint
        if blueprint == "low_battery":
            assert await home.items("needs_action") == [f"{name}: cells"]
        camera.mend()
        await house.poll(8)
        phone.pushes.clear()
    run_low(house, camera.name)
    now = dt_util.now()
    at = f"{now.hour + 1:02}:00:00"
    await home.use("maintenance", day=now.day, at=at)
    await wait_until(house, now.hour + 1)
    assert name in phone.only["message"]
    automations = [one for one in caplog.records if "automation" in one.name]
    assert "ERROR" not in {one.levelname for one in automations}
