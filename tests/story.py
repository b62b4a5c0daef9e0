"""Stories: snapshot tests in steps; what is shown in each is recorded word for word.

`story("the card hears of it")` begins a step; its title says what must be so. What is recorded
in it is compared with the text beside the test: `BLINK_DOCTOR_ACCEPT=1 scripts/test -n 0 FILE`
stores it anew. Read the difference: a mistake that is stored is worse than no test.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from difflib import unified_diff
import json
import os
from pathlib import Path
import re
from typing import Any

from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.diagnosis.model.ids import Uid
from custom_components.blink_doctor.diagnosis.model.readings import ACCOUNT_KEY
from tests.house import House
from tests.reporting import HOUSES

ACCEPTED = os.environ.get("BLINK_DOCTOR_ACCEPT") == "1"
_RANDOM = re.compile(r"(?<![0-9a-f])(?:[0-9a-f]{16}){1,4}(?![0-9a-f])")
_MOST = 40
_OF_NO_STORY = {
    *("friendly_name", "device_class", "options", "icon", "unit_of_measurement"),
    *("state_class", "event_types", "restored", "supported_features"),
}


class Story:
    def __init__(self, item: pytest.Item) -> None:
        self._item = item
        self.lines: list[str] = []
        self._ids: dict[str, str] = {}
        self._looks: list[tuple[Callable[[], Any], dict[str, str]]] = []

    def __call__(self, title: str) -> None:
        """Begin a step; what has changed in the one before is recorded."""
        self.look()
        self.lines.append(f"{title}:")

    def tell(self, what: str, value: Any) -> None:
        """Record a value; of several each on a line of its own."""
        lines = self.named(flat("", value))
        if isinstance(value, dict):
            lines = [what, *(f"  {line}" for line in sorted(lines) if line != " = {}")]
        else:
            lines = [f"{what}{line}" for line in lines]
        self.lines += [f"  {line}" for line in lines]

    def say(self, *told: str) -> None:
        """Record lines as they are."""
        self.lines += [f"  {line}" for text in told for line in text.splitlines()]

    def follow(self, look: Callable[[], Any]) -> None:
        """Record at the end of each step what has changed in what `look` returns."""
        self._looks.append((look, self._seen(look)))

    def follow_states(self, house: House, *devices: str) -> None:
        """Record changed states of some devices, or of all, and changed repairs."""
        self.follow(lambda: {"is": states(house, *devices), "repairs": repairs(house)})

    def end(self) -> None:
        """Compare all that was recorded with what is stored, or store it."""
        self.look()
        path = self._item.path.with_suffix(".txt")
        kept = _read(path)
        if not self.lines and self._item.name not in kept:
            return
        if ACCEPTED:
            source = self._item.path.read_text(encoding="utf-8")
            kept[self._item.name] = self.lines
            path.write_text(
                "".join(
                    f"== {name}\n" + "".join(f"{line}\n" for line in lines)
                    for name, lines in sorted(kept.items())
                    if f"def {name.partition('[')[0]}(" in source
                ),
                encoding="utf-8",
            )
        before = kept.get(self._item.name, [])
        if self.lines != before:
            changes = unified_diff(before, self.lines, "kept", "told", lineterm="")
            pytest.fail("\n".join([*changes][:_MOST]), pytrace=False)

    def look(self) -> None:
        """Record what has changed in what is followed."""
        for look, shown in self._looks:
            now = self._seen(look)
            for place in sorted({*now, *shown}):
                if now.get(place) != shown.get(place):
                    said = f"= {now[place]}" if place in now else "is gone"
                    self.lines.append(f"  {place} {said}")
            shown.clear()
            shown.update(now)

    def _seen(self, look: Callable[[], Any]) -> dict[str, str]:
        lines = self.named(flat("", look()))
        return dict(line.split(" = ", 1) for line in lines if line != " = {}")

    def named(self, lines: Iterable[str]) -> list[str]:
        """Return lines with names in place of ids that differ in each run."""
        for house in self._item.stash.get(HOUSES, []):
            self._ids |= ids(house)
        return without_ids(self._ids, [*lines])


def _read(path: Path) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        if line.startswith("== "):
            name = line[3:]
        told.setdefault(name, []).extend([] if line.startswith("== ") else [line])
    return told


@pytest.fixture
def story(request: pytest.FixtureRequest) -> Story:
    request.node.stash[_STORY] = story = Story(request.node)
    return story


_STORY: pytest.StashKey[Story] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """End the story of a test that has passed; report how far it came if it failed."""
    try:
        yield
    except Exception:
        if story := item.stash.get(_STORY, None):
            item.add_report_section("call", "story", "\n".join(story.lines[-_MOST:]))
        raise
    if story := item.stash.get(_STORY, None):
        story.end()


def flat(path: str, value: Any) -> Iterator[str]:
    """Yield a line for each value of what is JSON once it is sent."""
    value = json.loads(json.dumps(value, default=str))
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from flat(f"{path}.{key}".lstrip("."), value[key])
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, one in enumerate(value):
            yield from flat(f"{path}.{number}", one)
    else:
        yield f"{path} = {json.dumps(value, ensure_ascii=False)}"


def states(house: House, *devices: str) -> dict[str, Any]:
    """Return what our entities show: of these devices, or of all."""
    shown: dict[str, Any] = {}
    for entry in house.entries:
        _, uid, kind = entry.unique_id.split("-", 2)
        key = house.coordinator.keys.get(Uid(uid))
        judged = house.coordinator.data.devices.get(key) if key else None
        name = judged.reading.name if judged and key != "account" else key or uid
        state = house.hass.states.get(entry.entity_id)
        if state and (not devices or name in devices):
            facts = state.attributes.items()
            more = {name: fact for name, fact in facts if name not in _OF_NO_STORY}
            shown[f"{name} {kind}"] = {"": state.state, **more}
    return shown


def repairs(house: House) -> dict[str, str]:
    """Return our repairs that are shown, by kind and name, and whether they are ignored."""
    return {
        f"{issue.translation_key} {(issue.translation_placeholders or {}).get('name')}": (
            "ignored" if issue.dismissed_version else "shown"
        )
        for issue in house.issues
    }


def ids(house: House) -> dict[str, str]:
    """Return names for ids that differ in each run."""
    coordinator = getattr(getattr(house, "doctor", None), "runtime_data", None)
    if coordinator is None:
        return {}
    names = {entry.entry_id: "ENTRY" for entry in (house.doctor, house.blink)}
    # the account's is the word itself
    devices = [key for key in coordinator.data.devices if key != ACCOUNT_KEY]
    names |= {coordinator.uid(key): f"UID-{key}" for key in devices}
    names |= {entry.entity_id: named(house, entry) for entry in house.entries}
    # core's sensors call a camera "blink Garden", its other platforms "Garden"
    called = [device.reading.name for device in coordinator.data.devices.values()]
    names |= {f'"blink {name} ': f'"{name} ' for name in called}
    return names | {
        device_id: f"DEVICE-{key}"
        for key in coordinator.data.devices
        if (device_id := coordinator.device_id(key))
    }


def named(house: House, entry: er.RegistryEntry) -> str:
    """Return a name for an entity; its id depends on which of core's platforms was first."""
    _, uid, kind = entry.unique_id.split("-", 2)
    return f"{entry.domain}.{house.coordinator.keys.get(Uid(uid), uid)}-{kind}"


def without_ids(names: dict[str, str], lines: list[str]) -> list[str]:
    text = "\n".join(lines)
    # "hallway_fault_2" before "hallway_fault"
    for found, name in sorted(names.items(), key=lambda one: -len(one[0])):
        text = text.replace(found, name)
    return _RANDOM.sub("RANDOM", text).split("\n") if lines else []
