"""What happens between two polls, and the first step of a guide; for polls see scenarios."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import guide, incident_log, pause, replay
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model import frozen
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.scenarios.homes import START

from .run import Run

CAMERA = DeviceKey("camera:21")
HOME = ("sync_module:11", CAMERA, "camera:22", "owl:31", "doorbell:41")


@pytest.mark.parametrize("key", HOME)
def test_a_pause_between_two_polls_ends_a_finding_at_once(key: DeviceKey) -> None:
    """Nothing waits for the next poll, and no reading is counted twice."""
    run = Run.of(*HOME)
    run.poll()
    run.set(key, status="offline")
    run.minutes(30)
    assert run.causes(key) != []
    run.memory = pause.applied(run.memory, {key: None}, run.now)
    assert run.memory.devices[key].conditions == {}
    assert run.memory.readings[key].paused
    assert not run.memory.readings[key].in_use
    assert pause.applied(Memory(), {key: None}, run.now) == Memory()


@pytest.mark.parametrize("between_polls", [True, False])
def test_trouble_after_a_pause_says_until_when_it_was_paused(
    *, between_polls: bool
) -> None:
    """Since the end of the pause: what was before, nobody watched.

    Paired again, a device has another key; the pause goes by what stays the same.
    """
    run = Run.of(*HOME)
    run.poll()
    run.paused = [str(run.memory.devices[CAMERA].uid)]
    run.set(CAMERA, status="offline", id=27)
    run.minutes(60)
    assert run.causes("camera:27") == []
    run.paused = []
    if between_polls:
        # as the coordinator does
        run.memory = pause.applied(run.memory, {}, run.now + timedelta(minutes=1))
        assert run.memory.readings[DeviceKey("camera:27")].in_use
    run.restart()
    run.poll()
    began = run.now
    run.minutes(10)
    finding = run.finding("camera:27", "camera_error")
    assert finding.since == began
    ended = began - timedelta(minutes=4 if between_polls else 0)
    assert finding.evidence["paused_until"] == ended.isoformat()


@pytest.mark.parametrize("made_by", [frozen.dataclass, dataclasses.dataclass])
def test_replace_of_frozen_dataclasses(made_by: Any) -> None:
    """Also of classes of Python's own decorator, which cannot be written to."""

    class Plain:
        one: int = 1
        other: str = "a"

    frozen_class = made_by(frozen=True, slots=True, kw_only=True)(Plain)
    original = frozen_class(other="b")
    assert frozen.replace(original, one=2) == frozen_class(one=2, other="b")
    assert original == frozen_class(other="b")


def test_the_interval_is_the_median_of_those_before() -> None:
    """The lower one of two, that of core Blink where there is none; in a download."""
    captures = [
        {"at": (START + timedelta(minutes=minutes)).isoformat(), "homescreen": {}}
        for minutes in (0, 7, 17, 37)
    ]
    file = replay.read({"data": {"captures": captures}})
    intervals = [one.snapshot.interval for one in file.captures]
    assert intervals == [timedelta(minutes=n) for n in (5, 7, 7, 10)]


def test_cure_is_known_when_the_cause_returns() -> None:
    """With that cause on that device, and no other."""
    run = Run.of("sync_module:11", CAMERA, "camera:22")
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.set(CAMERA, status="done")
    run.poll()
    tried = [("power_cycle", run.now, "fixed")]
    run.memory = incident_log.credited(run.memory, CAMERA, tried, run.now)
    run.restart()
    run.set(CAMERA, status="offline")
    run.set("camera:22", battery="low")
    run.minutes(60)
    assert run.finding(CAMERA, "camera_error").cured_by == "power_cycle"
    assert run.finding("camera:22", "low_battery").cured_by is None


@pytest.mark.parametrize(
    ("cause", "cure", "first"),
    [
        ("sync_module_offline", "check_network", "check_network"),
        # costs the pairing of all cameras, whatever it did the last time
        ("sync_module_offline", "reset_sync_module", None),
        ("sync_module_offline", "read_lights", None),
        ("sync_module_offline", "contact_support", None),
        ("camera_error", "power_cycle", "power_cycle"),
        # no step for a red light, and none to begin with
        ("camera_error", "move_closer", "read_pattern"),
        ("camera_error", "contact_support", "read_pattern"),
    ],
)
def test_steps_that_may_go_first(cause: str, cure: str, first: str | None) -> None:
    run = Run.of("sync_module:11", CAMERA)
    run.red_light = [{"id": CAMERA, "pattern": "flashing"}]
    run.set("sync_module:11", status="offline")
    run.minutes(60)
    key = CAMERA if cause == "camera_error" else "sync_module:11"
    finding, reading = run.finding(key, cause), run.device(key).reading
    usual = guide.steps_for(finding, reading)
    steps = guide.steps_for(finding._replace(cured_by=cure), reading)
    assert steps[0] == (first or usual[0])
    assert sorted(steps) == sorted(usual)
