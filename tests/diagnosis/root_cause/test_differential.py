"""Why a camera does not answer where nothing above it explains it: the guide's order."""

from datetime import timedelta
from typing import Any

import pytest

from tests.diagnosis.run import Run
from tests.diagnosis.troubled import HOME, down, home

# what was last seen of it, from the first match to the last
LAST_SEEN: list[tuple[str, dict[str, Any]]] = [
    ("low_battery", {"battery": "low"}),
    ("weak_wifi", {"signals__wifi": 2}),
    ("weak_sync_module_link", {"signals__lfr": 2}),
    ("camera_error", {}),
]


@pytest.mark.parametrize("first", range(4))
def test_the_first_match_explains_it(first: int) -> None:
    """Battery, Wi-Fi, link, camera error; all that follow are there as well."""
    run = Run.of(*HOME)
    for _, values in LAST_SEEN[first:]:
        run.set("camera:21", **values)
    run.poll()
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


@pytest.mark.parametrize(("dbm", "cause"), [(-70, "weak_wifi"), (-69, "camera_error")])
def test_last_dbm_where_there_are_no_bars(dbm: int, cause: str) -> None:
    """The same for dBm."""
    run = Run.of(*HOME)
    run.set("camera:21", signals={})
    run.cameras["21"] = {"wifi_strength": dbm}
    run.poll()
    down(run, "camera:21")
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
    run = Run.of(*HOME)
    run.set("camera:21", **bad)
    run.minutes(15)
    run.set("camera:21", **absent)
    down(run, "camera:21")
    run.restart()
    run.minutes(15)
    assert run.device("camera:21").primary_cause == cause


@pytest.mark.parametrize(("weak", "cause"), [(2, "camera_error"), (3, "weak_wifi")])
def test_a_signal_counts_where_it_was_weak_for_most_of_the_last_day(
    weak: int, cause: str
) -> None:
    """Not by the last reading alone: four samples a day, two of four are not most."""
    run = home(weak_wifi_minutes=1440)
    run.poll(2, every=timedelta(hours=6))
    for bars in [4] * (4 - weak) + [1] * weak:
        run.set("camera:21", signals__wifi=bars)
        run.poll(every=timedelta(hours=6))
    down(run, "camera:21")
    run.minutes(15)
    assert run.causes("camera:21") == [cause]


def test_what_blink_shows_of_an_offline_camera_is_old() -> None:
    """It says nothing where the camera was seen alive before, all else where not."""
    run = home()
    run.set("camera:21", status="offline", signals__wifi=1)
    run.minutes(15)
    assert run.causes("camera:21") == ["camera_error"]
    run = Run.of(*HOME)
    run.set("camera:21", status="offline", signals__wifi=1)
    run.minutes(15)
    assert run.causes("camera:21") == ["weak_wifi"]


def test_offline_at_first_sight_is_since_before() -> None:
    """Since the date that Blink gives, or since before the first reading."""
    run = Run.of(*HOME)
    run.set("camera:21", status="offline", updated_at="2026-11-01T06:00:00Z")
    run.set("camera:22", status="offline", updated_at=None)
    run.poll()
    first = run.now
    run.minutes(15)
    dated = run.finding("camera:21", "camera_error")
    assert dated.since.isoformat() == "2026-11-01T06:00:00+00:00"
    assert "since_before" not in dated.evidence
    undated = run.finding("camera:22", "camera_error")
    assert (undated.since, undated.evidence["since_before"]) == (
        first,
        first.isoformat(),
    )


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


def test_an_update_does_not_excuse_a_signal_that_was_weak() -> None:
    """Wi-Fi that was weak goes first, as the battery does."""
    run = home()
    run.set("camera:21", signals__wifi=1)
    run.minutes(60)
    run.set("camera:21", fw_version="10.60")
    down(run, "camera:21")
    run.minutes(15)
    assert run.finding("camera:21", "weak_wifi").severity.slug == "error"


def test_an_update_takes_no_finding_back() -> None:
    """A camera that comes and goes has its finding while it updates, too."""
    run = home()
    for _ in range(8):
        run.set("camera:21", status="offline")
        run.poll()
        run.set("camera:21", status="done")
        run.poll()
    assert run.causes("camera:21") == ["camera_error"]
    run.set("camera:21", fw_version="10.60")
    for status in ("done", "offline", "offline", "offline"):
        run.set("camera:21", status=status)
        run.poll()
        assert run.causes("camera:21") == ["camera_error"]


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
