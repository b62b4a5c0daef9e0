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
- `systems` (optional): names of the Blink systems, `{2 = "Cabin"}`.
- `unjudged` (optional): device keys about which the label says nothing.
- `remembered` (optional): what is in memory at the end is kept and compared, too.
- `checks` (optional): what must hold on the way, lines `WHEN KEYS CLAIM ...`, see `Check`.

A device that is missing from the list at the end, and has been for less than a day,
is not judged there: whether it is still shown is not a question of the diagnosis.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
import json
from pathlib import Path
import tomllib
from typing import Any

from .homes import MAKERS, Home, home
from .world import World

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
    systems: Mapping[str, str] = field(default_factory=dict)
    unjudged: frozenset[str] = frozenset()
    remembered: bool = False
    checks: tuple[Check, ...] = ()

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

    `off` is a poll that was never made (Home Assistant was not running). `missing KEY`
    leaves a device out of this poll's list. `beat KEY MINUTES` is how late a module's
    heartbeat always is, `beat KEY stop` stops it, `beat KEY -` is a healthy one again.
    `live KEY field=value` is what a check-up reads at this poll. `pause KEY` and `pause
    KEY -`, and `batteries KEY` (replaced, as told by the owner) are the owner's words.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What must hold on some devices at some polls.

    `12 KEYS is CAUSE ...` (exactly these, primary first; `is nothing`), `12-50 KEYS has
    CAUSE field=value ...` (also `field!=value`; `since=MINUTE`, `evidence.a=1`), `0- KEYS
    never CAUSE`, `60- KEYS changes N` (at most so often), `0- KEYS named TEXT`, `0- KEYS
    unnamed TEXT`, `0- KEYS differ` (in their names), `40 issues CAUSE@KEY ...` (all of them).
    """

    first: int
    last: int
    keys: tuple[str, ...]
    claim: str
    words: tuple[str, ...]

    def covers(self, minute: int) -> bool:
        """Whether it is about that poll."""
        return self.first <= minute <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A scenario as a replay file, and the minute of each of its captures.

    `gone` are the devices that have been missing at the end for less than a day.
    """

    minutes: tuple[int, ...]
    captures: list[dict[str, Any]]
    gone: frozenset[str]


def play(scenario: Scenario) -> Played:
    """Let a scenario happen and return what was polled."""
    world = World(home=deepcopy(dict(scenario.home)), systems=scenario.systems)
    minutes: list[int] = []
    captures: list[dict[str, Any]] = []
    for minute in range(0, scenario.minutes + 1, scenario.every):
        if minute:
            world.now += timedelta(minutes=scenario.every)
        for step in scenario.steps:
            if step.happens(minute):
                world.apply(step.words)
        if world.off:
            world.off = False
            continue
        minutes.append(minute)
        captures.append(world.capture())
    a_day_ago = world.now - timedelta(days=1)
    return Played(
        minutes=tuple(minutes),
        captures=captures,
        gone=frozenset(key for key, at in world.removed.items() if at > a_day_ago),
    )


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
        "systems",
        "unjudged",
        "remembered",
        "checks",
    ]
)


def _scenario(file: str, raw: dict[str, Any]) -> Scenario:
    if unknown := raw.keys() - _KEYS:
        raise ValueError(f"unknown: {sorted(unknown)}")
    every = int(raw.get("every", 5))
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
        systems=raw.get("systems", {}),
        unjudged=frozenset(raw.get("unjudged", ())),
        remembered=raw.get("remembered", False),
        checks=tuple(_check(line) for line in raw.get("checks", ())),
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


_CLAIMS = frozenset(["is", "has", "never", "changes", "named", "unnamed", "differ"])


def _check(line: str) -> Check:
    when, keys, *words = line.split()
    first, dash, last = when.partition("-")
    claim = "issues" if keys == "issues" else words.pop(0)
    if claim not in _CLAIMS | {"issues"}:
        raise ValueError(line)
    return Check(
        first=int(first),
        last=int(last) if last else 10**9 if dash else int(first),
        keys=tuple(keys.split(",")),
        claim=claim,
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
