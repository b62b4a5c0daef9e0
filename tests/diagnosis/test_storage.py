"""Memory through JSON and back; what a damaged place costs is in `told/damaged.txt`."""

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


def test_memory_survives_json_and_is_written_only_when_it_changed() -> None:
    """Nothing is lost, neither what is compared nor what is not; as HA writes it.

    Equal memory is not written to disk; samples are taken four times a day.
    """
    run = troubled()
    data = as_stored(run.memory)
    memory, lost = storage.from_dict(data)
    assert (memory, lost) == (run.memory, [])
    assert storage.as_dict(memory) == data
    assert memory.devices[DeviceKey("owl:31")].online_days >= 2**63
    run.minutes(120)
    before = run.memory
    run.minutes(60)
    assert run.memory == before
    run.minutes(360)
    assert run.memory != before


def test_short_lists_keep_every_value() -> None:
    """Zero bars, and a set of batteries that did not go low, are values."""
    sample = Sample(at=83_117, sync_module_bars=0)
    ended = Ended(ended=20_800, days=None, low=False)
    device = DeviceMemory(
        past=Past(slot=sample.at, today=(sample,)), cells=Batteries(cycles=(ended,))
    )
    memory = Memory(devices={CAMERA: device})
    assert storage.from_dict(as_stored(memory)) == (memory, [])


@pytest.mark.parametrize(
    "data", [None, [], "", 5, {}, {"devices": None}, {"devices": []}]
)
def test_what_is_no_memory_is_refused(data: Any) -> None:
    """The caller starts afresh and says so."""
    with pytest.raises(ValueError, match="not a memory"):
        storage.from_dict(data)


AT = "2026-11-22T10:00:00+00:00"
VERSIONS = (
    "a@b.example camera|catalina||x@y camera|a|b camera|a@b||1.0 camera|a|a@b|1.0"
    " camera|a||a@b|1.0 toaster|a|b|1.0 camera|a|1.0 toaster|a|b|c|1.0 camera|a|b|1.0"
)


@pytest.mark.parametrize("key", ["", "camera", "toaster:1", ":1", "Camera:21"])
def test_a_device_whose_key_is_none_is_left_out(key: str) -> None:
    """It must not stop a poll later."""
    read = storage.from_dict({"devices": {key: {"firmware": "1.0"}}})
    assert read == (Memory(), ["devices"])


@pytest.mark.parametrize("version", VERSIONS.split())
def test_a_version_that_is_none_is_left_out(version: str) -> None:
    """Code without checks once wrote such down."""
    read = storage.from_dict({"devices": {}, "firmware_seen": {version: AT}})
    assert read == (Memory(), ["firmware_seen"])


def test_conditions_of_unknown_causes_are_left_out() -> None:
    """Written by a newer version, say."""
    firing = {"since": AT, "at": AT, "readings": 1, "firing": True}
    known = {"weak_wifi": firing, "gremlins": firing}
    memory, _ = storage.from_dict({"devices": {CAMERA: {"conditions": known}}})
    assert list(memory.devices[CAMERA].conditions) == ["weak_wifi"]


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
    """In each place of the file, one at a time: a name may be anything, nothing else.

    A replay may have words of its own for a light; a house may not.
    """
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
        if path[-1] == "pattern":
            light = memory.devices[DeviceKey("owl:31")].red_light
            assert light is not None
            assert (light.pattern, light.at) == ("unknown", light.last)
