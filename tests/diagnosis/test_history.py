"""What is kept of years, and what the guide makes of it.

Which days, signals and faults are kept is in `told/histories.txt`.
"""

from datetime import UTC, datetime
import json
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import guide, incident_log, storage
from custom_components.blink_doctor.diagnosis.history.incidents import MOST, Incident
from custom_components.blink_doctor.diagnosis.history.samples import (
    DAYS_KEPT,
    WEEKS_KEPT,
    day_of_week,
)
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Reading

from .polls import Polls, camera
from .run import Run

CAMERA, MODULE = DeviceKey("camera:21"), DeviceKey("sync_module:11")


def stored(memory: Memory) -> Any:
    """Return the only device as it is stored, and is read again without a loss."""
    data = json.loads(json.dumps(storage.as_dict(memory)))
    read, lost = storage.from_dict(data)
    assert (read.devices, lost) == (memory.devices, [])
    (device,) = data["devices"].values()
    return device


def test_five_years_fit_into_three_kilobytes() -> None:
    """Days become weeks, both are bounded; cells are changed twice a year."""
    polls = Polls()

    def seen(day: int) -> Reading:
        volts = round(1.65 - 0.3 * (day % 180) / 180, 2)
        return camera(battery_volts=volts, wifi_dbm=-61, wifi_bars=5 if day % 7 else 4)

    polls.days(1825, seen)
    device = stored(polls.memory)
    # the ledger of recording has a bound of its own
    del device["watched"]
    assert len(json.dumps(device)) < 3072
    assert len(polls.remembered().cells.cycles) == 8
    past = polls.remembered().past
    assert DAYS_KEPT <= len(past.days) <= DAYS_KEPT + 8
    assert len(past.weeks) == WEEKS_KEPT
    assert day_of_week(past.weeks[-1].at) + 7 == past.days[0].at
    assert all(week.wifi_bars == 5 for week in past.weeks)


def test_the_last_twenty_faults_fit_into_a_kilobyte_and_a_half() -> None:
    """As large as they get."""
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
    device = stored(Memory(devices={CAMERA: DeviceMemory(incidents=them)}))
    assert len(json.dumps(device, separators=(",", ":"))) <= 1536


def test_what_helped_goes_first_when_the_cause_returns() -> None:
    """In the guide of that cause on that device, and in no other."""
    run = Run.of(MODULE, CAMERA, "camera:22")
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    found, reading = run.finding(CAMERA, "camera_error"), run.device(CAMERA).reading
    usual = guide.steps_for(found, reading)
    cure = usual[-2]
    run.set(CAMERA, status="done")
    run.poll()
    tried = [(cure, run.now, "fixed")]
    run.memory = incident_log.credited(run.memory, CAMERA, tried, run.now)
    run.restart()
    run.set(CAMERA, status="offline")
    run.set("camera:22", battery="low")
    run.minutes(60)
    finding = run.finding(CAMERA, "camera_error")
    steps = guide.steps_for(finding, reading)
    assert steps == (cure, *(step for step in usual if step != cure))
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
def test_what_may_go_first(cause: str, cure: str, first: str | None) -> None:
    run = Run.of(MODULE, CAMERA)
    run.red_light = [{"id": CAMERA, "pattern": "flashing"}]
    run.set(MODULE, status="offline")
    run.minutes(60)
    key = CAMERA if cause == "camera_error" else MODULE
    finding, reading = run.finding(key, cause), run.device(key).reading
    usual = guide.steps_for(finding, reading)
    steps = guide.steps_for(finding._replace(cured_by=cure), reading)
    assert steps[0] == (first or usual[0])
    assert sorted(steps) == sorted(usual)
