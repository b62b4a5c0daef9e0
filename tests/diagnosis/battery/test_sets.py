"""Changes of cells are seen, and nothing else is taken for one."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from custom_components.blink_doctor.diagnosis import battery
from custom_components.blink_doctor.diagnosis.history.samples import day_of
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from tests.diagnosis.polls import DAY, KEY, SLOT, Polls, camera

LOW = camera(battery=Battery.LOW, battery_volts=1.38)
NEW = camera(battery_volts=1.65)


def test_low_then_new_cells_is_seen() -> None:
    """The voltage jumps and low clears, and it lasts for three days."""
    polls = Polls()
    polls.days(20, camera())
    polls.days(3, LOW)
    went_low = polls.remembered().cells.low_since
    changed = polls.at + SLOT
    polls.days(0.5, NEW)
    assert polls.remembered().cells.put_in is None
    polls.days(4, NEW)
    cells = polls.remembered().cells
    assert cells.put_in == changed
    assert not cells.told
    assert cells.low_since is None
    [cycle] = cells.cycles
    assert went_low is not None
    assert cycle.ended == day_of(went_low)
    # they were in before anybody looked: at least so many days
    assert (cycle.days, cycle.low) == (None, True)


def test_one_stray_reading_is_no_change() -> None:
    """It takes two samples."""
    polls = Polls()
    polls.days(10, camera())
    polls.poll(NEW)
    polls.days(5, camera())
    assert polls.remembered().cells.put_in is None


def test_a_stray_low_before_an_absence_is_no_change() -> None:
    """Low for an hour, fine again, away for a month: what the owner told stands."""
    polls = Polls()
    fine = camera(battery_volts=None)
    polls.days(2, fine)
    told = polls.at
    remembered = polls.remembered()
    cells = battery.with_reported_change(remembered.cells, told)
    polls.memory = polls.memory.with_device(KEY, cells=cells)
    polls.days(15, fine)
    polls.poll(
        camera(battery=Battery.LOW, battery_volts=None), after=timedelta(hours=1)
    )
    polls.poll(fine, after=timedelta(hours=1))
    polls.poll(fine, after=30 * DAY)
    polls.days(60, fine)
    cells = polls.remembered().cells
    assert (cells.put_in, cells.told, cells.low_since) == (told, True, None)


def test_noise_is_no_change() -> None:
    """A year of two hundredths of noise, never a change."""
    random, polls = Random(7), Polls()
    polls.days(
        365, lambda _: camera(battery_volts=round(1.55 + random.gauss(0, 0.02), 2))
    )
    assert polls.remembered().cells.put_in is None


def test_a_warm_day_is_no_change() -> None:
    """Cells that come out of the frost gain a tenth of a volt."""
    polls = Polls()
    polls.days(10, camera(battery_volts=1.45, temperature_f=14.0))
    polls.days(5, camera(battery_volts=1.55, temperature_f=60.0))
    assert polls.remembered().cells.put_in is None


def test_changed_early() -> None:
    """Without ever having been low: it has to last longer than external power."""
    polls = Polls()
    polls.days(60, camera(battery_volts=1.5))
    changed = polls.at + SLOT
    new = [NEW, camera(battery_volts=1.64)]
    polls.days(40, lambda day: new[day % 2])
    assert polls.remembered().cells.put_in is None
    polls.days(22, lambda day: new[day % 2])
    cells = polls.remembered().cells
    assert cells.put_in == changed
    assert [(cycle.days, cycle.low) for cycle in cells.cycles] == [(None, False)]


@pytest.mark.parametrize("volts", [1.62, 1.72])
@pytest.mark.parametrize("battery", [Battery.OK, Battery.MAINS])
def test_external_power_for_weeks_is_no_change(volts: float, battery: Battery) -> None:
    """Whatever is shown meanwhile; and its days do not count as use."""
    polls = Polls()
    polls.days(20, LOW)
    polls.days(5, NEW)
    polls.days(60, camera(battery_volts=1.52))
    before = polls.remembered().cells
    assert before.put_in is not None
    polls.days(30, camera(battery_volts=volts, battery=battery))
    polls.days(10, camera(battery_volts=1.51))
    cells = polls.remembered().cells
    assert (cells.put_in, cells.cycles) == (before.put_in, before.cycles)
    assert cells.used(polls.at) == pytest.approx(before.used(polls.at) - 30, abs=4)


def test_a_drawer_does_not_count_as_use() -> None:
    """Offline for weeks."""
    polls = Polls()
    polls.days(60, camera(battery_volts=1.52))
    polls.days(40, camera(battery_volts=1.52, online=False))
    polls.days(10, camera(battery_volts=1.51))
    assert polls.remembered().cells.used(polls.at) == pytest.approx(70, abs=2)


def test_new_ones_while_nobody_looked() -> None:
    """Another set is in, and nobody can say since when."""
    polls = Polls()
    polls.days(60, camera(battery_volts=1.45))
    polls.poll(NEW, after=60 * DAY)
    polls.days(5, NEW)
    cells = polls.remembered().cells
    assert (cells.put_in, len(cells.cycles)) == (None, 1)


def test_one_stray_word_is_no_low() -> None:
    """Two days it has to be said; then it may still be taken back."""
    polls = Polls()
    polls.days(20, camera())
    polls.poll(camera(battery=Battery.LOW))
    polls.days(2, camera())
    cells = polls.remembered().cells
    assert (cells.low_since, cells.cycles) == (None, ())
    polls.days(3, camera(battery=Battery.LOW))
    assert polls.remembered().cells.low_for_good
    polls.days(12, camera())
    cells = polls.remembered().cells
    assert (cells.low_since, cells.low_for_good, cells.cycles) == (None, False, ())


def test_a_whole_life() -> None:
    """From one change seen to low."""
    polls = Polls()
    polls.days(20, camera(battery_volts=1.4))
    polls.days(3, LOW)
    polls.days(70, NEW)
    polls.days(30, camera(battery_volts=1.45))
    polls.days(3, LOW)
    polls.days(5, NEW)
    cycle = polls.remembered().cells.cycles[-1]
    assert cycle.to_low() == 100


def test_a_short_life() -> None:
    """Weeks after it was new it is low: what it showed then hides no change."""
    polls = Polls()
    polls.days(20, camera(battery_volts=1.4))
    polls.days(3, LOW)
    polls.days(15, NEW)
    polls.days(25, lambda day: camera(battery_volts=round(1.6 - day * 0.008, 2)))
    polls.days(3, LOW)
    polls.days(5, NEW)
    cycle = polls.remembered().cells.cycles[-1]
    assert cycle.to_low() == 40


def test_a_mark_is_forgotten_when_the_voltage_rises() -> None:
    """A change that was not seen, or weeks that were odd."""
    polls = Polls()
    polls.days(20, camera(battery_volts=1.58))
    polls.days(10, camera(battery_volts=1.53))
    assert len(polls.remembered().cells.marks) == 4
    polls.days(10, camera(battery_volts=1.58))
    assert len(polls.remembered().cells.marks) == 3


def test_doorbell_without_volts() -> None:
    """Low that is gone for weeks is a change; a cold snap is not."""
    bell = camera("doorbell:1", battery_volts=None)
    low = camera("doorbell:1", battery_volts=None, battery=Battery.LOW)
    polls = Polls()
    polls.days(20, bell)
    polls.days(3, low)
    polls.days(20, bell)
    polls.days(3, low)
    changed = polls.at + SLOT
    polls.days(59, bell)
    assert polls.remembered("doorbell:1").cells.put_in is None
    polls.days(3, bell)
    assert polls.remembered("doorbell:1").cells.put_in == changed


def test_low_that_clears_by_itself_is_no_change() -> None:
    """With volts to look at, clearing alone is not enough."""
    polls = Polls()
    polls.days(20, camera(battery_volts=1.42))
    polls.days(2, camera(battery_volts=1.39, battery=Battery.LOW))
    polls.days(5, camera(battery_volts=1.41))
    assert polls.remembered().cells.put_in is None


class TestFrost:
    """A low reading in frost is marked, and judged again when it is warm."""

    FROSTY = camera(battery=Battery.LOW, battery_volts=1.38, temperature_f=14.0)

    def test_is_marked(self) -> None:
        """The finding stands: Blink says so. The evidence says in frost."""
        polls = Polls()
        polls.days(20, camera(temperature_f=40.0))
        polls.poll(self.FROSTY)
        assert polls.remembered().cells.low_since is None
        evidence = polls.evidence(Cause.LOW_BATTERY)
        assert evidence["only_in_frost_since"] == polls.at.isoformat()

    def test_freezing_point_is_frost(self) -> None:
        """32 F is, 33 F is not."""
        for fahrenheit, frost in ((32.0, True), (33.0, False)):
            polls = Polls()
            polls.poll(camera(battery=Battery.LOW, temperature_f=fahrenheit))
            cells = polls.remembered().cells
            assert (cells.frost_since is not None) is frost
            assert (cells.low_since is None) is frost

    def test_still_low_when_warm(self) -> None:
        """Then it is low in earnest."""
        polls = Polls()
        polls.days(20, camera(temperature_f=40.0))
        polls.days(2, self.FROSTY)
        polls.poll(LOW)
        assert polls.remembered().cells.low_since == polls.at
        assert "only_in_frost_since" not in polls.evidence(Cause.LOW_BATTERY)

    def test_fine_when_warm(self) -> None:
        """Then it was the frost, and no life ended."""
        polls = Polls()
        polls.days(20, camera(temperature_f=40.0))
        polls.days(2, self.FROSTY)
        polls.days(2, camera(temperature_f=45.0))
        cells = polls.remembered().cells
        assert cells.frost_since is None
        assert cells.low_since is None
        assert not cells.cycles

    def test_changed_in_frost(self) -> None:
        """The owner did not wait for spring: a life ended all the same."""
        polls = Polls()
        polls.days(20, camera(temperature_f=40.0))
        low_at = polls.at + SLOT
        polls.days(4, self.FROSTY)
        polls.days(5, camera(battery_volts=1.62, temperature_f=14.0))
        cells = polls.remembered().cells
        assert cells.put_in is not None
        assert cells.cycles[-1].ended == day_of(low_at)


class TestTold:
    """What the owner says."""

    def test_is_remembered(self) -> None:
        """With the moment that was told, which may be earlier."""
        polls = Polls()
        polls.days(30, camera())
        at = polls.at - 12 * DAY
        cells = battery.with_reported_change(polls.remembered().cells, at)
        assert (cells.put_in, cells.told) == (at, True)

    def test_and_seen_is_one_change(self) -> None:
        """The told moment stays, and one life ended, not two."""
        polls = Polls()
        polls.days(30, camera(battery_volts=1.45))
        polls.days(1, LOW)
        at = polls.at
        cells = battery.with_reported_change(polls.remembered().cells, at)
        polls.memory = polls.memory.with_device(KEY, cells=cells)
        polls.days(1, LOW)
        polls.days(3, NEW)
        cells = polls.remembered().cells
        assert (cells.put_in, cells.told) == (at, True)
        assert len(cells.cycles) == 1

    def test_older_than_the_present_cells_says_nothing_new(self) -> None:
        """The present cells stay."""
        polls = Polls()
        polls.days(30, LOW)
        polls.days(5, NEW)
        before = polls.remembered().cells
        assert battery.with_reported_change(before, polls.at - 60 * DAY) == before

    def told_of(self) -> Polls:
        """Return a camera whose low cells the owner has just changed."""
        polls = Polls()
        polls.days(30, LOW)
        cells = battery.with_reported_change(polls.remembered().cells, polls.at)
        polls.memory = polls.memory.with_device(KEY, cells=cells)
        return polls

    def test_late_low_of_the_old_cells(self) -> None:
        """For two days low may still be said of the cells that are out."""
        polls = self.told_of()
        read_anew = camera(battery=Battery.LOW, battery_volts=1.37)
        polls.days(1.75, read_anew)
        assert polls.remembered().cells.low_since is None
        polls.days(0.5, read_anew)
        assert polls.evidence(Cause.LOW_BATTERY)["low_after_days"] == 2

    def test_blink_has_not_looked_since(self) -> None:
        """A reading older than the change tells nothing of the new cells, for ten days."""
        polls = self.told_of()
        polls.days(9.5, replace(LOW, battery_read_at=polls.at - DAY))
        assert polls.remembered().cells.low_since is None
        polls.days(1, replace(LOW, battery_read_at=polls.at - DAY))
        assert polls.remembered().cells.low_since is not None


def test_new_cells_that_are_low_at_once() -> None:
    """Alkaline or rechargeable: called out with how many days it took."""
    polls = Polls()
    polls.days(30, camera(battery_volts=1.30, battery=Battery.LOW))
    polls.days(4, camera(battery_volts=1.45))
    polls.days(1, camera(battery_volts=1.38, battery=Battery.LOW))
    assert polls.evidence(Cause.LOW_BATTERY)["low_after_days"] == 4
    # no life was measured by that
    assert not any(cycle.to_low() for cycle in polls.remembered().cells.cycles)


@pytest.mark.parametrize(("days", "at_once"), [(13, True), (15, False)])
def test_what_is_at_once(days: int, at_once: bool) -> None:
    """Two weeks."""
    polls = Polls()
    polls.days(30, camera(battery_volts=1.30, battery=Battery.LOW))
    polls.days(days, camera(battery_volts=1.45))
    polls.days(1, camera(battery_volts=1.38, battery=Battery.LOW))
    evidence = polls.evidence(Cause.LOW_BATTERY)
    assert ("low_after_days" in evidence) is at_once


def test_mains_has_no_cells() -> None:
    """And never gets any by a missing field."""
    polls = Polls()
    polls.days(3, camera(battery=Battery.MAINS, battery_volts=None))
    assert polls.remembered().cells.first_seen is None


def test_sub_second_moments_survive() -> None:
    """Moments are kept in whole seconds."""
    polls = Polls()
    polls.poll(camera(), after=timedelta(hours=1, microseconds=17))
    first = polls.remembered().cells.first_seen
    assert first is not None
    assert first.microsecond == 0
