"""All that a home shows its owner, word for word: entities, card, answers, repairs, phone.

That it is right is for other tests to say. After a change that is meant to show, store it
anew with `BLINK_DOCTOR_ACCEPT=1 scripts/test --newest tests/told`, and read the difference.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from homeassistant.setup import async_setup_component
import pytest

from tests.blueprint import UseBlueprints
from tests.card import Watch
from tests.house import House
from tests.phone import AppPhone
from tests.phone_story import ask
from tests.repairs.guide import MakePerson, Person
from tests.story import ACCEPTED, flat, ids, named, without_ids

FOLDER = Path(__file__).parent
_MOST_PAGES = 15


@pytest.mark.parametrize("scenario", ["troubles", "ten_days", "two_homes", "watching"])
async def test_what_is_shown(
    scenario: str,
    make_person: MakePerson,
    use_blueprints: UseBlueprints,
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
    await use_blueprints(house, blink_doctor={})
    await house.poll(9)
    lines = [line for push in phone.pushes for line in flat("phone", push.body)]
    lines += [*_entities(house)]
    event = await (await watch()).subscribe()
    lines += flat("card", event)
    lines += [f"spoken: {await ask(house)}"]
    for action in ("get_diagnosis", "get_fault_history", "get_recording_history"):
        lines += flat(action, await house.act(action))
    for title in sorted(person.issues()):
        lines += [line async for line in _fix(person, title)]
    lines = without_ids(ids(house), lines)
    kept = FOLDER / f"{scenario}.txt"
    if ACCEPTED:
        kept.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert lines == kept.read_text(encoding="utf-8").splitlines()


def _entities(house: House) -> Iterator[str]:
    """Yield what the registry and the state machine hold of our entities."""
    for entry in sorted(house.entries, key=lambda entry: named(house, entry)):
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
            yield from flat(f"{entry.entity_id} is", state.state)
            yield from flat(f"{entry.entity_id}", dict(state.attributes))


async def _fix(person: Person, title: str) -> Any:
    """Yield the pages of a guided fix, from its start to the last step."""
    page = await person.open(title)
    for _ in range(_MOST_PAGES):
        yield f"{title} {person.step}: {' '.join(page.get('menu_options') or ())}"
        for line in flat(title, page.get("description_placeholders")):
            yield line
        options = page.get("menu_options") or ()
        onward = [one for one in ("begin", "next_step") if one in options]
        if not onward:
            break
        page = await person.press(onward[0])
