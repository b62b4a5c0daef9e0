"""Which entities an owner gets, what they are called, and what they write."""

from collections import Counter
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.const import DOMAIN
from tests.automation.test_triggers import run_low
from tests.house import START, House, MakeHouse

MOST_ENABLED = 8
FAULT_ENTITIES = {"fault", "fault_cause"}
# Home Assistant has no class for these
WITHOUT_CLASS = {
    *("check_up", "account_check_up", "flashing_red", "wifi_signal", "moment"),
    *(
        "sync_module_link",
        "firmware_version",
        "devices_with_fault",
        "drop_outs",
        "batteries_to_buy",
    ),
    "unusual_drain",
}
CLASSES = {
    "fault": "problem",
    "online": "connectivity",
    "battery_voltage": "voltage",
    "fault_cause": "enum",
}
OFF = {
    *("battery_voltage", "firmware_version", "last_successful_reading", "moment"),
    *("sync_module_link", "battery_state", "firmware_state", "signal_trend"),
    "online",
}
PACKAGE = Path(__file__).parents[2] / "custom_components" / DOMAIN
TEXTS = json.loads((PACKAGE / "translations/en.json").read_text("utf-8"))["entity"]
ICONS = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["entity"]


def entries(house: House) -> list[er.RegistryEntry]:
    return er.async_entries_for_config_entry(
        er.async_get(house.hass), house.doctor.entry_id
    )


def key_of(entry: er.RegistryEntry) -> str:
    return entry.unique_id.rpartition("-")[2]


@pytest.mark.parametrize("scenario", ["troubles", "ten_days", "two_homes", "hostile"])
async def test_at_most_eight_are_enabled(make_house: MakeHouse, scenario: str) -> None:
    """Of each device, in every house, also after a while."""
    house = await make_house(scenario)
    await house.poll(3)
    enabled = Counter(entry.device_id for entry in entries(house) if not entry.disabled)
    assert enabled
    assert max(enabled.values()) <= MOST_ENABLED


async def test_what_an_owner_is_shown(house: House) -> None:
    """Names, categories, classes and icons; what few need is off."""
    found = entries(house)
    assert len(found) > 100, "a home with everything in it"
    keys = {str(entity.translation_key) for entity in found}
    for entity in found:
        texts = TEXTS[entity.domain][str(entity.translation_key)]
        assert entity.has_entity_name, entity.entity_id
        # a fault sensor adds its cause: "Fault: Low battery"
        assert str(entity.original_name).partition(": ")[0] == texts["name"]
        icons = ICONS.get(entity.domain, {}).get(entity.translation_key, {})
        is_drawn = entity.original_device_class not in (None, "enum")
        assert is_drawn or "default" in icons, entity.entity_id
    primary = {key_of(entry) for entry in found if entry.entity_category is None}
    own = {"account_fault", "account_fault_cause"}
    assert primary == FAULT_ENTITIES | own | {"recording"}
    classes = {str(e.translation_key): e.original_device_class for e in found}
    assert {key for key in keys if classes[key] is None} <= WITHOUT_CLASS
    assert {key: classes[key] for key in CLASSES} == CLASSES
    off = {
        entity.translation_key
        for entity in found
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    }
    assert off >= OFF
    assert not off & {"fault", "recording", "fault_cause", "wifi_signal", "check_up"}


@pytest.mark.house("healthy")
async def test_the_name_of_a_fault_names_the_cause(house: House) -> None:
    """Where only names and "problem" are shown, as in Maintenance, it can be read."""
    entity_id = house.entity_id("Driveway", "fault")
    registry = er.async_get(house.hass)

    def names() -> set[str | None]:
        """Return its own name and the one that is shown, without the device's.

        Core's platforms give one device two names ("Driveway", "blink Driveway").
        """
        entry = registry.async_get(entity_id)
        assert entry is not None
        shown = house.state("Driveway").attributes["friendly_name"]
        name = house.device("Driveway").name
        assert name is not None
        return {entry.original_name, shown.removeprefix(f"{name} ")}

    assert names() == {"Fault"}
    run_low(house, "Driveway")
    await house.poll(2)
    assert names() == {"Fault: Low battery"}
    await house.reload()
    assert names() == {"Fault: Low battery"}
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(4)
    assert names() == {"Fault"}


@pytest.mark.house("healthy")
async def test_a_reported_red_light_is_called_that(house: House) -> None:
    await house.act("report_red_light", "Driveway")
    await house.settle()
    name = house.state("Driveway").attributes["friendly_name"]
    assert name.endswith("Driveway Fault: It is flashing red")


async def test_an_entity_id_holds_no_cause(house: House) -> None:
    """Also of a camera that is in trouble when it is first seen."""
    assert house.cause("Front door") == "low_battery"
    assert house.entity_id("Front door", "fault").endswith("_fault")


@pytest.mark.parametrize("language", ["de", "fr"])
async def test_names_are_in_the_language_of_the_house(
    make_house: MakeHouse, hass: HomeAssistant, language: str
) -> None:
    hass.config.language = language
    house = await make_house("troubles")
    name = house.state("Front door").attributes["friendly_name"]
    assert name.endswith(
        {"de": ": Batterie schwach", "fr": ": Piles faibles"}[language]
    )


async def lines_of_activity(
    house: House, hass_ws_client: WebSocketGenerator
) -> list[tuple[str, str]]:
    """Return what the logbook shows of our entities: entity id and state."""
    await async_wait_recording_done(house.hass)
    client = await hass_ws_client(house.hass, await house.token())
    ours = {entry.entity_id for entry in entries(house)}
    await client.send_json_auto_id(
        {"type": "logbook/get_events", "start_time": START.isoformat()}
    )
    return [
        (line["entity_id"], line["state"])
        for line in (await client.receive_json())["result"]
        if line.get("entity_id") in ours
    ]


@pytest.fixture
async def logbook(recorder_mock: Any, hass: HomeAssistant) -> None:
    pytest.importorskip("hass_frontend")
    assert await async_setup_component(hass, "logbook", {})


@pytest.mark.usefixtures("logbook")
@pytest.mark.house("healthy", polls=2)
async def test_one_fault_is_one_line_of_activity(
    hass_ws_client: WebSocketGenerator, house: House
) -> None:
    """It begins with one line that names the cause, and ends with one."""
    run_low(house, "Driveway")
    await house.poll(2)
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(5)
    fault = house.entity_id("Driveway", "fault")
    told = await lines_of_activity(house, hass_ws_client)
    assert told == [(fault, "on"), (fault, "off")]


@pytest.mark.usefixtures("logbook")
@pytest.mark.parametrize("name", ["Garden", "Kitchen"])
@pytest.mark.house("healthy", polls=2)
async def test_going_offline_is_one_line_of_activity(
    hass_ws_client: WebSocketGenerator, name: str, house: House
) -> None:
    """A camera that does not answer, from its first silence until it is back."""
    house.cloud.device(name).hang()
    await house.poll(5)
    assert house.state(name).attributes["online"] is False
    house.cloud.device(name).power_cycle()
    await house.poll(5)
    assert house.state(name).attributes["online"] is True
    fault = house.entity_id(name, "fault")
    told = await lines_of_activity(house, hass_ws_client)
    assert told == [(fault, "on"), (fault, "off")]


@pytest.mark.usefixtures("logbook")
@pytest.mark.house("healthy", polls=2)
async def test_a_module_going_offline_is_one_line_of_activity(
    hass_ws_client: WebSocketGenerator, house: House
) -> None:
    """It has one line, and each camera behind it that is in trouble for it one."""
    house.cloud.device("Home").unplug()
    await house.poll(6)
    assert house.cause("Home") == "sync_module_offline"
    told = await lines_of_activity(house, hass_ws_client)
    assert max(Counter(entity_id for entity_id, _ in told).values()) == 1
    assert {state for _, state in told} == {"on"}
    assert {entity_id.partition(".")[0] for entity_id, _ in told} == {"binary_sensor"}
    assert (house.entity_id("Home", "fault"), "on") in told


@pytest.mark.house("healthy")
async def test_not_there_before_it_is_known(house: House) -> None:
    """An update of the firmware may not come for months."""
    found = {key_of(entry) for entry in entries(house)}
    assert "firmware_version" in found
    assert "firmware_updated" not in found


@pytest.mark.house("healthy")
async def test_switched_on_later(hass: HomeAssistant, house: House) -> None:
    """What is off is not even made; on, it is there after Home Assistant's reload."""
    await house.reload()
    entity_id = house.entity_id("Driveway", "battery_state")
    assert hass.states.get(entity_id) is None
    er.async_get(hass).async_update_entity(entity_id, disabled_by=None)
    await house.settle()
    await house.wait(31)
    assert house.state("Driveway", "battery_state").state == "ok"
