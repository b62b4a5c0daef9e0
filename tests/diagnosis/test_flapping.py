"""A signal that jumps across the line is judged by the day."""

from datetime import timedelta
import json
import random

import pytest

from custom_components.blink_doctor.diagnosis import storage

from .run import Run

CAMERA = "camera:21"


def home() -> Run:
    """Return one camera behind a module."""
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


@pytest.mark.parametrize("before", [0, 1, 2, 3])
def test_a_few_dips_change_nothing(before: int) -> None:
    """Half an hour is enough, as the design has it."""
    run = home()
    bars(run, *(2, 3) * before)
    assert bars(run, *[2] * 6) == 0
    assert bars(run, 2) == 1


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


def test_well_below_the_line_half_an_hour_is_enough_in_any_case() -> None:
    """One bar is no jitter of three."""
    run = home()
    bars(run, *(2, 3, 3) * 96)
    assert bars(run, *[1] * 6) == 0
    assert bars(run, 1) == 1


def test_blinks_own_flag_is_enough_in_any_case() -> None:
    """It has been judged already."""
    run = home()
    bars(run, *(2, 3, 3) * 96)
    run.set(CAMERA, issues=["wifi"])
    assert bars(run, *[2] * 7) == 1


def test_what_wobbles_around_two_bars_is_weak() -> None:
    """More often below than above: no camera of that kind may be missed."""
    rng = random.Random(7)
    run = home()
    readings = [rng.choice((1, 2, 3)) for _ in range(288 * 2)]
    assert bars(run, *readings) > 288


def test_what_wobbles_around_three_bars_is_not() -> None:
    """Three weeks of it."""
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


def test_it_survives_a_restart() -> None:
    """Otherwise each restart would cost a false alarm now and then."""
    run = home()
    bars(run, *(2, 3, 3) * 20)
    run.restart()
    assert bars(run, *[2] * 7) == 0


def test_a_finding_that_comes_and_goes_counts_as_a_dip() -> None:
    """Issues do not flap for ever either."""
    run = home()
    raised = [bars(run, *[2] * 7, *[3] * 7) > 0 for _ in range(12)]
    assert raised[:3] == [True, True, True]
    assert not all(raised)


def test_the_link_to_the_module_too() -> None:
    """The same for the other radio."""
    run = home()
    for reading in (*(2, 3, 3) * 20, *[2] * 7):
        run.set(CAMERA, signals__lfr=reading)
        run.poll()
        assert run.everything() == {}


@pytest.mark.parametrize(
    "broken", [5, {}, {"at": "x", "dips": 1, "weak": 1, "total": 1}]
)
def test_a_broken_wobble_costs_its_device_only(broken: object) -> None:
    """Like any other part of the memory."""
    run = home()
    bars(run, 2, 3, 2)
    data = json.loads(json.dumps(storage.as_dict(run.memory)))
    data["devices"][CAMERA]["conditions"]["weak_wifi"]["wobble"] = broken
    _, lost = storage.from_dict(data)
    assert lost == [CAMERA]


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
