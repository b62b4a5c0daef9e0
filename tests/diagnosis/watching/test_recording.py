"""Would it have recorded: from what Blink says of system, camera and USB stick."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Storage
from tests.diagnosis.run import Run
from tests.scenarios.homes import homescreen as homescreen_of

CAMERA, MODULE, MINI = map(DeviceKey, ("camera:21", "sync_module:11", "owl:31"))
CAMERAS = (CAMERA, MINI, "doorbell:41")


def armed_home() -> Run:
    run = Run.of(MODULE, *CAMERAS)
    for key in CAMERAS:
        run.set(key, enabled=True, snooze=False)
    run.networks = {"1": {"sync_module_error": False, "armed": True}}
    return run


def recording(run: Run, key: str = CAMERA) -> str:
    return str(run.device(key).recording)


@pytest.mark.parametrize("key", CAMERAS)
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, "ready"),
        ({"enabled": False}, "motion_off"),
        ({"enabled": None}, "not_known"),
        ({"enabled": "yes"}, "not_known"),
        ({"snooze": True, "snooze_time_remaining": 60}, "snoozed"),
        ({"snooze": True, "snooze_time_remaining": None}, "snoozed"),
        ({"snooze": True, "snooze_time_remaining": 0}, "ready"),
        ({"snooze": False, "snooze_time_remaining": 60}, "ready"),
        ({"snooze": None, "snooze_time_remaining": 5}, "snoozed"),
        ({"snooze": None}, "ready"),
        ({"status": "offline"}, "offline"),
        ({"status": "thinking"}, "not_known"),
        ({"onboarded": False}, "not_known"),
        ({"status": "offline", "enabled": False}, "offline"),
        ({"enabled": False, "snooze": True}, "motion_off"),
    ],
)
def test_what_a_camera_says(
    key: DeviceKey, said: dict[str, Any], expected: str
) -> None:
    """What stops it for sure comes first; what is not understood is not known."""
    run = armed_home()
    run.set(key, **said)
    run.poll()
    assert recording(run, key) == expected
    assert run.diagnosis.devices[MODULE].recording is None
    run.paused = [key]
    run.poll()
    assert recording(run, key) == "paused", "whatever it does"
    assert {recording(run, other) for other in CAMERAS if other != key} == {"ready"}


@pytest.mark.parametrize(
    ("network", "homescreen", "expected"),
    [
        (True, False, "ready"),
        (False, True, "not_armed"),
        (None, False, "not_armed"),
        (None, True, "ready"),
        (None, None, "not_known"),
        ("armed", None, "not_known"),
    ],
)
def test_the_network_itself_is_asked_before_the_homescreen(
    network: Any, homescreen: Any, expected: str
) -> None:
    """It is read later; where it says nothing the homescreen does."""
    run = armed_home()
    run.networks = {"1": {"armed": network}}
    answer = homescreen_of(run.home, run.now)
    answer["networks"] = [{"id": 1, "armed": homescreen}]
    run.answer(answer)
    assert {recording(run, key) for key in CAMERAS} == {expected}


def test_a_module_takes_its_cameras_along() -> None:
    """Cameras reach Blink through it; a Mini does not."""
    run = armed_home()
    run.networks["1"]["sync_module_error"] = True
    run.poll()
    # whether they would record is not known
    assert (recording(run), recording(run, MINI)) == ("not_known", "ready")
    run.networks["1"] |= {"armed": False}
    run.poll()
    assert recording(run) == "not_armed"
    run.networks["1"] = {"sync_module_error": False, "armed": True}
    run.poll(3)
    # called online and sending nothing: silent since its last heartbeat
    beat = run.now
    for _ in range(6):
        run.set(MODULE, last_hb=(beat - timedelta(seconds=20)).isoformat())
        run.poll()
    assert (recording(run), recording(run, MINI)) == ("offline", "ready")
    since = run.diagnosis.devices[CAMERA].recording_since
    assert since is not None
    assert abs(since - beat) <= timedelta(minutes=5)


def test_a_silent_module_takes_its_cameras_along_at_once() -> None:
    run = armed_home()
    run.poll()
    run.set(MODULE, status="offline")
    run.poll()
    assert (recording(run), recording(run, MINI)) == ("offline", "ready")


def stick(**said: Any) -> dict[str, Any]:
    return {f"local_storage_{name}": value for name, value in said.items()}


@pytest.mark.parametrize(
    ("enabled", "status", "module", "camera"),
    [
        (True, "active", Storage.ACTIVE, "ready"),
        (True, "unavailable", Storage.NOT_ACTIVE, "storage_not_active"),
        (False, "unavailable", Storage.NOT_IN_USE, "ready"),
        (True, "brimful", Storage.NOT_KNOWN, "not_known"),
        (True, "full", Storage.NOT_KNOWN, "not_known"),
        (True, None, Storage.NOT_KNOWN, "not_known"),
        (False, "brimful", Storage.NOT_KNOWN, "ready"),
        (None, None, None, "ready"),
    ],
)
def test_storage(
    enabled: Any, status: Any, module: Storage | None, camera: str
) -> None:
    """A stick that clips should go to, and what is not understood of it."""
    run = armed_home()
    run.set(MODULE, **stick(enabled=enabled, status=status))
    run.poll()
    assert run.diagnosis.devices[MODULE].storage is module
    assert recording(run) == camera
    assert not run.diagnosis.devices[MODULE].fault
    # an XT stores in the cloud whatever the stick does
    run.set(CAMERA, local_storage_compatible=False)
    run.poll()
    assert recording(run) == "ready"
    run.set(CAMERA, local_storage_compatible=True)
    run.set(MODULE, local_storage_compatible=False)
    run.poll()
    assert (run.diagnosis.devices[MODULE].storage, recording(run)) == (None, "ready")


def test_a_stick_that_has_gone() -> None:
    """It was active: missed for 30 days, then it is taken for put away.

    Blink takes `enabled` back together with the stick.
    """
    run = armed_home()
    run.set(MODULE, **stick(enabled=True, status="active"))
    run.poll()
    run.set(MODULE, **stick(enabled=False, status="unavailable"))
    run.restart()
    run.poll()
    assert run.diagnosis.devices[MODULE].storage is Storage.NOT_ACTIVE
    assert recording(run) == "storage_not_active"
    run.hole(timedelta(days=31))
    run.poll()
    assert recording(run) == "ready"


def test_not_known_is_no_fault() -> None:
    """Whatever Blink may say of these fields: nobody is told of a fault."""
    run = armed_home()
    odd: Any
    for odd in ("", "?", 7, [], {}, None, True):
        run.set(CAMERA, enabled=odd, snooze=odd, snooze_time_remaining=odd)
        run.set(MODULE, **stick(enabled=odd, status=odd, compatible=odd))
        run.networks = {"1": {"armed": odd}}
        run.poll(3)
        assert run.everything() == {}
