"""Any payload: never raises, never a fault from absent data, always an answer.

    scripts/test tests/diagnosis/test_fuzz.py                               10,000 polls
    BLINK_DOCTOR_EXAMPLES=1550 scripts/test tests/diagnosis/test_fuzz.py    more than 50,000

The number is that of examples of the largest tests; each of their examples is several polls.
"""

from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
import json
import os
from typing import Any, override

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.blink_doctor.diagnosis import replay, report, storage
from custom_components.blink_doctor.diagnosis.engine import review
from custom_components.blink_doctor.diagnosis.model.findings import Diagnosis
from custom_components.blink_doctor.diagnosis.outlook import Outlooks
from custom_components.blink_doctor.diagnosis.settings import Settings
from tests.scenarios.homes import POLL, START, home, homescreen

from .run import Run, as_stored, weeks

EXAMPLES = int(os.environ.get("BLINK_DOCTOR_EXAMPLES", "100"))
many = settings(max_examples=EXAMPLES, deadline=None)
some = settings(max_examples=max(EXAMPLES // 4, 10), deadline=None)

HOME = (
    "sync_module:11",
    "sync_module:12@2",
    "camera:21",
    "camera:22@2",
    "owl:31",
    "doorbell:41",
    "doorbell:42@3",
)
EXTRAS: dict[str, Any] = {
    "cameras": {
        "21": {"battery_voltage": 160, "wifi_strength": -52},
        "22": {"battery_voltage": 155, "wifi_strength": -60},
    },
    "networks": {"1": {"sync_module_error": False}, "2": {"sync_module_error": False}},
}

# What Blink says, what it might say one day, and what nobody should
WORDS = (
    "offline online done low ok wifi lfr bandwidth error_149 10.60 9.9 -255 NaN"
    " 2026-11-22T10:00:00+00:00 0001-01-01T00:00:00Z 9999-12-31T23:59:59-14:00"
    " camera:21 sync_module:11 account"
)
TEXT = st.sampled_from(WORDS.split()) | st.text(
    st.characters(exclude_categories=()), max_size=70
)
NUMBERS = (
    st.integers(-300, 300)
    | st.integers()
    | st.sampled_from([10**17, 10**18, 10**400, 2**63, -(2**63)])
    | st.floats()
)
LEAVES = st.none() | st.booleans() | NUMBERS | TEXT
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
    ),
    max_leaves=12,
)
NESTED = st.integers(1, 300).map(lambda depth: json.loads("[" * depth + "]" * depth))


def places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a payload: a container and a key into it."""
    found: list[tuple[Any, Any]] = []
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            found += [(value, key), *places(value[key])]
    return found


HOW = st.sampled_from(["drop", "null", "replace", "copy"])


type Changes = list[tuple[int, str, Any]]


def mutations() -> st.SearchStrategy[Changes]:
    """Draw what to break: where, how, and what to put there."""
    one = st.tuples(st.integers(0, 10**6), HOW, LEAVES | JSON | NESTED)
    return st.lists(one, min_size=1, max_size=6)


def mutated(answer: Any, changes: Changes) -> Any:
    answer = deepcopy(answer)
    for number, how, value in changes:
        found = places(answer)
        if not found:
            break
        container, key = found[number % len(found)]
        if how == "drop":
            container.pop(key)
        elif how == "copy" and isinstance(container, list):
            container.append(deepcopy(container[key]))
        elif how == "copy":
            container[str(value)[:20]] = deepcopy(container[key])
        else:
            container[key] = deepcopy(value) if how == "replace" else None
    return answer


@dataclass
class Judge(Run):
    """An account that is diagnosed, checking everything that must always hold."""

    cameras: dict[str, Any] = field(default_factory=lambda: EXTRAS["cameras"])
    networks: dict[str, Any] = field(default_factory=lambda: EXTRAS["networks"])
    outlooks: Outlooks = field(default_factory=Outlooks)
    polls: int = 0

    @override
    def answer(self, raw: Any, *, every: timedelta = POLL) -> Diagnosis:
        diagnosis = super().answer(raw, every=every)
        said = report.as_dict(diagnosis)
        json.dumps(said, allow_nan=False, ensure_ascii=False).encode()
        for key, device in diagnosis.devices.items():
            assert device.reading.key == key
            causes = [finding.cause for finding in device.findings]
            assert len({*causes}) == len(causes)
            assert all(finding.since <= self.now for finding in device.findings)
        reviewed, _ = review(self.memory, Settings(), self.now)
        one, two = (
            {key: device.primary_cause for key, device in each.devices.items()}
            for each in (diagnosis, reviewed)
        )
        assert one == two
        # what a restart keeps is all of it; not asked every time, for it takes longer than judging
        self.polls += 1
        if diagnosis.usable and self.polls % 4 == 1:
            assert storage.from_dict(as_stored(self.memory)) == (self.memory, [])
        return diagnosis

    def look_ahead(self) -> None:
        self.outlooks.follow(self.memory, self.now)
        for key in self.memory.devices:
            assert self.outlooks.of(key) is not None


@many
@given(JSON, JSON, JSON, JSON, JSON)
def test_any_json_at_all(
    answer: Any, cameras: Any, networks: Any, red_light: Any, live: Any
) -> None:
    """In place of the homescreen and of everything beside it."""
    judge = Judge.of(*HOME)
    judge.cameras, judge.networks = cameras, networks
    judge.red_light, judge.live = red_light, live
    judge.answer(answer)
    judge.poll()
    judge.red_light, judge.live = [], {}
    judge.answer(answer)


JUMPS = st.just(POLL) | st.timedeltas(timedelta(days=-40), timedelta(days=40))


@many
@given(st.lists(st.tuples(mutations(), JUMPS), max_size=8), st.booleans())
def test_broken_homescreens_in_a_row(
    broken: list[tuple[Changes, timedelta]], stay: bool
) -> None:
    """Dropped, nulled, doubled, of wrong types, huge and nested; the clock may jump."""
    judge = Judge.of(*HOME)
    world: Any = judge.home
    for changes, gap in broken:
        answer = mutated(homescreen(world, judge.now + gap), changes)
        if stay:
            world = {key: answer.get(key) for key in world}
        judge.answer(answer, every=gap)
    judge.poll()


NOTHING: tuple[Any, ...] = (None, "", [], {})
ABSENT = (("drop", None), *(("replace", value) for value in NOTHING))


def without(run: Run, taken: list[tuple[int, tuple[str, Any]]]) -> Any:
    """Return what is polled next, with fields of it absent."""
    answer = homescreen(run.home, run.now + POLL)
    return mutated(answer, [(number, *absent) for number, absent in taken])


@pytest.mark.parametrize("absent", ABSENT, ids=str)
def test_no_field_that_is_absent_makes_a_fault(absent: Any) -> None:
    """Every single one, for an hour, from the first poll on and later."""
    count = len(places(homescreen(home(*HOME), START)))
    assert count > 50
    for number in range(count):
        run = Run.of(*HOME)
        run.cameras = EXTRAS["cameras"]
        for poll in range(14):
            run.answer(without(run, [(number, absent)] if poll != 1 else []))
            assert run.everything() == {}, number


@many
@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(ABSENT)), max_size=40))
def test_no_fields_that_are_absent_together_make_a_fault(
    taken: list[tuple[int, tuple[str, Any]]],
) -> None:
    """Any number of them, unless nothing at all is left of the homescreen."""
    run = Run.of(*HOME)
    run.cameras = EXTRAS["cameras"]
    run.poll()
    for _ in range(12):
        usable = run.answer(without(run, taken)).usable
        assert usable is False or run.everything() == {}
        assert set(run.everything()) <= {"account"}


@many
@given(JSON, st.dictionaries(TEXT, JSON, max_size=3), mutations())
def test_any_damage_to_a_stored_memory(
    data: Any, devices: dict[str, Any], changes: Changes
) -> None:
    """Refused as a whole with ValueError, or good enough to go on with."""
    stored, later = weeks(*HOME)
    # an account with batteries: its key has no number
    cells = {**stored["devices"], "account": stored["devices"]["camera:21"]}
    broken = mutated({**stored, "devices": cells}, changes)
    for raw in (data, {"devices": devices, "firmware_seen": data}, broken):
        try:
            memory, _ = storage.from_dict(raw)
        except ValueError:
            continue
        judge = Judge(home(*HOME), now=later, memory=memory)
        judge.restart()
        judge.look_ahead()
        for gap in (POLL, timedelta(days=7)):
            judge.poll(every=gap)
            judge.look_ahead()


@some
@given(JSON)
def test_any_settings_and_any_replay_file(data: Any) -> None:
    """Refused with ValueError, of which NotAReplay is one, and nothing else."""
    for raw in (data, {"weak_bars": data}, {"disabled": data}):
        if isinstance(raw, dict):
            with suppress(ValueError):
                assert Settings.from_mapping(raw).as_mapping()
    for raw in (
        data,
        {"captures": data},
        {"captures": [{"at": "2026-11-22T10:00:00Z", "homescreen": data}]},
        {"captures": [{"at": data, "homescreen": {"owls": []}}]},
        {"settings": data, "captures": []},
    ):
        message = ""
        try:
            replay.as_json(replay.read(raw))
        except replay.NotAReplay as err:
            message = str(err)
        assert message.isprintable()
