"""Scenarios and noisy years through the engine, and what came out."""

from dataclasses import dataclass, replace
from datetime import timedelta
import json
import random
from typing import Any

from custom_components.blink_doctor.diagnosis import payload, stored
from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.findings import Diagnosis
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.readings import Reading, Snapshot
from custom_components.blink_doctor.diagnosis.settings import Settings

from .expand import Scenario, polls
from .homes import LISTS, START
from .noise import Device, Noise, healthy_home, raw_of

type Causes = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the engine said of a scenario.

    `alarms` are findings at any poll that are neither right at the end nor allowed
    on the way. `polls` counts the polls from the onset on until what is right was
    said and stayed, None where that never came.
    """

    scenario: Scenario
    final: Causes
    issues: set[tuple[str, str]]
    alarms: tuple[str, ...]
    polls: int | None

    @property
    def right(self) -> bool:
        """Whether the end is as labelled and nothing was said in vain."""
        wanted = self.scenario
        return (
            self.final == wanted.expect
            and self.issues == wanted.issues
            and not self.alarms
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
    settings = Settings.from_mapping(scenario.settings)
    memory = Memory()
    alarms: dict[str, None] = {}
    right_since: int | None = None
    for minute, now, capture, restarted in polls(scenario):
        if restarted:
            memory, _ = stored.from_dict(json.loads(json.dumps(stored.as_dict(memory))))
        snapshot = payload.parse(capture.pop("homescreen"), at=now, **capture)
        diagnosis, memory = diagnose(snapshot, memory, settings, now)
        found = causes(diagnosis)
        for key, on_device in found.items():
            for cause in set(on_device) - scenario.allowed(key):
                alarms[f"{cause} on {key} at minute {minute}"] = None
        if minute < scenario.onset or found != scenario.expect:
            right_since = None
        elif right_since is None:
            right_since = minute
    waited = None
    if right_since is not None:
        waited = (right_since - scenario.onset) // scenario.every + 1
    return Outcome(
        scenario=scenario,
        final=found,
        issues={(root.cause.value, root.device) for root in diagnosis.roots},
        alarms=tuple(alarms),
        polls=waited,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """What the engine said of a healthy home."""

    camera_years: float
    polls: int
    alarms: tuple[str, ...]


def noisy_home(
    seed: int, *, cameras: int = 10, days: int = 365, jitter: float = 0.25
) -> Years:
    """Let a healthy home go through its days; any finding is a false alarm."""
    rng = random.Random(seed)
    devices = healthy_home(rng, cameras)
    noise = Noise(rng, jitter)
    settings, memory = Settings(), Memory()
    alarms: list[str] = []
    before: Causes = {}
    count = 0
    for now, states in noise.polls(devices, timedelta(days=days)):
        count += 1
        if states is None:
            snapshot = payload.unusable(now, "no_answer")
        else:
            readings = {
                device.key: _reading(device, state, noise, now)
                for device, state in states
            }
            snapshot = Snapshot(at=now, usable=True, devices=readings)
        diagnosis, memory = diagnose(snapshot, memory, settings, now)
        found = causes(diagnosis)
        if found and found != before:
            alarms.append(f"home {seed}, {now:%Y-%m-%d %H:%M}: {found}")
        before = found
    return Years(camera_years=cameras * days / 365, polls=count, alarms=tuple(alarms))


def _reading(device: Device, state: tuple[Any, ...], noise: Noise, now: Any) -> Reading:
    """Return the reading of a state, parsed once from what the cloud would say."""
    reading = device.made.get(state)
    if reading is None:
        answer = {LISTS[device.family]: [raw_of(device, state)]}
        reading = payload.parse(answer, at=START).devices[device.key]
        device.made[state] = reading
    if device.family == "sync_module":
        reading = replace(reading, heartbeat=noise.beat(now))
    return reading
