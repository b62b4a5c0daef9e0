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
from custom_components.blink_doctor.diagnosis.model.findings import Diagnosis
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings

from .checks import Said, broken
from .expand import Scenario, play
from .homes import LISTS
from .noise import Noise, healthy_home, raw_of
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
        """Whether the end is as labelled and nothing was said in vain."""
        wanted = self.scenario
        return (
            self.final == wanted.expect
            and self.issues == wanted.issues
            and not self.alarms
            and not self.broken
        )


def causes(diagnosis: Diagnosis) -> Causes:
    """Return the causes of every device that has any, primary first."""
    return {
        key: tuple(finding.cause.value for finding in device.findings)
        for key, device in diagnosis.devices.items()
        if device.findings
    }


def run(scenario: Scenario) -> Outcome:
    """Let a scenario happen."""
    played = play(scenario)
    data = {"settings": scenario.settings, "captures": played.captures}
    file = replay.read(data)
    said = replay.as_json(file)
    skipped = scenario.unjudged | played.gone
    polls = dict(zip(played.minutes, said, strict=True))
    found = [_causes(one, scenario.unjudged) for one in said]
    alarms = [
        f"{cause} on {key} at minute {minute}"
        for minute, on_devices in zip(played.minutes, found, strict=True)
        for key, on_device in on_devices.items()
        for cause in sorted(set(on_device) - scenario.allowed(key))
    ]
    final = {key: found[-1][key] for key in found[-1] if key not in skipped}
    return Outcome(
        scenario=scenario,
        final=final,
        issues={
            (issue["cause"], issue["device"])
            for issue in said[-1]["issues"]
            if issue["device"] not in skipped
        },
        told=told(polls) + (_remembered(file) if scenario.remembered else ()),
        alarms=tuple(alarms),
        broken=tuple(broken(scenario, polls)),
        polls=_waited(scenario, played.minutes, found, final),
    )


def _remembered(file: replay.Replay) -> tuple[str, ...]:
    *_, (_, memory) = replay.run(file)
    return remembered(storage.as_dict(memory))


def _causes(said: Said, unjudged: frozenset[str]) -> Causes:
    return {
        key: tuple(finding["cause"] for finding in device["findings"])
        for key, device in said["devices"].items()
        if device["findings"] and key not in unjudged
    }


def _waited(
    scenario: Scenario, minutes: tuple[int, ...], found: list[Causes], final: Causes
) -> int | None:
    """Return the polls from the onset to the first from which on all was right."""
    if final != scenario.expect:
        return None
    right_since = minutes[-1]
    for minute, causes_then in reversed(list(zip(minutes, found, strict=True))):
        if minute < scenario.onset or causes_then != found[-1]:
            break
        right_since = minute
    return (right_since - scenario.onset) // scenario.every + 1


@dataclass(frozen=True, slots=True, kw_only=True)
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
    before: Causes = {}
    count = 0
    for now, states in noise.polls(devices, timedelta(days=days)):
        count += 1
        answer: Any = None
        if states is not None:
            answer = {name: [] for name in LISTS.values()}
            for device, state in states:
                raw = raw_of(device, state)
                if device.family == "sync_module":
                    raw["last_hb"] = noise.beat(now).isoformat()
                answer[LISTS[device.family]].append(raw)
        snapshot = replace(payload.parse(answer, at=now), interval=noise.every)
        diagnosis, memory = diagnose(snapshot, memory, settings, now)
        found = causes(diagnosis)
        if found and found != before:
            alarms.append(f"home {seed}, {now:%Y-%m-%d %H:%M}: {found}")
        before = found
    return Years(camera_years=cameras * days / 365, polls=count, alarms=tuple(alarms))
