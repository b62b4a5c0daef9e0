"""The demo house shows a date, a drain by an automation, and an old reading."""

from datetime import UTC, datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import yaml as yaml_util
import pytest

from custom_components.blink_doctor import notes, wakes
from custom_components.blink_doctor.diagnosis import battery, storage
from demo.house import battery_past
from tests.house import START, House

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")


async def test_what_the_demo_shows(hass: HomeAssistant, house: House) -> None:
    """As the owner sees it; and the automation is one that Home Assistant takes."""
    coordinator = house.coordinator
    coordinator.memory = battery_past.lived(coordinator.memory, START, battery)
    coordinator.async_review()
    stored = storage.as_dict(coordinator.memory)
    noted, lost = notes.from_dict(battery_past.notes(stored, START))
    assert lost == []
    coordinator.notes = noted
    await house.poll()
    low = house.state("Garden", "expected_low")
    assert datetime.fromisoformat(low.state) > START.astimezone(UTC) - timedelta(days=1)
    drain = house.state("Driveway", "unusual_drain")
    assert drain.state == "on"
    assert drain.attributes["woken_yesterday"] == 106
    assert drain.attributes["woken_by"] == {"automation": 106}
    read_at = house.state("Shed", "battery_state").attributes["read_at"]
    assert read_at.startswith("2026-02-14")
    automations = yaml_util.parse_yaml(battery_past.AUTOMATIONS)
    assert await async_setup_component(hass, "automation", {"automation": automations})
    assert hass.states.get("automation.driveway_picture") is not None
    camera = automations[0]["actions"][0]["target"]["entity_id"]  # type: ignore[index]
    assert hass.states.get(camera) is not None
    hass.bus.async_fire("demo_driveway_picture")
    await house.settle()
    await house.wait(86400)
    assert wakes.woken_yesterday(coordinator, house.key("Driveway")) == {
        "automation:Driveway picture": 1
    }
