"""New cells that did not help, and updates after which a device went bad."""

from datetime import timedelta
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import battery, firmware_history, fleet
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.diagnosis.outlook import Outlooks
from custom_components.blink_doctor.diagnosis.rules import red_light
from tests.diagnosis.polls import DAY, KEY, Polls, camera

HOUR = timedelta(hours=1)
LOW_AND_GONE = camera(battery=Battery.LOW, battery_volts=1.3, online=False)


def tell(polls: Polls) -> None:
    """Say that new cells were put in now."""
    remembered = polls.remembered()
    told = battery.with_reported_change(remembered.cells, polls.at)
    polls.memory = polls.memory.with_device(KEY, cells=told)


class TestStillInTroubleAfterNewCells:
    """Red after new batteries: connectivity or old software."""

    def gone(self, **changes: Any) -> Polls:
        """Return a camera that went low and then offline."""
        polls = Polls()
        polls.days(20, camera(**changes))
        polls.poll(camera(battery=Battery.LOW, battery_volts=1.3))
        polls.days(2, LOW_AND_GONE)
        assert polls.diagnosis.devices[KEY].primary_cause == Cause.LOW_BATTERY
        return polls

    def test_low_is_old_news_then(self) -> None:
        """What Blink shows is from before the change."""
        polls = self.gone()
        tell(polls)
        found = polls.poll(LOW_AND_GONE, after=31 * HOUR / 60)
        assert found.primary_cause == Cause.CAMERA_ERROR
        assert found.finding(Cause.LOW_BATTERY) is None
        assert polls.evidence(Cause.CAMERA_ERROR)["new_cells_on"]

    def test_a_weak_signal_is_the_better_explanation(self) -> None:
        """Connectivity comes first."""
        polls = self.gone(wifi_bars=1)
        tell(polls)
        found = polls.poll(LOW_AND_GONE, after=HOUR)
        assert found.primary_cause == Cause.WEAK_WIFI
        assert polls.evidence(Cause.WEAK_WIFI)["new_cells_on"]

    def test_it_is_given_time_to_come_back(self) -> None:
        polls = self.gone()
        tell(polls)
        found = polls.poll(LOW_AND_GONE, after=HOUR / 2 - DAY / 86400)
        assert found.primary_cause == Cause.LOW_BATTERY

    def test_it_came_back(self) -> None:
        """Then nothing is left to say."""
        polls = self.gone()
        tell(polls)
        assert not polls.poll(camera(battery_volts=1.65)).fault

    def test_low_again_after_new_cells_is_news(self) -> None:
        """It went offline after the change: its low is about these cells."""
        polls = self.gone()
        tell(polls)
        polls.days(30, camera(battery_volts=1.65))
        polls.days(1, camera(battery=Battery.LOW, battery_volts=1.3))
        polls.days(2, LOW_AND_GONE)
        assert polls.diagnosis.devices[KEY].primary_cause == Cause.LOW_BATTERY

    @pytest.mark.parametrize(("days", "said"), [(13, True), (15, False)])
    def test_for_two_weeks(self, days: int, said: bool) -> None:
        """Trouble that begins later has nothing to do with it."""
        polls = Polls()
        polls.days(20, camera())
        tell(polls)
        polls.days(days, camera(issues=frozenset({"error_149"})))
        evidence = polls.evidence(Cause.CAMERA_ERROR)
        assert ("new_cells_on" in evidence) is said

    def test_it_is_not_said_before_they_had_time_to_help(self) -> None:
        """The code was there before the change, and Blink is read every few minutes."""
        polls = Polls()
        bad = camera(issues=frozenset({"error_149"}))
        polls.days(2, bad)
        tell(polls)
        polls.poll(bad, after=HOUR / 4)
        assert "new_cells_on" not in polls.evidence(Cause.CAMERA_ERROR)
        polls.poll(bad, after=HOUR / 2)
        assert "new_cells_on" in polls.evidence(Cause.CAMERA_ERROR)

    def test_a_red_light_counts_only_if_it_was_seen_again(self) -> None:
        """The report is older than the batteries: nobody knows whether they helped."""
        polls = Polls()
        polls.days(2, camera())
        light = red_light.reported(None, "flashing", polls.at)
        polls.memory = polls.memory.with_device(KEY, red_light=light)
        polls.poll(camera(), after=HOUR)
        tell(polls)
        polls.poll(camera(), after=HOUR)
        assert "new_cells_on" not in polls.evidence(Cause.CAMERA_ERROR)
        light = red_light.reported(light, "flashing", polls.at)
        polls.memory = polls.memory.with_device(KEY, red_light=light)
        polls.poll(camera(), after=HOUR)
        assert "new_cells_on" in polls.evidence(Cause.CAMERA_ERROR)


class TestFirmware:
    """For 48 hours after an update a device is watched."""

    def updated(self, polls: Polls, hours: float) -> dict[str, object]:
        polls.poll(camera(firmware="10.60"))
        wait = timedelta(hours=hours)
        polls.poll(camera(firmware="10.60"), after=wait)
        bad = camera(firmware="10.60", issues=frozenset({"error_149"}))
        polls.poll(bad, after=timedelta(minutes=5))
        polls.poll(bad, after=timedelta(minutes=15))
        return polls.evidence(Cause.CAMERA_ERROR)

    @pytest.mark.parametrize(("hours", "said"), [(1, True), (47, True), (48, False)])
    def test_went_bad_after_it(self, hours: float, said: bool) -> None:
        """Within two days, with both versions."""
        polls = Polls()
        polls.days(20, camera())
        at = polls.at + DAY / 4
        evidence = self.updated(polls, hours)
        assert ("firmware_updated" in evidence) is said
        if said:
            assert evidence["firmware_updated"] == at.isoformat()
            assert evidence["firmware_before"] == "10.53"
            assert evidence["firmware_after"] == "10.60"

    @pytest.mark.parametrize(("quiet_days", "said"), [(6, False), (9, True)])
    def test_not_the_update_if_it_was_bad_before(
        self, quiet_days: int, said: bool
    ) -> None:
        """A week without trouble is needed to blame an update."""
        polls = Polls()
        polls.days(20, camera())
        polls.days(1, camera(issues=frozenset({"error_149"})))
        polls.days(quiet_days, camera())
        assert ("firmware_updated" in self.updated(polls, 1)) is said

    def test_an_update_empties_no_cells(self) -> None:
        """Low after an update is a coincidence."""
        polls = Polls()
        polls.days(20, camera())
        polls.poll(camera(firmware="10.60"))
        polls.poll(camera(firmware="10.60", battery=Battery.LOW))
        assert "firmware_updated" not in polls.evidence(Cause.LOW_BATTERY)

    def test_history_of_versions(self) -> None:
        """Per kind of device, with the day each was first seen."""
        polls = Polls()
        polls.days(2, camera())
        first = polls.memory.firmware_seen
        polls.poll(camera(firmware="10.60"), camera("owl:1", model="owl"))
        seen = fleet.versions(polls.memory.firmware_seen, camera())
        assert [version for version, _ in seen] == ["10.53", "10.60"]
        assert seen[0][1] == next(iter(first.values()))
        assert seen[1][1] == polls.at

    def test_watched_for_two_days(self) -> None:
        """The last update, and whether it is too early to trust it."""
        polls = Polls()
        polls.days(2, camera())
        assert firmware_history.last_update(polls.remembered()) is None
        polls.poll(camera(firmware="10.60"))
        update = firmware_history.last_update(polls.remembered())
        assert update is not None
        assert (update.before, update.after) == ("10.53", "10.60")
        assert update.is_watched(polls.at + 47 * HOUR)
        assert not update.is_watched(polls.at + 48 * HOUR)


class TestOutlooks:
    """They are worked out again only when there is something new."""

    def test_follow_says_when(self) -> None:
        """Not for polls of the same day; for new cells and for a new day."""
        polls, outlooks = Polls(), Outlooks()
        polls.poll(camera())
        assert outlooks.follow(polls.memory, polls.at)
        polls.poll(camera(battery_volts=1.54), after=timedelta(minutes=5))
        assert not outlooks.follow(polls.memory, polls.at)
        tell(polls)
        assert outlooks.follow(polls.memory, polls.at)
        polls.poll(camera(), after=DAY)
        assert outlooks.follow(polls.memory, polls.at)

    def test_what_has_no_cells_has_none(self) -> None:
        """A Mini has signals and firmware only."""
        polls, outlooks = Polls(), Outlooks()
        polls.poll(camera("owl:1", battery=Battery.MAINS, battery_volts=None))
        outlooks.follow(polls.memory, polls.at)
        outlook = outlooks.of("owl:1")
        assert outlook is not None
        assert outlook.battery is None
        assert not outlook.drain
        assert outlook.firmware[0][0] == "10.53"
        assert outlooks.of("camera:404") is None
