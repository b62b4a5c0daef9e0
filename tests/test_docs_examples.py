"""Every YAML example of the docs is what it claims: an automation, a card or a response."""

from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation.config import (
    ValidationStatus,
    async_validate_config_item,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from tests.automation.test_triggers import run_low
from tests.house import House, MakeHouse

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/*/*.md"), *ROOT.glob("*.md")]
AUTOMATION = {"triggers", "conditions", "actions", "mode"}
# whose keys differ from cause to cause, and from state to state
FREE = {"evidence", "minutes"}


@dataclass
class Example:
    page: str
    line: int
    text: str

    @property
    def content(self) -> Any:
        return parse_yaml(self.text)

    @property
    def kind(self) -> str:
        keys = set(self.content)
        if keys <= AUTOMATION:
            return "automation"
        if keys == {"devices"}:
            return "response"
        return "card" if "type" in keys else "unknown"


def examples(*kinds: str) -> list[Any]:
    return [
        pytest.param(example, id=f"{example.page}:{example.line}")
        for example in _all()
        if not kinds or example.kind in kinds
    ]


def _all() -> Iterator[Example]:
    for page in sorted(PAGES):
        text = page.read_text("utf-8")
        for found in re.finditer(r"```ya?ml\n(.*?)```", text, re.DOTALL):
            line = text[: found.start()].count("\n") + 1
            yield Example(str(page.relative_to(ROOT)), line, found[1])


@pytest.mark.parametrize("example", examples())
def test_each_example_is_of_a_kind_that_is_tested(example: Example) -> None:
    """A new kind of example needs a test of its own."""
    assert example.kind != "unknown", example


@pytest.mark.parametrize("example", examples("automation"))
async def test_automations_are_valid(
    make_house: MakeHouse, hass: HomeAssistant, example: Example
) -> None:
    """Home Assistant takes every example, completed to an automation."""
    await make_house("one_camera")
    assert await async_setup_component(hass, "automation", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    config = {
        "id": "example",
        "alias": "Example",
        "triggers": [{"trigger": "homeassistant", "event": "start"}],
        "actions": [{"event": "x"}],
        **example.content,
    }
    result = await async_validate_config_item(hass, "example", config)
    assert result is not None
    assert result.validation_status is ValidationStatus.OK, result.validation_error


@pytest.mark.house("healthy")
async def test_batteries_told_to_battery_notes_are_told_here(
    hass: HomeAssistant, house: House
) -> None:
    """The example acts on a camera of Blink's, and on no other device."""
    (example,) = [
        e for e in _all() if "battery_notes" in e.text and "actions" in e.text
    ]
    calls: list[Any] = []
    hass.bus.async_listen("call_service", lambda event: calls.append(event.data))
    config = {"automation": {"alias": "Example", "id": "example", **example.content}}
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done(wait_background_tasks=True)
    camera = house.device("Driveway").id
    for device_id in ("0" * 32, camera):
        hass.bus.async_fire("battery_notes_battery_replaced", {"device_id": device_id})
        await hass.async_block_till_done(wait_background_tasks=True)
    told = [c["service_data"] for c in calls if c["service"] == "batteries_replaced"]
    assert told == [{"device_id": camera}]


async def test_entities_of_examples_exist(house: House) -> None:
    """Each entity id is one that a house with such a camera has, by either name of it."""
    known = {
        entity.entity_id.replace(".blink_", ".")
        for entity in er.async_entries_for_config_entry(
            er.async_get(house.hass), house.doctor.entry_id
        )
    }
    named = {
        (example.page, found)
        for example in _all()
        if example.kind in ("card", "automation")
        for found in re.findall(r"\b(?:binary_sensor|sensor)\.\w+", example.text)
    }
    assert named
    assert [n for n in named if n[1].replace(".blink_", ".") not in known] == []


def _shape(value: Any) -> Any:
    """Return the keys of a response, at every depth; of lists those of the first."""
    if isinstance(value, dict):
        return {
            key: None if key in FREE else _shape(below) for key, below in value.items()
        }
    if isinstance(value, list) and value:
        return [_shape(value[0])]
    return None


def _missing(documented: Any, real: Any, path: str = "") -> Iterator[str]:
    """Yield keys that are on one side only, where both sides have something to say."""
    if isinstance(documented, dict) and isinstance(real, dict):
        for key in documented.keys() ^ real.keys():
            yield f"{path}.{key}"
        for key in documented.keys() & real.keys():
            yield from _missing(documented[key], real[key], f"{path}.{key}")
    elif isinstance(documented, list) and isinstance(real, list):
        yield from _missing(documented[0], real[0], path)


@pytest.mark.parametrize("example", examples("response"))
async def test_responses_have_these_keys(
    make_house: MakeHouse, example: Example
) -> None:
    """The page shows each key that the action returns, and no other."""
    text = (ROOT / example.page).read_text("utf-8")
    before = "\n".join(text.splitlines()[: example.line])
    action = re.findall(r"^## (\w+)", before, re.MULTILINE)[-1]
    house = await make_house("healthy")
    run_low(house, "Driveway")
    await house.poll(2)
    data = {"device_id": house.device("Driveway").id}
    real = await house.act(action, **data)
    (given,) = json.loads(json.dumps(real))["devices"]
    (documented,) = example.content["devices"]
    assert [*_missing(_shape(documented), _shape(given))] == []
