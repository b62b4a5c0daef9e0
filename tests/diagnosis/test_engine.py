"""What a replay does not show: readings, what is listed, and what happens between polls."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import pause, replay, storage
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model import frozen
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.scenarios.homes import START, home as build, homescreen

from .run import Run

CAMERA = DeviceKey("camera:21")
HOME = ("sync_module:11", CAMERA, "camera:22", "owl:31", "doorbell:41")


def home() -> Run:
    run = Run.of(*HOME)
    run.poll()
    return run


@pytest.mark.parametrize(("key", "kept"), [("owl:31", [4]), ("camera:21", [None, 4])])
def test_what_a_check_up_reads_is_kept_at_once(key: DeviceKey, kept: list[Any]) -> None:
    """Where polls bring no such signal: not after the hours between two samples."""
    listed = build(key)
    for raw in listed["cameras"]:
        raw["signals"] = {"temp": 66}
    captures: list[dict[str, Any]] = [
        {"at": f"2026-11-22T10:{minute}:00Z", "homescreen": homescreen(listed, START)}
        for minute in (10, 15, 20)
    ]
    captures[1]["live"] = {key: {"wifi": 4}}
    *_, (_, memory) = replay.run(replay.read({"captures": captures}))
    past = memory.devices[key].past
    assert [sample.wifi_bars for sample in past.today] == kept


@pytest.mark.parametrize(("minutes", "is_known"), [(1, True), (2, False)])
def test_data_from_the_future_has_no_age(minutes: int, *, is_known: bool) -> None:
    """Where the clock was only corrected, it is as old as now."""
    run = home()
    now = run.now - timedelta(minutes=minutes)
    known = storage.clamped(run.memory, now).data_at
    assert known == (now if is_known else None)


@pytest.mark.parametrize("state", ["ok", "low"])
def test_three_days_online_without_the_field_are_external_power(state: str) -> None:
    """Whatever it said before: nobody runs for so long on a battery that is not there."""
    run = home()
    run.set(CAMERA, battery=state)
    run.poll()
    del run.home["cameras"][0]["battery"]
    run.daily(3)
    assert run.device(CAMERA).battery is None
    run.daily(1)
    assert run.device(CAMERA).battery is Battery.MAINS
    run.poll()
    assert run.everything() == {}


@pytest.mark.parametrize(("hundredths", "mains"), [(167, False), (168, True)])
def test_a_voltage_that_no_battery_holds_is_external_power(
    hundredths: int, *, mains: bool
) -> None:
    """At the first reading without the field."""
    run = home()
    del run.home["cameras"][0]["battery"]
    run.cameras["21"] = {"battery_voltage": hundredths}
    run.poll()
    assert (run.device(CAMERA).battery is Battery.MAINS) is mains
    # core stops reading the cameras of a network whose module is in error
    run.networks["1"] = {"sync_module_error": True}
    run.poll()
    assert run.device(CAMERA).reading.battery_volts is None


@pytest.mark.parametrize("bars", [2, "2", 2.0, " 2 "])
def test_bars_as_text_are_bars(bars: Any) -> None:
    """Nulls arrive as empty strings by now, numbers may as text."""
    run = home()
    run.set(CAMERA, signals__wifi=bars)
    run.poll()
    assert run.device(CAMERA).reading.wifi_bars == 2


@pytest.mark.parametrize(
    "answer", [None, {}, {"message": "x"}, "<html>", [], 7, {"cameras": {}}]
)
def test_an_unusable_poll_changes_no_finding(answer: Any) -> None:
    run = Run.of(*HOME)
    diagnosis = run.answer(answer)
    assert (diagnosis.data_at, list(diagnosis.devices)) == (None, ["account"])
    run.set(CAMERA, battery="low")
    run.set("camera:22", status="offline")
    run.minutes(20)
    before, seen_at = run.everything(), run.now
    for _ in range(3):
        diagnosis = run.answer(answer)
        assert run.everything() == before
        assert (diagnosis.usable, diagnosis.data_at) == (False, seen_at)
    run.answer(answer)
    assert run.everything() == {**before, "account": ["blink_unreachable"]}
    run.poll()
    assert run.everything() == before


def test_missing_for_a_day_is_gone_with_its_findings() -> None:
    """Less is a hole: it is shown, and not listed. Gone is since the first poll without it."""
    run = home()
    run.set(CAMERA, battery="low")
    run.poll()
    since = run.finding(CAMERA, "low_battery").since
    raw = run.home["cameras"].pop(0)
    run.poll()
    left = run.now
    run.poll(22, every=timedelta(hours=1))
    assert run.finding(CAMERA, "low_battery").since == since
    assert run.device(CAMERA).listed is False
    run.home["cameras"].append(raw)
    run.poll()
    assert run.finding(CAMERA, "low_battery").since == since
    assert run.device(CAMERA).listed is True
    run.home["cameras"].pop()
    run.poll()
    left = run.now
    run.poll(24, every=timedelta(hours=1))
    assert run.everything() == {}
    assert CAMERA not in run.diagnosis.devices
    assert run.memory.devices[CAMERA].gone_since == left
    run.home["cameras"].append(raw)
    run.poll()
    assert run.everything() == {CAMERA: ["low_battery"]}
    assert run.finding(CAMERA, "low_battery").since == run.now
    assert run.memory.devices[CAMERA].gone_since is None


def test_the_same_poll_twice_is_one_poll() -> None:
    """Nothing is counted again, whatever it says."""
    run = home()
    run.set(CAMERA, status="offline", signals__wifi=1)
    run.set("camera:22", issues=["bandwidth"])
    run.poll()
    before = storage.as_dict(run.memory)
    for _ in range(5):
        run.poll(every=timedelta())
    assert storage.as_dict(run.memory) == before


@pytest.mark.parametrize("key", HOME)
def test_a_pause_between_two_polls_ends_a_finding_at_once(key: DeviceKey) -> None:
    """Nothing waits for the next poll, and no reading is counted twice."""
    run = home()
    run.set(key, status="offline")
    run.minutes(30)
    assert run.causes(key) != []
    run.memory = pause.applied(run.memory, {key: None}, run.now)
    assert run.memory.devices[key].conditions == {}
    assert run.memory.readings[key].paused
    assert not run.memory.readings[key].in_use
    assert pause.applied(Memory(), {key: None}, run.now) == Memory()


@pytest.mark.parametrize("between_polls", [True, False])
def test_trouble_after_a_pause_says_until_when_it_was_paused(
    *, between_polls: bool
) -> None:
    """Since the end of the pause: what was before, nobody watched."""
    run = home()
    run.paused = [CAMERA]
    run.set(CAMERA, status="offline")
    run.minutes(60)
    run.paused = []
    if between_polls:
        # as the coordinator does
        run.memory = pause.applied(run.memory, {}, run.now + timedelta(minutes=1))
    run.restart()
    run.poll()
    began = run.now
    run.minutes(10)
    finding = run.finding(CAMERA, "camera_error")
    assert finding.since == began
    ended = began - timedelta(minutes=4 if between_polls else 0)
    assert finding.evidence["paused_until"] == ended.isoformat()


def test_a_device_is_paused_by_its_uid_as_well() -> None:
    """Paired again, it has another key; the pause goes by what stays the same."""
    run = home()
    run.paused = [str(run.memory.devices[CAMERA].uid)]
    run.set(CAMERA, status="offline", id=27)
    run.minutes(60)
    assert run.device("camera:27").reading.paused
    assert run.causes("camera:27") == []


@pytest.mark.parametrize("made_by", [frozen.dataclass, dataclasses.dataclass])
def test_copies_of_what_is_frozen(made_by: Any) -> None:
    """Also of what Python's own decorator made: it refuses to be written to."""

    class Plain:
        one: int = 1
        other: str = "a"

    thing = made_by(frozen=True, slots=True, kw_only=True)(Plain)
    original = thing(other="b")
    assert frozen.replace(original, one=2) == thing(one=2, other="b")
    assert original == thing(other="b")


def test_the_interval_is_the_median_of_those_before() -> None:
    """The lower one of two, that of core Blink where there is none; in a download."""
    captures = [
        {"at": (START + timedelta(minutes=minutes)).isoformat(), "homescreen": {}}
        for minutes in (0, 7, 17, 37)
    ]
    file = replay.read({"data": {"captures": captures}})
    intervals = [one.snapshot.interval for one in file.captures]
    assert intervals == [timedelta(minutes=n) for n in (5, 7, 7, 10)]
