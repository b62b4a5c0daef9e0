"""The last faults of a device: begun, ended, by what, and what came before."""

from datetime import UTC, datetime, timedelta
import json

import pytest

from custom_components.blink_doctor.diagnosis import guide, incident_log, pause, storage
from custom_components.blink_doctor.diagnosis.history import incidents
from custom_components.blink_doctor.diagnosis.history.incidents import (
    MOST,
    Ending,
    Incident,
)
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from tests.diagnosis.run import Run
from tests.scenarios.homes import START

CAMERA = "camera:21"


def of(run: Run, key: str = CAMERA) -> tuple[Incident, ...]:
    """Return what is remembered of a device's faults."""
    return run.memory.devices[key].incidents


def fail(run: Run, minutes: int = 60) -> None:
    """Let the camera be silent for a while, and come back."""
    run.set(CAMERA, status="offline")
    run.minutes(minutes)
    run.set(CAMERA, status="done")
    run.minutes(30)


def test_begins_and_ends_with_the_finding() -> None:
    """Within one poll, with the cause, and nothing else is written at other polls."""
    run = Run.of("sync_module:11", CAMERA, "camera:22")
    run.minutes(30)
    assert of(run) == ()
    run.set(CAMERA, status="offline")
    run.minutes(5)
    began = run.now
    run.minutes(25)
    (going_on,) = of(run)
    assert (going_on.cause, going_on.since) == ("camera_error", began)
    assert going_on.is_open
    before = run.memory
    run.minutes(15)
    assert run.memory.devices[CAMERA].incidents is before.devices[CAMERA].incidents
    run.set(CAMERA, status="done")
    run.minutes(5)
    ended = run.now
    (over,) = of(run)
    assert over.until == ended
    assert over.ended_by is None
    assert of(run, "camera:22") == ()


def test_a_silence_that_is_explained_better_is_one_fault() -> None:
    """It was called a camera error until Blink said that the battery was low."""
    run = Run.of("sync_module:11", CAMERA, "camera:22")
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(5)
    began = run.now
    run.minutes(25)
    assert [one.cause for one in of(run)] == ["camera_error"]
    run.set(CAMERA, battery="low")
    run.minutes(30)
    (one,) = of(run)
    assert (one.cause, one.since, one.is_open) == ("low_battery", began, True)


def test_an_outage_is_a_fault_of_all_that_it_cuts_off() -> None:
    """The owner asks about the camera, not about the module."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set("sync_module:11", status="offline")
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.set("sync_module:11", status="online")
    run.set(CAMERA, status="done")
    run.minutes(30)
    for key in ("sync_module:11", CAMERA):
        (one,) = of(run, key)
        assert one.cause == "sync_module_offline"
        assert not one.is_open


@pytest.mark.parametrize("restart", [True, False])
def test_new_batteries_end_a_low_battery(restart: bool) -> None:
    """As the owner said, whatever Blink takes to notice."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, battery="low")
    run.minutes(60)
    run.batteries_replaced = [CAMERA]
    run.poll()
    run.batteries_replaced = []
    if restart:
        run.restart()
    run.set(CAMERA, battery="ok")
    run.minutes(15)
    (one,) = of(run)
    assert (one.cause, one.ended_by) == ("low_battery", Ending.NEW_BATTERIES)


def test_a_pause_ends_it_and_is_no_cure() -> None:
    """Nobody knows what became of it."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.memory = pause.applied(run.memory, {CAMERA: None}, run.now)
    run.paused = [CAMERA]
    run.poll()
    (one,) = of(run)
    assert one.ended_by == Ending.PAUSED
    assert incidents.cure_of(of(run), "camera_error") is None


def test_a_device_that_left_has_no_faults() -> None:
    """What it had has ended with that."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    del run.home["cameras"][0]
    run.minutes(60 * 25)
    (one,) = of(run)
    assert one.ended_by == Ending.REMOVED


def test_what_had_changed_before() -> None:
    """Firmware and batteries of the last two weeks."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, fw_version="10.54")
    run.batteries_replaced = [CAMERA]
    run.poll()
    run.batteries_replaced = []
    run.minutes(120)
    fail(run)
    assert of(run)[-1].changes == ("firmware", "batteries")
    run.daily(20)
    fail(run)
    assert of(run)[-1].changes == ()


def credit(run: Run, step: str, result: str, minutes_ago: int = 0) -> None:
    """Note that a step was tried, as the coordinator does."""
    at = run.now - timedelta(minutes=minutes_ago)
    run.memory = incident_log.credited(
        run.memory, CAMERA, [(step, at, result)], run.now
    )


def test_the_step_that_ended_it() -> None:
    """What is noted right after the measurement counts, also what is tried before."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.set(CAMERA, status="done")
    run.minutes(5)
    credit(run, "power_cycle", "fixed")
    assert of(run)[-1].ended_by == "power_cycle"
    credit(run, "move_closer", "fixed")
    assert of(run)[-1].ended_by == "power_cycle"


@pytest.mark.parametrize(
    ("step", "result", "minutes_ago", "ended_by"),
    [
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
    """What comes back by itself hours later was not cured."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(240)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.set(CAMERA, status="done")
    run.minutes(5)
    credit(run, step, result, minutes_ago)
    assert of(run)[-1].ended_by == ended_by


def test_what_helped_goes_first_when_the_cause_returns() -> None:
    """In the guide of that cause on that device, and in no other."""
    run = Run.of("sync_module:11", CAMERA, "camera:22")
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    usual = guide.steps_for(
        run.finding(CAMERA, "camera_error"), run.device(CAMERA).reading
    )
    cure = usual[-2]
    run.set(CAMERA, status="done")
    run.minutes(5)
    credit(run, cure, "fixed")
    run.restart()
    fail(run, 300)
    run.set(CAMERA, status="offline")
    run.set("camera:22", battery="low")
    run.minutes(60)
    finding = run.finding(CAMERA, "camera_error")
    assert finding.cured_by == cure
    steps = guide.steps_for(finding, run.device(CAMERA).reading)
    assert steps == (cure, *(step for step in usual if step != cure))
    other = run.finding("camera:22", "low_battery")
    assert other.cured_by is None


def test_the_reset_never_goes_first() -> None:
    """It costs the pairing of all cameras, whatever it did the last time."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set("sync_module:11", status="offline")
    run.minutes(60)
    finding = run.finding("sync_module:11", "sync_module_offline")
    reading = run.device("sync_module:11").reading
    usual = guide.steps_for(finding, reading)
    for cure in ("reset_sync_module", "read_lights", "contact_support", "nonsense"):
        assert guide.steps_for(finding._replace(cured_by=cure), reading) == usual
    first, *_ = guide.steps_for(finding._replace(cured_by="check_network"), reading)
    assert first == "check_network"


def full() -> tuple[Incident, ...]:
    """Return as many incidents as are kept, as large as they get."""
    at = int(datetime(2026, 11, 22, tzinfo=UTC).timestamp())
    return tuple(
        Incident(
            cause="weak_sync_module_link",
            began=at + 86400 * day,
            lasted=86400 * 100,
            ended_by="power_cycle_sync_module",
            before=7,
        )
        for day in range(MOST)
    )


def test_the_last_twenty_are_kept_in_little_space() -> None:
    """At most a kilobyte and a half a camera."""
    memory = Memory(devices={CAMERA: DeviceMemory(incidents=full())})
    stored = storage.as_dict(memory)["devices"][CAMERA]
    assert len(json.dumps(stored, separators=(",", ":"))) <= 1536
    assert storage.from_dict(json.loads(json.dumps(storage.as_dict(memory)))) == (
        memory,
        [],
    )
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    for _ in range(MOST + 5):
        fail(run, 20)
        run.minutes(60 * 8)
    assert len(of(run)) == MOST
    assert all(not one.is_open for one in of(run))


@pytest.mark.parametrize(
    "bad",
    [
        5,
        [],
        ["camera_error"],
        ["winter", 1_700_000_000],
        ["camera_error", -5],
        ["camera_error", 1e300],
        ["camera_error", 1_700_000_000, -1],
        ["camera_error", 1_700_000_000, 60, "DROP TABLE"],
        ["camera_error", 1_700_000_000, 60, None, 99],
        {"cause": None},
    ],
)
def test_a_damaged_incident_costs_itself(bad: object) -> None:
    """The others stay, and the damage is named."""
    memory = Memory(devices={CAMERA: DeviceMemory(incidents=full()[:2])})
    data = json.loads(json.dumps(storage.as_dict(memory)))
    data["devices"][CAMERA]["incidents"].insert(1, bad)
    read, lost = storage.from_dict(data)
    assert read == memory
    assert lost


def test_a_clock_that_was_set_back_ends_nothing_before_it_began() -> None:
    """No fault has lasted for less than nothing."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.now = START - timedelta(days=3)
    run.set(CAMERA, status="done")
    run.minutes(30)
    (one,) = of(run)
    assert one.lasted == 0


def test_a_red_light_is_no_camera_error() -> None:
    """What a person reported is called that."""
    run = Run.of("sync_module:11", CAMERA)
    run.minutes(30)
    run.red_light = [{"id": CAMERA, "pattern": "flashing"}]
    run.poll()
    (one,) = of(run)
    assert one.cause == "red_light"
    assert run.causes(CAMERA) == [Cause.CAMERA_ERROR]
