"""A memory of 0.1.0, written by its own code, goes on in today's engine.

What is read of it is in `told/damaged.txt`. What it makes of the next poll is compared with
the other replay files: the findings are those that 0.1.0 itself said of this memory, with
their dates, on what explains them.
"""

from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis import replay, storage
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey

FIXTURES = Path(__file__).parents[1] / "fixtures"
CAMERA = DeviceKey("camera:21")


def file() -> dict[str, Any]:
    return json.loads((FIXTURES / "memory_0_1_0.json").read_text(encoding="utf-8"))


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
