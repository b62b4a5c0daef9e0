"""A lasting drop against a device's own norm, alone and together."""

from random import Random
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.history.trends import (
    Drop,
    Signal,
    together,
)
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Family
from tests.diagnosis.polls import DAY, Polls, camera


def drops_after(days: int, now: int, was: int = 5) -> tuple[Drop, ...]:
    """Return the drops after a month of one value and some days of another."""
    polls = Polls()
    polls.days(30, camera(wifi_bars=was))
    polls.days(days + 0.25, camera(wifi_bars=now))
    return polls.remembered().drops


@pytest.mark.parametrize(
    ("days", "now", "dropped"),
    [(2, 3, False), (3, 3, True), (3, 4, False), (10, 3, True), (10, 4, False)],
)
def test_two_bars_for_three_days(days: int, now: int, dropped: bool) -> None:
    """Also where the signal is not weak yet: was 5, is 3."""
    assert bool(drops_after(days, now)) is dropped


def test_says_since_when() -> None:
    """The first worse day, also when it is weeks ago."""
    for days in (4, 40):
        polls = Polls()
        polls.days(60, camera())
        since = day_of(polls.at + DAY / 4)
        polls.days(days, camera(wifi_bars=3))
        [drop] = polls.remembered().drops
        assert (drop.signal, drop.was, drop.now) == (Signal.WIFI_BARS, 5, 3)
        # weeks later only the week is known
        assert abs(drop.since - since) <= (1 if days < 14 else 3)


def test_what_lasts_becomes_the_norm() -> None:
    """After as long again it is no news."""
    polls = Polls()
    polls.days(40, camera())
    polls.days(60, camera(wifi_bars=3))
    assert not polls.remembered().drops


def test_recovery_ends_it() -> None:
    """One good day is enough."""
    polls = Polls()
    polls.days(30, camera())
    polls.days(5, camera(wifi_bars=2))
    assert polls.remembered().drops
    polls.days(1.25, camera())
    assert not polls.remembered().drops


def test_jitter_never_drops() -> None:
    """A year of a bar up and down."""
    random, polls = Random(5), Polls()
    for _ in range(365 * 4):
        polls.poll(camera(wifi_bars=random.choice((3, 4, 5))))
        assert not polls.remembered().drops


def test_a_week_must_be_known() -> None:
    """The first days have no norm."""
    polls = Polls()
    polls.days(5, camera())
    polls.days(5, camera(wifi_bars=2))
    assert not polls.remembered().drops


@pytest.mark.parametrize("days", [1, 3, 4, 5, 9])
def test_few_days_of_dbm(days: int) -> None:
    """Too little to have a norm, also where values are negative."""
    polls = Polls()
    polls.days(9, camera(wifi_bars=None))
    polls.days(days, camera(wifi_bars=None, wifi_dbm=-50))
    assert not polls.remembered().drops


def test_dbm_where_there_are_no_bars() -> None:
    """Ten dB, and only where bars say nothing."""

    def polled(dbm: int, **bars: Any) -> tuple[Drop, ...]:
        polls = Polls()
        polls.days(30, camera(wifi_dbm=-50, **bars))
        polls.days(4.25, camera(wifi_dbm=dbm, **bars))
        return polls.remembered().drops

    assert [drop.signal for drop in polled(-60, wifi_bars=None)] == [Signal.WIFI_DBM]
    assert not polled(-59, wifi_bars=None)
    assert not polled(-70)


def test_is_evidence_on_a_finding() -> None:
    """Was 5, is 2 since that day."""
    polls = Polls()
    polls.days(30, camera())
    since = polls.at + DAY / 4
    polls.days(5, camera(wifi_bars=2))
    evidence = polls.evidence(Cause.WEAK_WIFI)
    assert evidence["wifi_bars"] == 2
    assert evidence["wifi_bars_was"] == 5
    assert evidence["wifi_bars_dropped_on"][:10] == since.date().isoformat()
    assert "dropped_together" not in evidence


def test_is_no_fault_of_its_own() -> None:
    """A note, not an alarm."""
    polls = Polls()
    polls.days(30, camera())
    polls.days(10, camera(wifi_bars=3))
    assert polls.remembered().drops
    assert not polls.diagnosis.devices["camera:1"].fault


class TestTogether:
    """Several cameras that drop together point at what they share."""

    def fallen(self, polls: Polls, of: int, fall: int, **bars: Any) -> None:
        """Let some of so many cameras fall after a month."""
        cameras = [camera(f"camera:{n}") for n in range(of)]
        polls.days(30, lambda _: cameras)
        worse = [
            camera(f"camera:{n}", **bars) if n < fall else camera(f"camera:{n}")
            for n in range(of)
        ]
        polls.days(5, lambda _: worse)

    def test_wifi_points_at_the_router(self) -> None:
        """Three of four."""
        polls = Polls()
        self.fallen(polls, 4, 3, wifi_bars=2)
        evidence = polls.evidence(Cause.WEAK_WIFI, "camera:0")
        assert evidence["dropped_together"] == 3
        assert evidence["points_at"] == "router"

    def test_the_link_points_at_the_module(self) -> None:
        """Two of two."""
        polls = Polls()
        self.fallen(polls, 2, 2, sync_module_bars=1)
        evidence = polls.evidence(Cause.WEAK_SYNC_MODULE_LINK, "camera:0")
        assert evidence["points_at"] == "sync_module"

    @pytest.mark.parametrize(("of", "fall"), [(3, 1), (5, 2), (1, 1)])
    def test_too_few_point_at_nothing(self, of: int, fall: int) -> None:
        """One camera, or less than half."""
        polls = Polls()
        self.fallen(polls, of, fall, wifi_bars=2)
        assert "points_at" not in polls.evidence(Cause.WEAK_WIFI, "camera:0")

    def test_not_at_the_same_time(self) -> None:
        """Three days apart is apart."""

        class Remembered:
            def __init__(self, since: int) -> None:
                self.drops = (Drop(signal=Signal.WIFI_BARS, was=5, now=2, since=since),)

        readings = [camera("camera:1"), camera("camera:2")]
        near = {"camera:1": Remembered(100), "camera:2": Remembered(102)}
        far = {"camera:1": Remembered(100), "camera:2": Remembered(103)}
        assert len(together(readings, near)) == 2
        assert not together(readings, far)

    def test_other_homes_do_not_count(self) -> None:
        """Each Blink network has a router and module of its own."""
        polls = Polls()
        first = [camera("camera:1", network_id="1"), camera("camera:2", network_id="2")]
        polls.days(30, lambda _: first)
        worse = [
            camera("camera:1", network_id="1", wifi_bars=2),
            camera("camera:2", network_id="2", wifi_bars=2),
        ]
        polls.days(5, lambda _: worse)
        assert "points_at" not in polls.evidence(Cause.WEAK_WIFI)

    def test_a_sync_module_is_no_camera(self) -> None:
        """It is what is pointed at."""
        polls = Polls()
        module = camera("sync_module:1", battery=None, battery_volts=None)
        assert module.family is Family.SYNC_MODULE
        polls.days(30, lambda _: [camera(), module])
        weak = camera("sync_module:1", battery=None, battery_volts=None, wifi_bars=2)
        polls.days(5, lambda _: [camera(wifi_bars=2), weak])
        assert "points_at" not in polls.evidence(Cause.WEAK_WIFI)
