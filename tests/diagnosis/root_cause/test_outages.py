"""What was lost together, and the module, system or account that explains it."""

from datetime import timedelta

import pytest

from tests.diagnosis.run import Run
from tests.diagnosis.troubled import BEHIND, OWN_WIFI, down, home, up


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


@pytest.mark.parametrize("elsewhere", [False, True])
def test_home_assistant_is_a_witness(elsewhere: bool) -> None:
    """A poll that worked used the owner's internet, unless it runs elsewhere."""
    run = home(home_assistant_elsewhere=elsewhere)
    down(run, *OWN_WIFI, *BEHIND)
    run.minutes(15)
    evidence = run.finding("account", "home_network_offline").evidence
    assert evidence == {"devices_offline": 2, "internet_works": not elsewhere}


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
