"""A person's position in a guide: current page, completed steps, and the way back.

Completed steps are stored, so that the guide continues on another device, too.
"""

from collections.abc import Container

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.findings import Finding
from ..notifications.guides import (
    SUPPORT,
    async_complete_step,
    async_return_to,
    async_save_page,
    progress_of,
)

# pages that show a result; *Back* leads to the page where the action was started
RESULTS = frozenset(
    {
        "not_yet",
        "not_checked",
        "cause_found",
        "meter",
        "meter_good",
        "picture_result",
        "battery_late",
    }
)


class Position:
    """One person's position in the steps of one finding."""

    def __init__(self) -> None:
        """Start at the first page."""
        self.step: str | None = None
        self.page = "init"
        self._trail: list[tuple[str, str | None]] = []
        self._completed: set[str] = set()

    def first_open(
        self,
        coordinator: BlinkDoctorCoordinator,
        finding: Finding | None,
        steps: tuple[str, ...],
    ) -> str:
        """Return the first step that is not completed; after the last, Blink's support."""
        known = progress_of(coordinator, finding).passed if finding else ()
        passed = {*self._completed, *known}
        return next((step for step in steps if step not in passed), SUPPORT)

    def has_begun(
        self, coordinator: BlinkDoctorCoordinator, finding: Finding | None
    ) -> bool:
        """Whether any step was taken since the fault began."""
        known = progress_of(coordinator, finding) if finding else None
        return bool(self._completed or (known and (known.passed or known.page)))

    def resume(
        self,
        coordinator: BlinkDoctorCoordinator,
        finding: Finding | None,
        steps: tuple[str, ...],
        pages: Container[str],
    ) -> str:
        """Return the page on which the guide was left, on any device."""
        next_step = self.first_open(coordinator, finding, steps)
        completed = steps[: steps.index(next_step)] if next_step in steps else steps
        self._trail = [("init", None), *((step, step) for step in completed)]
        if finding is not None:
            known = progress_of(coordinator, finding)
            if known.page in pages and known.step in (*steps, SUPPORT):
                self.step = known.step
                return known.page
        self.step = next_step
        return next_step

    def complete_step(
        self, coordinator: BlinkDoctorCoordinator, finding: Finding | None
    ) -> None:
        """Mark the current step as completed."""
        if self.step is None:
            return
        self._completed.add(self.step)
        if finding is not None:
            async_complete_step(coordinator, finding, self.step)

    def back(
        self,
        coordinator: BlinkDoctorCoordinator,
        finding: Finding | None,
        steps: tuple[str, ...],
    ) -> str:
        """Return the previous page; a step that is shown again counts as not completed."""
        if self.page not in RESULTS and self._trail:
            self._trail.pop()
        page, self.step = self._trail[-1] if self._trail else ("init", None)
        if page == self.step:
            self._completed -= (
                {*steps[steps.index(page) :]} if page in steps else {page}
            )
            if finding is not None:
                async_return_to(coordinator, finding, page)
        return page

    def enter(
        self, coordinator: BlinkDoctorCoordinator, finding: Finding | None, page: str
    ) -> None:
        """Record the page shown, for *Back* and for resuming."""
        self.page = page
        if page in RESULTS:
            return
        current = (page, self.step)
        if current in self._trail:
            del self._trail[self._trail.index(current) :]
        self._trail.append(current)
        if finding is not None and self.step is not None:
            async_save_page(coordinator, finding, self.step, page)
