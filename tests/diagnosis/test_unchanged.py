"""What is not read again would have been read as the same."""

from copy import deepcopy
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.payload import parse
from custom_components.blink_doctor.diagnosis.settings import Settings
from custom_components.blink_doctor.diagnosis.unchanged import Unchanged
from tests.scenarios.homes import POLL, START, home, homescreen

from .test_fuzz import EXTRAS, HOME, mutated, mutations, some


@some
@given(st.lists(mutations(), min_size=1, max_size=6))
def test_it_makes_no_difference(polls: list[list[tuple[int, str, Any]]]) -> None:
    """Poll after poll, whatever is broken in them, each change once and once more."""
    unchanged = Unchanged()
    for changes in [change for poll in polls for change in (poll, [], poll)]:
        answer = mutated(homescreen(home(*HOME), START), deepcopy(changes))
        read = parse(deepcopy(answer), at=START, **EXTRAS)
        spared = parse(answer, at=START, unchanged=unchanged, **EXTRAS)
        assert spared == read
        for key, reading in read.devices.items():
            assert spared.devices[key].heartbeat == reading.heartbeat


def poll(unchanged: Unchanged, **changes: Any) -> Any:
    """Return the reading of a camera."""
    answer = homescreen(home("camera:21"), START)
    signals = answer["cameras"][0]["signals"]
    answer["cameras"][0] |= {"signals": signals | changes}
    return parse(answer, at=START, unchanged=unchanged).devices["camera:21"]


def test_the_same_is_the_same_object() -> None:
    """So that all that follows can tell at a glance."""
    unchanged = Unchanged()
    first = poll(unchanged)
    assert poll(unchanged) is first
    assert poll(unchanged, wifi=2) is not first
    assert poll(unchanged) is not first, "only the poll before counts"


@pytest.mark.parametrize(
    ("value", "bars"), [(1, 1), (True, None), (1.0, 1), ("1", 1), (None, None)]
)
def test_what_python_takes_for_equal_is_told_apart(
    value: object, bars: int | None
) -> None:
    """True is no number of bars, although it equals 1."""
    for other in (1, True, 1.0):
        unchanged = Unchanged()
        poll(unchanged, wifi=other)
        assert poll(unchanged, wifi=value).wifi_bars == bars


def test_only_the_last_poll_is_held() -> None:
    """Devices that come and go by the thousand leave nothing."""
    unchanged = Unchanged()
    for number in range(50):
        answer = homescreen(
            home(*(f"camera:{number}{n:03}" for n in range(100))), START
        )
        parse(answer, at=START, unchanged=unchanged)
    assert len(unchanged._before) + len(unchanged._now) == 200


@some
@given(st.lists(mutations(), min_size=1, max_size=8), st.integers(0, 3))
def test_nor_does_it_to_the_diagnosis(
    polls: list[list[tuple[int, str, Any]]], stays: int
) -> None:
    """Whoever reads everything anew at every poll finds the same."""
    unchanged, now = Unchanged(), START
    spared, anew = Memory(), Memory()
    for changes in [change for poll in polls for change in [poll] * (1 + stays)]:
        now += POLL
        answer = mutated(homescreen(home(*HOME), now), deepcopy(changes))
        same = parse(deepcopy(answer), at=now, unchanged=unchanged, **EXTRAS)
        _, spared = diagnose(same, spared, Settings(), now)
        _, anew = diagnose(parse(answer, at=now, **EXTRAS), anew, Settings(), now)
        assert spared == anew
        assert spared.last == anew.last
