"""The maintenance check: the state of all cameras, with or without faults."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from ..messages.markdown import bullets
from . import maintenance
from .flow import GuidedFlow, Pages


class MaintenanceFlow(GuidedFlow):
    """Last check-up, age of batteries, weakest signals; then a new check-up."""

    has_steps: ClassVar[bool] = False
    pages: ClassVar[Pages] = {
        "init": ("check_again", "done", "later", "ignore"),
        "looked": ("done", "later"),
        "not_checked": ("check_again", "done", "later"),
    }

    @override
    def is_fixed(self) -> bool:
        """Whether the maintenance was done."""
        return not maintenance.is_due(self.coordinator)

    @property
    @override
    def steps(self) -> tuple[str, ...]:
        """Return no steps: there is no fault."""
        return ()

    @property
    @override
    def finding(self) -> None:
        """Return None: there is no fault."""
        return None

    @override
    async def async_not_fixed(self) -> RepairsFlowResult:
        """Show the results of the check-up."""
        return self.show("looked")

    async def async_step_done(self, user_input: Any = None) -> RepairsFlowResult:
        """Finish and start the next interval."""
        maintenance.async_done(self.coordinator)
        return self.fixed()

    @override
    def placeholders(self) -> dict[str, str]:
        """Add the state of the whole account."""
        coordinator = self.coordinator
        return {
            **super().placeholders(),
            "house": bullets(maintenance.overview(coordinator, self.words)),
            "days": str(maintenance.every(coordinator)),
        }
