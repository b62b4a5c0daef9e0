"""Would it have recorded: from what Blink says of system, camera and USB stick."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.model.readings import Storage
from tests.diagnosis.run import Run
from tests.scenarios.homes import homescreen as homescreen_of

CAMERA, MODULE = "camera:21", "sync_module:11"
KEYS = (MODULE, CAMERA, "owl:31", "doorbell:41")


def armed_home(*keys: str) -> Run:
    run = Run.of(*(keys or KEYS))
    for key in keys or KEYS:
        if not key.startswith("sync_module"):
            run.set(key, enabled=True, snooze=False)
    run.networks = {"1": {"sync_module_error": False, "armed": True}}
    return run


def recording(run: Run, key: str = CAMERA) -> Recording | None:
    return run.diagnosis.devices[key].recording


@pytest.mark.parametrize("key", KEYS[1:])
def test_ready(key: str) -> None:
    """A camera of any family that is online, armed and enabled would record."""
    run = armed_home()
    run.poll()
    assert recording(run, key) is Recording.READY
    assert recording(run, MODULE) is None


@pytest.mark.parametrize("key", KEYS[1:])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"enabled": False}, Recording.MOTION_OFF),
        ({"enabled": None}, Recording.NOT_KNOWN),
        ({"enabled": "yes"}, Recording.NOT_KNOWN),
        ({"snooze": True, "snooze_time_remaining": 60}, Recording.SNOOZED),
        ({"snooze": True, "snooze_time_remaining": None}, Recording.SNOOZED),
        ({"snooze": True, "snooze_time_remaining": 0}, Recording.READY),
        ({"snooze": False, "snooze_time_remaining": 60}, Recording.READY),
        ({"snooze": None, "snooze_time_remaining": 5}, Recording.SNOOZED),
        ({"snooze": None}, Recording.READY),
        ({"status": "offline"}, Recording.OFFLINE),
        ({"status": "thinking"}, Recording.NOT_KNOWN),
        ({"onboarded": False}, Recording.NOT_KNOWN),
        ({"status": "offline", "enabled": False}, Recording.OFFLINE),
        ({"enabled": False, "snooze": True}, Recording.MOTION_OFF),
    ],
)
def test_what_a_camera_says(
    key: str, said: dict[str, Any], expected: Recording
) -> None:
    """What stops it for sure comes first; what is not understood is not known."""
    run = armed_home()
    run.set(key, **said)
    run.poll()
    assert recording(run, key) is expected


@pytest.mark.parametrize(
    ("armed", "expected"),
    [
        (True, Recording.READY),
        (False, Recording.NOT_ARMED),
        (None, Recording.NOT_KNOWN),
        ("armed", Recording.NOT_KNOWN),
    ],
)
def test_armed(armed: Any, expected: Recording) -> None:
    """The system is armed, or not, or Blink does not say."""
    run = armed_home()
    run.networks["1"]["armed"] = armed
    run.poll()
    assert {recording(run, key) for key in KEYS[1:]} == {expected}


def test_the_network_itself_is_asked_before_the_homescreen() -> None:
    """It is read later; where it says nothing the homescreen does."""
    for network, homescreen, expected in (
        (True, False, Recording.READY),
        (False, True, Recording.NOT_ARMED),
        (None, False, Recording.NOT_ARMED),
        (None, True, Recording.READY),
        (None, None, Recording.NOT_KNOWN),
    ):
        run = armed_home(MODULE, CAMERA)
        run.networks = {"1": {"armed": network}}
        answer = homescreen_of(run.home, run.now)
        answer["networks"] = [{"id": 1, "armed": homescreen}]
        run.answer(answer)
        assert recording(run) is expected, (network, homescreen)


def test_paused() -> None:
    """A camera that the owner does not want watched is paused, whatever it does."""
    run = armed_home()
    run.paused = [CAMERA]
    run.set(CAMERA, status="offline")
    run.poll()
    assert recording(run) is Recording.PAUSED
    assert recording(run, "owl:31") is Recording.READY


def test_a_silent_module_takes_its_cameras_along() -> None:
    """Cameras reach Blink through it; a Mini does not."""
    run = armed_home(MODULE, CAMERA, "owl:31")
    run.poll()
    run.set(MODULE, status="offline")
    run.poll()
    assert recording(run) is Recording.OFFLINE
    assert recording(run, "owl:31") is Recording.READY


def test_a_module_in_error() -> None:
    """Blink says so itself: whether its cameras would record is not known."""
    run = armed_home(MODULE, CAMERA, "owl:31")
    run.networks["1"]["sync_module_error"] = True
    run.poll()
    assert recording(run) is Recording.NOT_KNOWN
    assert recording(run, "owl:31") is Recording.READY
    run.networks["1"]["armed"] = False
    run.poll()
    assert recording(run) is Recording.NOT_ARMED


def test_a_silence_counts_from_its_beginning() -> None:
    """A module that is called online and sends nothing: since its last heartbeat."""
    run = armed_home(MODULE, CAMERA)
    run.poll(3)
    beat = run.now
    stuck = (beat - timedelta(seconds=20)).isoformat()
    for _ in range(6):
        run.set(MODULE, last_hb=stuck)
        run.poll()
    assert recording(run) is Recording.OFFLINE
    since = run.diagnosis.devices[CAMERA].recording_since
    assert since is not None
    assert abs(since - beat) <= timedelta(minutes=5)


def stick(**said: Any) -> dict[str, Any]:
    return {f"local_storage_{name}": value for name, value in said.items()}


@pytest.mark.parametrize(
    ("said", "module", "camera"),
    [
        (stick(enabled=True, status="active"), Storage.ACTIVE, Recording.READY),
        (
            stick(enabled=True, status="unavailable"),
            Storage.NOT_ACTIVE,
            Recording.STORAGE_NOT_ACTIVE,
        ),
        (
            stick(enabled=False, status="unavailable"),
            Storage.NOT_IN_USE,
            Recording.READY,
        ),
        (
            stick(enabled=True, status="brimful"),
            Storage.NOT_KNOWN,
            Recording.NOT_KNOWN,
        ),
        (stick(enabled=True, status="full"), Storage.NOT_KNOWN, Recording.NOT_KNOWN),
        (stick(enabled=True, status=None), Storage.NOT_KNOWN, Recording.NOT_KNOWN),
        (stick(enabled=False, status="brimful"), Storage.NOT_KNOWN, Recording.READY),
        (stick(enabled=None, status=None), None, Recording.READY),
        (
            stick(enabled=True, status="unavailable", compatible=False),
            None,
            Recording.READY,
        ),
    ],
)
def test_storage(
    said: dict[str, Any], module: Storage | None, camera: Recording
) -> None:
    """A stick that clips should go to, and what is not understood of it."""
    run = armed_home(MODULE, CAMERA)
    run.set(MODULE, **said)
    run.poll()
    assert run.diagnosis.devices[MODULE].storage is module
    assert recording(run) is camera
    assert not run.diagnosis.devices[MODULE].fault


def test_a_stick_that_has_gone() -> None:
    """It was active: missed for 30 days, then it is taken for put away.

    Blink takes `enabled` back together with the stick.
    """
    run = armed_home(MODULE, CAMERA)
    run.set(MODULE, **stick(enabled=True, status="active"))
    run.poll()
    run.set(MODULE, **stick(enabled=False, status="unavailable"))
    run.memory, lost = storage.from_dict(storage.as_dict(run.memory))
    assert not lost
    run.poll()
    assert run.diagnosis.devices[MODULE].storage is Storage.NOT_ACTIVE
    assert recording(run) is Recording.STORAGE_NOT_ACTIVE
    run.hole(timedelta(days=31))
    run.poll()
    assert recording(run) is Recording.READY


def test_a_camera_that_cannot_use_a_stick() -> None:
    """An XT stores in the cloud whatever the stick does."""
    run = armed_home(MODULE, CAMERA)
    run.set(MODULE, **stick(enabled=True, status="unavailable"))
    run.set(CAMERA, local_storage_compatible=False)
    run.poll()
    assert recording(run) is Recording.READY


def test_not_known_is_no_fault() -> None:
    """Whatever Blink may say of these fields: nobody is told of a fault."""
    run = armed_home(MODULE, CAMERA)
    odd: Any
    for odd in ("", "?", 7, [], {}, None, True):
        run.set(CAMERA, enabled=odd, snooze=odd, snooze_time_remaining=odd)
        run.set(MODULE, **stick(enabled=odd, status=odd, compatible=odd))
        run.networks = {"1": {"armed": odd}}
        run.poll(3)
        assert not run.diagnosis.devices[CAMERA].fault
        assert not run.diagnosis.devices[MODULE].fault
