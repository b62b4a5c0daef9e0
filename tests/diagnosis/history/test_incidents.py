"""What ended a fault, what helped goes first, and how much is kept.

When faults begin and end is in `tests/scenarios/data/past.toml`.
"""

from datetime import UTC, datetime, timedelta
import json

import pytest

from custom_components.blink_doctor.diagnosis import guide, incident_log, pause, storage
from custom_components.blink_doctor.diagnosis.history.incidents import (
    MOST,
    Incident,
    cure_of,
)
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.diagnosis.run import Run

CAMERA = DeviceKey("camera:21")


def of(run: Run) -> tuple[Incident, ...]:
    return run.memory.devices[CAMERA].incidents


def fail(run: Run, minutes: int = 60) -> None:
    """Let the camera be silent for a while, and come back."""
    run.set(CAMERA, status="offline")
    run.minutes(minutes)
    run.set(CAMERA, status="done")
    run.poll()


def credit(run: Run, step: str, result: str, minutes_ago: int = 0) -> None:
    """Note that a step was tried, as the coordinator does."""
    at = run.now - timedelta(minutes=minutes_ago)
    tried = [(step, at, result)]
    run.memory = incident_log.credited(run.memory, CAMERA, tried, run.now)


@pytest.mark.parametrize(
    ("step", "result", "minutes_ago", "ended_by"),
    [
        ("power_cycle", "fixed", 0, "power_cycle"),
        ("power_cycle", "not_yet", 10, "power_cycle"),
        ("power_cycle", "not_checked", 10, "power_cycle"),
        ("power_cycle", "not_yet", 45, None),
        ("replace_batteries", "late", 45, "replace_batteries"),
        # before it began
        ("power_cycle", "fixed", 200, None),
    ],
)
def test_a_step_counts_for_as_long_as_it_may_take(
    step: str, result: str, minutes_ago: int, ended_by: str | None
) -> None:
    """What comes back by itself hours later was not cured; the first step counts."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(240)
    fail(run)
    credit(run, step, result, minutes_ago)
    assert of(run)[-1].ended_by == ended_by
    credit(run, "move_closer", "fixed")
    assert of(run)[-1].ended_by == (ended_by or "move_closer")


def test_what_helped_goes_first_when_the_cause_returns() -> None:
    """In the guide of that cause on that device, and in no other."""
    run = Run.of("sync_module:11", CAMERA, "camera:22")
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    open_since = of(run)
    run.poll()
    assert of(run) is open_since, "nothing is written while it goes on"
    found, reading = run.finding(CAMERA, "camera_error"), run.device(CAMERA).reading
    usual = guide.steps_for(found, reading)
    cure = usual[-2]
    run.set(CAMERA, status="done")
    run.poll()
    credit(run, cure, "fixed")
    run.restart()
    fail(run, 300)
    run.set(CAMERA, status="offline")
    run.set("camera:22", battery="low")
    run.minutes(60)
    finding = run.finding(CAMERA, "camera_error")
    assert finding.cured_by == cure
    steps = guide.steps_for(finding, reading)
    assert steps == (cure, *(step for step in usual if step != cure))
    assert run.finding("camera:22", "low_battery").cured_by is None


def test_the_reset_never_goes_first() -> None:
    """It costs the pairing of all cameras, whatever it did the last time."""
    run = Run.of("sync_module:11", CAMERA)
    run.set("sync_module:11", status="offline")
    run.minutes(60)
    finding = run.finding("sync_module:11", "sync_module_offline")
    reading = run.device("sync_module:11").reading
    usual = guide.steps_for(finding, reading)
    for cure in ("reset_sync_module", "read_lights", "contact_support", "nonsense"):
        assert guide.steps_for(finding._replace(cured_by=cure), reading) == usual
    first, *_ = guide.steps_for(finding._replace(cured_by="check_network"), reading)
    assert first == "check_network"


def test_a_pause_is_no_cure() -> None:
    """Nobody knows what became of it."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.memory = pause.applied(run.memory, {CAMERA: None}, run.now)
    run.paused = [CAMERA]
    run.poll()
    assert [one.ended_by for one in of(run)] == ["paused"]
    assert cure_of(of(run), "camera_error") is None


def test_the_last_twenty_are_kept_in_little_space() -> None:
    """At most a kilobyte and a half a camera, as large as they get."""
    at = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
    them = tuple(
        Incident(
            cause="weak_sync_module_link",
            began=at + 86400 * day,
            lasted=86400 * 100,
            ended_by="power_cycle_sync_module",
            before=7,
        )
        for day in range(MOST)
    )
    memory = Memory(devices={CAMERA: DeviceMemory(incidents=them)})
    data = json.loads(json.dumps(storage.as_dict(memory)))
    assert len(json.dumps(data["devices"][CAMERA], separators=(",", ":"))) <= 1536
    assert storage.from_dict(data) == (memory, [])
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    for _ in range(MOST + 5):
        fail(run, 20)
        run.minutes(60 * 8)
    assert len(of(run)) == MOST
    assert not any(one.is_open for one in of(run))
