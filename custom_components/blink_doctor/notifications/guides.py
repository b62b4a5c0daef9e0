"""Progress through the guide of a fault, shared by phones and repairs.

Whoever continues, on any device, continues at the last step shown.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from homeassistant.core import callback

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis import guide
from ..diagnosis.model.findings import Cause, Finding
from ..user_reports import async_tried
from .faults import place_of
from .notifier import Notifier, notifier_of
from .records import LONGEST_WAIT, Guide

SUPPORT = "contact_support"
# how long a device may take to come back, and Blink to notice new batteries
EFFECT = timedelta(minutes=11)
BATTERY_EFFECT = LONGEST_WAIT


class Step(NamedTuple):
    """The next step: its number, the total, and its id."""

    number: int
    total: int
    step: str
    guide: Guide


def steps_of(coordinator: BlinkDoctorCoordinator, finding: Finding) -> tuple[str, ...]:
    """Return the steps for a finding, without those that cannot help now."""
    return guide.steps_for(finding, coordinator.data.devices[finding.device].reading)


@callback
def guide_of(coordinator: BlinkDoctorCoordinator, finding: Finding) -> Guide:
    """Return the progress through the guide since the fault began."""
    guides = notifier_of(coordinator.hass).records.guides
    place = place_of(coordinator, finding.device)
    known = guides.setdefault(place, {}).get(finding.cause.value)
    if known is None or known.since < finding.since:
        known = Guide(since=finding.since)
        guides[place][finding.cause.value] = known
    return known


@callback
def next_step(coordinator: BlinkDoctorCoordinator, finding: Finding) -> Step:
    """Return the next step; after the last one it is Blink's support."""
    walked = guide_of(coordinator, finding)
    steps = all_steps(coordinator, finding)
    step = next((one for one in steps if one not in walked.passed), steps[-1])
    return Step(steps.index(step) + 1, len(steps), step, walked)


def all_steps(coordinator: BlinkDoctorCoordinator, finding: Finding) -> tuple[str, ...]:
    """Return the steps for a finding, with Blink's support at the end."""
    return with_support(steps_of(coordinator, finding), finding.cause)


def with_support(steps: tuple[str, ...], cause: Cause) -> tuple[str, ...]:
    """Return the steps with Blink's support appended, if that can help."""
    if SUPPORT in steps or cause is Cause.BLINK_UNREACHABLE:
        return steps
    return (*steps, SUPPORT)


@callback
def async_pass(
    coordinator: BlinkDoctorCoordinator, finding: Finding, step: str
) -> None:
    """Mark a step as completed: it did not help, or cannot be taken."""
    walked = guide_of(coordinator, finding)
    if step not in walked.passed:
        walked.passed.append(step)
    walked.until, walked.note = None, ""
    walked.step = walked.page = ""
    notifier_of(coordinator.hass).async_changed()
    coordinator.async_update_listeners()


@callback
def async_return_to(
    coordinator: BlinkDoctorCoordinator, finding: Finding, step: str
) -> None:
    """Go back to a step: it and the steps after it count as not completed."""
    walked, steps = guide_of(coordinator, finding), steps_of(coordinator, finding)
    behind = {*steps[: steps.index(step)]} if step in steps else {*walked.passed}
    left = [one for one in walked.passed if one in behind]
    if left != walked.passed:
        walked.passed, walked.until, walked.note = left, None, ""
        notifier_of(coordinator.hass).async_changed()
        coordinator.async_update_listeners()


@callback
def async_stand(
    coordinator: BlinkDoctorCoordinator, finding: Finding, step: str, page: str
) -> None:
    """Record the page of a step that a person is looking at."""
    walked = guide_of(coordinator, finding)
    if (walked.step, walked.page) != (step, page):
        walked.step, walked.page = step, page
        notifier_of(coordinator.hass).store.save()


@callback
def async_wait(
    coordinator: BlinkDoctorCoordinator,
    finding: Finding,
    note: str,
    until: datetime | None,
    *,
    time: str = "",
) -> None:
    """Record what is waited for, or why the check-up failed."""
    walked = guide_of(coordinator, finding)
    walked.until, walked.note, walked.note_time = until, note, time
    notifier_of(coordinator.hass).async_changed()


@callback
def async_end_waits(notifier: Notifier) -> datetime | None:
    """Continue guides whose wait has ended; return when the next wait ends."""
    ends = []
    for place, fault in notifier.faults.items():
        for finding in fault.findings:
            walked = notifier.records.guides.get(place, {}).get(finding.cause.value)
            if walked is None or walked.until is None:
                continue
            if walked.until > fault.coordinator.now:
                ends.append(walked.until)
                continue
            step = next_step(fault.coordinator, finding).step
            async_tried(fault.coordinator, fault.key, step, "not_yet")
            async_pass(fault.coordinator, finding, step)
    return min(ends, default=None)
