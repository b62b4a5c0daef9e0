"""Every rule at, below and above its threshold, in both directions."""

from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios.homes import camera

from .run import Run

HOME = ("sync_module:11", "camera:21", "owl:31", "doorbell:41")

# cause, device, what to set for a symptom, what is just fine
LASTING: list[tuple[str, str, dict[str, Any], dict[str, Any], int]] = [
    ("weak_wifi", "camera:21", {"signals__wifi": 2}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "camera:21", {"signals__wifi": 0}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "camera:21", {"issues": ["wifi"]}, {"issues": []}, 30),
    ("weak_wifi", "doorbell:41", {"signals__wifi": 1}, {"signals__wifi": 5}, 30),
    (
        "weak_wifi",
        "doorbell:41",
        {"issues": ["wifi"]},
        {"signals__wifi": 3, "issues": []},
        30,
    ),
    ("weak_wifi", "owl:31", {"signals__wifi": 2}, {"signals__wifi": 3}, 30),
    ("weak_wifi", "sync_module:11", {"wifi_strength": 2}, {"wifi_strength": 3}, 30),
    ("weak_wifi", "sync_module:11", {"wifi_strength": -70}, {"wifi_strength": -67}, 30),
    (
        "weak_sync_module_link",
        "camera:21",
        {"signals__lfr": 2},
        {"signals__lfr": 3},
        30,
    ),
    (
        "weak_sync_module_link",
        "camera:21",
        {"signals__lfr": 0},
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
    ("camera_error", "doorbell:41", {"issues": ["error_3100"]}, {"issues": []}, 10),
    ("camera_error", "owl:31", {"issues": ["anything"]}, {"issues": []}, 10),
    ("camera_error", "camera:21", {"status": "offline"}, {"status": "done"}, 10),
    ("camera_error", "owl:31", {"status": "offline"}, {"status": "online"}, 10),
    ("camera_error", "doorbell:41", {"status": "offline"}, {"status": "done"}, 10),
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
def test_one_good_reading_starts_the_hold_anew(
    cause: str, key: str, bad: dict[str, Any], fine: dict[str, Any], minutes: int
) -> None:
    """A good reading in between starts the wait anew."""
    run = home()
    run.set(key, **bad)
    run.poll(minutes // 5)
    run.set(key, **fine)
    run.poll()
    run.set(key, **bad)
    run.poll(minutes // 5)
    assert run.causes(key) == []
    run.poll()
    assert run.causes(key) == [cause]


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


@pytest.mark.parametrize("key", ["camera:21", "owl:31", "doorbell:41"])
def test_low_battery_fires_at_once_and_clears_after_two_good_readings(
    key: str,
) -> None:
    """Blink has already waited before it says low; one ok may be a slip."""
    run = home()
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


def test_a_sync_module_has_no_battery_to_be_low() -> None:
    """A field that does not belong there says nothing."""
    run = home()
    run.set("sync_module:11", battery="low")
    run.minutes(30)
    assert run.everything() == {}


@pytest.mark.parametrize("key", HOME)
def test_congestion_needs_two_readings(key: str) -> None:
    """Two in a row, no minutes."""
    run = home()
    run.set(key, issues=["bandwidth"])
    run.poll()
    assert run.causes(key) == []
    run.poll(every=timedelta(minutes=1))
    assert run.causes(key) == ["wifi_congestion"]
    run.set(key, issues=[])
    run.poll()
    assert run.causes(key) == []


def test_congestion_once_and_once_again_is_not_two_in_a_row() -> None:
    """A reading without it in between."""
    run = home()
    for issues in (["bandwidth"], [], ["bandwidth"], []):
        run.set("camera:21", issues=issues)
        run.poll()
        assert run.everything() == {}


@pytest.mark.parametrize(
    ("dbm", "weak"),
    [
        (-69, False),
        (-70, True),
        (-71, True),
        (-120, True),
        (-255, False),
        (0, False),
        (17, False),
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


def test_bars_go_before_dbm() -> None:
    """Blink's own bars are what counts."""
    run = home()
    run.cameras["21"] = {"wifi_strength": -85}
    run.minutes(60)
    assert run.everything() == {}


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


@pytest.mark.parametrize("behind", [timedelta(minutes=40), timedelta(days=30)])
def test_a_heartbeat_that_advances_is_life_however_old(behind: timedelta) -> None:
    """Clocks differ; silence is a heartbeat that does not advance."""
    run = home()
    for _ in range(12):
        run.set("sync_module:11", last_hb=(run.now - behind).isoformat())
        run.poll()
    assert run.everything() == {}
    assert run.device("sync_module:11").online is True


def test_silence_that_nobody_observed_does_not_count() -> None:
    """Home Assistant was off for a week, and the cache holds the heartbeat of then."""
    run = home()
    run.set("sync_module:11", last_hb=(run.now - timedelta(minutes=1)).isoformat())
    run.hole(timedelta(days=7))
    run.minutes(10)
    assert run.device("sync_module:11").online is True


def test_a_module_without_a_heartbeat_field_is_what_its_status_says() -> None:
    """An absent heartbeat is no old heartbeat."""
    run = home()
    run.set("sync_module:11", last_hb=None)
    run.minutes(60)
    assert run.everything() == {}


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


def test_a_hiccup_between_good_polls_is_nothing() -> None:
    """Ten minutes without an answer."""
    run = home()
    for _ in range(5):
        run.answer(None)
        run.answer(None)
        run.poll()
        assert run.everything() == {}


def test_everything_on_its_own_wifi_gone_is_the_home_network() -> None:
    """On the account, two readings and ten minutes, and cleared at once."""
    run = home()
    for key in ("sync_module:11", "owl:31"):
        run.set(key, status="offline")
    run.minutes(10)
    assert run.causes("account") == []
    run.poll()
    assert run.causes("account") == ["home_network_offline"]
    assert run.causes("sync_module:11") == ["home_network_offline"]
    assert run.causes("owl:31") == ["home_network_offline"]
    assert run.issues() == [("home_network_offline", "account")]
    run.set("owl:31", status="online")
    run.poll()
    assert run.causes("account") == []


@pytest.mark.parametrize(
    ("keys", "network"),
    [
        (("sync_module:11", "camera:21"), False),
        (("owl:31",), False),
        (("owl:31", "owl:32"), True),
        (("doorbell:41", "owl:31"), True),
        (("doorbell:41@1", "owl:31@1", "sync_module:11"), True),
        (("sync_module:11", "doorbell:41"), False),
        (("sync_module:11", "sync_module:12@2"), True),
    ],
)
def test_which_devices_make_a_home_network(
    keys: tuple[str, ...], network: bool
) -> None:
    """Two of those that join the Wi-Fi by themselves."""
    run = Run.of(*keys)
    run.poll()
    for key in keys:
        run.set(key.partition("@")[0], status="offline")
    run.minutes(30)
    assert (run.causes("account") == ["home_network_offline"]) is network


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
        """Who is away has no time to update."""
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

    def test_rolled_back_by_blink_is_not_behind(self) -> None:
        """What once ran the version and no longer does."""
        run = self.pair(fw_version="10.60")
        run.set("camera:21", fw_version="10.60")
        run.daily(2)
        run.set("camera:21", fw_version="10.53")
        run.daily(30)
        assert run.everything() == {}

    def test_a_sibling_that_moves_on_repairs_nothing(self) -> None:
        """The version it had has been out all the time."""
        run = self.pair(fw_version="10.60")
        run.daily(14)
        since = run.finding("camera:21", "firmware_behind").since
        run.set("camera:22", fw_version="10.61")
        run.daily(1)
        assert run.finding("camera:21", "firmware_behind").since == since

    def test_updated_clears_at_once(self) -> None:
        """The version is that of its sibling now."""
        run = self.pair(fw_version="10.60")
        run.daily(14)
        assert run.causes("camera:21") == ["firmware_behind"]
        run.set("camera:21", fw_version="10.60")
        run.poll()
        assert run.everything() == {}

    def test_the_newer_one_leaves(self) -> None:
        """Nothing newer runs in the account any more."""
        run = self.pair(fw_version="10.60")
        run.daily(14)
        run.home["cameras"].pop()
        run.poll()
        assert run.everything() == {}

    @pytest.mark.parametrize(
        "changes",
        [
            {"fw_version": "10.60", "type": "sedona"},
            {"fw_version": "10.60", "subtype": "other"},
            {"fw_version": "10.60", "revision": "2"},
            {"fw_version": "10.53.0"},
            {"fw_version": "10.6"},
            {"fw_version": "beta"},
            {"fw_version": None},
            {"fw_version": 11.5},
            {"fw_version": "10.60", "type": None},
        ],
    )
    def test_no_comparison(self, changes: dict[str, Any]) -> None:
        """Another kind, an older or unreadable version: 10.6 is older than 10.53."""
        run = self.pair(**changes)
        run.daily(28)
        assert run.causes("camera:21") == []

    def test_numbers_are_compared_as_numbers(self) -> None:
        """10.6 is behind 10.53."""
        run = self.pair(fw_version="10.6")
        run.daily(14)
        assert run.everything() == {"camera:22": ["firmware_behind"]}

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

    @pytest.mark.parametrize("key", ["camera:21", "camera:22"])
    def test_an_absent_version_changes_nothing(self, key: str) -> None:
        """Neither on the one behind nor on the one ahead."""
        run = self.pair(fw_version="10.60")
        run.daily(14)
        run.set(key, fw_version="")
        run.poll()
        assert run.everything() == {"camera:21": ["firmware_behind"]}

    def test_sync_modules_and_minis_too(self) -> None:
        """Every family can fall behind."""
        run = Run.of("sync_module:11", "sync_module:12@2", "owl:31", "owl:32")
        run.set("sync_module:12", fw_version="4.6.0")
        run.set("owl:32", fw_version="10.1")
        run.daily(15)
        assert run.everything() == {
            "sync_module:11": ["firmware_behind"],
            "owl:31": ["firmware_behind"],
        }
