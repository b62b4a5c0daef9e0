"""What was lost together, and the module, system or account that explains it."""

from datetime import timedelta
from typing import Any

import pytest

from .run import Run
from .troubled import BEHIND, HOME, OWN_WIFI, down, home, up


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


def test_all_cameras_of_a_module_that_reports_are_lost() -> None:
    """One issue, on the module: likely in trouble, though it answers."""
    run = home()
    down(run, *BEHIND)
    run.minutes(10)
    assert run.everything() == {}
    run.poll()
    assert run.issues() == [("sync_module_error", "sync_module:11")]
    finding = run.finding("sync_module:11", "sync_module_error")
    assert (finding.confidence.slug, finding.evidence) == (
        "likely",
        {"cameras_offline": 4},
    )
    for key in BEHIND:
        assert run.causes(key) == ["sync_module_error"]
    up(run, "camera:21")
    run.poll()
    assert run.causes("sync_module:11") == []


def test_the_clouds_own_flag_confirms_it() -> None:
    """Also where the cameras still answer."""
    run = home()
    run.networks["1"] = {"sync_module_error": True}
    run.minutes(15)
    finding = run.finding("sync_module:11", "sync_module_error")
    assert (finding.confidence.slug, finding.evidence) == (
        "confirmed",
        {"reported_by_blink": True},
    )
    run.networks["1"] = {"sync_module_error": False}
    run.poll()
    assert run.everything() == {}


def test_a_flag_that_is_up_at_first_sight_is_since_before() -> None:
    """When it went up is not known; a flag that goes up later has its date."""
    run = Run.of("sync_module:11", *BEHIND)
    run.networks["1"] = {"sync_module_error": True}
    run.poll()
    first = run.now
    run.minutes(15)
    finding = run.finding("sync_module:11", "sync_module_error")
    assert (finding.since, finding.evidence) == (
        first,
        {"reported_by_blink": True, "since_before": first.isoformat()},
    )


def test_one_camera_behind_a_module_is_that_camera() -> None:
    """Two at once share what is above them; one does not."""
    run = home("sync_module:11", "camera:21")
    down(run, "camera:21")
    run.minutes(30)
    assert run.issues() == [("camera_error", "camera:21")]


def test_back_with_the_module_they_get_time_of_their_own() -> None:
    """Two that stay away have a hold that begins with the module's return."""
    run = home()
    down(run, "sync_module:11", *BEHIND)
    first = run.now + timedelta(minutes=5)
    run.minutes(60)
    up(run, "sync_module:11", "camera:21", "camera:22")
    run.minutes(10)
    assert run.everything() == {}
    run.poll()
    assert run.issues() == [("camera_error", key) for key in ("camera:23", BEHIND[3])]
    # it has not answered since then
    assert run.finding("camera:23", "camera_error").since == first


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


@pytest.mark.parametrize("outage", [("sync_module:11",), OWN_WIFI])
def test_dead_before_an_outage_it_keeps_its_own_cause(outage: tuple[str, ...]) -> None:
    """Before, during and after: an outage explains only what was lost with it."""
    run = home()
    down(run, "camera:21")
    run.minutes(30)
    before = run.finding("camera:21", "camera_error")
    down(run, *outage, "camera:22", "camera:23", "doorbell:41")
    for _ in range(6):
        run.poll()
        assert run.finding("camera:21", "camera_error") == before
    assert len(run.issues()) == 2
    up(run, *outage, "camera:22", "camera:23", "doorbell:41")
    run.poll()
    assert run.everything() == {"camera:21": ["camera_error"]}
    assert run.finding("camera:21", "camera_error").since == before.since


def test_lost_two_polls_apart_is_lost_together() -> None:
    """Clouds notice one device after the other; three polls apart is apart."""
    for apart, cause in ((2, "home_network_offline"), (3, "sync_module_offline")):
        run = home()
        down(run, "owl:31")
        run.poll(apart)
        down(run, "sync_module:11", *BEHIND)
        run.minutes(30)
        assert run.causes("sync_module:11") == [cause], apart


def test_offline_at_first_sight_has_no_vote() -> None:
    """A Mini in a drawer is not lost together with the module."""
    run = Run.of("sync_module:11", "camera:21", "owl:31", "owl:32")
    down(run, "owl:31", "owl:32")
    run.poll()
    down(run, "sync_module:11", "camera:21")
    run.minutes(30)
    assert run.everything() == {
        "sync_module:11": ["sync_module_offline"],
        "camera:21": ["sync_module_offline"],
        "owl:31": ["camera_error"],
        "owl:32": ["camera_error"],
    }


@pytest.mark.parametrize("how", ["onboarded", "paused"])
def test_what_is_not_in_use_is_shown_and_never_at_fault(how: str) -> None:
    """Nor has it a vote: the Mini that is in use answers, or not, for itself."""
    run = home("sync_module:11", "camera:21", "owl:31", "owl:32")
    if how == "paused":
        run.paused = ["owl:31"]
    else:
        run.set("owl:31", onboarded=False)
    down(run, "sync_module:11", "camera:21", "owl:32")
    run.minutes(30)
    assert run.causes("account") == ["home_network_offline"]
    assert run.causes("owl:31") == []
    assert run.device("owl:31").online is True
    down(run, "owl:31")
    run.minutes(30)
    assert run.causes("owl:31") == []


TWO_HOMES = ("sync_module:11", "camera:21", "owl:31")
CABIN = ("sync_module:12@2", "camera:22@2", "owl:32@2")


def test_the_router_of_one_of_two_homes() -> None:
    """On the system, with its name; the other home is not touched."""
    run = home(*TWO_HOMES, *CABIN)
    run.systems = {2: "Cabin"}
    down(run, "sync_module:12", "camera:22", "owl:32")
    run.minutes(15)
    assert run.issues() == [("home_network_offline", "system:2")]
    assert run.device("system:2").reading.name == "Cabin"
    assert run.causes("system:1") == []
    assert run.causes("camera:22") == ["home_network_offline"]
    assert run.finding("camera:22", "home_network_offline").root == "system:2"


def test_all_homes_at_once_are_one_issue() -> None:
    """On the account: not two routers that failed in the same minute."""
    run = home(*TWO_HOMES, *CABIN)
    down(run, *TWO_HOMES, *(key.partition("@")[0] for key in CABIN))
    run.minutes(15)
    assert run.issues() == [("home_network_offline", "account")]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_home_assistant_is_a_witness(elsewhere: bool) -> None:
    """A poll that worked used the owner's internet, unless it runs elsewhere."""
    run = home(home_assistant_elsewhere=elsewhere)
    down(run, *OWN_WIFI, *BEHIND)
    run.minutes(15)
    evidence = run.finding("account", "home_network_offline").evidence
    assert evidence == {"devices_offline": 2, "internet_works": not elsewhere}


@pytest.mark.parametrize(
    ("changes", "behind"),
    [
        ({}, True),
        ({"doorbell_mode": "lfr"}, True),
        ({"signals": {"lfr": 3}}, True),
        ({"doorbell_mode": "standalone"}, False),
        ({"doorbell_mode": "standalone", "signals": {"lfr": 3}}, False),
    ],
)
def test_which_doorbells_are_behind_a_module(
    changes: dict[str, Any], behind: bool
) -> None:
    """What says so, or shows a link; what says neither takes the module there is."""
    run = Run.of("sync_module:11", "camera:21", "doorbell:41", "owl:31")
    run.set("doorbell:41", **changes)
    run.poll()
    down(run, "sync_module:11", "camera:21", "doorbell:41")
    run.minutes(30)
    wanted = "sync_module_offline" if behind else "camera_error"
    assert run.causes("doorbell:41") == [wanted]


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


def test_devices_without_a_system_are_no_system() -> None:
    """What has no network id cannot be named; its silence survives a restart."""
    keys = ("owl:31", "owl:32", "owl:33", "owl:34")
    run = Run.of(*keys)
    for key in keys[2:]:
        run.set(key, network_id=None)
    run.poll(2)
    for key in keys:
        run.set(key, status="offline")
    run.minutes(30)
    run.restart()
    run.poll()
    assert "system:" not in run.memory.devices
    assert run.causes("owl:31") == ["home_network_offline"]
