"""An expected day with a range, or honestly nothing."""

from datetime import datetime, timedelta
from math import exp, log
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.battery_life import (
    WIDEST,
    Basis,
    BatteryLife,
    Expectation,
)
from custom_components.blink_doctor.diagnosis.cells import TAIL_DAYS, Cells, Cycle
from custom_components.blink_doctor.diagnosis.decline import Declines
from custom_components.blink_doctor.diagnosis.lives import Lives
from custom_components.blink_doctor.diagnosis.past import Past, Sample, day_of

from .polls import DAY, START

NOW = START
# flat, then the cliff: days before low and volts
SHAPE = {0: 1.38, 7: 1.42, 14: 1.44, 30: 1.48, 60: 1.52, 120: 1.55, 200: 1.56}


def tail(shift: float = 0.0) -> tuple[float | None, ...]:
    """Return the voltage at each of `TAIL_DAYS` before low."""
    points = sorted(SHAPE.items())
    volts: list[float] = []
    for days in TAIL_DAYS:
        left = max(point for point in points if point[0] <= days)
        right = min((point for point in points if point[0] >= days), default=left)
        wide = right[0] - left[0]
        part = (days - left[0]) / wide if wide else 0.0
        volts.append(round(left[1] + part * (right[1] - left[1]) + shift, 3))
    return tuple(volts)


def cells(age: float, *lives: int, whole: bool = True) -> Cells:
    """Return cells that are so many days old, after others that lasted so long."""
    return Cells(
        first_seen=NOW - 2000 * DAY,
        put_in=NOW - age * DAY,
        cycles=tuple(
            Cycle(ended=day_of(NOW) - 400, days=days, whole=whole, tail=tail())
            for days in lives
        ),
    )


def at_volts(volts: float | None) -> Past:
    """Return a past whose last days had this voltage."""
    if volts is None:
        return Past()
    today = day_of(NOW)
    return Past(
        days=tuple(Sample(at=today - back, volts=volts) for back in range(5, 0, -1))
    )


def expect(
    known: dict[str, Cells], volts: float | None = None, key: str = "camera:1"
) -> Expectation:
    """Return what is expected of one of these devices."""
    return BatteryLife(known, NOW).expect(key, at_volts(volts), NOW)


def in_days(moment: datetime | None) -> float:
    """Return how many days ahead a date is that must be there."""
    assert moment is not None
    return (moment - NOW) / DAY


class TestNoDate:
    """Where the data cannot carry one."""

    @pytest.mark.parametrize("age", [0, 1, 100, 300, 900])
    def test_the_published_two_years_alone_carry_no_date(self, age: float) -> None:
        """They are an advertisement, not an observation."""
        expected = expect({"camera:1": cells(age)})
        assert expected.basis is Basis.TOO_LITTLE_KNOWN
        assert (expected.low_on, expected.earliest, expected.latest) == (None,) * 3

    def test_cells_of_unknown_age_with_nothing_to_compare(self) -> None:
        """An installation on its first day."""
        known = {"camera:1": Cells(first_seen=NOW)}
        assert expect(known, 1.55).low_on is None

    def test_too_wide_a_range(self) -> None:
        """Sets that lasted from 100 to 900 days say nothing about the next one."""
        expected = expect({"camera:1": cells(60, 100, 900, 150, 800)}, 1.55)
        assert expected.low_on is None
        assert expected.basis is Basis.TOO_LITTLE_KNOWN

    def test_low_already(self) -> None:
        """Then the day is known and nothing is expected."""
        low = Cells(
            first_seen=NOW - 900 * DAY, put_in=NOW - 300 * DAY, low_since=NOW - 5 * DAY
        )
        expected = expect({"camera:1": low})
        assert expected.basis is Basis.ALREADY_LOW
        assert expected.low_on is None
        assert expected.life == pytest.approx(295)

    def test_fed_from_outside(self) -> None:
        """A month above what cells alone give."""
        week = day_of(NOW) // 7
        past = Past(weeks=tuple(Sample(at=week - n, volts=1.71) for n in range(4)))
        known = BatteryLife({"camera:1": cells(100, 300, 300)}, NOW)
        assert known.expect("camera:1", past, NOW).basis is Basis.POWERED


class TestDate:
    """Where the past carries one."""

    def test_from_its_own_past(self) -> None:
        """Four sets of about 200 days: the fifth as well."""
        expected = expect({"camera:1": cells(120, 195, 205, 200, 198)}, 1.53)
        assert expected.basis is Basis.OWN_PAST
        assert 60 < in_days(expected.low_on) < 110
        assert in_days(expected.earliest) < 80 < in_days(expected.latest)

    def test_from_its_siblings(self) -> None:
        """A camera's first known set, among cameras with many alike."""
        known = {f"camera:{n}": cells(150, 300, 310, 290, 305) for n in range(2, 8)}
        known["camera:1"] = Cells(first_seen=NOW - 400 * DAY, put_in=NOW - 270 * DAY)
        expected = expect(known, 1.47)
        assert expected.basis is Basis.SIBLINGS
        assert in_days(expected.low_on) < 60

    def test_the_range_is_in_order_and_bounded(self) -> None:
        """Earliest, expected, latest; none in the past; not wider than allowed."""
        for age in (1, 50, 150, 199, 230, 260):
            for volts in (1.58, 1.5, 1.45, 1.4, 1.3):
                expected = expect({"camera:1": cells(age, 195, 205, 200)}, volts)
                if expected.low_on is None:
                    continue
                assert expected.earliest is not None
                assert expected.latest is not None
                assert expected.earliest <= expected.low_on
                assert expected.low_on <= expected.latest
                assert expected.earliest >= NOW - DAY
                assert expected.latest - expected.earliest <= WIDEST + 32 * DAY

    def test_lower_volts_bring_the_day_nearer(self) -> None:
        """All else equal."""
        known = {"camera:1": cells(150, 195, 205, 200)}
        days = [in_days(expect(known, v).low_on) for v in (1.55, 1.5, 1.46, 1.42, 1.39)]
        assert days == sorted(days, reverse=True)
        assert days[-1] < 15

    def test_who_has_outlived_its_past_is_expected_ever_later(self) -> None:
        """Given alive at 230 days, it is not expected at 200."""
        expected = expect({"camera:1": cells(230, 195, 205, 200)})
        assert in_days(expected.earliest) >= 0
        assert in_days(expected.latest) > 10

    def test_a_cliff_in_cells_of_unknown_age(self) -> None:
        """The voltage at which the siblings went low says enough."""
        known = {f"camera:{n}": cells(150, 300, 310, 290, 305) for n in range(2, 8)}
        known["camera:1"] = Cells(first_seen=NOW - 30 * DAY)
        assert expect(known, 1.55).low_on is None
        expected = expect(known, 1.41)
        assert expected.basis is Basis.SIBLINGS
        assert in_days(expected.low_on) < 40

    def test_far_dates_move_in_steps(self) -> None:
        """No false precision: a twelfth of the range, and whole days."""
        known = {"camera:1": cells(60, 195, 205, 200, 198)}
        dates = {
            BatteryLife(known, NOW)
            .expect("camera:1", at_volts(1.55), NOW + timedelta(hours=6 * n))
            .low_on
            for n in range(12)
        }
        assert len(dates) <= 2
        assert all(date is not None and date.hour == 0 for date in dates)


class TestLives:
    """What is learned from lives."""

    def test_a_set_changed_early_counts_as_at_least(self) -> None:
        """It pulls the expectation up, never down."""
        without = Lives({"camera:1": cells(1, 200, 200)}, NOW).next_life("camera:1")
        early = cells(1, 200, 200)
        early = Cells(
            first_seen=early.first_seen,
            put_in=early.put_in,
            cycles=(*early.cycles, Cycle(ended=day_of(NOW) - 1, days=260)),
        )
        with_early = Lives({"camera:1": early}, NOW).next_life("camera:1")
        assert with_early.mean > without.mean
        short = Cells(
            first_seen=early.first_seen,
            put_in=early.put_in,
            cycles=(*early.cycles[:2], Cycle(ended=day_of(NOW) - 1, days=40)),
        )
        with_short = Lives({"camera:1": short}, NOW).next_life("camera:1")
        assert with_short.mean == pytest.approx(without.mean, abs=0.01)

    def test_the_present_set_is_not_held_against_itself(self) -> None:
        """Its age is for who looks at its remaining days, low or new or neither."""
        early = (Cycle(ended=day_of(NOW) - 1, days=260),)
        changed: dict[str, Any] = {"first_seen": NOW - 2000 * DAY, "cycles": early}
        expected = {
            Lives({"camera:1": present}, NOW).next_life("camera:1").mean
            for present in (
                Cells(**changed, put_in=NOW - 100 * DAY),
                Cells(**changed, put_in=NOW - 100 * DAY, low_since=NOW),
                Cells(**changed, put_in=NOW),
            )
        }
        assert len(expected) == 1
        unknown = Lives({"camera:1": Cells(first_seen=NOW)}, NOW).next_life("camera:1")
        assert expected.pop() > unknown.mean

    def test_nothing_known_is_wide(self) -> None:
        """From three months to over two years."""
        life = Lives({"camera:1": Cells(first_seen=NOW)}, NOW).next_life("camera:1")
        spread = life.variance**0.5
        assert exp(life.mean - 1.65 * spread) < 100
        assert exp(life.mean + 1.65 * spread) > 730

    def test_own_past_outweighs_the_siblings(self) -> None:
        """A camera that eats cells does so again."""
        known = {f"camera:{n}": cells(100, 400, 420, 390) for n in range(2, 6)}
        known["camera:1"] = cells(1, 100, 105, 98)
        life = Lives(known, NOW).next_life("camera:1")
        assert exp(life.mean) == pytest.approx(103, rel=0.1)

    def test_measured_spreads_replace_the_assumed(self) -> None:
        """Sets that last alike narrow, sets that do not widen."""
        alike = Lives({f"camera:{n}": cells(1, *[200] * 6) for n in range(5)}, NOW)
        unlike = Lives(
            {f"camera:{n}": cells(1, 90, 400, 120, 350, 80, 500) for n in range(5)}, NOW
        )
        assert alike.within < 0.15
        assert unlike.within > 0.5

    def test_the_account_is_not_counted_against_itself(self) -> None:
        """What siblings say does not contain the camera's own lives."""
        known = {"camera:1": cells(1, 100, 100), "camera:2": cells(1, 400, 400)}
        lives = Lives(known, NOW)
        assert lives.siblings("camera:1").mean > log(300)
        assert lives.siblings("camera:2").mean < log(300)


class TestDecline:
    """What is learned from voltages."""

    def test_a_meter_that_reads_high_is_learned(self) -> None:
        """The camera's own offset, once it has gone low some times."""

        def shifted(shift: float) -> Cells:
            return Cells(
                first_seen=NOW - 900 * DAY,
                cycles=tuple(
                    Cycle(ended=1, days=200, whole=True, tail=tail(shift))
                    for _ in range(4)
                ),
            )

        known = {f"camera:{n}": shifted(0.0) for n in range(2, 7)}
        known["camera:1"] = shifted(0.05)
        declines = Declines(known, dict.fromkeys(known, 200.0))
        high, plain = declines.curve("camera:1"), declines.curve("camera:2")
        assert high.volts[0] - plain.volts[0] == pytest.approx(0.05, abs=0.02)

    def test_one_odd_set_does_not_spoil_the_curve(self) -> None:
        """Alkaline cells in one of six cameras."""
        known = {f"camera:{n}": cells(1, 200, 200, 200) for n in range(6)}
        odd = Cycle(ended=1, days=60, whole=True, tail=tuple([1.1] * len(TAIL_DAYS)))
        with_odd = known | {
            "camera:0": Cells(first_seen=NOW - 900 * DAY, cycles=(odd,))
        }
        lives = dict.fromkeys(known, 200.0)
        plain = Declines(known, lives).curve("camera:3")
        spoiled = Declines(with_odd, lives).curve("camera:3")
        assert spoiled.volts[0] == pytest.approx(plain.volts[0], abs=0.01)
        assert spoiled.spread[0] < plain.spread[0] + 0.02
