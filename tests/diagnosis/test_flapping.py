"""What comes and goes: signals by their share of the day, all else by its drop-outs."""

from datetime import timedelta
import random

import pytest

from .run import Run

CAMERA = "camera:21"


def home() -> Run:
    run = Run.of("sync_module:11", CAMERA)
    run.poll()
    return run


def bars(run: Run, *readings: int) -> int:
    """Poll these readings and return at how many of them the signal was called weak."""
    weak = 0
    for reading in readings:
        run.set(CAMERA, signals__wifi=reading)
        run.poll()
        weak += "weak_wifi" in run.causes(CAMERA)
    return weak


def test_after_many_dips_half_an_hour_is_only_more_of_the_same() -> None:
    """Mostly fine, and below the line for 35 minutes by accident."""
    run = home()
    assert bars(run, *(2, 3, 3) * 20, *[2] * 7, 3) == 0


def test_a_signal_that_stays_down_is_named_within_hours() -> None:
    """It wobbled for a day and now is weak for good."""
    run = home()
    bars(run, *(2, 3, 3) * 96)
    polls = 0
    while not bars(run, 2):
        polls += 1
        assert polls < 6 * 12
    assert polls > 6


def test_what_wobbles_around_three_bars_is_not() -> None:
    rng = random.Random(7)
    run = home()
    readings = [rng.choice((2, 3, 4)) for _ in range(288 * 21)]
    assert bars(run, *readings) == 0


def test_a_day_without_a_dip_forgets_them() -> None:
    """Then it is half an hour again."""
    run = home()
    bars(run, *(2, 3) * 10)
    assert bars(run, *[5] * 290) == 0
    assert run.memory.devices[CAMERA].conditions == {}
    assert bars(run, *[2] * 7) == 1


def test_a_finding_that_comes_and_goes_counts_as_a_dip() -> None:
    """Issues do not flap for ever either."""
    run = home()
    raised = [bars(run, *[2] * 7, *[3] * 7) > 0 for _ in range(12)]
    assert raised[:3] == [True, True, True]
    assert not all(raised)


def test_a_clock_that_is_set_back_is_no_time() -> None:
    """Neither weak nor fine."""
    run = home()
    bars(run, *(2, 3, 3) * 20)
    run.poll(every=timedelta(days=-2))
    assert bars(run, *[2] * 7) == 0


def test_mostly_weak_is_weak_even_if_never_for_half_an_hour() -> None:
    """Two of three readings below the line, every third above it."""
    run = home()
    assert bars(run, *(2, 2, 3) * 12) == 0
    assert bars(run, *(2, 2, 3) * 100) > 100
    # half an hour of good readings, the first of which was the last above
    assert bars(run, *[4] * 9) == 5


# what drops out, and comes back
WORDS: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("camera_error", {"status": "offline"}, {"status": "done"}),
    ("camera_error", {"issues": ["error_149"]}, {"issues": []}),
    ("low_battery", {"battery": "low"}, {"battery": "ok"}),
    ("wifi_congestion", {"issues": ["bandwidth"]}, {"issues": []}),
]


def drop_outs(
    run: Run, bad: dict[str, object], fine: dict[str, object], times: int
) -> None:
    for _ in range(times):
        run.set(CAMERA, **bad)
        run.poll()
        run.set(CAMERA, **fine)
        run.poll(5)


@pytest.mark.parametrize(("cause", "bad", "fine"), WORDS)
def test_six_drop_outs_in_a_day_fire(
    cause: str, bad: dict[str, object], fine: dict[str, object]
) -> None:
    """Likely, with their number, though each was over before its hold."""
    run = home()
    drop_outs(run, bad, fine, 5)
    assert run.everything() == {}
    drop_outs(run, bad, fine, 1)
    finding = run.finding(CAMERA, cause)
    assert finding.evidence["drop_outs"] == 6
    assert finding.confidence.slug == "likely"


@pytest.mark.parametrize(("cause", "bad", "fine"), WORDS)
def test_it_clears_when_a_day_had_fewer_than_two(
    cause: str, bad: dict[str, object], fine: dict[str, object]
) -> None:
    """One a day is nothing; it does not come and go itself."""
    run = home()
    drop_outs(run, bad, fine, 6)
    run.poll(12 * 21)
    assert run.causes(CAMERA) == [cause]
    run.poll(12 * 3)
    assert run.everything() == {}


def test_a_flapping_module_that_answers_tells_its_newest_heartbeat() -> None:
    """Not the one from before its last drop-out."""
    run = home()
    for _ in range(6):
        run.set("sync_module:11", status="offline")
        run.poll()
        run.set("sync_module:11", status="online")
        run.poll(5)
    finding = run.finding("sync_module:11", "sync_module_offline")
    heartbeat = run.memory.heartbeats["sync_module:11"].newest
    assert finding.evidence["last_heartbeat"] == heartbeat.isoformat()
    assert run.now - heartbeat < timedelta(minutes=5)


def test_half_of_the_last_observed_day_fires() -> None:
    """Two hours off, two hours on: the hold is not what counts any more."""
    run = home()
    for _ in range(3):
        run.set(CAMERA, status="offline")
        run.poll(48)
        run.set(CAMERA, status="done")
        run.poll(48)
    run.set(CAMERA, status="offline")
    run.poll(48)
    run.set(CAMERA, status="done")
    run.poll()
    assert run.causes(CAMERA) == ["camera_error"]


def test_drop_outs_survive_a_restart() -> None:
    """Three before it and three after."""
    run = home()
    _, bad, fine = WORDS[0]
    drop_outs(run, bad, fine, 3)
    run.restart()
    drop_outs(run, bad, fine, 3)
    assert run.causes(CAMERA) == ["camera_error"]


def test_unobserved_time_is_no_part_of_the_day() -> None:
    """Five drop-outs, two days of which nothing is known, and another one."""
    run = home()
    _, bad, fine = WORDS[0]
    drop_outs(run, bad, fine, 5)
    run.hole(timedelta(days=2))
    drop_outs(run, bad, fine, 1)
    assert run.causes(CAMERA) == ["camera_error"]
