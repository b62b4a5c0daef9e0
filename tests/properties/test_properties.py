"""What is true of every home: order, names, ids, strangers, restarts and time change nothing.

The homes are drawn as in `tests/diagnosis/told/drawn.py`, others at every run. That what is
found is right, settles and ends is for the scenarios to say.

scripts/test tests/properties                                     about half a minute
BLINK_DOCTOR_EXAMPLES=2000 scripts/test tests/properties          many more homes
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import islice
import json
import os
from random import Random
import re
from typing import Any

from hypothesis import assume, given, settings, strategies as st
import pytest

from custom_components.blink_doctor.diagnosis import replay
from tests.diagnosis.told import drawn
from tests.scenarios.homes import LISTS, find, home

type Capture = dict[str, Any]
type Said = dict[str, Any]

# each is of up to a hundred polls
EXAMPLES = int(os.environ.get("BLINK_DOCTOR_EXAMPLES", "24"))
many = settings(max_examples=max(EXAMPLES // 2, 5), deadline=None)
SEEDS = st.integers(0, 2**32)
WEEK = timedelta(days=7)
moment = datetime.fromisoformat


def polled(draw: Random) -> list[Capture]:
    """Return the polls of a home in which much goes wrong."""
    return [*islice(drawn.captures(draw), 100)]


def said(polls: list[Capture]) -> list[Said]:
    return replay.as_json(replay.read({"captures": deepcopy(polls)}))


def found(one: Said, after: timedelta = timedelta()) -> tuple[Any, ...]:
    """Return cause, confidence and since of all that is found by key, and the issues."""
    findings = {
        key: [
            (one["cause"], one["confidence"], moment(one["since"]) - after)
            for one in device["findings"]
        ]
        for key, device in one["devices"].items()
    }
    return findings, {(issue["cause"], issue["device"]) for issue in one["issues"]}


def lists(polls: list[Capture]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the family and the list of all that is listed, systems too."""
    for capture in polls:
        answer = capture["homescreen"]
        for family, name in [*LISTS.items(), ("system", "networks")]:
            entries = answer.get(name) if isinstance(answer, dict) else None
            if isinstance(entries, list):
                yield family, entries


def raws(polls: list[Capture]) -> Iterator[tuple[str, dict[str, Any]]]:
    for family, entries in lists(polls):
        yield from ((family, raw) for raw in entries if isinstance(raw, dict))


def shuffled(polls: list[Capture], draw: Random) -> None:
    for _, entries in lists(polls):
        draw.shuffle(entries)
    for capture in polls:
        if isinstance(capture["homescreen"], dict):
            items = [*capture["homescreen"].items()]
            draw.shuffle(items)
            capture["homescreen"] = dict(items)


def renamed(polls: list[Capture], draw: Random) -> None:
    names: dict[str, str] = {}
    for family, raw in raws(polls):
        name = f"{draw.choice('ABCDE')} {len(names)}"
        raw["name"] = names.setdefault(f"{family}:{raw['id']}", name)


def restarted(polls: list[Capture], draw: Random) -> None:
    often = draw.random()
    for capture in polls:
        capture["restart"] = draw.random() < often


@pytest.mark.parametrize("change", [shuffled, renamed, restarted])
@many
@given(SEEDS)
def test_order_and_names_and_restarts_change_nothing(
    change: Callable[[list[Capture], Random], None], seed: int
) -> None:
    polls = polled(Random(seed))
    changed = deepcopy(polls)
    change(changed, Random(seed))
    for one, two in zip(said(polls), said(changed), strict=True):
        assert found(two) == found(one)


def new_id(old: int) -> int:
    """Return an id in the opposite order, but for a device that is paired again: `210`."""
    first, again = (old // 10, 1) if old > 99 else (old, 0)
    return (9000 - first) * 10 + again


def other(text: str) -> str:
    """Return a text with new ids in all keys."""
    return re.sub(r"(?<=[a-z]:)\d{1,3}\b", lambda one: str(new_id(int(one[0]))), text)


@many
@given(SEEDS)
def test_ids_change_nothing(seed: int) -> None:
    """Of devices and of systems: all others, in the opposite order."""
    polls = polled(Random(seed))
    moved: list[Capture] = []
    for capture in polls:
        beside = {
            key: capture[key] for key in capture if key not in ("homescreen", "at")
        }
        moved.append({**deepcopy(capture), **json.loads(other(json.dumps(beside)))})
        for name in ("cameras", "networks"):
            moved[-1][name] = {str(new_id(int(k))): v for k, v in capture[name].items()}
    for _, raw in raws(moved):
        for name in raw.keys() & {"id", "network_id"}:
            raw[name] = new_id(raw[name])
    for one, two in zip(said(polls), said(moved), strict=True):
        findings, issues = found(one)
        there = {other(key): them for key, them in findings.items()}
        assert found(two) == (there, {(cause, other(key)) for cause, key in issues})


@many
@given(SEEDS, st.integers(-500, 500))
def test_a_shift_of_all_times_changes_nothing(seed: int, weeks: int) -> None:
    """By anything from years ago to years ahead."""
    polls = polled(Random(seed))
    moved = deepcopy(polls)
    for raw in (*moved, *(raw for _, raw in raws(moved))):
        for name in raw.keys() & {"at", "last_hb", "updated_at"}:
            if isinstance(raw[name], str):
                raw[name] = (moment(raw[name]) + weeks * WEEK).isoformat()
    for one, two in zip(said(polls), said(moved), strict=True):
        assert found(two, weeks * WEEK) == found(one)


@many
@given(SEEDS)
def test_a_stranger_changes_nothing(seed: int) -> None:
    """Another system whose devices come and go, but for one that answers throughout.

    It shows that Blink and the internet work, which matters where systems have one device
    each on Wi-Fi of its own: of homes with a single system each has two at least.
    """
    draw = Random(seed)
    polls = polled(draw)
    assume(len({raw.get("network_id", 1) for _, raw in raws(polls)}) == 1)
    beside = deepcopy(polls)
    keys = ("owl:992", "sync_module:993", "camera:994")
    away = dict.fromkeys(keys, False)
    for capture in beside:
        there = home("owl:991@9", *(f"{key}@9" for key in keys))
        for key in keys:
            away[key] ^= draw.random() < 0.05
            if away[key]:
                find(there, key)["status"] = "offline"
        there["sync_modules"][0]["last_hb"] = capture["at"]
        for family, entries in lists([capture]):
            entries += there.get(LISTS.get(family, ""), [])
    for one, two in zip(said(polls), said(beside), strict=True):
        findings, findings_beside = found(one)[0], found(two)[0]
        for key in findings:
            if key.partition(":")[0] in LISTS:
                assert findings_beside[key] == findings[key]


@many
@given(SEEDS)
def test_at_every_poll(seed: int) -> None:
    """Nothing begins in the future, or while Blink says nothing."""
    before: Said = {"devices": {}}
    for one in said(polled(Random(seed))):
        for key, device in one["devices"].items():
            known = before["devices"].get(key, {"findings": []})["findings"]
            began = {finding["cause"] for finding in known}
            for finding in device["findings"]:
                assert moment(finding["since"]) <= moment(one["at"])
                if not one["usable"]:
                    assert finding["cause"] in {*began, "blink_unreachable"}, key
        before = one
