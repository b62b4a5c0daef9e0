"""Which entities an owner gets, what they are called, and what activity they cause."""

from collections import Counter
import json
from pathlib import Path
from typing import Any

from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.house import START, House, MakeHouse
from tests.story import run_low

MOST_ENABLED = 8
PRIMARY = {"fault", "fault_cause", "account_fault", "account_fault_cause", "recording"}
# Home Assistant has no class for these
WITHOUT_CLASS = {
    *("check_up", "account_check_up", "flashing_red", "wifi_signal", "moment"),
    *("sync_module_link", "firmware_version", "devices_with_fault", "drop_outs"),
    *("batteries_to_buy", "unusual_drain"),
}
CLASSES = {
    "fault": "problem",
    "online": "connectivity",
    "battery_voltage": "voltage",
    "fault_cause": "enum",
}
OFF = {
    *("battery_voltage", "firmware_version", "last_successful_reading", "moment"),
    *("sync_module_link", "battery_state", "firmware_state", "signal_trend", "online"),
}
PACKAGE = Path(__file__).parents[2] / "custom_components/blink_doctor"
TEXTS = json.loads((PACKAGE / "translations/en.json").read_text("utf-8"))["entity"]
ICONS = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["entity"]


@pytest.mark.parametrize("scenario", ["troubles", "ten_days", "two_homes", "hostile"])
async def test_at_most_eight_are_enabled(make_house: MakeHouse, scenario: str) -> None:
    """Of each device, in every house, also after a while."""
    house = await make_house(scenario)
    await house.poll(3)
    enabled = Counter(entry.device_id for entry in house.entries if not entry.disabled)
    assert 0 < max(enabled.values()) <= MOST_ENABLED


async def test_what_an_owner_is_shown(house: House) -> None:
    """Names, categories, classes and icons; what few need is off."""
    found = house.entries
    assert len(found) > 100, "a home with everything in it"
    for entity in found:
        key = str(entity.translation_key)
        assert entity.has_entity_name, entity.entity_id
        # a fault sensor adds its cause: "Fault: Low battery"
        name = str(entity.original_name).partition(": ")[0]
        assert name == TEXTS[entity.domain][key]["name"]
        is_drawn = entity.original_device_class not in (None, "enum")
        icons = ICONS.get(entity.domain, {}).get(key, {})
        assert is_drawn or "default" in icons, entity.entity_id
    keys = {entry.unique_id.rpartition("-")[2] for entry in found}
    assert "firmware_version" in keys
    assert "firmware_updated" not in keys, "not there before one is seen"
    primary = {e.unique_id.rpartition("-")[2] for e in found if not e.entity_category}
    assert primary == PRIMARY
    classes = {str(e.translation_key): e.original_device_class for e in found}
    assert {key for key in classes if classes[key] is None} <= WITHOUT_CLASS
    assert {key: classes[key] for key in CLASSES} == CLASSES
    by_us = er.RegistryEntryDisabler.INTEGRATION
    off = {entity.translation_key for entity in found if entity.disabled_by is by_us}
    assert off >= OFF
    assert not off & {"fault", "recording", "fault_cause", "wifi_signal", "check_up"}
    assert house.cause("Front door") == "low_battery"
    assert house.entity_id("Front door", "fault").endswith("_fault"), "no cause in it"


@pytest.mark.house("healthy")
async def test_the_name_of_a_fault_names_the_cause(house: House) -> None:
    """Where only names and "problem" are shown, as in Maintenance, it can be read."""

    def names() -> set[str | None]:
        """Return its own name and the one that is shown, without the device's.

        Core's platforms give one device two names ("Driveway", "blink Driveway").
        """
        state = house.state("Driveway")
        entry = er.async_get(house.hass).async_get(state.entity_id)
        assert entry is not None
        device = house.device("Driveway").name
        shown = state.attributes["friendly_name"].removeprefix(f"{device} ")
        return {entry.original_name, shown}

    assert names() == {"Fault"}
    run_low(house, "Driveway")
    await house.poll(2)
    assert names() == {"Fault: Low battery"}
    for language, cause in (
        ("de", "Batterie schwach"),
        ("fr", "Piles faibles"),
        ("en", "Low battery"),
    ):
        house.hass.config.language = language
        await house.reload()
        (name,) = names()
        assert str(name).partition(": ")[2] == cause
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(4)
    assert names() == {"Fault"}
    await house.act("report_red_light", "Driveway")
    await house.settle()
    assert names() == {"Fault: It is flashing red"}


@pytest.fixture
async def logbook(recorder_mock: Any, hass: Any) -> None:
    pytest.importorskip("hass_frontend")
    assert await async_setup_component(hass, "logbook", {})


@pytest.mark.usefixtures("logbook")
@pytest.mark.house("healthy", polls=2)
async def test_one_fault_is_one_line_of_activity(
    hass_ws_client: WebSocketGenerator, house: House
) -> None:
    """It begins with one line and ends with one, whatever it is; what is behind a module too."""
    ours = {entry.entity_id for entry in house.entries}
    seen = 0

    async def news() -> list[tuple[str, str]]:
        """Return what the logbook shows of our entities since the last call."""
        nonlocal seen
        await async_wait_recording_done(house.hass)
        client = await hass_ws_client(house.hass, await house.token())
        asked = {"type": "logbook/get_events", "start_time": START.isoformat()}
        await client.send_json_auto_id(asked)
        lines = (await client.receive_json())["result"]
        told = [
            (line["entity_id"], line["state"])
            for line in lines
            if line.get("entity_id") in ours
        ]
        seen, before = len(told), seen
        return told[before:]

    run_low(house, "Driveway")
    await house.poll(2)
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(5)
    fault = house.entity_id("Driveway", "fault")
    assert await news() == [(fault, "on"), (fault, "off")]
    for name in ("Garden", "Kitchen"):
        house.cloud.device(name).hang()
        await house.poll(5)
        assert house.state(name).attributes["online"] is False
        house.cloud.device(name).power_cycle()
        await house.poll(5)
        assert house.state(name).attributes["online"] is True
        fault = house.entity_id(name, "fault")
        assert await news() == [(fault, "on"), (fault, "off")], name
    house.cloud.device("Home").unplug()
    await house.poll(6)
    assert house.cause("Home") == "sync_module_offline"
    told = await news()
    assert (house.entity_id("Home", "fault"), "on") in told
    assert len({entity_id for entity_id, _ in told}) == len(told)
    kinds = {(entity_id.partition(".")[0], state) for entity_id, state in told}
    assert kinds == {("binary_sensor", "on")}
