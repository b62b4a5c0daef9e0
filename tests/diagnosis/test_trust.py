"""The rules that protect trust, ranking, settings, clocks and unusable polls."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.diagnosis.settings import LIMITS, Settings

from .run import Run

HOME = ("sync_module:11", "camera:21", "camera:22", "owl:31", "doorbell:41")


def home(**settings: Any) -> Run:
    run = Run.of(*HOME, **settings)
    run.poll()
    return run


# --- absent is not bad


@pytest.mark.parametrize("state", ["ok", "low"])
def test_three_days_online_without_the_field_are_external_power(state: str) -> None:
    """Whatever it said before: nobody runs for so long on a battery that is not there."""
    run = home()
    run.set("camera:21", battery=state)
    run.poll()
    run.drop("camera:21", "battery")
    run.daily(3)
    assert run.device("camera:21").battery is None
    run.daily(1)
    assert run.device("camera:21").battery is Battery.MAINS
    run.poll()
    assert run.everything() == {}


def test_days_offline_without_the_field_tell_nothing() -> None:
    """Who does not answer does not show what it runs on."""
    run = home()
    run.set("camera:21", battery="low")
    run.poll()
    run.drop("camera:21", "battery")
    run.set("camera:21", status="offline")
    run.daily(9)
    assert run.device("camera:21").battery is None
    assert run.causes("camera:21") == ["low_battery"]


@pytest.mark.parametrize(("hundredths", "mains"), [(167, False), (168, True)])
def test_a_voltage_that_no_battery_holds_is_external_power(
    hundredths: int, mains: bool
) -> None:
    """At the first reading without the field."""
    run = home()
    run.drop("camera:21", "battery")
    run.cameras["21"] = {"battery_voltage": hundredths}
    run.poll()
    assert (run.device("camera:21").battery is Battery.MAINS) is mains


@pytest.mark.parametrize("bars", [2, "2", 2.0, " 2 "])
def test_bars_as_text_are_bars(bars: Any) -> None:
    """Nulls arrive as empty strings by now, numbers may as text."""
    run = home()
    run.set("camera:21", signals__wifi=bars)
    run.minutes(40)
    assert run.everything() == {"camera:21": ["weak_wifi"]}


def test_a_frozen_reading_of_core_is_left_out() -> None:
    """Core stops reading the cameras of a network whose module is in error."""
    run = home()
    run.set("camera:21", signals={})
    run.cameras["21"] = {"wifi_strength": -90, "battery_voltage": 133}
    run.networks["1"] = {"sync_module_error": True}
    run.minutes(60)
    assert run.everything() == {"sync_module:11": ["sync_module_error"]}
    assert run.device("camera:21").reading.battery_volts is None
    run.networks["1"] = {"sync_module_error": False}
    run.minutes(60)
    assert run.everything() == {"camera:21": ["weak_wifi"]}


# --- polls that bring nothing


@pytest.mark.parametrize(
    "answer", [None, {}, {"message": "x"}, "<html>", [], 7, {"cameras": {}}]
)
def test_an_unusable_poll_changes_no_finding(answer: Any) -> None:
    run = home()
    run.set("camera:21", battery="low")
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


def test_before_the_first_good_poll_nothing_is_known() -> None:
    """Only the account is there."""
    run = Run.of(*HOME)
    diagnosis = run.answer(None)
    assert (diagnosis.data_at, list(diagnosis.devices)) == (None, ["account"])


def test_missing_for_less_than_a_day_is_a_hole() -> None:
    """The finding stands with its date; the device is not listed."""
    run = home()
    run.set("camera:21", battery="low")
    run.poll()
    since = run.finding("camera:21", "low_battery").since
    raw = run.home["cameras"].pop(0)
    run.poll(23, every=timedelta(hours=1))
    assert run.everything() == {"camera:21": ["low_battery"]}
    assert run.device("camera:21").listed is False
    run.home["cameras"].append(raw)
    run.poll()
    assert run.finding("camera:21", "low_battery").since == since
    assert run.device("camera:21").listed is True


def test_missing_for_a_day_is_gone_with_its_findings() -> None:
    """Sold, or removed in the app: since the first poll without it."""
    run = home()
    run.set("camera:21", battery="low")
    run.poll()
    raw = run.home["cameras"].pop(0)
    run.poll()
    since = run.now
    run.poll(24, every=timedelta(hours=1))
    assert run.everything() == {}
    assert "camera:21" not in run.diagnosis.devices
    assert run.memory.devices["camera:21"].gone_since == since
    run.home["cameras"].append({**raw, "battery": "ok"})
    run.poll()
    assert run.everything() == {}


# --- red light


def test_a_red_light_is_forgotten_after_a_week() -> None:
    """And survives a restart until then."""
    run = home()
    run.red_light = [{"id": "camera:21", "pattern": "unknown"}]
    run.poll()
    run.red_light = []
    run.restart()
    run.poll(every=timedelta(days=6.9))
    assert run.everything() == {"camera:21": ["camera_error"]}
    run.poll(every=timedelta(days=0.1))
    assert run.everything() == {}


def test_each_report_renews_a_red_light() -> None:
    """A week after the last report, and since the first of them."""
    run = home()
    run.red_light = [{"id": "camera:21", "pattern": "slow_red"}]
    run.poll()
    first = run.now
    run.red_light = []
    run.daily(5)
    run.red_light = [{"id": "camera:21", "pattern": "blinking_red"}]
    run.poll()
    run.red_light = []
    run.daily(6)
    finding = run.finding("camera:21", "camera_error")
    assert (finding.since, finding.evidence["red_light"]) == (first, "blinking_red")
    run.daily(1)
    assert run.everything() == {}


# --- ranking


# --- settings

SHOWN: dict[str, tuple[str, dict[str, Any]]] = {
    "low_battery": ("camera:21", {"battery": "low"}),
    "weak_wifi": ("camera:21", {"signals__wifi": 1}),
    "weak_sync_module_link": ("camera:21", {"signals__lfr": 1}),
    "wifi_congestion": ("camera:21", {"issues": ["bandwidth"]}),
    "sync_module_offline": ("sync_module:11", {"status": "offline"}),
    "firmware_behind": ("camera:21", {"fw_version": "10.1"}),
    "camera_error": ("camera:21", {"issues": ["error_149"]}),
}


@pytest.mark.parametrize("cause", sorted(SHOWN))
@pytest.mark.parametrize("disabled", [False, True])
def test_each_cause_can_be_switched_off(cause: str, disabled: bool) -> None:
    """Shown with the default settings, silent when it is not wanted."""
    run = Run.of(*HOME, disabled=[cause] if disabled else [])
    key, values = SHOWN[cause]
    run.set(key, **values)
    run.daily(16)
    assert run.everything() == ({} if disabled else {key: [cause]})


SHARED = ("home_network_offline", "sync_module_error", "blink_unreachable")


@pytest.mark.parametrize("cause", SHARED)
def test_the_causes_of_a_larger_scope_can_be_switched_off(cause: str) -> None:
    """The same for those that no single reading shows."""
    run = home(disabled=[cause])
    if cause == "blink_unreachable":
        for _ in range(6):
            run.answer(None)
    elif cause == "sync_module_error":
        run.networks["1"] = {"sync_module_error": True}
        run.minutes(30)
    else:
        for key in HOME:
            run.set(key, status="offline")
        run.minutes(30)
    assert run.everything() == {}


def test_every_cause_is_in_a_table_above() -> None:
    """A new cause needs a test of its own."""
    assert {*SHOWN, *SHARED} == set(Cause)


@pytest.mark.parametrize("minutes", [5, 60])
def test_patience_can_be_set(minutes: int) -> None:
    """For signals in both directions."""
    run = home(weak_wifi_minutes=minutes)
    run.set("camera:21", signals__wifi=2)
    run.minutes(minutes)
    assert run.everything() == {}
    run.poll()
    assert run.everything() == {"camera:21": ["weak_wifi"]}
    run.set("camera:21", signals__wifi=3)
    run.minutes(minutes)
    assert run.everything() == {"camera:21": ["weak_wifi"]}
    run.poll()
    assert run.everything() == {}


@pytest.mark.parametrize(
    ("setting", "name"), [("weak_bars", "wifi"), ("weak_link_bars", "lfr")]
)
def test_the_limit_of_bars_can_be_set(setting: str, name: str) -> None:
    run = home(**{setting: 3})
    run.set("camera:21", **{f"signals__{name}": 3})
    run.set("camera:22", **{f"signals__{name}": 4})
    run.minutes(40)
    cause = "weak_wifi" if name == "wifi" else "weak_sync_module_link"
    assert run.everything() == {"camera:21": [cause]}


@pytest.mark.parametrize("key", sorted(LIMITS))
def test_limits_hold(key: str) -> None:
    """Both ends are allowed, what is beyond names the setting."""
    for value in LIMITS[key]:
        assert Settings.from_mapping({key: value})[key] == value
        assert Settings.from_mapping(Settings.from_mapping({key: value}).as_mapping())
    low, high = LIMITS[key]
    bad: Any
    for bad in (low - 1, high + 1, low + 0.5, True, "5", None, [], 1e400, float("nan")):
        with pytest.raises(ValueError, match=f"^{key}: "):
            Settings.from_mapping({key: bad})


@pytest.mark.parametrize("bad", ["low_battery", 5, ["no_such"], [[]], [None], {"a": 1}])
def test_only_causes_can_be_switched_off(bad: Any) -> None:
    """Anything else names the setting."""
    with pytest.raises(ValueError, match=r"^disabled: "):
        Settings.from_mapping({"disabled": bad})


def test_an_unknown_setting_is_named() -> None:
    """Rather than ignored."""
    with pytest.raises(ValueError, match="weak_volts: no such setting"):
        Settings.from_mapping({"weak_volts": 1})


# --- clocks


def test_a_clock_that_is_set_back_ends_no_recovery_too_early() -> None:
    """Nor does it stretch it: what was observed before counts, the leap does not."""
    run = home()
    run.set("camera:21", signals__wifi=1)
    run.minutes(60)
    run.set("camera:21", signals__wifi=4)
    run.minutes(20)
    run.poll(every=timedelta(days=-1))
    run.minutes(10)
    assert run.causes("camera:21") == ["weak_wifi"]
    run.poll()
    assert run.everything() == {}


def test_an_update_seen_by_a_clock_that_was_ahead_counts_as_now() -> None:
    """Half an hour from now; otherwise the camera would be excused for a year."""
    run = home()
    run.poll(every=timedelta(days=365))
    run.set("camera:21", fw_version="10.60")
    run.poll()
    run.set("camera:21", status="offline")
    run.poll(every=timedelta(days=-365))
    run.minutes(25)
    assert run.causes("camera:21") == []
    run.poll()
    assert run.causes("camera:21") == ["camera_error"]


def test_a_red_light_seen_by_a_clock_that_was_ahead_is_forgotten() -> None:
    """A week from now; it would stand for a year otherwise."""
    run = home()
    run.red_light = [{"id": "camera:21", "pattern": "unknown"}]
    run.poll(every=timedelta(days=365))
    run.red_light = []
    run.poll(every=timedelta(days=-365))
    assert run.everything() == {"camera:21": ["camera_error"]}
    run.daily(7)
    assert run.everything() == {}
