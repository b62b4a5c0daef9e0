"""Memory through JSON and back, and its size; what a damaged place costs is in `told/damaged.txt`."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import cycle
import json
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis import replay, storage, stored_values
from custom_components.blink_doctor.diagnosis.battery import Batteries, Ended
from custom_components.blink_doctor.diagnosis.history.incidents import MOST, Incident
from custom_components.blink_doctor.diagnosis.history.samples import (
    DAYS_KEPT,
    WEEKS_KEPT,
    Past,
    Sample,
    day_of_week,
)
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Reading

from .polls import Polls, camera
from .run import Run, as_stored, dumps

_OLD = Path(__file__).parents[1] / "fixtures" / "memory_0_1_0.json"
HOME = ("sync_module:11", "camera:21", "camera:22", "owl:31", "doorbell:41")
CAMERA = DeviceKey("camera:21")


def troubled() -> Run:
    """Return a home with every kind of memory: pending, firing, resolving, explained."""
    run = Run.of(*HOME, "camera:23", "camera:24@2", "sync_module:12@2")
    run.set("camera:23", fw_version="10.60")
    # more days online than a number of Home Assistant's JSON has bits
    run.poll(80, every=timedelta(days=1))
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


def stored(memory: Memory) -> Any:
    """Return the only device as it is stored, and is read again without a loss."""
    data = json.loads(json.dumps(storage.as_dict(memory)))
    read, lost = storage.from_dict(data)
    assert (read.devices, lost) == (memory.devices, [])
    (device,) = data["devices"].values()
    return device


def test_short_lists_keep_every_value() -> None:
    """Zero bars, and a set of batteries that did not go low, are values."""
    sample = Sample(at=83_117, sync_module_bars=0)
    ended = Ended(ended=20_800, days=None, low=False)
    past, cells = Past(slot=sample.at, today=(sample,)), Batteries(cycles=(ended,))
    assert stored(Memory(devices={CAMERA: DeviceMemory(past=past, cells=cells)}))


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


def test_what_was_lost_days_apart_is_not_taken_together() -> None:
    """A Mini that has been off for a month does not make a dead module a dead router.

    In a memory of 0.1.0, which is told in `told/damaged.txt`.
    """
    data = json.loads(_OLD.read_text(encoding="utf-8"))
    devices = data["memory"]["devices"]
    offline = devices["owl:31"]["watches"]["offline"]
    offline["since"] = "2026-10-02T06:05:00+00:00"
    dead = devices["sync_module:12"]["watches"]["sync_module_offline"]
    devices["sync_module:11"]["watches"] = {"sync_module_offline": dead}
    (diagnosis, _), *_ = replay.run(replay.read(data))
    assert diagnosis.devices[DeviceKey("owl:31")].primary_cause == "camera_error"
    assert diagnosis.account.primary_cause == "none"
