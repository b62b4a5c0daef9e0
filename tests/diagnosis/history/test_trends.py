"""A lasting drop against a device's own norm, alone and together."""

from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.history.trends import (
    Drop,
    Signal,
    together,
)
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Reading
from tests.diagnosis.polls import DAY, KEY, Polls, camera

LINK: dict[str, Any] = {"sync_module_bars": 1}
NO_BARS: dict[str, Any] = {"wifi_bars": None}


@pytest.mark.parametrize(
    ("was_days", "was", "days", "now", "signal"),
    [
        # two bars for three days, also where the signal is not weak yet
        (30, {}, 2, {"wifi_bars": 3}, None),
        (30, {}, 3, {"wifi_bars": 3}, Signal.WIFI_BARS),
        (30, {}, 3, {"wifi_bars": 4}, None),
        (30, {}, 10, {"wifi_bars": 3}, Signal.WIFI_BARS),
        (30, {}, 10, {"wifi_bars": 4}, None),
        # what lasts becomes the norm; the first days have none
        (40, {}, 60, {"wifi_bars": 3}, None),
        (5, {}, 5, {"wifi_bars": 2}, None),
        # ten dB, only where bars say nothing
        (
            30,
            {"wifi_dbm": -50} | NO_BARS,
            4,
            {"wifi_dbm": -60} | NO_BARS,
            Signal.WIFI_DBM,
        ),
        (30, {"wifi_dbm": -50} | NO_BARS, 4, {"wifi_dbm": -59} | NO_BARS, None),
        (30, {"wifi_dbm": -50}, 4, {"wifi_dbm": -70}, None),
        # too few days to have a norm, also where values are negative
        *(
            (9, NO_BARS, days, {"wifi_dbm": -50} | NO_BARS, None)
            for days in (1, 3, 5, 9)
        ),
    ],
)
def test_a_drop_is_lasting_and_large(
    was_days: int, was: dict[str, Any], days: int, now: dict[str, Any], signal: Any
) -> None:
    polls = Polls()
    polls.days(was_days, camera(**was))
    polls.days(days + 0.25, camera(**now))
    drops = [drop.signal for drop in polls.remembered().drops]
    assert drops == ([signal] if signal else [])
    # one good day is enough
    polls.days(1.25, camera(**was))
    assert polls.remembered().drops == ()


@pytest.mark.parametrize("days", [4, 40])
def test_a_drop_is_a_note_that_says_since_when(days: int) -> None:
    """The first worse day, of which weeks later only the week is known; no fault."""
    polls = Polls()
    polls.days(60, camera())
    since = day_of(polls.at + DAY / 4)
    polls.days(days, camera(wifi_bars=3))
    [drop] = polls.remembered().drops
    assert (drop.signal, drop.was, drop.now) == (Signal.WIFI_BARS, 5, 3)
    assert abs(drop.since - since) <= (1 if days < 14 else 3)
    assert not polls.diagnosis.devices[KEY].fault


def test_jitter_never_drops() -> None:
    """A year of a bar up and down."""
    random, polls = Random(5), Polls()
    for _ in range(365 * 4):
        polls.poll(camera(wifi_bars=random.choice((3, 4, 5))))
        assert not polls.remembered().drops


def test_is_evidence_on_a_finding() -> None:
    """Was 5, is 2 since that day."""
    polls = Polls()
    polls.days(30, camera())
    since = polls.at + DAY / 4
    polls.days(5, camera(wifi_bars=2))
    evidence = polls.evidence(Cause.WEAK_WIFI)
    assert (evidence["wifi_bars"], evidence["wifi_bars_was"]) == (2, 5)
    assert evidence["wifi_bars_dropped_on"][:10] == since.date().isoformat()
    assert "dropped_together" not in evidence


def others(count: int, **changes: Any) -> list[Reading]:
    return [camera(f"camera:{number}", **changes) for number in range(1, count + 1)]


WEAK: dict[str, Any] = {"wifi_bars": 2}
MODULE: dict[str, Any] = {"battery": None, "battery_volts": None}


@pytest.mark.parametrize(
    ("cause", "before", "after", "together", "points_at"),
    [
        # three of four; the link of two of two
        ("weak_wifi", others(4), [*others(3, **WEAK), *others(4)[3:]], 3, "router"),
        ("weak_sync_module_link", others(2), others(2, **LINK), 2, "sync_module"),
        # one camera, or less than half
        ("weak_wifi", others(3), [*others(1, **WEAK), *others(3)[1:]], None, None),
        ("weak_wifi", others(5), [*others(2, **WEAK), *others(5)[2:]], None, None),
        ("weak_wifi", others(1), others(1, **WEAK), None, None),
        # each Blink network has a router and module of its own
        (
            "weak_wifi",
            [camera(), camera("camera:2", network_id="2")],
            [camera(**WEAK), camera("camera:2", network_id="2", **WEAK)],
            None,
            None,
        ),
        # a sync module is what is pointed at
        (
            "weak_wifi",
            [camera(), camera("sync_module:1", **MODULE)],
            [camera(**WEAK), camera("sync_module:1", **MODULE, **WEAK)],
            None,
            None,
        ),
    ],
)
def test_cameras_that_drop_together_point_at_what_they_share(
    cause: str,
    before: list[Reading],
    after: list[Reading],
    together: int | None,
    points_at: str | None,
) -> None:
    polls = Polls()
    polls.days(30, lambda _: before)
    polls.days(5, lambda _: after)
    evidence = polls.evidence(Cause(cause))
    assert evidence.get("dropped_together") == together
    assert evidence.get("points_at") == points_at


@pytest.mark.parametrize(("since", "count"), [(102, 2), (103, 0)])
def test_three_days_apart_is_not_together(since: int, count: int) -> None:
    remembered: dict[str, Any] = {
        f"camera:{number}": SimpleNamespace(
            drops=(Drop(signal=Signal.WIFI_BARS, was=5, now=2, since=day),)
        )
        for number, day in ((1, 100), (2, since))
    }
    assert len(together(others(2), remembered)) == count
