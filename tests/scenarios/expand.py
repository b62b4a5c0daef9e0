"""The scenario files, made into homes that change and labels; standard library only.

A file is a list of `[[scenario]]`:

- `name`: what happens, for people. No rule ever sees it.
- `for` (optional): one scenario for each of these; `$` stands for it everywhere.
- `home`: device keys, `family:ID` or `family:ID@NETWORK`; or the name of a home below.
- `script`: lines `WHEN WHAT ...`, see `Step`. WHEN is a minute, `5-60` for every poll
  in between, or `5-60/10` for every ten minutes of it.
- `minutes`: how long it goes on. `every` is the minutes between polls, 5 by default.
- `expect`: lines `KEY CAUSE ...`, primary cause first; who is not in it must have no
  finding at the end. `<CAUSE` sits above the device: its issue is elsewhere.
- `meanwhile` (optional): further `KEY CAUSE ...` that may be found on the way. Any other
  finding at any poll is a false alarm.
- `settings` (optional): as in a replay file. `onset` (optional): the minute of what is
  to be found, otherwise that of the first line of the script.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
from pathlib import Path
import tomllib
from typing import Any

from .homes import LISTS, MAKERS, START, Home, find, home, homescreen

FOLDER = Path(__file__).parent / "data"
# Labelled from the design alone, before the engine had run on them
UNSEEN = Path(__file__).parent / "unseen"

HOMES = {
    # a module with two cameras, a doorbell, and two Minis
    "house": "sync_module:11 camera:21 camera:22 doorbell:41 owl:31 owl:32",
    # one of each of the smallest
    "flat": "sync_module:11 camera:21",
    # two places with a module each
    "two": "sync_module:11 camera:21 camera:22 sync_module:12@2 camera:23@2 camera:24@2 owl:31",
    # only devices on Wi-Fi of their own
    "minis": "owl:31 owl:32",
    # a module, twelve cameras and a Mini
    "large": "sync_module:11 owl:31 "
    + " ".join(f"camera:{number}" for number in range(21, 33)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One labelled scenario, nothing left to fill in."""

    name: str
    file: str
    home: Home
    steps: tuple[Step, ...]
    minutes: int
    every: int
    onset: int
    expect: Mapping[str, tuple[str, ...]]
    above: frozenset[tuple[str, str]]
    meanwhile: Mapping[str, frozenset[str]]
    settings: Mapping[str, Any]

    @property
    def issues(self) -> set[tuple[str, str]]:
        """Return cause and device of each issue that is to stand at the end."""
        return {
            (cause, key)
            for key, causes in self.expect.items()
            for cause in causes
            if (key, cause) not in self.above
        }

    def allowed(self, key: str) -> frozenset[str]:
        """Return the causes that are no false alarm on a device, at any time."""
        return self.meanwhile.get(key, frozenset()) | set(self.expect.get(key, ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a script: when, and what.

    `KEY field=value ...` sets fields, `a.b=1` reaches into objects, `field=-` takes
    one away; values are JSON where they can be. `poll lost|error|page` is what that
    poll brings, `list NAME value` a whole list (`-` takes it away), `entry KEY value`
    a whole entry, `remove KEY`, `add KEY`, `light KEY PATTERN` a reported red light,
    `camera ID field=value` and `network ID field=value` what stands beside the
    homescreen, `clock +MINUTES`, `restart`.
    """

    first: int
    last: int
    each: int
    words: tuple[str, ...]

    def happens(self, minute: int) -> bool:
        """Whether it is the time."""
        return (
            self.first <= minute <= self.last and (minute - self.first) % self.each == 0
        )


@dataclass(slots=True)
class World:
    """The account while a scenario goes on."""

    home: dict[str, Any]
    now: datetime = START
    cameras: dict[str, Any] = field(default_factory=dict)
    networks: dict[str, Any] = field(default_factory=dict)
    lights: list[dict[str, str]] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    restarted: bool = False
    answer: str | None = None

    def apply(self, words: tuple[str, ...]) -> None:
        """Let one line of the script happen."""
        what, *rest = words
        special: dict[str, Callable[..., None]] = {
            "poll": self._poll,
            "list": self._list,
            "entry": self._entry,
            "remove": self._remove,
            "add": self._add,
            "light": self._light,
            "camera": self._camera,
            "network": self._network,
            "clock": self._clock,
            "restart": self._restart,
        }
        if what in special:
            special[what](*rest)
        else:
            _set(find(self.home, what), rest)

    def capture(self) -> dict[str, Any]:
        """Return what is polled now, in the replay format without `at`."""
        answer: Any = homescreen(self.home, self.now)
        for key, value in self.entries.items():
            entries = answer[LISTS[key.partition(":")[0]]]
            entries[entries.index(find(answer, key))] = value
        match self.answer:
            case "lost":
                answer = None
            case "error":
                answer = {"message": "Unauthorized Access", "code": 101}
            case "page":
                answer = "<html><body>502 Bad Gateway</body></html>"
        self.answer = None
        return {
            "homescreen": answer,
            "cameras": self.cameras,
            "networks": self.networks,
            "red_light": self.lights,
        }

    def _poll(self, answer: str) -> None:
        self.answer = answer

    def _list(self, name: str, value: str) -> None:
        if value == "-":
            self.home.pop(name, None)
        else:
            self.home[name] = _value(value)

    def _entry(self, key: str, value: str) -> None:
        if value == "whole":
            del self.entries[key]
        else:
            self.entries[key] = _value(value)

    def _remove(self, key: str) -> None:
        self.home[LISTS[key.partition(":")[0]]].remove(find(self.home, key))

    def _add(self, key: str, *changes: str) -> None:
        for name, entries in home(key).items():
            self.home[name] += entries
        _set(find(self.home, key.partition("@")[0]), list(changes))

    def _light(self, key: str, pattern: str) -> None:
        self.lights = [light for light in self.lights if light["id"] != key]
        if pattern != "-":
            self.lights.append({"id": key, "pattern": pattern})

    def _camera(self, device_id: str, *changes: str) -> None:
        _set(self.cameras.setdefault(device_id, {}), list(changes))

    def _network(self, network_id: str, *changes: str) -> None:
        _set(self.networks.setdefault(network_id, {}), list(changes))

    def _clock(self, minutes: str) -> None:
        self.now += timedelta(minutes=int(minutes))

    def _restart(self) -> None:
        self.restarted = True


def _set(raw: dict[str, Any], changes: list[str]) -> None:
    for change in changes:
        name, _, text = change.partition("=")
        *path, last = name.split(".")
        container = raw
        for part in path:
            inner = container.get(part)
            container[part] = dict(inner) if isinstance(inner, dict) else {}
            container = container[part]
        if text == "-":
            container.pop(last, None)
        else:
            container[last] = _value(text)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def polls(scenario: Scenario) -> Iterator[tuple[int, datetime, dict[str, Any], bool]]:
    """Yield minute, moment, capture and whether there was a restart before it."""
    world = World(home=deepcopy(dict(scenario.home)))
    for minute in range(0, scenario.minutes + 1, scenario.every):
        if minute:
            world.now += timedelta(minutes=scenario.every)
        for step in scenario.steps:
            if step.happens(minute):
                world.apply(step.words)
        restarted, world.restarted = world.restarted, False
        yield minute, world.now, deepcopy(world.capture()), restarted


def load(folder: Path = FOLDER) -> list[Scenario]:
    """Return all scenarios of all files. Raises ValueError that names the place."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["scenario"]
        for position, raw in enumerate(entries):
            try:
                found += [_scenario(path.stem, one) for one in _each(raw)]
            except (KeyError, ValueError, StopIteration) as err:
                place = f"{path.name}, scenario {position + 1} ({raw.get('name')})"
                raise ValueError(f"{place}: {err!r}") from err
    return found


def _each(raw: dict[str, Any]) -> Iterator[dict[str, Any]]:
    names = raw.pop("for", None)
    if names is None:
        yield raw
        return
    text = json.dumps(raw)
    for name in names:
        one = json.loads(text.replace("$", name))
        yield one | {"name": f"{raw['name'].replace('$', name)} [{name}]"}


_KEYS = frozenset(
    [
        "name",
        "home",
        "script",
        "minutes",
        "every",
        "expect",
        "meanwhile",
        "settings",
        "onset",
    ]
)


def _scenario(file: str, raw: dict[str, Any]) -> Scenario:
    if unknown := raw.keys() - _KEYS:
        raise ValueError(f"unknown: {sorted(unknown)}")
    every = raw.get("every", 5)
    steps = tuple(_step(line, every) for line in raw["script"])
    expect, above = _labels(raw["expect"])
    meanwhile, _ = _labels(raw.get("meanwhile", []))
    keys = HOMES.get(raw["home"], raw["home"]).split()
    return Scenario(
        name=raw["name"],
        file=file,
        home=home(*keys),
        steps=steps,
        minutes=raw["minutes"],
        every=every,
        onset=raw.get("onset", min((step.first for step in steps), default=0)),
        expect=expect,
        above=above,
        meanwhile={key: frozenset(causes) for key, causes in meanwhile.items()},
        settings=raw.get("settings", {}),
    )


def _step(line: str, every: int) -> Step:
    when, *words = line.split()
    span, _, each = when.partition("/")
    first, _, last = span.partition("-")
    if not words or (words[0].partition(":")[0] not in MAKERS and ":" in words[0]):
        raise ValueError(line)
    return Step(
        first=int(first),
        last=int(last or first),
        each=int(each or every),
        words=tuple(words),
    )


def _labels(
    lines: list[str],
) -> tuple[dict[str, tuple[str, ...]], frozenset[tuple[str, str]]]:
    expect: dict[str, tuple[str, ...]] = {}
    above = set()
    for line in lines:
        keys, *causes = line.split()
        for key in keys.split(","):
            expect[key] = tuple(cause.removeprefix("<") for cause in causes)
            above |= {(key, cause[1:]) for cause in causes if cause[0] == "<"}
    return expect, frozenset(above)
