"""The scenario files, made into homes that change and labels; standard library only.

A file is a list of `[[scenario]]`:

- `name`: what happens, for people. No rule ever sees it.
- `for` (optional): one scenario for each of these; `$` stands for it everywhere.
- `home`: device keys, `family:ID` or `family:ID@NETWORK`; or the name of a home in `homes.toml`.
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
from dataclasses import dataclass, fields
from datetime import timedelta
import json
from pathlib import Path
import tomllib
from typing import Any

from .homes import MAKERS, Home, home
from .world import World

HERE = Path(__file__).parent
FOLDER = HERE / "data"
# Labelled from the design alone, before the engine had run on them
UNSEEN = HERE / "unseen"
HOMES = tomllib.loads((HERE / "homes.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One labelled scenario, nothing left to fill in."""

    name: str
    file: str
    home: Home
    script: tuple[Step, ...]
    minutes: int
    every: int
    onset: int
    expect: Mapping[str, tuple[str, ...]]
    above: frozenset[tuple[str, str]]
    meanwhile: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Any]
    systems: Mapping[str, str]
    unjudged: frozenset[str]
    remembered: bool
    checks: tuple[Check, ...]

    @property
    def issues(self) -> set[tuple[str, str]]:
        """Return cause and device of each issue that is to stand at the end."""
        found = {
            (cause, key) for key, causes in self.expect.items() for cause in causes
        }
        return found - {(cause, key) for key, cause in self.above}

    def allowed(self, key: str) -> set[str]:
        """Return the causes that are no false alarm on a device, at any time."""
        return {*self.meanwhile.get(key, ()), *self.expect.get(key, ())}


@dataclass(frozen=True, slots=True)
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

    when: range
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold on some devices at some polls.

    `12 KEYS is CAUSE ...` (exactly these, primary first; `is nothing`), `12-50 KEYS has
    CAUSE field=value ...` (also `field!=value`; `since=MINUTE`, `evidence.a=1`), `0- KEYS
    never CAUSE`, `60- KEYS changes N` (at most so often), `0- KEYS named TEXT`, `0- KEYS
    unnamed TEXT`, `0- KEYS differ` (in their names), `40 issues CAUSE@KEY ...` (all of them).
    """

    when: range
    keys: tuple[str, ...]
    claim: str
    words: tuple[str, ...]


def play(scenario: Scenario) -> tuple[dict[int, dict[str, Any]], set[str]]:
    """Let a scenario happen; return what was polled, by minute.

    And the devices that have been missing at the end for less than a day.
    """
    world = World(home=deepcopy(dict(scenario.home)), systems=scenario.systems)
    captures: dict[int, dict[str, Any]] = {}
    for minute in range(0, scenario.minutes + 1, scenario.every):
        if minute:
            world.now += timedelta(minutes=scenario.every)
        for step in scenario.script:
            if minute in step.when:
                world.apply(step.words)
        if not world.off:
            captures[minute] = world.capture()
        world.off = False
    a_day_ago = world.now - timedelta(days=1)
    return captures, {key for key, at in world.removed.items() if at > a_day_ago}


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


def _scenario(file: str, raw: dict[str, Any]) -> Scenario:
    known = {one.name for one in fields(Scenario)} - {"file", "above"}
    if unknown := raw.keys() - known:
        raise ValueError(f"unknown: {sorted(unknown)}")
    every = int(raw.get("every", 5))
    script = tuple(_step(line, every) for line in raw["script"])
    expect, above = _labels(raw["expect"])
    return Scenario(
        name=raw["name"],
        file=file,
        home=home(*HOMES.get(raw["home"], raw["home"]).split()),
        script=script,
        minutes=raw["minutes"],
        every=every,
        onset=raw.get("onset", min((step.when.start for step in script), default=0)),
        expect=expect,
        above=above,
        meanwhile=_labels(raw.get("meanwhile", []))[0],
        settings=raw.get("settings", {}),
        systems=raw.get("systems", {}),
        unjudged=frozenset(raw.get("unjudged", ())),
        remembered=raw.get("remembered", False),
        checks=tuple(_check(line) for line in raw.get("checks", ())),
    )


def _when(text: str, each: int = 1) -> range:
    """Return the minutes of `5`, `5-60`, `5-60/10`, or `5-`: without end."""
    span, _, own = text.partition("/")
    first, dash, last = span.partition("-")
    end = int(last or first) if last or not dash else 10**9
    return range(int(first), end + 1, int(own or each))


def _step(line: str, every: int) -> Step:
    when, *words = line.split()
    if not words or (words[0].partition(":")[0] not in MAKERS and ":" in words[0]):
        raise ValueError(line)
    return Step(_when(when, every), tuple(words))


CLAIMS = ("is", "has", "never", "changes", "named", "unnamed", "differ", "issues")


def _check(line: str) -> Check:
    when, keys, *words = line.split()
    claim = "issues" if keys == "issues" else words.pop(0)
    if claim not in CLAIMS:
        raise ValueError(line)
    return Check(_when(when), tuple(keys.split(",")), claim, tuple(words))


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
