"""The maintenance check: how all cameras are, without anything being wrong."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from ..messages.markdown import bullets
from . import maintenance
from .flow import GuidedFlow, Pages


class MaintenanceFlow(GuidedFlow):
    """Last check-up, age of the cells, weakest signals; then a fresh look."""

    guides: ClassVar[bool] = False
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
        """Return none: nothing is wrong."""
        return ()

    @property
    @override
    def finding(self) -> None:
        """Return None: nothing is wrong."""
        return None

    @override
    async def async_not_fixed(self) -> RepairsFlowResult:
        """Show what the check-up brought."""
        return self.show("looked")

    async def async_step_done(self, user_input: Any = None) -> RepairsFlowResult:
        """Everything was looked at; begin to count anew."""
        maintenance.async_done(self.coordinator)
        return self.fixed()

    @override
    def placeholders(self) -> dict[str, str]:
        """Add the state of the whole house."""
        coordinator = self.coordinator
        return {
            **super().placeholders(),
            "house": bullets(maintenance.overview(coordinator, self.words)),
            "days": str(maintenance.every(coordinator)),
        }
