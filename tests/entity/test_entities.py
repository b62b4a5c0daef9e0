"""Every entity shows its value, writes it only when it changes, and can be unloaded."""

from collections import Counter, defaultdict
from importlib import import_module
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import EntityDescription
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.blink_doctor.const import LOGGER, PLATFORMS
from tests.house import START, House, MakeHouse
from tests.phone_story import run_low
from tests.story import Story, states

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components/blink_doctor"
TEXTS = json.loads((PACKAGE / "translations/en.json").read_text("utf-8"))["entity"]
ICONS = json.loads((PACKAGE / "icons.json").read_text("utf-8"))["entity"]
# of what changes over weeks, or needs somebody to do something: the test of its state
ELSEWHERE = {
    "entity/test_outlook.py": (
        *("batteries_changed", "expected_low", "signal_trend", "firmware_updated"),
        "unusual_drain",
    ),
    "automation/test_event.py": ("moment",),
    "integration/test_recording.py": ("usb_storage",),
    "test_services.py": ("check_up", "account_check_up", "flashing_red"),
}


def test_each_entity_has_a_name_an_icon_and_a_test_of_its_value() -> None:
    """A new one is in the story below with two values, or in the table above."""
    text = Path(__file__).with_suffix(".txt").read_text("utf-8")
    values: dict[str, set[str]] = defaultdict(set)
    for key, value in re.findall(
        r"^ +(?:is\.)?[^.=]+ (\w+)\. = (.*)", text, re.MULTILINE
    ):
        values[key] |= {value} - {'"unavailable"'}
    for platform in PLATFORMS:
        module = import_module(f"custom_components.blink_doctor.{platform.value}")
        of_module = [one for one in vars(module).values() if isinstance(one, tuple)]
        for entity in [one for them in of_module for one in them]:
            if not isinstance(entity, EntityDescription):
                continue
            # its own name, or that of a translation key that it shares
            key = entity.translation_key or entity.key
            assert TEXTS[platform.value][key]["name"], key
            drawn = entity.device_class not in (None, "enum")
            assert drawn or "default" in ICONS[platform.value][key], key
            files = [file for file, them in ELSEWHERE.items() if entity.key in them]
            assert bool(files) is (len(values[entity.key]) < 2), entity.key
            for file in files:
                told = (ROOT / "tests" / file).with_suffix(".txt")
                shown = re.search(rf" {entity.key}\. = ", told.read_text("utf-8"))
                asked = f'"{entity.key}"' in told.with_suffix(".py").read_text("utf-8")
                assert shown or asked, entity.key


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.house(polls=8)
async def test_what_entities_show(
    house: House, story: Story, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    story("each device shows what it says")
    story.tell("shown", states(house))
    story.follow_states(house)
    story.follow(
        lambda: {
            "log": [r.getMessage() for r in caplog.records if r.name == LOGGER.name]
        }
    )
    story("times move on; a mount's battery is told where Blink says something of it")
    garden = house.find("Garden")
    garden.mount_battery = "ok"
    await house.poll()
    story("it is not the camera's")
    garden.mount_battery = "low"
    await house.poll()
    story("quiet in a pause")
    await house.act("pause", "Garden")
    story("two lost polls change nothing")
    house.account.service_down()
    await house.poll(2)
    story("Blink answers")
    house.account.service_up()
    await house.poll(2)
    story("new batteries: fewer to buy, and fewer in trouble")
    house.find("Front door").insert_batteries()
    await house.poll(2)
    story(
        "half an hour without Blink: the account says why, and keeps its last reading;"
        " the log says it once"
    )
    house.account.service_down()
    await house.poll(8)
    story("and once that it is back")
    house.account.service_up()
    await house.poll(5)


@pytest.mark.parametrize("scenario", ["troubles", "ten_days", "two_homes", "hostile"])
async def test_at_most_eight_are_enabled(make_house: MakeHouse, scenario: str) -> None:
    """Of each device, in every house, also after a while."""
    house = await make_house(scenario)
    await house.poll(3)
    enabled = Counter(entry.device_id for entry in house.entries if not entry.disabled)
    assert 0 < max(enabled.values()) <= 8


@pytest.mark.house("healthy")
async def test_the_name_of_a_fault_names_the_cause(house: House, story: Story) -> None:
    state, device = house.state("Driveway"), house.device("Driveway").name

    def names() -> Any:
        """Return its own name and the one that is shown, without the device's.

        Core's platforms give one device two names ("Driveway", "blink Driveway").
        """
        entry = er.async_get(house.hass).async_get(state.entity_id)
        shown = house.state("Driveway").attributes["friendly_name"]
        return [entry and entry.original_name, shown.removeprefix(f"{device} ")]

    story("where only names and a class are shown, as in Maintenance, it can be read")
    story.tell("well", names())
    run_low(house, "Driveway")
    await house.poll(2)
    for language in ("de", "fr", "en"):
        house.hass.config.language = language
        await house.reload()
        story.tell(language, names())
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(4)
    story.tell("well", names())
    await house.act("report_red_light", "Driveway")
    await house.settle()
    story.tell("red light", names())


@pytest.fixture
async def logbook(recorder_mock: Any, hass: Any) -> None:
    pytest.importorskip("hass_frontend")
    assert await async_setup_component(hass, "logbook", {})


@pytest.mark.usefixtures("logbook")
@pytest.mark.house("healthy", polls=2)
async def test_one_fault_is_one_line_of_activity(
    hass_ws_client: WebSocketGenerator, house: House, story: Story
) -> None:
    ours = {entry.entity_id for entry in house.entries}
    seen = 0

    async def news(title: str) -> None:
        """Record what the logbook shows of our entities since the last call."""
        nonlocal seen
        await async_wait_recording_done(house.hass)
        client = await hass_ws_client(house.hass, await house.token())
        asked = {"type": "logbook/get_events", "start_time": START.isoformat()}
        await client.send_json_auto_id(asked)
        lines = (await client.receive_json())["result"]
        told = [
            f"{line['entity_id']} {line['state']}"
            for line in lines
            if line.get("entity_id") in ours
        ]
        story(title)
        story.tell("activity", dict(Counter(told[seen:])))
        seen = len(told)

    run_low(house, "Driveway")
    await house.poll(2)
    house.cloud.device("Driveway").insert_batteries()
    await house.poll(5)
    await news("a fault begins with one line and ends with one")
    for name in ("Garden", "Kitchen"):
        house.cloud.device(name).hang()
        await house.poll(5)
        house.cloud.device(name).power_cycle()
        await house.poll(5)
        await news("whatever it is")
    house.cloud.device("Home").unplug()
    await house.poll(6)
    await news("a dead module, and one line for each camera behind it")


@pytest.mark.house(doctor=False)
async def test_nothing_listens_after_unloading(house: House) -> None:
    """Unloading takes every listener, timer and state away, and loading works again."""
    core = house.blink.runtime_data._listeners
    of_core = len(core)
    house.doctor = await house.add_doctor()
    assert len(house.coordinator._listeners) > 50, "entities listen"
    assert len(core) == of_core + 1
    entries = house.hass.config_entries
    listening: list[dict[Any, int]] = []
    for _ in range(3):
        coordinator = house.coordinator
        assert await entries.async_unload(house.doctor.entry_id)
        await house.settle()
        assert house.doctor.state is ConfigEntryState.NOT_LOADED
        assert coordinator._listeners == {}
        assert len(core) == of_core
        listening.append(dict(house.hass.bus.async_listeners()))
        assert listening[-1] == listening[0], "each time the same"
        states = [house.hass.states.get(entity.entity_id) for entity in house.entries]
        assert {state.state for state in states if state} <= {"unavailable"}
        await entries.async_setup(house.doctor.entry_id)
        await house.settle()
    assert house.cause("Front door") == "low_battery"


@pytest.mark.house(polls=8)
async def test_a_poll_without_news_writes_no_state(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Every entity is asked at every poll, also after a listener that fails."""
    written: list[str] = []
    entities = er.async_get(house.hass).entities

    @callback
    def note(event: Event[Any]) -> None:
        entity = entities.get(event.data["entity_id"])
        if entity and entity.platform == "blink_doctor":
            written.append(entity.entity_id)

    @callback
    def every(_: Any) -> bool:
        return True

    # a state that is written and the same again is reported only
    for event in (EVENT_STATE_CHANGED, EVENT_STATE_REPORTED):
        stop = house.hass.bus.async_listen(event, note, event_filter=every)
        house.doctor.async_on_unload(stop)
    await house.poll()
    assert written == []
    house.cloud.device("Living room").set_signal(3)
    await house.poll()
    assert written
    assert all("living_room" in entity_id for entity_id in written)

    def fails() -> None:
        raise ValueError("on purpose")

    asked: list[int] = []
    for listener in (fails, lambda: asked.append(1)):
        house.doctor.async_on_unload(house.coordinator.async_add_listener(listener))
    await house.poll()
    assert asked
    assert "on purpose" in caplog.text
    caplog.clear()
