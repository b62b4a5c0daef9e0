"""Why a device is offline: every branch, their order, and what comes after."""

from datetime import timedelta
from typing import Any

import pytest

from .run import Run

HOME = (
    "sync_module:11",
    "camera:21",
    "camera:22",
    "camera:23",
    "owl:31",
    "doorbell:41",
)
BEHIND = ("camera:21", "camera:22", "camera:23", "doorbell:41")
OWN_WIFI = ("sync_module:11", "owl:31")


def home(*keys: str, **settings: Any) -> Run:
    """Return a healthy home, polled once."""
    run = Run.of(*(keys or HOME), **settings)
    run.poll()
    return run


def down(run: Run, *keys: str) -> None:
    """Take devices off line."""
    for key in keys:
        run.set(key, status="offline")


def up(run: Run, *keys: str) -> None:
    """Bring them back."""
    for key in keys:
        run.set(key, status="online")


def test_nothing_explains_it() -> None:
    """A camera error, likely, and since the first offline reading."""
    run = home()
    down(run, "camera:21")
    first = run.now + timedelta(minutes=5)
    run.minutes(15)
    finding = run.finding("camera:21", "camera_error")
    assert (finding.confidence.slug, finding.severity.slug) == ("likely", "error")
    assert finding.since == first
    assert finding.evidence == {"offline_since": first.isoformat()}
    assert run.issues() == [("camera_error", "camera:21")]


# what the last reading showed, from the first match to the last
LAST_SEEN: list[tuple[str, dict[str, Any]]] = [
    ("low_battery", {"battery": "low"}),
    ("weak_wifi", {"signals__wifi": 2}),
    ("weak_sync_module_link", {"signals__lfr": 2}),
    ("camera_error", {}),
]


@pytest.mark.parametrize("first", range(4))
def test_the_first_match_explains_it(first: int) -> None:
    """Battery, Wi-Fi, link, camera error; all that follow are there as well."""
    run = home()
    for _, values in LAST_SEEN[first:]:
        run.set("camera:21", **values)
    down(run, "camera:21")
    run.minutes(15)
    cause = LAST_SEEN[first][0]
    assert run.device("camera:21").primary_cause == cause
    finding = run.finding("camera:21", cause)
    assert finding.explains_offline
    assert finding.severity.slug == "error"
    # low batteries are what Blink says, also now; old signals are a guess
    wanted = "confirmed" if cause == "low_battery" else "likely"
    assert finding.confidence.slug == wanted
    assert run.causes("camera:21") == [cause]


@pytest.mark.parametrize(("bars", "cause"), [(2, "weak_wifi"), (3, "camera_error")])
def test_last_bars_at_and_above_the_limit(bars: int, cause: str) -> None:
    """Two bars explain it, three do not."""
    run = home()
    run.set("camera:21", signals__wifi=bars, status="offline")
    run.minutes(15)
    assert run.causes("camera:21") == [cause]


@pytest.mark.parametrize(("dbm", "cause"), [(-70, "weak_wifi"), (-69, "camera_error")])
def test_last_dbm_where_there_are_no_bars(dbm: int, cause: str) -> None:
    """The same for dBm."""
    run = home()
    run.set("camera:21", signals={}, status="offline")
    run.cameras["21"] = {"wifi_strength": dbm}
    run.minutes(15)
    assert run.causes("camera:21") == [cause]


@pytest.mark.parametrize(
    ("cause", "bad", "absent"),
    [
        ("low_battery", {"battery": "low"}, {"battery": None}),
        ("weak_wifi", {"signals__wifi": 1}, {"signals": None}),
        ("weak_sync_module_link", {"signals__lfr": 1}, {"signals": ""}),
    ],
)
def test_what_was_last_known_counts_where_the_cloud_drops_it(
    cause: str, bad: dict[str, Any], absent: dict[str, Any]
) -> None:
    """An offline camera's record without the value it died of."""
    run = home()
    run.set("camera:21", **bad)
    run.minutes(10)
    run.set("camera:21", **absent)
    down(run, "camera:21")
    run.restart()
    run.minutes(15)
    assert run.device("camera:21").primary_cause == cause


def test_a_code_of_blinks_own_makes_a_camera_error_sure() -> None:
    """Offline and flagged."""
    run = home()
    run.set("camera:21", issues=["error_149"], status="offline")
    run.minutes(15)
    finding = run.finding("camera:21", "camera_error")
    assert finding.confidence.slug == "confirmed"
    assert finding.evidence["issue"] == "error_149"


def test_confirmed_before_it_went_offline_keeps_its_date() -> None:
    """Weak for an hour, then gone: one finding, since the beginning, now an error."""
    run = home()
    run.set("camera:21", signals__wifi=1)
    run.poll()
    first = run.now
    run.minutes(60)
    down(run, "camera:21")
    run.minutes(15)
    finding = run.finding("camera:21", "weak_wifi")
    assert (finding.since, finding.confidence.slug) == (first, "confirmed")
    assert finding.severity.slug == "error"
    assert run.causes("camera:21") == ["weak_wifi"]


def test_behind_a_dead_module_there_is_one_issue() -> None:
    """All of them name the module; the Mini does not need it."""
    run = home()
    down(run, "sync_module:11", *BEHIND)
    run.minutes(15)
    assert run.issues() == [("sync_module_offline", "sync_module:11")]
    for key in BEHIND:
        assert run.causes(key) == ["sync_module_offline"]
        assert run.finding(key, "sync_module_offline").root == "sync_module:11"
    assert run.causes("owl:31") == []


def test_a_module_explains_before_the_cameras_own_values() -> None:
    """A low battery is still listed and still an issue of its own."""
    run = home()
    run.set("camera:21", battery="low", signals__wifi=1)
    down(run, "sync_module:11", *BEHIND)
    run.minutes(15)
    assert run.causes("camera:21") == ["sync_module_offline", "low_battery"]
    assert run.issues() == [
        ("low_battery", "camera:21"),
        ("sync_module_offline", "sync_module:11"),
    ]


def test_a_mini_near_a_dead_module_is_its_own_case() -> None:
    """With another Mini online the network is fine."""
    run = home(*HOME, "owl:32")
    down(run, "sync_module:11", "owl:31", *BEHIND)
    run.minutes(15)
    assert run.causes("owl:31") == ["camera_error"]
    assert run.causes("owl:32") == []


def test_the_other_network_is_not_touched() -> None:
    """Two modules, one dead."""
    run = home("sync_module:11", "sync_module:12@2", "camera:21", "camera:22@2")
    down(run, "sync_module:12", "camera:21", "camera:22")
    run.minutes(15)
    assert run.everything() == {
        "camera:21": ["camera_error"],
        "camera:22": ["sync_module_offline"],
        "sync_module:12": ["sync_module_offline"],
    }


def test_the_home_network_explains_before_the_module() -> None:
    """One issue, on the account."""
    run = home()
    down(run, *OWN_WIFI, *BEHIND)
    run.minutes(15)
    assert run.issues() == [("home_network_offline", "account")]
    for key in (*OWN_WIFI, *BEHIND):
        assert run.causes(key) == ["home_network_offline"]


def test_after_an_update_there_is_some_patience() -> None:
    """Half an hour from the moment the new version was seen."""
    run = home()
    run.set("camera:21", fw_version="10.60", status="offline")
    run.minutes(30)
    assert run.causes("camera:21") == []
    run.minutes(5)
    assert run.causes("camera:21") == ["camera_error"]


def test_an_update_does_not_excuse_an_empty_battery() -> None:
    """The order is that of the design."""
    run = home()
    run.set("camera:21", fw_version="10.60", status="offline", battery="low")
    run.minutes(15)
    assert run.causes("camera:21") == ["low_battery"]


def test_a_module_that_is_only_just_gone_keeps_cameras_waiting() -> None:
    """Cameras first, the module one poll later: no camera error in between."""
    run = home()
    down(run, *BEHIND)
    run.poll()
    down(run, "sync_module:11")
    for _ in range(8):
        run.poll()
        assert {cause for cause, _ in run.issues()} <= {"sync_module_offline"}
    assert run.issues() == [("sync_module_offline", "sync_module:11")]


def test_a_module_that_falls_silent_keeps_cameras_waiting() -> None:
    """Its status says online for long; its heartbeat has stopped."""
    run = home()
    run.set("sync_module:11", last_hb=run.now.isoformat())
    down(run, *BEHIND)
    for _ in range(10):
        run.poll()
        assert {cause for cause, _ in run.issues()} <= {"sync_module_offline"}
    assert run.issues() == [("sync_module_offline", "sync_module:11")]


def test_a_router_that_takes_a_silent_module_with_it_is_one_issue() -> None:
    """Minis are marked at once, the module only by its silence."""
    run = home()
    run.set("sync_module:11", last_hb=run.now.isoformat())
    down(run, "owl:31", *BEHIND)
    for _ in range(10):
        run.poll()
        assert {cause for cause, _ in run.issues()} <= {"home_network_offline"}
    assert run.issues() == [("home_network_offline", "account")]


def test_a_module_with_a_heartbeat_is_not_in_doubt() -> None:
    """All cameras offline behind a module that reports: they are broken."""
    run = home()
    down(run, *BEHIND)
    run.minutes(15)
    assert {cause for cause, _ in run.issues()} == {"camera_error"}


def test_back_with_the_module_they_get_time_of_their_own() -> None:
    """Ten minutes after the module, not after the camera's own silence began."""
    run = home()
    down(run, "sync_module:11", *BEHIND)
    run.minutes(60)
    up(run, "sync_module:11")
    run.poll()
    back = run.now
    assert run.everything() == {}
    run.poll()
    assert run.everything() == {}
    run.poll()
    assert run.issues() == [("camera_error", key) for key in BEHIND]
    assert run.finding("camera:21", "camera_error").since == back


def test_back_with_the_router_everything_gets_time_of_its_own() -> None:
    """The module needs some minutes more than the Mini: no alarm for that."""
    run = home()
    down(run, *OWN_WIFI, *BEHIND)
    run.minutes(60)
    up(run, "owl:31")
    run.poll()
    assert run.everything() == {}
    run.poll()
    assert run.everything() == {}
    up(run, "sync_module:11")
    run.poll()
    assert run.everything() == {}
    up(run, *BEHIND)
    run.minutes(30)
    assert run.everything() == {}


def test_a_module_that_stays_away_after_the_router_is_named() -> None:
    """Its own wait, then its own issue."""
    run = home()
    down(run, *OWN_WIFI, *BEHIND)
    run.minutes(60)
    up(run, "owl:31")
    run.minutes(10)
    assert run.everything() == {}
    run.poll()
    assert run.issues() == [("sync_module_offline", "sync_module:11")]
    assert run.causes("camera:21") == ["sync_module_offline"]


def test_a_mini_that_blinks_does_not_forgive_a_dead_module() -> None:
    """One lost reading of the Mini beside a module that is gone for long."""
    run = home()
    down(run, "sync_module:11", *BEHIND)
    run.minutes(30)
    for status in ("offline", "online"):
        run.set("owl:31", status=status)
        run.poll()
        assert run.issues() == [("sync_module_offline", "sync_module:11")]


def test_its_own_trouble_stands_while_the_module_is_in_doubt() -> None:
    """A camera that was broken before stays broken until more is known."""
    run = home()
    down(run, "camera:21")
    run.minutes(30)
    down(run, "sync_module:11")
    run.poll()
    assert run.causes("camera:21") == ["camera_error"]
    run.minutes(10)
    assert run.causes("camera:21") == ["sync_module_offline"]


@pytest.mark.parametrize("missing", ["absent", "null", "text", "broken"])
def test_a_missing_list_of_modules_changes_nothing(missing: str) -> None:
    """Cameras behind a dead module stay behind a dead module."""
    run = home()
    down(run, "sync_module:11", *BEHIND)
    run.minutes(15)
    before = run.everything()
    modules = run.home["sync_modules"]
    run.home["sync_modules"] = {"null": None, "text": "", "broken": [None]}.get(
        missing, []
    )  # type: ignore[assignment]
    if missing == "absent":
        del run.home["sync_modules"]
    for _ in range(6):
        run.poll()
        assert run.everything() == before
        assert run.issues() == [("sync_module_offline", "sync_module:11")]
    run.home["sync_modules"] = modules
    run.poll()
    assert run.everything() == before


def test_the_account_without_doorbells_still_has_a_network() -> None:
    """Older homescreens have no such list; nothing is hidden by that."""
    run = home("sync_module:11", "owl:31")
    del run.home["doorbells"]
    down(run, *OWN_WIFI)
    run.minutes(15)
    assert run.issues() == [("home_network_offline", "account")]


def test_a_list_that_hides_a_known_mini_leaves_the_network_open() -> None:
    """It may be online for all that is known."""
    run = home("sync_module:11", "sync_module:12@2", "owl:31")
    del run.home["owls"]
    down(run, "sync_module:11", "sync_module:12")
    run.minutes(30)
    assert run.causes("account") == []
    assert run.causes("owl:31") == []


@pytest.mark.parametrize("hint", ["low_battery", "weak_wifi", "weak_sync_module_link"])
def test_a_cause_that_is_switched_off_explains_nothing(hint: str) -> None:
    """The camera is offline all the same: the next match is named."""
    run = home(disabled=[hint])
    run.set("camera:21", **dict(LAST_SEEN)[hint])
    down(run, "camera:21")
    run.minutes(15)
    assert run.causes("camera:21") == ["camera_error"]


@pytest.mark.parametrize("cause", ["sync_module_offline", "home_network_offline"])
def test_a_root_cause_that_is_switched_off_is_silent_for_all_of_them(
    cause: str,
) -> None:
    """Not twelve issues in place of the one that nobody wants to hear of."""
    run = home(disabled=[cause])
    down(run, *BEHIND, "sync_module:11")
    if cause == "home_network_offline":
        down(run, "owl:31")
    run.minutes(60)
    assert run.everything() == {}


def test_camera_error_switched_off() -> None:
    """No better explanation and no worse one either."""
    run = home(disabled=["camera_error"])
    down(run, "camera:21")
    run.set("camera:22", issues=["error_149"])
    run.minutes(30)
    assert run.everything() == {}


def test_unknown_words_keep_what_is_known() -> None:
    """An offline camera whose status becomes a word that nobody knows."""
    run = home()
    down(run, "camera:21")
    run.minutes(15)
    run.set("camera:21", status="hibernating")
    run.minutes(30)
    assert run.causes("camera:21") == ["camera_error"]
    assert run.device("camera:21").online is None
    run.set("camera:21", status="done")
    run.poll()
    assert run.everything() == {}
