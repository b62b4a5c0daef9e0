"""A person's position in a guide: current page, completed steps, and the way back.

Completed steps are stored, so that the guide continues on another device, too.
"""

from collections.abc import Container

from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.findings import Finding
from ..notifications.guides import (
    SUPPORT,
    async_pass,
    async_return_to,
    async_stand,
    guide_of,
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


class Walk:
    """One person's progress through the steps of one finding."""

    def __init__(self) -> None:
        """Start at the first page."""
        self.step: str | None = None
        self.page = "init"
        self._trail: list[tuple[str, str | None]] = []
        self._behind: set[str] = set()

    def first_left(
        self,
        coordinator: BlinkDoctorCoordinator,
        finding: Finding | None,
        steps: tuple[str, ...],
    ) -> str:
        """Return the first step that is not completed; after the last, Blink's support."""
        known = guide_of(coordinator, finding).passed if finding else ()
        passed = {*self._behind, *known}
        return next((step for step in steps if step not in passed), SUPPORT)

    def has_begun(
        self, coordinator: BlinkDoctorCoordinator, finding: Finding | None
    ) -> bool:
        """Whether any step was taken since the fault began."""
        known = guide_of(coordinator, finding) if finding else None
        return bool(self._behind or (known and (known.passed or known.page)))

    def resume(
        self,
        coordinator: BlinkDoctorCoordinator,
        finding: Finding | None,
        steps: tuple[str, ...],
        pages: Container[str],
    ) -> str:
        """Return the page on which the guide was left, on any device."""
        left = self.first_left(coordinator, finding, steps)
        behind = steps[: steps.index(left)] if left in steps else steps
        self._trail = [("init", None), *((step, step) for step in behind)]
        if finding is not None:
            known = guide_of(coordinator, finding)
            if known.page in pages and known.step in (*steps, SUPPORT):
                self.step = known.step
                return known.page
        self.step = left
        return left

    def leave_behind(
        self, coordinator: BlinkDoctorCoordinator, finding: Finding | None
    ) -> None:
        """Mark the current step as completed."""
        if self.step is None:
            return
        self._behind.add(self.step)
        if finding is not None:
            async_pass(coordinator, finding, self.step)

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
            self._behind -= {*steps[steps.index(page) :]} if page in steps else {page}
            if finding is not None:
                async_return_to(coordinator, finding, page)
        return page

    def arrive(
        self, coordinator: BlinkDoctorCoordinator, finding: Finding | None, page: str
    ) -> None:
        """Record the page shown, for *Back* and for resuming."""
        self.page = page
        if page in RESULTS:
            return
        here = (page, self.step)
        if here in self._trail:
            del self._trail[self._trail.index(here) :]
        self._trail.append(here)
        if finding is not None and self.step is not None:
            async_stand(coordinator, finding, self.step, page)
