"""A home that the engine diagnoses, poll by poll."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
import json
from typing import Any, Self

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import (
    Cause,
    DeviceDiagnosis,
    Diagnosis,
    Finding,
)
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.parsing import payload
from custom_components.blink_doctor.diagnosis.settings import Settings
from tests.scenarios.homes import POLL, START, Home, find, home, homescreen

try:
    # what Home Assistant writes with: it refuses what JSON itself would take
    import orjson

    dumps: Callable[[Any], bytes | str] = partial(
        orjson.dumps, option=orjson.OPT_NON_STR_KEYS
    )
except ModuleNotFoundError:
    dumps = json.dumps


def as_stored(memory: Memory) -> dict[str, Any]:
    return json.loads(dumps(storage.as_dict(memory)))


@dataclass
class Run:
    """One account: change `home`, then poll.

    `poll` takes the time between two polls for core's interval, so that nothing lies
    between them; `hole` lets time pass that nobody observed.
    """

    home: Home
    settings: Settings = field(default_factory=Settings)
    now: datetime = START - POLL
    memory: Memory = field(default_factory=Memory)
    diagnosis: Diagnosis = field(init=False)
    cameras: dict[str, Any] = field(default_factory=dict)
    networks: dict[str, Any] = field(default_factory=dict)
    live: dict[str, Any] = field(default_factory=dict)
    red_light: list[dict[str, str]] = field(default_factory=list)
    paused: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, *keys: str, **settings: Any) -> Self:
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

    def poll(self, times: int = 1, *, every: timedelta = POLL) -> Diagnosis:
        for _ in range(times):
            self.answer(homescreen(self.home, self.now + every), every=every)
        return self.diagnosis

    def minutes(self, minutes: int) -> Diagnosis:
        return self.poll(minutes // 5)

    def answer(self, raw: Any, *, every: timedelta = POLL) -> Diagnosis:
        """Poll and get this answer; None is a failed poll."""
        self.now += every
        snapshot = payload.parse(
            raw,
            at=self.now,
            cameras=self.cameras,
            networks=self.networks,
            live=self.live,
            red_light=self.red_light,
            paused=self.paused,
            interval=max(POLL, every),
        )
        self.diagnosis, self.memory = diagnose(
            snapshot, self.memory, self.settings, self.now
        )
        return self.diagnosis

    def hole(self, gap: timedelta) -> Diagnosis:
        """Let Home Assistant be off for so long, then poll."""
        self.now += gap - POLL
        return self.poll()

    def restart(self) -> None:
        """Forget all that a restart forgets: memory goes through JSON."""
        before = storage.as_dict(self.memory)
        self.memory, lost = storage.from_dict(as_stored(self.memory))
        # also of what is not compared
        assert (storage.as_dict(self.memory), lost) == (before, [])

    def device(self, key: str) -> DeviceDiagnosis:
        return self.diagnosis.devices[DeviceKey(key)]

    def causes(self, key: str) -> list[str]:
        return [finding.cause.value for finding in self.device(key).findings]

    def finding(self, key: str, cause: str) -> Finding:
        finding = self.device(key).finding(Cause(cause))
        assert finding is not None, self.causes(key)
        return finding

    def everything(self) -> Mapping[str, list[str]]:
        found = {key: self.causes(key) for key in self.diagnosis.devices}
        return {key: causes for key, causes in found.items() if causes}


@cache
def weeks(*keys: str) -> tuple[dict[str, Any], datetime]:
    """Return a rich memory as it is stored, and its time; with `camera:21` and `:22`.

    Two sets of cells: the first is low after some weeks, the second is in.
    """
    run = Run.of(*keys)
    run.now = START - timedelta(hours=6)
    run.red_light = [{"id": "owl:31", "pattern": "x"}]
    for day in range(60):
        volts = 160 - day // 2 if day < 40 else 165
        run.cameras = {"21": {"battery_voltage": volts, "wifi_strength": -55}}
        battery = "low" if 35 <= day < 40 else "ok"
        run.set("camera:21", battery=battery, signals__temp=40 + day % 20)
        run.poll(4, every=timedelta(hours=6))
    run.set("camera:21", battery="low", signals__wifi=2, fw_version="10.60")
    run.set("camera:22", status="offline")
    run.minutes(200)
    run.set("camera:21", signals__wifi=3)
    run.minutes(200)
    remembered = run.memory.devices[DeviceKey("camera:21")]
    assert remembered.past.weeks and remembered.cells.cycles[0].marks
    assert remembered.conditions["weak_wifi"].flapping
    return as_stored(run.memory), run.now
