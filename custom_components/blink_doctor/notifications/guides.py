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
from .faults import subject_id_of
from .notifier import Notifier, notifier_of
from .records import LONGEST_WAIT, GuideProgress

SUPPORT = "contact_support"
# how long a device may take to come back, and Blink to notice new batteries
EFFECT = timedelta(minutes=11)
BATTERY_EFFECT = LONGEST_WAIT


class Step(NamedTuple):
    """The next step: its number, the total, and its id."""

    number: int
    total: int
    step: str
    progress: GuideProgress


def steps_of(coordinator: BlinkDoctorCoordinator, finding: Finding) -> tuple[str, ...]:
    """Return the steps for a finding, without those that cannot help now."""
    return guide.steps_for(finding, coordinator.data.devices[finding.device].reading)


@callback
def progress_of(coordinator: BlinkDoctorCoordinator, finding: Finding) -> GuideProgress:
    """Return the progress through the guide since the fault began."""
    guides = notifier_of(coordinator.hass).records.guides
    subject_id = subject_id_of(coordinator, finding.device)
    known = guides.setdefault(subject_id, {}).get(finding.cause.value)
    if known is None or known.since < finding.since:
        known = GuideProgress(since=finding.since)
        guides[subject_id][finding.cause.value] = known
    return known


@callback
def next_step(coordinator: BlinkDoctorCoordinator, finding: Finding) -> Step:
    """Return the next step; after the last one it is Blink's support."""
    progress = progress_of(coordinator, finding)
    steps = all_steps(coordinator, finding)
    step = next((one for one in steps if one not in progress.passed), steps[-1])
    return Step(steps.index(step) + 1, len(steps), step, progress)


def all_steps(coordinator: BlinkDoctorCoordinator, finding: Finding) -> tuple[str, ...]:
    """Return the steps for a finding, with Blink's support at the end."""
    return with_support(steps_of(coordinator, finding), finding.cause)


def with_support(steps: tuple[str, ...], cause: Cause) -> tuple[str, ...]:
    """Return the steps with Blink's support appended, if that can help."""
    if SUPPORT in steps or cause is Cause.BLINK_UNREACHABLE:
        return steps
    return (*steps, SUPPORT)


@callback
def async_complete_step(
    coordinator: BlinkDoctorCoordinator, finding: Finding, step: str
) -> None:
    """Mark a step as completed: it did not help, or cannot be taken."""
    progress = progress_of(coordinator, finding)
    if step not in progress.passed:
        progress.passed.append(step)
    progress.until, progress.note = None, ""
    progress.step = progress.page = ""
    notifier_of(coordinator.hass).async_changed()
    coordinator.async_update_listeners()


@callback
def async_return_to(
    coordinator: BlinkDoctorCoordinator, finding: Finding, step: str
) -> None:
    """Go back to a step: it and the steps after it count as not completed."""
    progress, steps = progress_of(coordinator, finding), steps_of(coordinator, finding)
    behind = {*steps[: steps.index(step)]} if step in steps else {*progress.passed}
    left = [one for one in progress.passed if one in behind]
    if left != progress.passed:
        progress.passed, progress.until, progress.note = left, None, ""
        notifier_of(coordinator.hass).async_changed()
        coordinator.async_update_listeners()


@callback
def async_save_page(
    coordinator: BlinkDoctorCoordinator, finding: Finding, step: str, page: str
) -> None:
    """Record the page of a step that a person is looking at."""
    progress = progress_of(coordinator, finding)
    if (progress.step, progress.page) != (step, page):
        progress.step, progress.page = step, page
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
    progress = progress_of(coordinator, finding)
    progress.until, progress.note, progress.note_time = until, note, time
    notifier_of(coordinator.hass).async_changed()


@callback
def async_end_waits(notifier: Notifier) -> datetime | None:
    """Continue guides whose wait has ended; return when the next wait ends."""
    ends = []
    for subject_id, fault in notifier.faults.items():
        for finding in fault.findings:
            progress = notifier.records.guides.get(subject_id, {}).get(
                finding.cause.value
            )
            if progress is None or progress.until is None:
                continue
            if progress.until > fault.coordinator.now:
                ends.append(progress.until)
                continue
            step = next_step(fault.coordinator, finding).step
            async_tried(fault.coordinator, fault.key, step, "not_yet")
            async_complete_step(fault.coordinator, finding, step)
    return min(ends, default=None)
