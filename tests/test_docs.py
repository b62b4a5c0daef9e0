"""The docs are right: links lead somewhere, tables agree, examples are valid."""

from collections import defaultdict
from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation.config import (
    ValidationStatus,
    async_validate_config_item,
)
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest

from tests.house import House
from tests.phone_story import run_low

ROOT = Path(__file__).resolve().parents[1]
TEXTS = {
    page.relative_to(ROOT): page.read_text("utf-8")
    for pattern in ("*.md", "docs/**/*.md", "tests/*/*.md", "demo/scenarios/*.md")
    for page in sorted(ROOT.glob(pattern))
}
AUTOMATION = {"triggers", "conditions", "actions", "mode"}
# whose keys differ from cause to cause, and from state to state
FREE = {"evidence", "minutes"}


def without_code(page: Path) -> str:
    return re.sub(r"```.*?```", "", TEXTS[page], flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


@pytest.mark.parametrize("page", TEXTS, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    """Files, headings and commands that a page names are there."""
    for link in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", without_code(page)):
        if re.match(r"https?:", link):
            assert link.startswith("https:"), f"{page}: {link}"
            continue
        file, _, anchor = link.partition("#")
        target = (ROOT / page.parent / file).resolve() if file else ROOT / page
        assert target.exists(), f"{page}: {link}"
        assert target.is_relative_to(ROOT)
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target.relative_to(ROOT)), f"{page}: {link}"
    named = r"\b(?:scripts/[\w/]+(?:\.py)?|tests/[\w/]+\.py\b)"
    for name in re.findall(named, TEXTS[page]):
        assert (ROOT / name).is_file(), f"{page}: {name}"


def test_each_survival_row_names_tests() -> None:
    """Each row names tests that are there."""
    section = TEXTS[Path("docs/measurements.md")].partition("## What it survives")[2]
    rows = [row for row in section.splitlines() if row.startswith("| ")][2:]
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", row.rpartition(" | ")[2])
        assert named, row
        for file, test in named:
            source = (ROOT / "tests" / file).read_text("utf-8")
            assert f"def {test}(" in source, f"{file}::{test}"


def test_each_trigger_is_explained() -> None:
    """Each has a row; conditions need none beside the one in the reference."""
    keys = load_yaml_dict(str(ROOT / "custom_components/blink_doctor/triggers.yaml"))
    heads = re.findall(r"^\|([^|]+)\|", TEXTS[Path("docs/triggers.md")], re.MULTILINE)
    named = [key for key in keys if not key.startswith(".")]
    assert named
    assert [key for key in named if f"`{key}`" not in "".join(heads)] == []


def kind(content: Any) -> str:
    keys = set(content)
    if keys <= AUTOMATION:
        return "automation"
    return "response" if keys == {"devices"} else "card" if "type" in keys else "?"


# content of YAML blocks, by kind, each with the text of its page before it
EXAMPLES: defaultdict[str, list[tuple[str, Any]]] = defaultdict(list)
for page_text in TEXTS.values():
    for found in re.finditer(r"```ya?ml\n(.*?)```", page_text, re.DOTALL):
        block = parse_yaml(found[1])
        EXAMPLES[kind(block)].append((page_text[: found.start()], block))


@pytest.mark.house("healthy")
async def test_automations_are_valid(hass: HomeAssistant, house: House) -> None:
    """Home Assistant accepts every example; one reports changes noted in Battery Notes."""
    assert {*EXAMPLES} == {"automation", "card", "response"}, "needs its own test"
    automations = [content for _, content in EXAMPLES["automation"]]
    (notes,) = (one for one in automations if "battery_notes" in str(one))
    config = {"automation": {"alias": "Example", "id": "example", **notes}}
    assert await async_setup_component(hass, "automation", config)
    await house.settle()
    for example in automations:
        completed = {
            "id": "example",
            "alias": "Example",
            "triggers": [{"trigger": "homeassistant", "event": "start"}],
            "actions": [{"event": "x"}],
            **example,
        }
        result = await async_validate_config_item(hass, "example", completed)
        assert result is not None
        is_valid = result.validation_status is ValidationStatus.OK
        assert is_valid, (result.validation_error, example)

    calls: list[Any] = []
    hass.bus.async_listen("call_service", lambda event: calls.append(event.data))
    camera = house.device("Driveway").id
    for device_id in ("0" * 32, camera):
        hass.bus.async_fire("battery_notes_battery_replaced", {"device_id": device_id})
        await house.settle()
    told = [c["service_data"] for c in calls if c["service"] == "batteries_replaced"]
    assert told == [{"device_id": camera}], "and of no other device"


async def test_entities_of_examples_exist(house: House) -> None:
    """Each entity id is one that a house with such a camera has, by either name of it."""
    known = {entity.entity_id.replace(".blink_", ".") for entity in house.entries}
    text = str([EXAMPLES["card"], EXAMPLES["automation"]]).replace(".blink_", ".")
    named = {*re.findall(r"\b(?:binary_sensor|sensor)\.\w+", text)}
    assert named
    assert named - known == set()


def missing(documented: Any, real: Any, path: str = "") -> Iterator[str]:
    """Yield keys that are on one side only, where both sides have something to say."""
    match documented, real:
        case dict(), dict():
            for key in documented.keys() ^ real.keys():
                yield f"{path}.{key}"
            for key in (documented.keys() & real.keys()) - FREE:
                yield from missing(documented[key], real[key], f"{path}.{key}")
        case [documented, *_], [real, *_]:
            yield from missing(documented, real, path)


@pytest.mark.house("healthy")
async def test_responses_have_these_keys(house: House) -> None:
    """The page shows each key that the action returns, and no other."""
    run_low(house, "Driveway")
    await house.poll(2)
    for before, content in EXAMPLES["response"]:
        action = re.findall(r"^## (\w+)", before, re.MULTILINE)[-1]
        real = json.loads(json.dumps(await house.act(action, "Driveway")))
        assert [*missing(content, real)] == [], action
