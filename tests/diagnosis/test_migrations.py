"""A memory of 0.1.0, written by its own code, goes on in today's engine.

What it makes of the next poll is compared with the other replay files: the findings are
those that 0.1.0 itself said of this memory, with their dates, on what explains them.
"""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import migrations, replay, storage
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey

FIXTURES = Path(__file__).parents[1] / "fixtures"
CAMERA = DeviceKey("camera:21")


def file() -> dict[str, Any]:
    return json.loads((FIXTURES / "memory_0_1_0.json").read_text(encoding="utf-8"))


def stored() -> dict[str, Any]:
    return file()["memory"]


def migrated() -> Memory:
    memory, lost = storage.from_dict(stored())
    assert lost == []
    return memory


def test_firmware_batteries_and_samples_stay() -> None:
    memory, raw = migrated(), stored()
    seen = {datetime.fromisoformat(at) for at in raw["firmware_seen"].values()}
    assert {*memory.firmware_seen.values()} == seen
    for key, device in raw["devices"].items():
        now = memory.devices[key]
        for name in ("uid", "identity", "firmware", "battery"):
            assert getattr(now, name) == device.get(name), (key, name)
        for name in ("today", "days", "weeks"):
            at = [values[0] for values in device.get("past", {}).get(name, [])]
            assert [sample.at for sample in getattr(now.past, name)] == at, (key, name)
    camera, old = memory.devices[CAMERA], raw["devices"][CAMERA]
    assert camera.past.weeks[0].volts == old["past"]["weeks"][0][1]
    cells = camera.cells
    assert (
        cells.since
        == cells.put_in
        == datetime.fromtimestamp(old["cells"]["put_in"], UTC)
    )
    assert cells.told
    # 0.1.0 gave a set that went low its voltages, a set changed before that none
    assert [(ended.ended, ended.low) for ended in cells.cycles] == [
        (cycle[0], bool(cycle[3:])) for cycle in old["cells"]["cycles"]
    ]
    assert any(ended.low for ended in cells.cycles)
    updated = memory.devices[DeviceKey("camera:22")]
    assert (updated.firmware_before, updated.firmware) == ("10.53", "10.60")
    assert str(updated.firmware_changed) == "2026-10-11 12:00:00+00:00"
    # 0.1.0 knew one moment of a red light: the first report is the last, too
    report = updated.red_light
    assert report is not None
    assert (report.pattern, report.at) == ("slow_red", report.last)
    # a signal that has crossed the line all day is still judged by its share
    jitter = updated.conditions["weak_wifi"]
    assert jitter.is_inactive
    assert jitter.flapping is not None
    assert jitter.flapping.dips == 5
    # what is written today is read as it is
    data = storage.as_dict(memory)
    assert migrations.to_current(data) is data


def test_what_was_lost_days_apart_is_not_taken_together() -> None:
    """A Mini that has been off for a month does not make a dead module a dead router."""
    data = file()
    devices = data["memory"]["devices"]
    offline = devices["owl:31"]["watches"]["offline"]
    offline["since"] = "2026-10-02T06:05:00+00:00"
    dead = devices["sync_module:12"]["watches"]["sync_module_offline"]
    devices["sync_module:11"]["watches"] = {"sync_module_offline": dead}
    (diagnosis, _), *_ = replay.run(replay.read(data))
    assert diagnosis.devices[DeviceKey("owl:31")].primary_cause == "camera_error"
    assert diagnosis.account.primary_cause == "none"


@pytest.mark.parametrize(
    ("clear_since", "at", "fine"),
    [(None, 1_793_000_000, 0), (1_793_000_600, 1_793_000_600, 1)],
)
def test_a_finding_that_was_about_to_clear_still_is(
    clear_since: int | None, at: int, fine: int
) -> None:
    data = stored()
    watch = {"since": 1_793_000_000, "active": True, "clear_since": clear_since}
    data["devices"][CAMERA]["watches"] = {"weak_wifi": watch}
    (condition,) = storage.from_dict(data)[0].devices[CAMERA].conditions.values()
    assert (condition.at.timestamp(), condition.fine) == (at, fine)


def test_a_set_that_is_low_and_still_in_is_no_earlier_one() -> None:
    """0.1.0 counted a set among those before as soon as it was low."""
    low = datetime(2026, 3, 1, 12, tzinfo=UTC)
    cells = {
        "first_seen": "2025-01-01T00:00:00+00:00",
        "put_in": "2025-06-01T00:00:00+00:00",
        "low_since": low.isoformat(),
        "cycles": [[20_000, 150, True, [1.5]], [day_of(low), 273, True, [1.5]]],
    }
    data = {"devices": {CAMERA: {"watches": {}, "cells": cells}}}
    kept = storage.from_dict(data)[0].devices[CAMERA].cells
    assert [ended.ended for ended in kept.cycles] == [20_000]
    assert kept.low_since == low
