"""Cells that empty unusually fast, against what there is to compare with."""

from datetime import timedelta

import pytest

from custom_components.blink_doctor.diagnosis import drain
from custom_components.blink_doctor.diagnosis.battery_life import BatteryLife
from custom_components.blink_doctor.diagnosis.cells import Cells, Cycle
from custom_components.blink_doctor.diagnosis.past import Past, Sample, day_of
from custom_components.blink_doctor.diagnosis.readings import Reading

from .polls import DAY, START, camera

NOW = START


def after(*lives: int, age: float = 10, low: bool = False) -> Cells:
    """Return cells after others that lasted so long; the last may be the present."""
    return Cells(
        first_seen=NOW - 3000 * DAY,
        put_in=NOW - age * DAY,
        low_since=NOW if low else None,
        cycles=tuple(Cycle(ended=1, days=days, whole=True) for days in lives),
    )


def judge(
    known: dict[str, Cells], past: Past | None = None, reading: Reading | None = None
) -> drain.Drain:
    """Judge the first camera."""
    life, past = BatteryLife(known, NOW), past or Past()
    expected = life.expect("camera:1", past, NOW)
    return drain.judge(
        "camera:1", life, known["camera:1"], expected, past, reading or camera()
    )


SIBLINGS = {f"camera:{n}": after(400, 390, 410) for n in (2, 3)}


@pytest.mark.parametrize(("days", "unusual"), [(195, True), (205, False)])
def test_half_the_life_of_its_siblings(days: int, unusual: bool) -> None:
    """At half it is unusual, above half it is not."""
    own = after(days, age=days, low=True)
    judged = judge(SIBLINGS | {"camera:1": own})
    assert judged.unusual is unusual
    if unusual:
        assert judged.evidence["compared_with"] == "siblings"
        assert judged.evidence["life_days"] == 195
        assert judged.evidence["usual_days"] == 400
        assert judged.evidence["share_percent"] == 49


def test_half_of_its_own_past() -> None:
    """A single camera is compared with itself."""
    judged = judge({"camera:1": after(400, 410, 150, age=150, low=True)})
    assert judged.unusual
    assert judged.evidence["compared_with"] == "own_past"


def test_a_camera_that_always_eats_cells() -> None:
    """Its own past is as bad: the siblings tell."""
    judged = judge(SIBLINGS | {"camera:1": after(100, 95, 105, 100)})
    assert judged.unusual
    assert judged.evidence["compared_with"] == "siblings"


def test_not_known_is_not_usual() -> None:
    """With nothing to compare with, nothing is said."""
    assert judge({"camera:1": after()}).unusual is None
    assert judge({"camera:1": after(300), "camera:2": after(300)}).unusual is None


def test_a_young_set_is_not_accused() -> None:
    """What may still last long is not unusual."""
    assert judge(SIBLINGS | {"camera:1": after(age=30)}).unusual is False


def test_new_cells_low_at_once() -> None:
    """Needs no comparison."""
    low = Cells(first_seen=NOW - 90 * DAY, put_in=NOW - 5 * DAY, low_since=NOW - DAY)
    judged = judge({"camera:1": low})
    assert judged.unusual
    assert judged.evidence["compared_with"] == "new_cells"
    assert judged.evidence["low_after_days"] == 4


def test_what_may_be_why() -> None:
    """High usage as Blink says, and weak signals of the last days."""
    past = Past(
        days=tuple(
            Sample(at=day_of(NOW) - n, wifi_bars=2, sync_module_bars=5)
            for n in range(7, 0, -1)
        )
    )
    own = after(150, age=150, low=True)
    judged = judge(SIBLINGS | {"camera:1": own}, past, camera(high_usage=True))
    assert judged.evidence["high_usage"] is True
    assert judged.evidence["weak_wifi_bars"] == 2
    assert "weak_sync_module_bars" not in judged.evidence


def test_the_most_it_may_last_counts() -> None:
    """Not the expected life: a flag needs to be sure."""
    life = BatteryLife(SIBLINGS | {"camera:1": after(190, age=10)}, NOW)
    expected = life.expect("camera:1", Past(), NOW + timedelta())
    assert expected.life is not None
    assert expected.longest_life is not None
    assert expected.life < 270 < expected.longest_life
