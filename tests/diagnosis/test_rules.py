"""Each rule over its hold, over holes and until it clears; and what can be set.

All else that is said of polls is in `tests/scenarios`.
"""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.rules import RULES
from custom_components.blink_doctor.diagnosis.settings import (
    DEFAULTS,
    LIMITS,
    Settings,
    waits_at,
)

from .run import Run

HOME = ("sync_module:11", "camera:21", "owl:31", "doorbell:41")
CODE, LINK = {"issues": ["error_149"]}, {"issues": ["lfr"]}
TWO, THREE = {"signals__lfr": 2}, {"signals__lfr": 3}
NO_CODE: dict[str, Any] = {"issues": []}
AWAY, BACK = {"status": "offline"}, {"status": "online"}

# cause, device, what to set for a symptom, what is just fine, minutes of its hold
LASTING: list[tuple[str, str, dict[str, Any], dict[str, Any], int]] = [
    ("weak_wifi", "camera:21", {"signals__wifi": 2}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "owl:31", {"signals__wifi": 0}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "doorbell:41", {"signals__wifi": 1}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "sync_module:11", {"wifi_strength": -70}, {"wifi_strength": -67}, 30),
    ("weak_sync_module_link", "camera:21", TWO, THREE, 30),
    ("weak_sync_module_link", "camera:21", LINK, NO_CODE, 30),
    ("sync_module_offline", "sync_module:11", AWAY, BACK, 10),
    ("camera_error", "camera:21", CODE, NO_CODE, 10),
    ("camera_error", "owl:31", AWAY, BACK, 10),
    ("low_battery", "doorbell:41", {"battery": "low"}, {"battery": "ok"}, 0),
    ("wifi_congestion", "owl:31", {"issues": ["bandwidth"]}, {"issues": []}, 5),
]


@pytest.mark.parametrize(("cause", "key", "bad", "fine", "minutes"), LASTING)
def test_fires_after_its_hold_and_clears(
    cause: str, key: str, bad: dict[str, Any], fine: dict[str, Any], minutes: int
) -> None:
    """At the minute that is asked for, not at the poll before; a hole ends no finding."""
    run = Run.of(*HOME)
    run.poll()
    run.set(key, **bad)
    first = run.now + timedelta(minutes=5)
    run.poll(minutes // 5)
    assert run.everything() == {}, "too early"
    run.poll()
    assert run.everything() == {key: [cause]}, "does not fire"
    run.hole(timedelta(days=3))
    assert run.finding(key, cause).since == first
    run.set(key, **fine)
    # signals must be fine for as long as they were weak, and one `ok` may be a slip
    slow = minutes == 30 or cause == "low_battery"
    run.poll(6 if minutes == 30 else 1)
    assert run.causes(key) == ([cause] if slow else [])
    run.poll()
    assert run.everything() == {}, "does not clear"


@pytest.mark.parametrize(
    ("pace", "factor"), [("calm", 2), ("normal", 1), ("quick", 0.5)]
)
def test_a_pace_multiplies_each_wait_within_limits(pace: str, factor: float) -> None:
    waits = {rule.wait.name: rule.wait for rule in RULES}
    found = waits_at(pace)
    assert found.keys() == waits.keys()
    for name, wait in waits.items():
        exact = min(wait.high, max(wait.low, wait.default * factor))
        assert exact <= found[name] < exact + 1


def test_what_can_be_set_and_within_which_limits() -> None:
    """As the design has them: default, lowest, highest. What is beyond is named."""
    assert {name: (DEFAULTS[name], *LIMITS[name]) for name in LIMITS} == {
        "heartbeat_minutes": (15, 5, 1440),
        "weak_bars": (2, 0, 3),
        "weak_dbm": (-70, -90, -60),
        "weak_link_bars": (2, 0, 3),
        "low_battery_minutes": (0, 0, 1440),
        "home_network_offline_minutes": (10, 5, 1440),
        "sync_module_offline_minutes": (10, 5, 1440),
        "sync_module_error_minutes": (10, 5, 1440),
        "weak_wifi_minutes": (30, 5, 1440),
        "weak_sync_module_link_minutes": (30, 5, 1440),
        "wifi_congestion_minutes": (0, 0, 1440),
        "firmware_behind_days": (14, 1, 90),
        "camera_error_minutes": (10, 5, 1440),
        "blink_unreachable_minutes": (15, 5, 1440),
    }
    for key, (low, high) in LIMITS.items():
        for value in (low, high):
            read = Settings.from_mapping({key: value})
            assert Settings.from_mapping(read.as_mapping())[key] == value
        bad: list[Any] = [low - 1, high + 1, low + 0.5, True, "5", None, [], 1e400]
        for value in (*bad, float("nan")):
            refused(key, value)
    no_causes: list[Any] = ["low_battery", 5, ["no_such"], [[]], [None], {"a": 1}]
    for value in no_causes:
        refused("disabled", value)
    refused("weak_volts", 1)


def refused(key: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{key}: "):
        Settings.from_mapping({key: value})
