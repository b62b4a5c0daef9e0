"""A home under the engine's eyes, poll by poll."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import json
from typing import Any

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import (
    Cause,
    DeviceDiagnosis,
    Diagnosis,
    Finding,
)
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings
from tests.scenarios.homes import POLL, START, Home, find, home, homescreen


@dataclass
class Run:
    """One account: change `home`, then poll.

    `poll` takes the time between two polls for core's interval, so that nothing lies
    between them; `hole` lets time pass that nobody observed.
    """

    home: Home
    settings: Settings = field(default_factory=Settings)
    now: datetime = START
    memory: Memory = field(default_factory=Memory)
    diagnosis: Diagnosis = field(init=False)
    cameras: dict[str, Any] = field(default_factory=dict)
    networks: dict[str, Any] = field(default_factory=dict)
    red_light: list[dict[str, str]] = field(default_factory=list)
    batteries_replaced: list[str] = field(default_factory=list)
    paused: list[str] = field(default_factory=list)
    systems: dict[int, str] = field(default_factory=dict)
    polls: int = 0

    @classmethod
    def of(cls, *keys: str, **settings: Any) -> Run:
        """Make a healthy home from device keys."""
        return cls(home(*keys), Settings.from_mapping(settings))

    def set(self, key: str, **values: Any) -> None:
        """Change a device; `signals__wifi` reaches into `signals`."""
        raw = find(self.home, key)
        for name, value in values.items():
            outer, _, inner = name.partition("__")
            if inner:
                raw[outer] = {**raw.get(outer, {}), inner: value}
            else:
                raw[name] = value

    def drop(self, key: str, *names: str) -> None:
        for name in names:
            find(self.home, key).pop(name, None)

    def poll(self, times: int = 1, *, every: timedelta = POLL) -> Diagnosis:
        for _ in range(times):
            answer = homescreen(self.home, self.now + self._gap(every))
            if self.systems:
                answer["networks"] = [
                    {"id": number, "name": name}
                    for number, name in self.systems.items()
                ]
            self._judge(answer, every)
        return self.diagnosis

    def minutes(self, minutes: int) -> Diagnosis:
        return self.poll(minutes // 5)

    def answer(self, raw: Any, *, every: timedelta = POLL) -> Diagnosis:
        """Poll and get this answer; None is a failed poll."""
        self._judge(raw, every)
        return self.diagnosis

    def daily(self, days: int) -> Diagnosis:
        return self.poll(days, every=timedelta(days=1))

    def hole(self, gap: timedelta) -> Diagnosis:
        """Let Home Assistant be off for so long, then poll."""
        self.now += gap - POLL
        return self.poll()

    def restart(self) -> None:
        """Forget all that a restart forgets: memory goes through JSON."""
        data = json.loads(json.dumps(storage.as_dict(self.memory)))
        self.memory, lost = storage.from_dict(data)
        assert lost == []

    def _gap(self, every: timedelta) -> timedelta:
        return every if self.polls else timedelta()

    def _judge(self, raw: Any, every: timedelta) -> None:
        self.now += self._gap(every)
        self.polls += 1
        snapshot = payload.parse(
            raw,
            at=self.now,
            cameras=self.cameras,
            networks=self.networks,
            red_light=self.red_light,
            batteries_replaced=self.batteries_replaced,
            paused=self.paused,
            interval=max(POLL, every),
        )
        self.diagnosis, self.memory = diagnose(
            snapshot, self.memory, self.settings, self.now
        )

    def device(self, key: str) -> DeviceDiagnosis:
        return self.diagnosis.devices[key]

    def causes(self, key: str) -> list[str]:
        return [finding.cause.value for finding in self.device(key).findings]

    def finding(self, key: str, cause: str) -> Finding:
        finding = self.device(key).finding(Cause(cause))
        assert finding is not None, self.causes(key)
        return finding

    def issues(self) -> list[tuple[str, str]]:
        return [
            (finding.cause.value, finding.device) for finding in self.diagnosis.roots
        ]

    def everything(self) -> Mapping[str, list[str]]:
        return {
            key: self.causes(key) for key in self.diagnosis.devices if self.causes(key)
        }
