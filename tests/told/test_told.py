"""All that a home shows its owner, word for word: entities, card, answers, repairs, phone.

That it is right is for other tests to say. After a change that is meant to show, store it
anew with `BLINK_DOCTOR_ACCEPT=1 scripts/test --newest tests/told`, and read the difference.
"""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import re
from typing import Any

from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.blink_doctor.diagnosis.model.ids import Uid
from tests.blueprint import UseBlueprint
from tests.card import Watch
from tests.house import House
from tests.phone import AppPhone
from tests.repairs.guide import MakePerson, Person
from tests.story import ask

FOLDER = Path(__file__).parent
_MOST_PAGES = 15
_RANDOM = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{16}){1,4}(?![0-9a-f])")


@pytest.mark.parametrize("scenario", ["troubles", "ten_days", "two_homes", "watching"])
async def test_what_is_shown(
    scenario: str,
    make_person: MakePerson,
    use_blueprint: UseBlueprint,
    phone: AppPhone,
    watch: Watch,
    request: pytest.FixtureRequest,
) -> None:
    if scenario == "two_homes":
        request.getfixturevalue("entity_registry_enabled_by_default")
    pytest.importorskip("hassil")
    person = await make_person(scenario, polls=0)
    house = person.house
    assert await async_setup_component(house.hass, "conversation", {})
    await use_blueprint(house, "blink_doctor")
    await house.poll(9)
    lines = [line for push in phone.pushes for line in _flat("phone", push.body)]
    lines += [*_entities(house)]
    event = await (await watch()).subscribe()
    lines += _flat("card", event)
    lines += [f"spoken: {await ask(house)}"]
    for action in ("get_diagnosis", "get_fault_history", "get_recording_history"):
        lines += _flat(action, await house.act(action))
    for title in sorted(person.issues()):
        lines += [line async for line in _fix(person, title)]
    lines = _without_ids(house, lines)
    kept = FOLDER / f"{scenario}.txt"
    if os.environ.get("BLINK_DOCTOR_ACCEPT") == "1":
        kept.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == kept.read_text(encoding="utf-8").splitlines()


def _entities(house: House) -> Iterator[str]:
    """Yield what the registry and the state machine hold of our entities."""
    for entry in sorted(house.entries, key=lambda entry: _named(house, entry)):
        facts = (
            entry.disabled_by,
            entry.hidden_by,
            entry.entity_category,
            entry.original_device_class,
            entry.unit_of_measurement,
            entry.translation_key,
            entry.original_name,
        )
        yield f"{entry.entity_id}: {' '.join(map(str, facts))}"
        if state := house.hass.states.get(entry.entity_id):
            yield from _flat(f"{entry.entity_id} is", state.state)
            yield from _flat(f"{entry.entity_id}", dict(state.attributes))


def _flat(path: str, value: Any) -> Iterator[str]:
    """Yield a line for each value of what is JSON once it is sent."""
    value = json.loads(json.dumps(value, default=str))
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _flat(f"{path}.{key}", value[key])
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, one in enumerate(value):
            yield from _flat(f"{path}.{number}", one)
    else:
        yield f"{path} = {json.dumps(value, ensure_ascii=False)}"


async def _fix(person: Person, title: str) -> Any:
    """Yield the pages of a guided fix, from its start to the last step."""
    page = await person.open(title)
    for _ in range(_MOST_PAGES):
        yield f"{title} {person.step}: {' '.join(page.get('menu_options') or ())}"
        for line in _flat(title, page.get("description_placeholders")):
            yield line
        options = page.get("menu_options") or ()
        onward = [one for one in ("begin", "next_step") if one in options]
        if not onward:
            break
        page = await person.press(onward[0])


def _without_ids(house: House, lines: list[str]) -> list[str]:
    """Replace ids that are another each time."""
    coordinator = house.coordinator
    names = {entry.entry_id: "ENTRY" for entry in (house.doctor, house.blink)}
    names |= {coordinator.uid(key): f"UID-{key}" for key in coordinator.data.devices}
    names |= {entry.entity_id: _named(house, entry) for entry in house.entries}
    names |= {
        device_id: f"DEVICE-{key}"
        for key in coordinator.data.devices
        if (device_id := coordinator.device_id(key))
    }
    text = "\n".join(lines)
    for found, name in names.items():
        text = text.replace(found, name)
    return _RANDOM.sub("RANDOM", text).split("\n")


def _named(house: House, entry: er.RegistryEntry) -> str:
    """Return a name for an entity; its id depends on which of core's platforms was first."""
    _, uid, kind = entry.unique_id.split("-", 2)
    return f"{entry.domain}.{house.coordinator.keys.get(Uid(uid), uid)}-{kind}"
