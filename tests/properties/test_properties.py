"""What is true of every home: order, names, strangers, restarts, time, and an end.

scripts/test tests/properties                                     about ten seconds
BLINK_DOCTOR_EXAMPLES=2000 scripts/test tests/properties          many more homes
"""

from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
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


def everything(polls: list[Said], house: House) -> list[Any]:
    keys = {*house.devices, "account", *(f"system:{n}" for n in (1, 2, 3))}
    return [
        (
            findings(one, sorted(keys)),
            sorted((issue["cause"], issue["device"]) for issue in one["issues"]),
        )
        for one in polls
    ]


@many
@given(houses(), st.randoms(use_true_random=False))
def test_order_changes_nothing(house: House, rng: random.Random) -> None:
    polls = captures(house)
    shuffled = deepcopy(polls)
    for capture in shuffled:
        if capture["homescreen"] is not None:
            for name in (*LISTS.values(), "networks"):
                rng.shuffle(capture["homescreen"][name])
            lists = list(capture["homescreen"].items())
            rng.shuffle(lists)
            capture["homescreen"] = dict(lists)
    assert everything(said(shuffled), house) == everything(said(polls), house)


@many
@given(houses(), st.randoms(use_true_random=False))
def test_names_change_nothing(house: House, rng: random.Random) -> None:
    polls = captures(house)
    renamed = deepcopy(polls)
    names = {key: f"{rng.choice('ABCDE')} {n}" for n, key in enumerate(house.devices)}
    for capture in renamed:
        for family, name in LISTS.items():
            for raw in (capture["homescreen"] or {}).get(name, []):
                raw["name"] = names[f"{family}:{raw['id']}"]
        for raw in (capture["homescreen"] or {}).get("networks", []):
            raw["name"] = f"Place {raw['id']}"
    assert everything(said(renamed), house) == everything(said(polls), house)


@many
@given(houses())
def test_ids_change_nothing(house: House) -> None:
    """Of devices and of systems: all others, in the opposite order."""
    polls = captures(house)

    def other(key: str) -> str:
        family, _, number = key.partition(":")
        return f"{family}:{9000 - int(number)}" if number else key

    moved = deepcopy(polls)
    for capture in moved:
        for name in LISTS.values():
            for raw in (capture["homescreen"] or {}).get(name, []):
                raw["id"] = 9000 - raw["id"]
                raw["network_id"] = 9000 - raw["network_id"]
        for raw in (capture["homescreen"] or {}).get("networks", []):
            raw["id"] = 9000 - raw["id"]
    keys = {*house.devices, "account", *(f"system:{n}" for n in (1, 2, 3))}
    for one, two in zip(said(polls), said(moved), strict=True):
        there = findings(two, [other(key) for key in keys])
        assert there == {other(key): v for key, v in findings(one, keys).items()}
        issues = {(issue["cause"], other(issue["device"])) for issue in one["issues"]}
        assert issues == {(issue["cause"], issue["device"]) for issue in two["issues"]}


@many
@given(houses(), st.integers(-(10**6), 10**6))
def test_a_shift_of_all_times_changes_nothing(house: House, minutes: int) -> None:
    """By anything from years ago to years ahead."""
    shift = timedelta(minutes=minutes)

    def later(text: str) -> str:
        return (datetime.fromisoformat(text) + shift).isoformat()

    polls = captures(house)
    moved = deepcopy(polls)
    for capture in moved:
        capture["at"] = later(capture["at"])
        for name in LISTS.values():
            for raw in (capture["homescreen"] or {}).get(name, []):
                for field in ("last_hb", "updated_at"):
                    if field in raw:
                        raw[field] = later(raw[field])
    for one, two in zip(said(polls), said(moved), strict=True):
        before = findings(one, house.devices)
        after = findings(two, house.devices)
        assert {
            key: [(cause, sure, moment(later(since))) for cause, sure, since in found]
            for key, found in before.items()
        } == {
            key: [(cause, sure, moment(since)) for cause, sure, since in found]
            for key, found in after.items()
        }


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@many
@given(houses(), st.sets(st.integers(0, 48), max_size=10))
def test_a_poll_told_twice_is_one_poll(house: House, twice: set[int]) -> None:
    """The same answer of the same moment, once more."""
    polls = captures(house)
    doubled: list[Capture] = []
    last: list[int] = []
    for number, capture in enumerate(polls):
        doubled += [capture] * (2 if number in twice else 1)
        last.append(len(doubled) - 1)
    told = said(doubled)
    told = [told[number] for number in last]
    assert everything(told, house) == everything(said(polls), house)


@many
@given(houses())
def test_a_restart_at_every_poll_changes_nothing(house: House) -> None:
    """What a verdict depends on is in the memory."""
    polls = captures(house)
    restarted = [{**capture, "restart": True} for capture in polls]
    assert said(restarted) == said(polls)


@some
@given(houses(minutes=1500), st.sets(st.integers(1, 300), max_size=20))
def test_restarts_on_a_long_day_change_nothing(house: House, when: set[int]) -> None:
    """What comes and goes is remembered, too."""
    polls = captures(house, every=15)
    restarted = [
        {**capture, "restart": number in when} for number, capture in enumerate(polls)
    ]
    assert said(restarted) == said(polls)


@many
@given(houses(own_wifi=2))
def test_a_healthy_stranger_changes_nothing(house: House) -> None:
    """Another home in the account, all well."""
    stranger = ("owl:991@9", "owl:992@9", "sync_module:993@9", "camera:994@9")
    polls = said(captures(house))
    beside = said(captures(replace(house, keys=house.keys + stranger)))
    for one, two in zip(polls, beside, strict=True):
        assert findings(two, house.devices) == findings(one, house.devices)
        assert not any(causes(two, key.partition("@")[0]) for key in stranger)


@st.composite
def two_homes(draw: st.DrawFn) -> tuple[House, House]:
    """Draw an account twice, with different hours in its second system.

    One device there answers throughout: what is down as a whole is one outage.
    """
    mine = draw(systems(range(1, 2), own_wifi=2))
    theirs = draw(systems(range(2, 3), own_wifi=2))
    here = draw(episodes(mine, until=180))
    made = [
        House(
            keys=(*mine, *theirs, "owl:299@2"),
            episodes=here + draw(episodes(theirs, until=180)),
            minutes=180,
        )
        for _ in range(2)
    ]
    return made[0], made[1]


@many
@given(two_homes())
def test_one_system_never_changes_the_findings_of_another(
    pair: tuple[House, House],
) -> None:
    """What is alive or dead in it says nothing about those of another home."""
    one, two = pair
    mine = one.in_system("1")
    for first, second in zip(said(captures(one)), said(captures(two)), strict=True):
        assert findings(first, mine) == findings(second, mine)


@pytest.mark.parametrize(("fine", "coarse"), [(5, 10), (15, 30)])
@some
@given(
    house=houses(
        minutes=480, until=360, step=60, clean=True, lasting=True, apart=True, most=3
    )
)
def test_twice_as_many_polls_change_a_verdict_by_one_poll_at_most(
    house: House, fine: int, coarse: int
) -> None:
    """Each cause comes and goes within one of the longer intervals."""
    often = {one["at"]: one for one in said(captures(house, fine))}
    times = {datetime.fromisoformat(at): one for at, one in often.items()}
    for one in said(captures(house, coarse)):
        at = datetime.fromisoformat(one["at"])
        near = [
            other
            for then, other in times.items()
            if abs(then - at) <= timedelta(minutes=coarse)
        ]
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
    polls = said(captures(quiet, every=30))
    settled = everything(polls, quiet)[-10:]
    assert all(one == settled[0] for one in settled)
    bad = {key for e in quiet.episodes if e.end > quiet.minutes for key in e.keys}
    for one in polls[-10:]:
        for key in quiet.devices:
            if key not in bad:
                assert [c for c in causes(one, key) if c != "sync_module_error"] == []
            elif key.startswith(("camera", "owl")):
                assert causes(one, key) != []


@many
@given(houses(minutes=300, apart=True, lasting=True, clean=True))
def test_a_lasting_fault_is_never_let_go(house: House) -> None:
    """An hour after its start there is a finding at every poll until its end.

    A camera behind a module that has just come back gets a wait of its own.
    """
    polls = said(captures(house))
    modules_back = [
        START + timedelta(minutes=episode.end)
        for episode in house.episodes
        if any(key.startswith("sync_module:") for key in episode.keys)
    ]
    for one in polls:
        at = datetime.fromisoformat(one["at"])
        waits = any(end <= at < end + timedelta(minutes=20) for end in modules_back)
        for episode in house.episodes:
            begin = START + timedelta(minutes=episode.start + 60)
            if begin <= at < START + timedelta(minutes=episode.end):
                for key in episode.keys:
                    if not (waits and key.startswith("camera:")):
                        assert causes(one, key) != [], (key, one["at"])


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
def test_since_never_moves_while_a_finding_stands(house: House) -> None:
    """Whatever happens meanwhile; and it is never later than what was seen."""
    polls = said(captures(house))
    for one, two in pairwise(polls):
        for key, device in two["devices"].items():
            before = one["devices"].get(key, {"findings": []})["findings"]
            began = {finding["cause"]: finding["since"] for finding in before}
            for finding in device["findings"]:
                assert finding["since"] == began.get(finding["cause"], finding["since"])
                assert moment(finding["since"]) <= moment(two["at"])


@many
@given(houses())
def test_a_lost_poll_tells_nothing_new_of_a_device(house: House) -> None:
    """What no poll saw has not begun; only the account's own trouble is seen then."""
    gone = {moment(one["at"]) for one in captures(house) if not one["homescreen"]}
    for one, two in pairwise(said(captures(house))):
        if moment(two["at"]) not in gone:
            continue
        for key in house.devices:
            new = set(causes(two, key)) - set(causes(one, key))
            assert new <= {"blink_unreachable"}, (key, two["at"])


@many
@given(houses(minutes=240, until=180, apart=True, lasting=True, ends=True, clean=True))
def test_every_fault_that_ends_clears(house: House) -> None:
    """Within two good readings, and half an hour for a signal."""
    for one in said(captures(house)):
        minute = (datetime.fromisoformat(one["at"]) - START) // timedelta(minutes=1)
        for episode in house.episodes:
            signal = episode.kind in ("weak", "link")
            over = episode.end + (35 if signal else 15)
            if minute < over:
                continue
            for key in episode.keys:
                # what else happens to a module's cameras is said at the module
                if not key.startswith("sync_module"):
                    assert causes(one, key) == [], (key, one["at"])
                assert "sync_module_offline" not in causes(one, key)


@many
@given(houses())
def test_who_is_well_has_nothing(house: House) -> None:
    """No finding on a camera, a Mini or a doorbell to which nothing happens."""
    troubled = house.troubled()
    for one in said(captures(house)):
        for key in house.devices:
            if key not in troubled and not key.startswith("sync_module"):
                assert causes(one, key) == [], (key, one["at"])


@many
@given(houses(clean=True, lasting=True, apart=True))
def test_each_issue_sits_where_something_happened(house: House) -> None:
    """On a troubled device, the module of troubled cameras, or their system."""
    troubled = house.troubled()
    places = {
        key.partition("@")[2] for key in house.keys if key.partition("@")[0] in troubled
    }
    allowed = {
        *troubled,
        *(f"system:{place}" for place in places),
        *(f"sync_module:{place}1" for place in places),
    }
    for one in said(captures(house)):
        keys = {issue["device"] for issue in one["issues"]}
        assert keys <= allowed | ({"account"} if troubled else set())


@many
@given(houses())
def test_home_network_offline_is_never_certain(house: House) -> None:
    """Two devices gone at once may as well share a plug as a router."""
    for one in said(captures(house)):
        for device in one["devices"].values():
            for finding in device["findings"]:
                if finding["cause"] == "home_network_offline":
                    assert finding["confidence"] != "confirmed"
