"""A stored past or set of cells that is damaged loses what is damaged, and no more."""

from copy import deepcopy
from datetime import timedelta
from functools import cache
import json
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory

from .run import Run

CAMERA = "camera:21"


@cache
def written() -> dict[str, Any]:
    """Return a memory of weeks: one set of cells that went low, and its successor."""
    run = Run.of("sync_module:11", CAMERA)
    for day in range(60):
        volts = 160 - day // 2 if day < 40 else 165
        run.cameras = {"21": {"battery_voltage": volts, "wifi_strength": -55}}
        battery = "low" if 35 <= day < 40 else "ok"
        run.set(CAMERA, battery=battery, signals__temp=40 + day % 20)
        run.poll(4, every=timedelta(hours=6))
    return json.loads(json.dumps(storage.as_dict(run.memory)))


def read(*path: Any, value: Any) -> tuple[DeviceMemory, list[str]]:
    """Return the camera of a memory in which one place is something else."""
    data = deepcopy(written())
    inside = data["devices"][CAMERA]
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    memory, lost = storage.from_dict(data)
    return memory.devices[CAMERA], lost


@cache
def whole() -> DeviceMemory:
    """Return the camera of the memory as it was written."""
    memory, lost = storage.from_dict(written())
    assert lost == []
    return memory.devices[CAMERA]


def test_the_memory_is_rich_enough() -> None:
    """There is something to lose."""
    assert whole().past.today and whole().past.days and whole().past.weeks
    assert (
        whole().cells.cycles and whole().cells.put_in and whole().cells.cycles[0].marks
    )


@pytest.mark.parametrize("name", ["today", "days", "weeks"])
@pytest.mark.parametrize("at", [-1, 2**63, 10**400, 1e300, 400_000, None, "x", True])
def test_a_sample_of_no_time_is_left_out(name: str, at: Any) -> None:
    """All others stay, and so do the cells."""
    device, lost = read("past", name, 0, 0, value=at)
    assert lost == [f"{CAMERA}.past"]
    expected = getattr(whole().past, name)[1:]
    assert getattr(device.past, name) == expected
    assert device.cells == whole().cells


@pytest.mark.parametrize(
    ("position", "kind"),
    enumerate(
        ("volts", "temperature_f", "wifi_bars", "wifi_dbm", "sync_module_bars"), start=1
    ),
)
@pytest.mark.parametrize("value", [1e160, -1e200, 10**400, "x", [], 999])
def test_a_value_that_cannot_be_is_left_out(
    position: int, kind: str, value: Any
) -> None:
    """The others of its sample stay."""
    device, lost = read("past", "days", 2, position, value=value)
    assert lost == [f"{CAMERA}.past"]
    day, before = device.past.days[2], whole().past.days[2]
    assert getattr(day, kind) is None
    assert (day.at, device.past.days[3:]) == (before.at, whole().past.days[3:])


@pytest.mark.parametrize("slot", [2**63, 10**400, -2, None, "never", 5])
def test_a_slot_that_cannot_be(slot: Any) -> None:
    """It becomes that of the last sample: the past does not lie in the future."""
    device, lost = read("past", "slot", value=slot)
    assert lost == [f"{CAMERA}.past"]
    assert device.past.slot == whole().past.today[-1].at
    assert device.past.days == whole().past.days


@pytest.mark.parametrize("name", ["first_seen", "put_in"])
@pytest.mark.parametrize("value", [0, -1, 10**400, 2**63, 1e300, "x", None])
def test_a_moment_of_the_cells_that_cannot_be(name: str, value: Any) -> None:
    """The lives before and the weather stay."""
    device, lost = read("cells", name, value=value)
    assert lost == [f"{CAMERA}.cells"]
    assert getattr(device.cells, name) is None
    assert device.cells.cycles == whole().cells.cycles
    assert device.past == whole().past


@pytest.mark.parametrize("marks", [[1e308] * 21, [-1] * 21, "x", 5, {}])
def test_marks_that_cannot_be(marks: Any) -> None:
    """They are noted anew."""
    device, lost = read("cells", "marks", value=marks)
    assert device.cells.marks == ()
    assert set(lost) == {f"{CAMERA}.cells"}
    assert device.cells.cycles == whole().cells.cycles


@pytest.mark.parametrize(
    "cycle",
    [
        [10**400, 100, 1],
        [20000, 2**63, 1],
        [20000, 0, True],
        [20000, -5, True],
        [20000, 100, True, None, [-7]],
        [20000],
        "x",
        None,
    ],
)
def test_a_life_that_cannot_be_is_left_out(cycle: Any) -> None:
    """The present set stays."""
    device, lost = read("cells", "cycles", 0, value=cycle)
    assert (device.cells.cycles, lost) == (
        whole().cells.cycles[1:],
        [f"{CAMERA}.cells"],
    )
    assert device.cells.put_in == whole().cells.put_in


def test_samples_without_end() -> None:
    """As many as there can be; the last ones."""
    days = written()["devices"][CAMERA]["past"]["days"]
    first = days[0][0]
    many = [[at, 1.5] for at in range(first - 5000, first)]
    device, lost = read("past", "weeks", value=[])
    device, lost = read("past", "days", value=[*many, *days])
    assert lost == [f"{CAMERA}.past"]
    assert device.past.days[-len(days) :] == whole().past.days
    assert len(device.past.days) <= 64


@pytest.mark.parametrize("seen", ["a@b.example", "camera|catalina||x@y", "camera|a|b"])
def test_a_version_that_is_none_is_not_remembered(seen: str) -> None:
    """Neither what a version without checks has once written down."""
    data = {**written(), "firmware_seen": {seen: "2026-11-22T10:00:00+00:00"}}
    memory, lost = storage.from_dict(data)
    assert (dict(memory.firmware_seen), lost) == ({}, ["firmware_seen"])


def test_counts_that_cannot_be_written_again_are_not_read() -> None:
    """JSON has numbers without end, what Home Assistant writes with has not."""
    watch = {"since": "2026-11-22T10:00:00+00:00", "active": True}
    wobble = {"at": "2026-11-22T10:00:00+00:00", "weak": 1.0, "total": 2.0}
    for broken in (
        {**watch, "readings": 2**64},
        {**watch, "readings": 1, "wobble": {**wobble, "dips": 10**30}},
        {**watch, "readings": 1, "wobble": {**wobble, "dips": 1, "total": 1e300}},
    ):
        data = {"devices": {CAMERA: {"watches": {"weak_wifi": broken}}}}
        memory, lost = storage.from_dict(data)
        assert (dict(memory.devices), lost) == ({}, [CAMERA])
    memory, lost = storage.from_dict({"devices": {CAMERA: {"trouble_on": 2**64}}})
    assert (memory.devices[CAMERA].trouble_on, lost) == (None, [])
