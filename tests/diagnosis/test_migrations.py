"""A memory of 0.1.0, written by its own code, goes on in today's engine."""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import migrations, replay, storage
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.findings import Diagnosis

FILE = Path(__file__).parents[1] / "fixtures" / "memory_0_1_0.json"
SINCE_UPDATE = "2026-10-11T12:00:00+00:00"
SINCE_OUTAGE = "2026-11-02T06:05:00+00:00"
# what 0.1.0 itself said of this memory: cause, since and confidence
FINDINGS = {
    "camera:21": [
        ("low_battery", "2026-10-31T12:00:00+00:00", "confirmed"),
        ("firmware_behind", SINCE_UPDATE, "confirmed"),
    ],
    "camera:22": [("camera_error", "2026-11-02T10:25:00+00:00", "possible")],
    "camera:23": [
        ("weak_wifi", "2026-11-02T08:05:00+00:00", "confirmed"),
        ("firmware_behind", SINCE_UPDATE, "confirmed"),
    ],
    "camera:24": [
        ("sync_module_offline", SINCE_OUTAGE, "likely"),
        ("firmware_behind", SINCE_UPDATE, "confirmed"),
    ],
    "camera:25": [
        ("sync_module_offline", SINCE_OUTAGE, "likely"),
        ("firmware_behind", SINCE_UPDATE, "confirmed"),
    ],
    "owl:31": [("camera_error", SINCE_OUTAGE, "likely")],
    "doorbell:41": [("camera_error", "2026-11-02T09:05:00+00:00", "confirmed")],
    "sync_module:12": [("sync_module_offline", SINCE_OUTAGE, "confirmed")],
}


def stored() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))["memory"]


def migrated() -> Memory:
    memory, lost = storage.from_dict(stored())
    assert lost == []
    return memory


def next_poll(memory: dict[str, Any]) -> Diagnosis:
    file = json.loads(FILE.read_text(encoding="utf-8"))
    (diagnosis, _), *_ = replay.run(replay.read({**file, "memory": memory}))
    return diagnosis


def moment(text: str | int) -> datetime:
    """Return a stored moment, whole seconds since 1970 or text."""
    if isinstance(text, int):
        return datetime.fromtimestamp(text).astimezone()
    return datetime.fromisoformat(text)


def test_findings_stand_with_their_dates() -> None:
    """At the first poll, and each on the device that explains it."""
    diagnosis = next_poll(stored())
    found = {
        key: [
            (finding.cause.value, finding.since.isoformat(), finding.confidence.slug)
            for finding in device.findings
        ]
        for key, device in diagnosis.devices.items()
        if device.findings
    }
    assert found == FINDINGS
    assert diagnosis.devices["camera:24"].findings[0].root == "sync_module:12"


def test_firmware_batteries_and_samples_stay() -> None:
    memory, raw = migrated(), stored()
    assert set(memory.firmware_seen.values()) == {
        moment(at) for at in raw["firmware_seen"].values()
    }
    for key, device in raw["devices"].items():
        today = memory.devices[key]
        assert (today.uid, today.identity) == (device["uid"], device["identity"])
        assert (today.firmware, today.battery) == (
            device["firmware"],
            device.get("battery"),
        )
        past = device.get("past", {})
        for name in ("today", "days", "weeks"):
            samples = getattr(today.past, name)
            assert [sample.at for sample in samples] == [
                values[0] for values in past.get(name, [])
            ]
    camera = memory.devices["camera:21"]
    assert (
        camera.past.weeks[0].volts == raw["devices"]["camera:21"]["past"]["weeks"][0][1]
    )
    cells = raw["devices"]["camera:21"]["cells"]
    assert camera.cells.put_in == moment(cells["put_in"])
    assert camera.cells.since == camera.cells.put_in
    assert camera.cells.told and camera.cells.is_new
    # 0.1.0 gave a set that went low its voltages, a set changed before that none
    assert [(ended.ended, ended.low) for ended in camera.cells.cycles] == [
        (cycle[0], bool(cycle[3:])) for cycle in cells["cycles"]
    ]
    assert any(ended.low for ended in camera.cells.cycles)
    updated = memory.devices["camera:22"]
    assert (updated.firmware_before, updated.firmware) == ("10.53", "10.60")
    assert updated.firmware_changed == datetime.fromisoformat(SINCE_UPDATE)


def test_a_red_light_is_forgotten_a_week_after_its_report() -> None:
    """0.1.0 knew one moment of it: the first report is the last, too."""
    report = migrated().devices["camera:22"].red_light
    assert report is not None
    assert (report.pattern, report.at) == ("slow_red", report.last)


def test_jitter_stays_known() -> None:
    """A signal that has crossed the line all day is still judged by its share."""
    condition = migrated().devices["camera:22"].conditions["weak_wifi"]
    assert condition.is_inactive
    assert condition.flapping is not None
    assert condition.flapping.dips == 5


def test_what_was_lost_days_apart_is_not_taken_together() -> None:
    """A Mini that has been off for a month does not make a dead module a dead router."""
    memory = stored()
    memory["devices"]["owl:31"]["watches"]["offline"]["since"] = (
        "2026-10-02T06:05:00+00:00"
    )
    memory["devices"]["sync_module:11"]["watches"] = {
        "sync_module_offline": memory["devices"]["sync_module:12"]["watches"][
            "sync_module_offline"
        ]
    }
    diagnosis = next_poll(memory)
    assert diagnosis.devices["owl:31"].primary_cause == "camera_error"
    assert diagnosis.account.primary_cause == "none"


def test_todays_memory_is_not_touched() -> None:
    """What is written today is read as it is."""
    data = storage.as_dict(migrated())
    assert migrations.to_current(data) is data


@pytest.mark.parametrize("broken", [None, 5, "x", [], [None], {"offline": 5}])
def test_damaged_watches_cost_themselves(broken: Any) -> None:
    """The device keeps the rest of its memory, and all others theirs."""
    data = stored()
    data["devices"]["camera:21"]["watches"] = broken
    memory, _ = storage.from_dict(data)
    assert memory.devices["camera:21"].conditions == {}
    assert memory.devices["camera:21"].cells == migrated().devices["camera:21"].cells
    assert memory.devices["owl:31"] == migrated().devices["owl:31"]


def test_a_set_that_is_low_and_still_in_is_no_earlier_one() -> None:
    """0.1.0 counted a set among those before as soon as it was low."""
    low = datetime(2026, 3, 1, 12, tzinfo=UTC)
    cells = {
        "first_seen": "2025-01-01T00:00:00+00:00",
        "put_in": "2025-06-01T00:00:00+00:00",
        "low_since": low.isoformat(),
        "cycles": [[20_000, 150, True, [1.5]], [day_of(low), 273, True, [1.5]]],
    }
    data = {"devices": {"camera:21": {"watches": {}, "cells": cells}}}
    memory, _ = storage.from_dict(data)
    kept = memory.devices["camera:21"].cells
    assert [ended.ended for ended in kept.cycles] == [20_000]
    assert kept.low_since == low
