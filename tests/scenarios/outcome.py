"""Scenarios and noisy years through the engine, and what came out.

Scenarios go through the replay format and nothing else, so that they hold for any
engine behind it.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
import random
from typing import Any

from custom_components.blink_doctor.diagnosis import replay, storage
from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings

from .checks import Said, broken
from .expand import Scenario, play
from .noise import Noise, healthy_home
from .told import remembered, told

type Causes = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the engine said of a scenario.

    `alarms` are findings at any poll that are neither right at the end nor allowed
    on the way, `broken` the checks that did not hold. `polls` counts the polls from the
    onset on until what is right was said and stayed, None where that never came. `told`
    is all that was said, as text (`told.py`).
    """

    scenario: Scenario
    final: Causes
    issues: set[tuple[str, str]]
    told: tuple[str, ...]
    alarms: tuple[str, ...]
    broken: tuple[str, ...]
    polls: int | None

    @property
    def right(self) -> bool:
        """Whether the end is as labelled, without false alarms."""
        wanted = (self.scenario.expect, self.scenario.issues)
        in_vain = self.alarms or self.broken
        return (self.final, self.issues) == wanted and not in_vain


def run(scenario: Scenario) -> Outcome:
    """Let a scenario happen."""
    captures, gone = play(scenario)
    data = {"settings": scenario.settings, "captures": [*captures.values()]}
    file = replay.read(data)
    polls = dict(zip(captures, replay.as_json(file), strict=True))
    *_, last = polls.values()
    found = {minute: _causes(one, scenario.unjudged) for minute, one in polls.items()}
    *_, at_the_end = found.values()
    skipped = scenario.unjudged | gone
    final = {key: them for key, them in at_the_end.items() if key not in skipped}
    issues = {(issue["cause"], issue["device"]) for issue in last["issues"]}
    all_told = told(polls)
    if scenario.remembered:
        *_, (_, memory) = replay.run(file)
        all_told += remembered(storage.as_dict(memory))
    return Outcome(
        scenario=scenario,
        final=final,
        issues={(cause, key) for cause, key in issues if key not in skipped},
        told=all_told,
        alarms=tuple(
            f"{cause} on {key} at minute {minute}"
            for minute, on_devices in found.items()
            for key, on_device in on_devices.items()
            for cause in sorted(set(on_device) - scenario.allowed(key))
        ),
        broken=tuple(broken(scenario, polls)),
        polls=_waited(scenario, found) if final == scenario.expect else None,
    )


def _causes(said: Said, unjudged: frozenset[str]) -> Causes:
    return {
        key: tuple(finding["cause"] for finding in device["findings"])
        for key, device in said["devices"].items()
        if device["findings"] and key not in unjudged
    }


def _waited(scenario: Scenario, found: dict[int, Causes]) -> int:
    """Return the polls from the onset to the first from which on all was right."""
    *_, right_since = found
    final = found[right_since]
    for minute, causes_then in reversed(found.items()):
        if minute < scenario.onset or causes_then != final:
            break
        right_since = minute
    return (right_since - scenario.onset) // scenario.every + 1


@dataclass(frozen=True, slots=True)
class Years:
    """What the engine said of a healthy home."""

    camera_years: float
    polls: int
    alarms: tuple[str, ...]


def noisy_home(
    seed: int,
    *,
    cameras: int = 10,
    days: int = 365,
    jitter: float = 0.25,
    every: int = 5,
) -> Years:
    """Let a healthy home go through its days; any finding is a false alarm."""
    rng = random.Random(seed)
    devices = healthy_home(rng, cameras)
    noise = Noise(rng, jitter, timedelta(minutes=every))
    settings, memory = Settings(), Memory()
    alarms: list[str] = []
    before: Any = {}
    count = 0
    for now, answer in noise.polls(devices, timedelta(days=days)):
        count += 1
        snapshot = replace(payload.parse(answer, at=now), interval=noise.every)
        diagnosis, memory = diagnose(snapshot, memory, settings, now)
        found = {
            key: [finding.cause.value for finding in device.findings]
            for key, device in diagnosis.devices.items()
            if device.findings
        }
        if found and found != before:
            alarms.append(f"home {seed}, {now:%Y-%m-%d %H:%M}: {found}")
        before = found
    return Years(cameras * days / 365, count, tuple(alarms))
