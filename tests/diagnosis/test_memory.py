"""Memory: through JSON and back, forgiving, bounded, and stable when nothing changes."""

from datetime import timedelta
import json
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.memory import Memory
from tests.scenarios.homes import camera

from .run import Run

HOME = ("sync_module:11", "camera:21", "camera:22", "owl:31", "doorbell:41")


def troubled() -> Run:
    """Return a home with every kind of memory: pending, active, clearing, explained."""
    run = Run.of(*HOME, "camera:23", "camera:24@2", "sync_module:12@2")
    run.set("camera:23", fw_version="10.60")
    run.poll()
    run.poll(every=timedelta(days=14))
    run.set("camera:21", battery="low", signals__wifi=1)
    run.set("camera:22", signals__lfr=1)
    run.set("sync_module:12", status="offline")
    run.set("camera:24", status="offline")
    run.minutes(60)
    run.set("camera:22", signals__lfr=5, fw_version="10.61")
    run.set("doorbell:41", issues=["bandwidth"])
    run.red_light = [{"id": "owl:31", "pattern": "unknown"}]
    run.home["cameras"][2:3] = []
    run.poll()
    return run


def test_memory_survives_json() -> None:
    """Nothing is lost that a later poll compares."""
    run = troubled()
    data = json.loads(json.dumps(storage.as_dict(run.memory)))
    memory, lost = storage.from_dict(data)
    assert (memory, lost) == (run.memory, [])
    assert storage.as_dict(memory) == data


def test_a_restart_makes_no_difference() -> None:
    """The same polls with and without a restart before each give the same findings."""
    steady, restarted = troubled(), troubled()
    for _ in range(12):
        restarted.restart()
        steady.poll()
        restarted.poll()
        assert restarted.everything() == steady.everything()
        assert restarted.issues() == steady.issues()
        assert restarted.memory == steady.memory


def test_nothing_new_leaves_memory_equal() -> None:
    """Equal memory is not written to disk; samples are taken four times a day."""
    run = troubled()
    run.minutes(120)
    before = run.memory
    run.minutes(60)
    assert run.memory == before
    run.minutes(360)
    assert run.memory != before


@pytest.mark.parametrize(
    "data", [None, [], "", 5, {}, {"devices": None}, {"devices": []}]
)
def test_what_is_no_memory_is_refused(data: Any) -> None:
    """The caller starts afresh and says so."""
    with pytest.raises(ValueError, match="not a memory"):
        storage.from_dict(data)


BROKEN: list[Any] = [
    None,
    [],
    "x",
    7,
    {"battery": "strange"},
    {"battery": []},
    {"firmware_changed": "yesterday"},
    {"gone_since": 5},
    {"red_light": []},
    {"red_light": {"at": "x", "pattern": "y"}},
    {"conditions": []},
    {"conditions": {"offline": None}},
    {"conditions": {"offline": {"since": "2026-11-22T10:00:00+00:00"}}},
    {"conditions": {"offline": {"since": 5, "readings": 1, "active": True}}},
    {
        "conditions": {
            "low_battery": {
                "since": "2026-11-22T10:00:00+00:00",
                "readings": 1e999,
                "active": True,
            }
        }
    },
    {
        "conditions": {
            "low_battery": {
                "since": "2026-11-22T10:00:00+00:00",
                "readings": [],
                "active": True,
            }
        }
    },
]


@pytest.mark.parametrize("raw", BROKEN)
def test_a_broken_device_loses_its_own_memory_and_no_one_elses(raw: Any) -> None:
    """And the next poll goes on as if it were new."""
    run = troubled()
    data = storage.as_dict(run.memory)
    data["devices"]["camera:21"] = raw
    run.memory, lost = storage.from_dict(data)
    assert lost == ["camera:21"]
    assert run.memory.devices.keys() == data["devices"].keys() - {"camera:21"}
    run.poll()
    assert "low_battery" in run.causes("camera:21")
    assert run.causes("camera:22") == ["weak_sync_module_link"]


@pytest.mark.parametrize("key", ["", "camera", "toaster:1", ":1", "Camera:21"])
def test_the_key_of_no_device_is_dropped(key: str) -> None:
    """It must not stop a poll later; a key without an id does no harm."""
    data = {"devices": {key: {"firmware": "1.0"}}}
    memory, lost = storage.from_dict(data)
    assert lost == ([] if key == "camera" else [key])
    run = Run.of(*HOME)
    run.memory = memory
    run.poll(2, every=timedelta(days=91))
    assert run.everything() == {}


@pytest.mark.parametrize("seen", [None, [], "x", {"a": "x"}, {"a": 5}])
def test_broken_sightings_are_left_out(seen: Any) -> None:
    """The rest is read."""
    memory, _ = storage.from_dict({"devices": {}, "firmware_seen": seen})
    assert memory == Memory()


def test_watches_of_unknown_causes_are_left_out() -> None:
    """Written by a newer version, say."""
    watch = {"since": "2026-11-22T10:00:00+00:00", "readings": 1, "active": True}
    memory, lost = storage.from_dict(
        {"devices": {"camera:21": {"conditions": {"gremlins": watch}}}}
    )
    assert (dict(memory.devices["camera:21"].conditions), lost) == ({}, [])


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
    assert run.device("camera:77").reading.battery is None


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


def test_back_under_the_same_id() -> None:
    """It is not gone any more and starts without findings of old."""
    run = Run.of(*HOME)
    run.set("camera:21", status="offline")
    run.minutes(20)
    raw = run.home["cameras"].pop(0)
    run.poll()
    run.home["cameras"].append(raw)
    run.poll()
    assert run.everything() == {}
    run.minutes(10)
    assert run.everything() == {"camera:21": ["camera_error"]}
