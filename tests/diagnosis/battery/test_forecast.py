"""An expected day with a range, or honestly nothing."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.battery import (
    MARKS,
    Basis,
    Batteries,
    Ended,
    Kind,
    Outlook,
    estimate,
)
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.diagnosis.polls import DAY, KEY, START

NOW = START
# 1.50 V, which lithium falls below some weeks before it is low
MARK = MARKS.index(1.50)


def marks(days: int) -> tuple[int, ...]:
    """Return marks of which that of 1.50 V is known."""
    return (*[-1] * MARK, days)


def cells(age: float, *lives: int, **changes: Any) -> Batteries:
    """Return a set that is so many days old, after others that lasted so long."""
    values: dict[str, Any] = {
        "first_seen": NOW - 2000 * DAY,
        "put_in": NOW - age * DAY,
        "since": NOW - age * DAY,
        "last": NOW,
        "cycles": tuple(
            Ended(
                ended=day_of(NOW) - 400,
                days=days,
                low=True,
                marks=marks(40),
            )
            for days in lives
        ),
    }
    return Batteries(**values | changes)


def said(state: Batteries, now: datetime = NOW, /, **others: Batteries) -> Outlook:
    """Return what is said of one camera, beside others."""
    known = {DeviceKey(f"camera:{name}"): other for name, other in others.items()}
    return estimate({KEY: state} | known, now)[KEY]


def middle(outlook: Outlook) -> datetime:
    """Return the day that must be there."""
    assert outlook.expected_low is not None
    return outlook.expected_low.on


def test_from_its_own_past() -> None:
    """Alike lives give a narrow range around the same day."""
    outlook = said(cells(120, 195, 205, 200, 198))
    low = outlook.expected_low
    assert low is not None
    assert outlook.basis is Basis.OWN_PAST
    assert low.earliest < low.on < low.latest
    assert abs(low.on - (NOW + 80 * DAY)) < 15 * DAY


def test_from_its_siblings() -> None:
    """A camera without a past of its own is expected to be like them."""
    others = {f"c{n}": cells(10, 98, 102, 100) for n in range(6)}
    outlook = said(cells(60), **others)
    assert outlook.basis is Basis.SIBLINGS
    assert abs(middle(outlook) - (NOW + 40 * DAY)) < 20 * DAY


def test_a_doorbell_tells_nothing_of_a_camera() -> None:
    """They use other amounts."""
    known = {KEY: cells(60), DeviceKey("doorbell:2"): cells(10, 98, 102, 100)}
    assert estimate(known, NOW)[KEY].basis is Basis.TOO_LITTLE_KNOWN


def test_nothing_is_known() -> None:
    """A new installation has no date."""
    outlook = said(cells(100))
    assert (outlook.basis, outlook.expected_low) == (Basis.TOO_LITTLE_KNOWN, None)


def test_too_wide_a_range_is_no_date() -> None:
    """Lives that differ by years carry none."""
    assert said(cells(20, 90, 700, 200)).expected_low is None


def test_the_voltage_sharpens() -> None:
    """Days from 1.50 V to low are known better than lives that differ."""
    lives = (300, 500, 400, 380)
    below = marks(240)
    outlook = said(cells(250, *lives, marks=below))
    assert outlook.basis is Basis.VOLTAGE
    assert abs(middle(outlook) - (NOW + 30 * DAY)) < 20 * DAY


def test_a_mark_that_was_not_seen_to_be_crossed_tells_nothing() -> None:
    """Home Assistant was off, or the batteries were in before."""
    outlook = said(cells(250, 300, 500, 400, 380, marks=marks(-1)))
    assert outlook.basis is not Basis.VOLTAGE


def test_a_date_stands_still() -> None:
    """Week after week with no news, while the range gets narrower."""
    state = cells(120, 195, 205, 200, 198)
    weeks = [NOW + week * 7 * DAY for week in range(8)]
    days = [middle(said(Batteries(**_fields(state, last=at)), at)) for at in weeks]
    assert len(set(days)) <= 2
    assert max(days) - min(days) <= 8 * DAY


def _fields(state: Batteries, **changes: Any) -> dict[str, Any]:
    return {n: getattr(state, n) for n in state.__slots__} | changes


@pytest.mark.parametrize(
    ("changes", "basis"),
    [
        ({"low_since": NOW - 5 * DAY}, Basis.ALREADY_LOW),
        ({"idle_since": NOW - 4 * DAY}, Basis.POWERED),
        ({"frost_since": NOW - DAY}, Basis.TOO_LITTLE_KNOWN),
        ({"last": NOW - 5 * DAY}, Basis.TOO_LITTLE_KNOWN),
    ],
)
def test_when_no_date_can_be_said(changes: dict[str, Any], basis: Basis) -> None:
    """Low already, without batteries, or nobody can tell."""
    outlook = said(cells(120, 195, 205, 200, 198, **changes))
    assert (outlook.basis, outlook.expected_low) == (basis, None)


def test_one_word_of_low_moves_nothing() -> None:
    """It is not low for good yet."""
    plain = said(cells(120, 195, 205, 200, 198))
    word = said(cells(120, 195, 205, 200, 198, low_since=NOW))
    assert plain == word


def test_rechargeable_sets_do_not_teach() -> None:
    """Neither do lithium ones teach of them."""
    short = tuple(
        Ended(ended=day_of(NOW) - 400, days=60, low=True, kind=Kind.RECHARGEABLE)
        for _ in range(5)
    )
    lithium = cells(120, 195, 205, 200, 198)
    mixed = Batteries(**_fields(lithium, cycles=(*short, *lithium.cycles)))
    assert said(mixed) == said(lithium)


def test_what_has_no_batteries_is_not_spoken_of() -> None:
    """A Mini."""
    assert estimate({DeviceKey("owl:1"): Batteries()}, NOW) == {}


class TestDrain:
    """Sets that are used up unusually fast."""

    OTHERS = {f"c{n}": cells(10, 400, 390, 410) for n in (2, 3)}

    def low(
        self, days: int, *lives: int, since: int = 11, marks: tuple[int, ...] = (9, 50)
    ) -> Batteries:
        """Return a set that went low after so many days."""
        at = NOW - since * DAY
        put_in = at - days * DAY
        changes = {"put_in": put_in, "since": put_in, "low_since": at, "marks": marks}
        return cells(0, *lives, **changes)

    @pytest.mark.parametrize(("days", "unusual"), [(195, True), (205, False)])
    def test_half_the_life_of_its_siblings(self, days: int, unusual: bool) -> None:
        """Below half it is unusual, above it is not."""
        outlook = said(self.low(days), **self.OTHERS)
        assert outlook.unusual_drain is unusual
        if unusual:
            assert (outlook.life, outlook.usual_life) == (195, 400)
            assert outlook.compared_with is Basis.SIBLINGS

    def test_half_of_its_own_past(self) -> None:
        """A single camera is compared with itself."""
        outlook = said(self.low(150, 400, 410))
        assert outlook.unusual_drain
        assert outlook.compared_with is Basis.OWN_PAST

    def test_not_known_is_not_usual(self) -> None:
        """With nothing to compare with, nothing is said."""
        assert said(self.low(150, 300)).unusual_drain is None

    def test_a_young_set_is_not_accused(self) -> None:
        """What may still last long is not unusual."""
        assert said(cells(30), **self.OTHERS).unusual_drain is False

    def test_low_must_last_first(self) -> None:
        """A cold day may have said it."""
        outlook = said(self.low(150, since=1), **self.OTHERS)
        assert outlook.unusual_drain is False

    def test_a_flag_stays_whatever_is_learned_later(self) -> None:
        """Sets that ended since then do not lower what was usual."""
        later = tuple(
            Ended(ended=day_of(NOW) - 1, days=100, low=True) for _ in range(8)
        )
        others = {
            name: Batteries(**_fields(other, cycles=(*other.cycles, *later)))
            for name, other in self.OTHERS.items()
        }
        assert said(self.low(150), NOW + timedelta(days=1), **others).unusual_drain
