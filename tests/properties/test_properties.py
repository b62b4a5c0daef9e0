"""What is true of every home: order, names, strangers, restarts, time, and an end.

scripts/test tests/properties                                     about ten seconds
BLINK_DOCTOR_EXAMPLES=2000 scripts/test tests/properties          many more homes
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
import os
import random
from typing import Any

from hypothesis import example, given, settings, strategies as st
import pytest

from tests.scenarios.homes import LISTS, START

from .houses import (
    Capture,
    Episode,
    House,
    Said,
    captures,
    causes,
    episodes,
    findings,
    houses,
    said,
    systems,
)

EXAMPLES = int(os.environ.get("BLINK_DOCTOR_EXAMPLES", "24"))
many = settings(max_examples=EXAMPLES, deadline=None)
some = settings(max_examples=max(EXAMPLES // 2, 5), deadline=None)
CHANCE = st.randoms(use_true_random=False)
moment = datetime.fromisoformat


def everything(
    polls: list[Capture],
    house: House,
    named: Callable[[str], str] = str,
    shift: timedelta = timedelta(),
) -> list[Any]:
    """Return all findings and issues of each poll, by the old keys and times.

    `named` gives keys their new names, and new names their keys.
    """
    keys = (*house.devices, "account", "system:1", "system:2", "system:3")
    return [
        (
            {
                named(key): [
                    (cause, sure, moment(at) - shift) for cause, sure, at in them
                ]
                for key, them in findings(one, map(named, keys)).items()
            },
            {(issue["cause"], named(issue["device"])) for issue in one["issues"]},
        )
        for one in said(polls)
    ]


def lists(polls: list[Capture]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the family and the list of all that is listed, systems too."""
    for capture in polls:
        for family, name in [*LISTS.items(), ("system", "networks")]:
            yield family, (capture["homescreen"] or {}).get(name, [])


def shuffled(polls: list[Capture], rng: random.Random) -> None:
    for _, entries in lists(polls):
        rng.shuffle(entries)
    for capture in polls:
        if capture["homescreen"] is not None:
            items = [*capture["homescreen"].items()]
            rng.shuffle(items)
            capture["homescreen"] = dict(items)


def renamed(polls: list[Capture], rng: random.Random) -> None:
    names: dict[str, str] = {}
    for family, entries in lists(polls):
        for raw in entries:
            name = f"{rng.choice('ABCDE')} {len(names)}"
            raw["name"] = names.setdefault(f"{family}:{raw['id']}", name)


@pytest.mark.parametrize("change", [shuffled, renamed])
@many
@given(house=houses(), rng=CHANCE)
def test_order_and_names_change_nothing(
    change: Callable[[list[Capture], random.Random], None],
    house: House,
    rng: random.Random,
) -> None:
    polls = captures(house)
    changed = deepcopy(polls)
    change(changed, rng)
    assert everything(changed, house) == everything(polls, house)


@many
@given(houses())
def test_ids_change_nothing(house: House) -> None:
    """Of devices and of systems: all others, in the opposite order."""

    def other(key: str) -> str:
        family, _, number = key.partition(":")
        return f"{family}:{9000 - int(number)}" if number else key

    polls = captures(house)
    moved = deepcopy(polls)
    for _, entries in lists(moved):
        for raw in entries:
            for name in raw.keys() & {"id", "network_id"}:
                raw[name] = 9000 - raw[name]
    assert everything(moved, house, other) == everything(polls, house)


@many
@given(houses(), st.integers(-(10**6), 10**6))
def test_a_shift_of_all_times_changes_nothing(house: House, minutes: int) -> None:
    """By anything from years ago to years ahead."""
    shift = timedelta(minutes=minutes)
    polls = captures(house)
    moved = deepcopy(polls)
    for capture in moved:
        capture["at"] = (moment(capture["at"]) + shift).isoformat()
    for _, entries in lists(moved):
        for raw in entries:
            for name in raw.keys() & {"last_hb", "updated_at"}:
                raw[name] = (moment(raw[name]) + shift).isoformat()
    assert everything(moved, house, shift=shift) == everything(polls, house)


@many
@given(houses(), st.sets(st.integers(0, 48), max_size=10))
def test_a_repeated_poll_is_one_poll(house: House, twice: set[int]) -> None:
    """The same answer with the same time, once more."""
    polls = captures(house)
    doubled: list[Capture] = []
    last: list[int] = []
    for number, capture in enumerate(polls):
        doubled += [capture] * (2 if number in twice else 1)
        last.append(len(doubled) - 1)
    told = everything(doubled, house)
    assert [told[number] for number in last] == everything(polls, house)


@pytest.mark.parametrize(("minutes", "every"), [(240, 5), (1500, 15)])
@some
@given(data=st.data())
def test_restarts_change_nothing(minutes: int, every: int, data: Any) -> None:
    """What a verdict depends on is in the memory, also of what comes and goes."""
    polls = captures(data.draw(houses(minutes=minutes)), every)
    always = data.draw(st.booleans())
    when = data.draw(st.sets(st.integers(1, 300), max_size=20))
    restarted = [
        {**capture, "restart": always or number in when}
        for number, capture in enumerate(polls)
    ]
    assert said(restarted) == said(polls)


@many
@given(houses(own_wifi=2))
def test_another_healthy_home_changes_nothing(house: House) -> None:
    """Another home in the account, all well."""
    stranger = ("owl:991@9", "owl:992@9", "sync_module:993@9", "camera:994@9")
    polls = said(captures(house))
    beside = said(captures(replace(house, keys=house.keys + stranger)))
    for one, two in zip(polls, beside, strict=True):
        assert findings(two, house.devices) == findings(one, house.devices)
        assert not any(causes(two, key.partition("@")[0]) for key in stranger)


@many
@given(st.data())
def test_one_system_never_changes_the_findings_of_another(data: Any) -> None:
    """What is alive or dead in it says nothing about those of another home.

    One device there answers throughout: what is down as a whole is one outage.
    """
    mine = data.draw(systems(range(1, 2), own_wifi=2))
    theirs = data.draw(systems(range(2, 3), own_wifi=2))
    here = data.draw(episodes(mine, until=180))
    one, two = (
        House(
            keys=(*mine, *theirs, "owl:299@2"),
            episodes=here + data.draw(episodes(theirs, until=180)),
            minutes=180,
        )
        for _ in range(2)
    )
    keys = [key.partition("@")[0] for key in mine]
    for first, second in zip(said(captures(one)), said(captures(two)), strict=True):
        assert findings(first, keys) == findings(second, keys)


@pytest.mark.parametrize(("fine", "coarse"), [(5, 10), (15, 30)])
@some
@given(
    house=houses(
        minutes=480, until=360, step=90, clean=True, lasting=True, apart=True, most=3
    )
)
def test_twice_as_many_polls_change_a_verdict_by_one_poll_at_most(
    house: House, fine: int, coarse: int
) -> None:
    """Each cause comes and goes within one of the longer intervals; none are lost together."""
    often = [(moment(one["at"]), one) for one in said(captures(house, fine))]
    for one in said(captures(house, coarse)):
        at, most = moment(one["at"]), timedelta(minutes=coarse)
        near = [other for then, other in often if abs(then - at) <= most]
        for key in house.devices:
            around = [set(causes(other, key)) for other in near]
            here = set(causes(one, key))
            assert here <= set.union(*around), (key, one["at"])
            assert here >= set.intersection(*around), (key, one["at"])


@some
@given(houses(minutes=240 + 1800, until=240))
def test_with_constant_input_verdicts_settle_and_stay(house: House) -> None:
    """A day after the last event nothing changes any more."""
    quiet = replace(
        house,
        off=frozenset(),
        episodes=tuple(
            episode
            for episode in house.episodes
            if episode.kind != "flapping" or episode.end <= house.minutes
        ),
        lost=frozenset(minute for minute in house.lost if minute < 240),
        missing=frozenset(entry for entry in house.missing if entry[1] < 240),
    )
    settled = everything(captures(quiet, every=30), quiet)[-10:]
    assert all(one == settled[0] for one in settled)
    bad = {key for e in quiet.episodes if e.end > quiet.minutes for key in e.keys}
    for one in said(captures(quiet, every=30))[-10:]:
        for key in quiet.devices:
            if key not in bad:
                assert [c for c in causes(one, key) if c != "sync_module_error"] == []
            elif key.startswith(("camera", "owl")):
                assert causes(one, key) != []


@many
@given(houses(minutes=300, apart=True, lasting=True, clean=True))
def test_a_lasting_fault_is_found_until_its_end(house: House) -> None:
    """From an hour after its start, at every poll: on a troubled device.

    Its issue may be at the module of troubled cameras, or at their system. A camera behind
    a module that has just come back gets a wait of its own.
    """
    allowed = house.troubled()
    places = {
        key.partition("@")[2] for key in house.keys if key.partition("@")[0] in allowed
    }
    allowed |= {f"system:{place}" for place in places}
    allowed |= {f"sync_module:{place}1" for place in places}
    allowed |= {"account"} if allowed else set()
    modules_back = [
        episode.end
        for episode in house.episodes
        if any(key.startswith("sync_module:") for key in episode.keys)
    ]
    for minute, one in by_minute(house):
        assert {issue["device"] for issue in one["issues"]} <= allowed
        waits = any(end <= minute < end + 20 for end in modules_back)
        for episode in house.episodes:
            if episode.start + 60 <= minute < episode.end:
                for key in episode.keys:
                    if not (waits and key.startswith("camera:")):
                        assert causes(one, key) != [], (key, minute)


def by_minute(house: House) -> Iterator[tuple[int, Said]]:
    for one in said(captures(house)):
        yield (moment(one["at"]) - START) // timedelta(minutes=1), one


@many
@given(houses(minutes=240, until=180, apart=True, lasting=True, ends=True, clean=True))
def test_every_fault_that_ends_clears(house: House) -> None:
    """Within two good readings, and half an hour for a signal."""
    for minute, one in by_minute(house):
        for episode in house.episodes:
            signal = episode.kind in ("weak", "link")
            if minute < episode.end + (35 if signal else 15):
                continue
            for key in episode.keys:
                # other faults of a module's cameras have their finding at the module
                if not key.startswith("sync_module"):
                    assert causes(one, key) == [], (key, minute)
                assert "sync_module_offline" not in causes(one, key)


@many
@given(houses())
@example(
    House(
        keys=("camera:120@1",),
        episodes=tuple(
            Episode(keys=("camera:120",), kind=kind, start=0, end=999)
            for kind in ("low", "offline")
        ),
        minutes=60,
    )
)
def test_at_every_poll(house: House) -> None:
    troubled = house.troubled()
    polls = captures(house)
    gone = {moment(one["at"]) for one in polls if not one["homescreen"]}
    before: Said = {"devices": {}}
    for minute, one in by_minute(house):
        at = moment(one["at"])
        for key, device in one["devices"].items():
            known = before["devices"].get(key, {"findings": []})["findings"]
            began = {finding["cause"]: finding["since"] for finding in known}
            for finding in device["findings"]:
                cause, since = finding["cause"], finding["since"]
                assert since == began.get(cause, since), "since never moves"
                assert moment(since) <= at, "nothing begins in the future"
                if cause == "home_network_offline":
                    # two devices gone at once may as well share a plug as a router
                    assert finding["confidence"] != "confirmed"
        for key in house.devices:
            if at in gone:
                new = {*causes(one, key)} - {*causes(before, key)}
                assert new <= {"blink_unreachable"}, ("begun unseen", key, minute)
            if key not in troubled and not key.startswith("sync_module"):
                assert causes(one, key) == [], ("nothing happened to", key, minute)
        before = one
