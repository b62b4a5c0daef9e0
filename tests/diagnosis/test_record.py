"""What is noted at every poll: who left and came back, and what nothing new leaves equal."""

from datetime import timedelta

from custom_components.blink_doctor.diagnosis import storage
from tests.scenarios.homes import POLL, camera, homescreen

from .run import Run

HOME = ("sync_module:11", "camera:21", "camera:22", "owl:31", "doorbell:41")


def test_paired_again_under_a_new_id_it_is_the_same_camera() -> None:
    """Known by its serial number; what it ran and how its battery was stay known."""
    run = Run.of(*HOME)
    run.set("camera:21", battery="low")
    run.poll()
    serial = run.home["cameras"][0]["serial"]
    identity = run.memory.devices["camera:21"].identity
    run.home["cameras"][0] = camera(77, serial=serial, battery=None)
    run.poll()
    assert "camera:21" not in run.memory.devices
    adopted = run.memory.devices["camera:77"]
    assert (adopted.identity, adopted.battery) == (identity, "low")
    assert run.device("camera:77").battery is None


def test_paired_again_after_weeks() -> None:
    """Away for a while in between."""
    run = Run.of(*HOME)
    run.poll()
    raw = run.home["cameras"].pop(0)
    run.poll(3, every=timedelta(days=20))
    assert run.memory.devices["camera:21"].gone_since is not None
    run.home["cameras"].append({**raw, "id": 77})
    run.poll()
    assert "camera:21" not in run.memory.devices
    assert run.memory.devices["camera:77"].gone_since is None
    assert run.memory.devices["camera:77"].battery == "ok"


def test_a_second_device_with_the_same_serial_takes_nothing() -> None:
    """The first one is still there."""
    run = Run.of(*HOME)
    run.poll()
    run.home["cameras"].append({**run.home["cameras"][0], "id": 77, "battery": None})
    run.poll()
    assert run.memory.devices["camera:21"].battery == "ok"
    assert run.memory.devices["camera:77"].battery is None


def test_what_has_left_is_forgotten_after_three_months() -> None:
    """Memory does not grow for ever."""
    run = Run.of(*HOME)
    run.poll()
    run.home["cameras"].pop(0)
    run.poll()
    run.poll(every=timedelta(days=90))
    assert "camera:21" in run.memory.devices
    run.poll(every=timedelta(days=1))
    assert "camera:21" not in run.memory.devices


def test_back_after_more_than_a_day_it_starts_anew() -> None:
    """It is not gone any more and has no findings of old."""
    run = Run.of(*HOME)
    run.poll()
    run.set("camera:21", status="offline")
    run.minutes(20)
    raw = run.home["cameras"].pop(0)
    run.poll(30, every=timedelta(hours=1))
    run.home["cameras"].append(raw)
    run.poll()
    assert run.everything() == {}
    assert run.memory.devices["camera:21"].gone_since is None
    run.minutes(10)
    assert run.everything() == {"camera:21": ["camera_error"]}


def test_the_same_poll_twice_is_one_poll() -> None:
    """Nothing is counted again, whatever it says."""
    run = Run.of(*HOME)
    run.poll()
    run.set("camera:21", status="offline", signals__wifi=1)
    run.set("camera:22", issues=["bandwidth"])
    run.poll()
    before = storage.as_dict(run.memory)
    for _ in range(5):
        run.poll(every=timedelta())
    assert storage.as_dict(run.memory) == before
    assert run.everything() == {}


def test_names_of_systems_outlive_a_poll_without_them() -> None:
    """A homescreen that leaves its networks out forgets no name."""
    run = Run.of(*HOME, "owl:32@2")
    run.systems = {1: "Home", 2: "Cabin"}
    run.poll()
    answer = homescreen(run.home, run.now + POLL)
    del answer["networks"]
    run.answer(answer)
    assert run.device("system:2").reading.name == "Cabin"


def test_listed_under_two_ids_for_a_while_it_is_one_camera_in_the_end() -> None:
    """The past of the old id, and what the new one has said since: its battery too."""
    run = Run.of(*HOME)
    run.set("camera:21", battery="low")
    run.minutes(60)
    serial = run.home["cameras"][0]["serial"]
    run.set("camera:21", battery="ok")
    run.minutes(60)
    old = run.memory.devices["camera:21"]
    assert [one.cause for one in old.incidents] == ["low_battery"]
    run.home["cameras"].append(camera(77, serial=serial, battery=None))
    run.poll()
    del run.home["cameras"][0]
    run.poll()
    kept = run.memory.devices["camera:77"]
    assert "camera:21" not in run.memory.devices
    assert (kept.battery, kept.incidents) == ("ok", old.incidents)
    assert kept.cells.first_seen == old.cells.first_seen
