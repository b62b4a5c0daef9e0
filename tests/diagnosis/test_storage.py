"""Memory through JSON and back: lossless, and a damaged field costs itself alone."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import storage, stored_values
from custom_components.blink_doctor.diagnosis.battery import Batteries, Ended
from custom_components.blink_doctor.diagnosis.history.samples import Past, Sample
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey

from .run import Run, as_stored, dumps

HOME = ("sync_module:11", "camera:21", "camera:22", "owl:31", "doorbell:41")
# shown by its name and not by its digits
HUGE = pytest.param(10**400, id="huge")
PLACE = "memory.devices.camera:21"
CAMERA = DeviceKey("camera:21")


def troubled() -> Run:
    """Return a home with every kind of memory: pending, firing, resolving, explained."""
    run = Run.of(*HOME, "camera:23", "camera:24@2", "sync_module:12@2")
    run.set("camera:23", fw_version="10.60")
    # more days online than a number of Home Assistant's JSON has bits
    run.daily(80)
    run.set(CAMERA, battery="low", signals__wifi=1)
    run.set("camera:22", signals__lfr=1)
    run.set("sync_module:12", status="offline")
    run.set("camera:24", status="offline")
    run.minutes(60)
    run.set("camera:22", signals__lfr=5, fw_version="10.61")
    run.set("doorbell:41", issues=["bandwidth"])
    run.red_light = [{"id": "owl:31", "pattern": "unknown"}]
    run.home["cameras"][2:3] = []
    run.poll()
    run.red_light = []
    return run


def test_memory_survives_json() -> None:
    """Nothing is lost, neither what is compared nor what is not; as HA writes it."""
    run = troubled()
    data = as_stored(run.memory)
    memory, lost = storage.from_dict(data)
    assert (memory, lost) == (run.memory, [])
    assert storage.as_dict(memory) == data
    assert memory.devices[DeviceKey("owl:31")].online_days >= 2**63


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


AT = "2026-11-22T10:00:00+00:00"
FIRING = {"since": AT, "at": AT, "readings": 1, "firing": True}


def incident(*damaged: Any) -> dict[str, Any]:
    return {"incidents": [["low_battery", 1_700_000_000, 60], *damaged]}


NO_INCIDENTS: list[Any] = [
    5,
    [],
    {"cause": None},
    ["camera_error"],
    ["camera_error", 1e300],
]
# of the right types, and yet none
IMPOSSIBLE_INCIDENTS: list[Any] = [
    ["winter", 1_700_000_000],
    ["camera_error", -5],
    ["camera_error", 1_700_000_000, -1],
    ["camera_error", 1_700_000_000, 60, "DROP TABLE"],
    ["camera_error", 1_700_000_000, 60, None, 99],
]


def condition(**damaged: Any) -> dict[str, Any]:
    return {"conditions": {"low_battery": FIRING | damaged}}


# what stands in place of the device, or of one of its fields, and which place is lost
BROKEN: list[tuple[Any, str]] = [
    (None, ""),
    ([], ""),
    ("x", ""),
    (7, ""),
    ({"trouble_on": 2**64}, ""),
    ({"firmware": "a@b.example"}, ""),
    ({"battery": "strange"}, ".battery"),
    ({"battery": []}, ".battery"),
    ({"firmware_changed": "yesterday"}, ".firmware_changed"),
    ({"gone_since": -5}, ".gone_since"),
    ({"online_days": "0xzz"}, ".online_days"),
    ({"online_days": 2**100}, ".online_days"),
    ({"red_light": []}, ".red_light"),
    ({"red_light": {"at": "x", "pattern": "y"}}, ".red_light"),
    ({"lost": {"since": "x"}}, ".lost"),
    ({"explained_by": "camera:22"}, ".explained_by"),
    ({"conditions": []}, ".conditions"),
    ({"conditions": {"offline": None}}, ".conditions.offline"),
    ({"conditions": {"offline": {"since": AT}}}, ".conditions.offline"),
    ({"conditions": {"offline": {**FIRING, "since": -5}}}, ".conditions.offline"),
    (condition(readings=1e999), ".conditions.low_battery.readings"),
    (condition(flapping={"dips": []}), ".conditions.low_battery.flapping.dips"),
    (condition(evidence={"battery": []}), ".conditions.low_battery.evidence.battery"),
    *((incident(bad), ".incidents") for bad in NO_INCIDENTS),
    *((incident(bad), "") for bad in IMPOSSIBLE_INCIDENTS),
]


@pytest.mark.parametrize(("raw", "place"), BROKEN)
def test_a_damaged_field_costs_itself(raw: Any, place: str) -> None:
    """All else of the device stays, and all of the others; the next poll goes on."""
    run = troubled()
    before = run.memory
    data = storage.as_dict(run.memory)
    if isinstance(raw, dict):
        data["devices"][CAMERA] |= raw
    else:
        data["devices"][CAMERA] = raw
    run.memory, lost = storage.from_dict(data)
    assert lost == [f"{PLACE}{place}"]
    for key in before.devices.keys() - {CAMERA}:
        assert run.memory.devices[key] == before.devices[key]
    if isinstance(raw, dict):
        device = run.memory.devices[CAMERA]
        assert device.past == before.devices[CAMERA].past
        assert "incidents" not in raw or device.incidents[0].cause == "low_battery"
    run.poll()
    assert "low_battery" in run.causes(CAMERA)
    assert run.causes("camera:22") == ["weak_sync_module_link"]


@pytest.mark.parametrize("key", ["", "camera", "toaster:1", ":1", "Camera:21"])
def test_the_key_of_no_device_is_dropped(key: str) -> None:
    """It must not stop a poll later."""
    read = storage.from_dict({"devices": {key: {"firmware": "1.0"}}})
    assert read == (Memory(), ["devices"])
    memory, lost = storage.from_dict({"devices": {"account": {}}})
    assert (list(memory.devices), lost) == (["account"], [])


@pytest.mark.parametrize(
    "seen",
    [None, [], "x", {"a": "x"}, {"a": 5}]
    + [{key: AT} for key in ("a@b.example", "camera|catalina||x@y", "camera|a|b")]
    + [{f"camera|{kind}|1.0": AT} for kind in ("a@b||", "a|a@b|", "a||a@b")],
)
def test_broken_sightings_are_left_out(seen: Any) -> None:
    """Versions that are none too, which code without checks once wrote down."""
    memory, _ = storage.from_dict({"devices": {}, "firmware_seen": seen})
    assert memory == Memory()


def test_conditions_of_unknown_causes_are_left_out() -> None:
    """Written by a newer version, say."""
    known = {"weak_wifi": FIRING, "gremlins": FIRING}
    memory, _ = storage.from_dict({"devices": {CAMERA: {"conditions": known}}})
    assert list(memory.devices[CAMERA].conditions) == ["weak_wifi"]


def test_samples_without_end() -> None:
    """As many as there can be; the last ones."""
    many = [[at, 1.5] for at in range(15_000, 20_000)]
    data = {"devices": {CAMERA: {"past": {"days": many}}}}
    past = storage.from_dict(data)[0].devices[CAMERA].past
    assert past.days[-1].at == 19_999
    assert len(past.days) <= 1000


def test_short_lists_keep_every_value() -> None:
    """Zero bars, and a set of batteries that did not go low, are values."""
    sample = Sample(at=83_117, sync_module_bars=0)
    ended = Ended(ended=20_800, days=None, low=False)
    device = DeviceMemory(
        past=Past(slot=sample.at, today=(sample,)), cells=Batteries(cycles=(ended,))
    )
    memory = Memory(devices={CAMERA: device})
    assert storage.from_dict(as_stored(memory)) == (memory, [])


CANARIES = ("correcthorse", "192.168.7.44", "S3cr3t-Token", "a@b.example", "<b>")


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of each text that is not a name, or never leaves."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        if isinstance(value, dict | list) and key != "systems":
            yield from leaves(value, (*path, key))
        elif isinstance(value, str) and key not in ("name", "message", "network_id"):
            yield (*path, key)


def test_no_text_of_a_damaged_file_is_repeated() -> None:
    """In each place of the file, one at a time: a name may be anything, nothing else."""
    data = as_stored(troubled().memory)
    paths = list(leaves(data))
    assert len(paths) > 100
    assert any(path[-1] == "issue" for path in paths), "evidence is among them"
    # places of one kind are next to each other: each kind gets each text
    for path, canary in zip(paths, cycle(CANARIES), strict=False):
        damaged = place = deepcopy(data)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = canary
        memory, _ = storage.from_dict(damaged)
        memory = stored_values.with_known_patterns(memory)
        assert canary not in str(dumps(storage.as_dict(memory))), path


def test_a_pattern_that_nobody_can_choose_is_unknown() -> None:
    """A replay may have words of its own for a light; a house may not."""
    run = Run.of("owl:31")
    run.poll()
    at = run.now.isoformat()
    data = storage.as_dict(run.memory)
    light = {"at": at, "last": at, "pattern": "correcthorse"}
    data["devices"]["owl:31"]["red_light"] = light
    memory, lost = storage.from_dict(data)
    assert lost == []
    report = (
        stored_values.with_known_patterns(memory).devices[DeviceKey("owl:31")].red_light
    )
    assert report is not None
    assert (report.pattern, report.at) == ("unknown", run.now)
