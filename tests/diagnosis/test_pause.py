"""What the owner has paused: quiet, without a vote, and told of when it is over."""

from datetime import timedelta

import pytest

from custom_components.blink_doctor.diagnosis import pause
from custom_components.blink_doctor.diagnosis.memory import Memory

from .run import Run

DEVICES = ("sync_module:11", "camera:21", "camera:22", "owl:31", "doorbell:41")


def resumed(run: Run) -> None:
    """End all pauses between two polls, as the coordinator does."""
    run.paused = []
    run.memory = pause.applied(run.memory, {}, run.now + timedelta(minutes=1))


@pytest.mark.parametrize("key", DEVICES)
def test_a_pause_between_two_polls_ends_a_finding_at_once(key: str) -> None:
    """Nothing waits for the next poll, and no reading is counted twice."""
    run = Run.of(*DEVICES)
    run.minutes(30)
    run.set(key, status="offline")
    run.minutes(30)
    assert run.causes(key) != []
    run.memory = pause.applied(run.memory, {key: None}, run.now)
    assert run.memory.devices[key].conditions == {}
    assert run.memory.readings[key].paused
    assert not run.memory.readings[key].in_use


@pytest.mark.parametrize("between_polls", [True, False])
@pytest.mark.parametrize("restart", [True, False])
def test_what_is_in_trouble_after_a_pause_says_until_when_it_was_paused(
    between_polls: bool, restart: bool
) -> None:
    """Since the end of the pause: what was before, nobody watched."""
    run = Run.of(*DEVICES)
    run.minutes(30)
    run.paused = ["camera:21"]
    run.set("camera:21", status="offline")
    run.minutes(60)
    if between_polls:
        resumed(run)
    else:
        run.paused = []
    if restart:
        run.restart()
    run.minutes(5)
    began = run.now
    assert run.causes("camera:21") == []
    run.minutes(15)
    finding = run.finding("camera:21", "camera_error")
    assert finding.since == began
    ended = began - timedelta(minutes=4 if between_polls else 0)
    assert finding.evidence["paused_until"] == ended.isoformat()


def test_what_fails_long_after_a_pause_does_not_mention_it() -> None:
    """The evidence is about the trouble, not about the past."""
    run = Run.of(*DEVICES)
    run.paused = ["camera:21"]
    run.minutes(30)
    run.paused = []
    run.minutes(60 * 25)
    run.set("camera:21", status="offline")
    run.minutes(30)
    assert "paused_until" not in run.finding("camera:21", "camera_error").evidence


def test_two_cameras_that_rested_were_not_lost_together() -> None:
    """Both are still in storage when their pause ends: no error of the module."""
    run = Run.of("sync_module:11", "camera:21", "camera:22")
    run.minutes(30)
    run.paused = ["camera:21", "camera:22"]
    run.set("camera:21", status="offline")
    run.set("camera:22", status="offline")
    run.minutes(60)
    run.paused = []
    run.minutes(30)
    assert run.issues() == [
        ("camera_error", "camera:21"),
        ("camera_error", "camera:22"),
    ]


def test_a_module_that_failed_meanwhile_explains_what_wakes_behind_it() -> None:
    """The camera was lost at some time during its pause; the module is down now."""
    run = Run.of("sync_module:11", "camera:21", "camera:22")
    run.minutes(30)
    run.paused = ["camera:21"]
    for key in ("sync_module:11", "camera:21", "camera:22"):
        run.set(key, status="offline")
    run.minutes(60)
    run.paused = []
    run.minutes(30)
    assert run.issues() == [("sync_module_offline", "sync_module:11")]
    assert run.causes("camera:21") == ["sync_module_offline"]


def test_cameras_rest_with_a_module_that_is_paused_and_off() -> None:
    """Who puts the module away does not want to hear of its cameras."""
    run = Run.of("sync_module:11", "camera:21", "camera:22", "owl:31")
    run.minutes(30)
    run.paused = ["sync_module:11"]
    for key in ("sync_module:11", "camera:21", "camera:22"):
        run.set(key, status="offline")
    run.minutes(60)
    assert run.issues() == []
    assert run.device("camera:21").reading.paused
    run.set("owl:31", status="offline")
    run.minutes(30)
    assert run.issues() == [("camera_error", "owl:31")]


def test_a_camera_that_fails_behind_a_paused_module_that_lives_is_told() -> None:
    """A module that answers carries its cameras, watched or not."""
    run = Run.of("sync_module:11", "camera:21", "camera:22")
    run.paused = ["sync_module:11"]
    run.minutes(30)
    run.set("camera:21", status="offline")
    run.set("camera:22", battery="low")
    run.minutes(30)
    assert run.issues() == [("camera_error", "camera:21"), ("low_battery", "camera:22")]


def test_a_device_is_paused_by_its_uid_as_well() -> None:
    """Paired again, it has another key; the pause goes by what stays the same."""
    run = Run.of("sync_module:11", "camera:21")
    run.poll()
    uid = run.memory.devices["camera:21"].uid
    assert uid is not None
    run.paused = [uid]
    run.set("camera:21", status="offline", id=27)
    run.minutes(60)
    assert run.device("camera:27").reading.paused
    assert run.causes("camera:27") == []


def test_pauses_of_nothing_change_nothing() -> None:
    """An empty memory, an unknown device."""
    assert pause.applied(Memory(), {"camera:1": None}, Run.of().now) == Memory()


def test_a_system_of_which_all_is_paused_stays() -> None:
    """The cabin is closed for the winter: it keeps its device and its entities."""
    run = Run.of("sync_module:11", "owl:31", "sync_module:12@2", "owl:32@2")
    run.systems = {1: "Home", 2: "Cabin"}
    run.paused = ["sync_module:12", "owl:32"]
    run.minutes(30)
    assert run.device("system:2").reading.name == "Cabin"
    assert run.causes("system:2") == []
    run.set("sync_module:12", status="offline")
    run.set("owl:32", status="offline")
    run.minutes(60)
    assert run.issues() == []
