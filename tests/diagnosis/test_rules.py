"""Every rule at, below and above its threshold, in both directions."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.rules import RULES
from custom_components.blink_doctor.diagnosis.settings import DEFAULTS, LIMITS, holds
from tests.scenarios.homes import camera

from .run import Run

HOME = ("sync_module:11", "camera:21", "owl:31", "doorbell:41")

# cause, device, what to set for a symptom, what is just fine
LASTING: list[tuple[str, str, dict[str, Any], dict[str, Any], int]] = [
    ("weak_wifi", "camera:21", {"signals__wifi": 2}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "owl:31", {"signals__wifi": 0}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "doorbell:41", {"signals__wifi": 1}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "sync_module:11", {"wifi_strength": -70}, {"wifi_strength": -67}, 30),
    (
        "weak_sync_module_link",
        "camera:21",
        {"signals__lfr": 2},
        {"signals__lfr": 3},
        30,
    ),
    ("weak_sync_module_link", "camera:21", {"issues": ["lfr"]}, {"issues": []}, 30),
    (
        "sync_module_offline",
        "sync_module:11",
        {"status": "offline"},
        {"status": "online"},
        10,
    ),
    ("camera_error", "camera:21", {"issues": ["error_149"]}, {"issues": []}, 10),
    ("camera_error", "owl:31", {"status": "offline"}, {"status": "online"}, 10),
]


def home() -> Run:
    """Return a home in which nothing else is on Wi-Fi of its own."""
    run = Run.of(*HOME)
    run.poll()
    assert run.everything() == {}
    return run


@pytest.mark.parametrize(("cause", "key", "bad", "fine", "minutes"), LASTING)
def test_fires_only_after_its_hold(
    cause: str, key: str, bad: dict[str, Any], fine: dict[str, Any], minutes: int
) -> None:
    """A finding at the minute that is asked for, not at the poll before."""
    run = home()
    run.set(key, **bad)
    first = run.now + timedelta(minutes=5)
    run.poll(minutes // 5)
    assert run.causes(key) == []
    run.poll()
    assert run.causes(key) == [cause]
    assert run.finding(key, cause).since == first


@pytest.mark.parametrize(("cause", "key", "bad", "fine", "minutes"), LASTING)
def test_a_hole_starts_a_pending_condition_anew(
    cause: str, key: str, bad: dict[str, Any], fine: dict[str, Any], minutes: int
) -> None:
    """Home Assistant was off, or Blink did not answer: nobody saw what was then."""
    run = home()
    run.set(key, **bad)
    run.poll()
    run.hole(timedelta(minutes=20))
    for _ in range(4):
        run.answer(None)
    run.poll()
    back = run.now
    run.poll(minutes // 5 - 1)
    assert run.causes(key) == []
    run.poll()
    assert run.causes(key) == [cause]
    if bad.get("status") != "offline":
        assert run.finding(key, cause).since == back


@pytest.mark.parametrize(("cause", "key", "bad", "fine", "minutes"), LASTING)
def test_a_hole_ends_no_finding(
    cause: str, key: str, bad: dict[str, Any], fine: dict[str, Any], minutes: int
) -> None:
    """What fires keeps its date."""
    run = home()
    run.set(key, **bad)
    run.minutes(60)
    since = run.finding(key, cause).since
    run.hole(timedelta(days=3))
    assert run.causes(key) == [cause]
    assert run.finding(key, cause).since == since


@pytest.mark.parametrize(("cause", "key", "bad", "fine", "minutes"), LASTING)
def test_it_clears(
    cause: str, key: str, bad: dict[str, Any], fine: dict[str, Any], minutes: int
) -> None:
    """Signals must be fine for as long as they were weak, the rest at once."""
    run = home()
    run.set(key, **bad)
    run.minutes(60)
    assert run.causes(key) == [cause]
    run.set(key, **fine)
    if cause.startswith("weak"):
        run.minutes(30)
        assert run.causes(key) == [cause]
    run.poll()
    assert run.causes(key) == []


@pytest.mark.parametrize("cause", ["weak_wifi", "weak_sync_module_link"])
def test_a_relapse_starts_the_recovery_anew(cause: str) -> None:
    """Fine for 25 minutes, weak once, fine again: still not 30 in a row."""
    name = "signals__wifi" if cause == "weak_wifi" else "signals__lfr"
    run = home()
    run.set("camera:21", **{name: 1})
    run.minutes(40)
    since = run.finding("camera:21", cause).since
    run.set("camera:21", **{name: 5})
    run.minutes(25)
    run.set("camera:21", **{name: 1})
    run.poll()
    run.set("camera:21", **{name: 5})
    run.minutes(30)
    assert run.causes("camera:21") == [cause]
    assert run.finding("camera:21", cause).since == since
    run.poll()
    assert run.causes("camera:21") == []


def test_low_battery_fires_at_once_and_clears_after_two_good_readings() -> None:
    """Blink has already waited before it says low; one ok may be a slip."""
    run, key = home(), "doorbell:41"
    run.set(key, battery="low")
    run.poll()
    assert run.causes(key) == ["low_battery"]
    finding = run.finding(key, "low_battery")
    assert (finding.severity.slug, finding.confidence.slug) == ("error", "confirmed")
    run.set(key, battery="ok")
    run.poll()
    assert run.causes(key) == ["low_battery"]
    run.poll()
    assert run.causes(key) == []


@pytest.mark.parametrize(
    ("jump", "told", "cleared"), [(8, False, True), (7, False, False), (0, True, True)]
)
def test_low_battery_clears_at_once_with_new_batteries(
    jump: int, told: bool, cleared: bool
) -> None:
    """Told by the owner, or seen by the voltage."""
    run = home()
    run.set("camera:21", battery="low")
    run.cameras["21"] = {"battery_voltage": 140}
    run.minutes(60)
    run.set("camera:21", battery="ok")
    run.cameras["21"] = {"battery_voltage": 140 + jump}
    run.batteries_replaced = ["camera:21"] if told else []
    run.poll()
    assert (run.causes("camera:21") == []) is cleared


def test_congestion_needs_two_readings() -> None:
    run, key = home(), "owl:31"
    run.set(key, issues=["bandwidth"])
    run.poll()
    assert run.causes(key) == []
    run.poll(every=timedelta(minutes=1))
    assert run.causes(key) == ["wifi_congestion"]
    run.set(key, issues=[])
    run.poll()
    assert run.causes(key) == []


@pytest.mark.parametrize(
    ("dbm", "weak"),
    [
        (-69, False),
        (-70, True),
        (-255, False),
        (0, False),
    ],
)
def test_dbm_counts_where_there_are_no_bars(dbm: int, weak: bool) -> None:
    """-70 is weak; -255, 0 and positive values are no reading."""
    run = home()
    run.set("camera:21", signals={"lfr": 5})
    run.cameras["21"] = {"wifi_strength": dbm}
    run.minutes(60)
    assert run.causes("camera:21") == (["weak_wifi"] if weak else [])


def test_dbm_clears_above_the_gap_only() -> None:
    """-70 raises, -68 keeps, -67 clears after half an hour."""
    run = home()
    run.set("camera:21", signals={})
    run.cameras["21"] = {"wifi_strength": -70}
    run.minutes(60)
    run.cameras["21"] = {"wifi_strength": -68}
    run.minutes(120)
    assert run.causes("camera:21") == ["weak_wifi"]
    run.cameras["21"] = {"wifi_strength": -67}
    run.minutes(30)
    assert run.causes("camera:21") == ["weak_wifi"]
    run.poll()
    assert run.causes("camera:21") == []


@pytest.mark.parametrize("status", ["online", "upgrading"])
def test_a_module_without_a_new_heartbeat_is_offline(status: str) -> None:
    """Whatever its status says: a quarter of an hour, and then the hold."""
    run = home()
    beat = (run.now - timedelta(minutes=1)).isoformat()
    run.set("sync_module:11", status=status, last_hb=beat)
    run.minutes(10)
    assert run.device("sync_module:11").online is not False
    run.poll()
    assert run.device("sync_module:11").online is False
    run.poll()
    assert run.causes("sync_module:11") == []
    run.poll()
    assert run.causes("sync_module:11") == ["sync_module_offline"]


def test_unreachable_after_a_quarter_of_an_hour() -> None:
    """Failed polls and error bodies alike; the first good one ends it."""
    run = home()
    run.answer(None)
    first = run.now
    run.answer({"message": "Unauthorized", "code": 101})
    run.answer("<html>")
    assert run.causes("account") == []
    run.answer([])
    assert run.causes("account") == ["blink_unreachable"]
    finding = run.finding("account", "blink_unreachable")
    assert (finding.since, finding.evidence) == (first, {"trouble": "not_a_homescreen"})
    run.poll()
    assert run.everything() == {}


class TestFirmware:
    """Two cameras of a kind, one of which got the update; polled once a day."""

    def pair(self, **changes: Any) -> Run:
        """Return two cameras on the same version, polled once."""
        run = Run.of("sync_module:11", "camera:21", "camera:22")
        run.set("camera:22", **changes)
        run.poll()
        return run

    @pytest.mark.parametrize(("days", "behind"), [(13, False), (14, True), (15, True)])
    def test_fourteen_days(self, days: int, behind: bool) -> None:
        """Counted from the moment the newer version was first seen."""
        run = self.pair()
        run.set("camera:22", fw_version="10.60")
        run.poll()
        seen = run.now
        run.daily(days)
        assert run.causes("camera:21") == (["firmware_behind"] if behind else [])
        assert run.causes("camera:22") == []
        if behind:
            assert run.finding("camera:21", "firmware_behind").since == seen
            assert run.finding("camera:21", "firmware_behind").evidence == {
                "firmware": "10.53",
                "newer_firmware": "10.60",
                "newer_since": seen.isoformat(),
            }

    @pytest.mark.parametrize(("away", "behind"), [(5, True), (6, False)])
    def test_ten_of_them_online(self, away: int, behind: bool) -> None:
        run = self.pair(fw_version="10.60")
        run.daily(3)
        run.set("camera:21", status="offline")
        run.daily(away)
        run.set("camera:21", status="done")
        run.daily(11 - away)
        assert (run.causes("camera:21") == ["firmware_behind"]) is behind

    def test_counted_from_the_first_sight_of_the_device(self) -> None:
        """A new camera has time to update, however long the version is out."""
        run = Run.of("sync_module:11", "camera:22")
        run.set("camera:22", fw_version="10.60")
        run.daily(30)
        run.home["cameras"].append(camera(21))
        run.daily(14)
        assert run.everything() == {}
        run.daily(1)
        assert run.everything() == {"camera:21": ["firmware_behind"]}

    def test_a_sibling_that_moves_on_repairs_nothing(self) -> None:
        """The version it had has been out all the time."""
        run = self.pair(fw_version="10.60")
        run.daily(14)
        since = run.finding("camera:21", "firmware_behind").since
        run.set("camera:22", fw_version="10.61")
        run.daily(1)
        assert run.finding("camera:21", "firmware_behind").since == since

    def test_each_version_has_a_wait_of_its_own(self) -> None:
        """Behind the first one, and told of the second only when that has been out."""
        run = self.pair(fw_version="10.60")
        run.daily(8)
        run.set("camera:22", fw_version="10.61")
        run.daily(7)
        finding = run.finding("camera:21", "firmware_behind")
        assert finding.evidence["newer_firmware"] == "10.60"
        run.daily(9)
        finding = run.finding("camera:21", "firmware_behind")
        assert finding.evidence["newer_firmware"] == "10.61"


@pytest.mark.parametrize(
    ("pace", "factor"), [("calm", 2), ("normal", 1), ("quick", 0.5)]
)
def test_a_pace_multiplies_each_wait_within_its_limits(
    pace: str, factor: float
) -> None:
    waits = {rule.wait.name: rule.wait for rule in RULES}
    found = holds(pace)
    assert found.keys() == waits.keys()
    for name, wait in waits.items():
        exact = min(wait.high, max(wait.low, wait.default * factor))
        assert exact <= found[name] < exact + 1


def test_what_can_be_set_and_within_which_limits() -> None:
    """As the design has them: default, lowest, highest."""
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
