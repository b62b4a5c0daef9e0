"""Updates and batteries that the device page shows; faults after them are in past.toml."""

from datetime import timedelta

from custom_components.blink_doctor.diagnosis import battery, firmware_history, fleet
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.diagnosis.outlook import Outlooks
from custom_components.blink_doctor.diagnosis.rules import red_light
from tests.diagnosis.polls import DAY, KEY, Polls, camera

HOUR = timedelta(hours=1)


def tell(polls: Polls) -> None:
    """Say that new cells were put in now."""
    told = battery.with_reported_change(polls.remembered().cells, polls.at)
    polls.memory = polls.memory.with_device(KEY, cells=told)


def test_low_and_silent_is_given_half_an_hour_after_new_cells() -> None:
    """Then what Blink shows is from before the change; back, nothing is left to say."""
    low_and_gone = camera(battery=Battery.LOW, battery_volts=1.3, online=False)
    polls = Polls()
    polls.days(20, camera())
    polls.poll(camera(battery=Battery.LOW, battery_volts=1.3))
    polls.days(2, low_and_gone)
    tell(polls)
    soon = polls.poll(low_and_gone, after=HOUR / 2 - timedelta(seconds=1))
    assert soon.primary_cause == Cause.LOW_BATTERY
    later = polls.poll(low_and_gone, after=timedelta(minutes=1))
    assert [finding.cause for finding in later.findings] == [Cause.CAMERA_ERROR]
    assert polls.evidence(Cause.CAMERA_ERROR)["new_cells_on"]
    assert not polls.poll(camera(battery_volts=1.65)).fault


def test_it_is_not_said_before_they_had_time_to_help() -> None:
    """The code was there before the change, and Blink is read every few minutes."""
    polls = Polls()
    bad = camera(issues=frozenset({"error_149"}))
    polls.days(2, bad)
    tell(polls)
    polls.poll(bad, after=HOUR / 4)
    assert "new_cells_on" not in polls.evidence(Cause.CAMERA_ERROR)
    polls.poll(bad, after=HOUR / 4)
    assert "new_cells_on" in polls.evidence(Cause.CAMERA_ERROR)


def test_a_red_light_counts_only_if_it_was_seen_again() -> None:
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


def test_behind_at_first_sight_is_since_before_that() -> None:
    """A camera does not fall behind on the day on which it is first seen."""
    polls = Polls()
    pair = [camera(), camera("camera:2", firmware="10.60")]
    polls.days(16, lambda _: pair)
    evidence = polls.evidence(Cause.FIRMWARE_BEHIND)
    assert evidence["since_before"] == evidence["newer_since"]
    updated = Polls()
    updated.days(2, lambda _: [camera(), camera("camera:2")])
    updated.days(16, lambda _: pair)
    assert "since_before" not in updated.evidence(Cause.FIRMWARE_BEHIND)


def test_versions_and_the_last_update() -> None:
    """Per kind of device, with the day each was first seen."""
    polls = Polls()
    polls.days(2, camera())
    first = polls.memory.firmware_seen
    assert firmware_history.last_update(polls.remembered()) is None
    polls.poll(camera(firmware="10.60"), camera("owl:1", model="owl"))
    assert fleet.versions(polls.memory.firmware_seen, camera()) == [
        ("10.53", next(iter(first.values()))),
        ("10.60", polls.at),
    ]
    update = firmware_history.last_update(polls.remembered())
    assert update is not None
    assert (update.before, update.after) == ("10.53", "10.60")


def test_outlooks_follow_what_is_new() -> None:
    """Not polls of the same day; new cells and a new day."""
    polls, outlooks = Polls(), Outlooks()
    polls.poll(camera())
    assert outlooks.follow(polls.memory, polls.at)
    polls.poll(camera(battery_volts=1.54), after=timedelta(minutes=5))
    assert not outlooks.follow(polls.memory, polls.at)
    tell(polls)
    assert outlooks.follow(polls.memory, polls.at)
    polls.poll(camera(), after=DAY)
    assert outlooks.follow(polls.memory, polls.at)


def test_a_mini_has_signals_and_firmware_only() -> None:
    polls, outlooks = Polls(), Outlooks()
    polls.poll(camera("owl:1", battery=Battery.MAINS, battery_volts=None))
    outlooks.follow(polls.memory, polls.at)
    outlook = outlooks.of(DeviceKey("owl:1"))
    assert outlook is not None
    assert (outlook.battery, outlook.firmware[0][0]) == (None, "10.53")
    assert not outlook.drain
    assert outlooks.of(DeviceKey("camera:404")) is None
