"""Low battery: new cells, then proof; and what to look at if it is not the cells."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from .. import user_reports
from .flow import MOVE_ON, GuidedFlow, Pages

CELL_PAGES: Pages = {
    "replace_batteries": ("batteries_done", "next_step", "later"),
}
# A lithium cell that is new or nearly so; alkaline ones are below within days
FRESH_VOLTS = 1.5


class CellsFlow(GuidedFlow):
    """A flow in which cells may be changed."""

    async def async_step_batteries_done(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Note the change of cells and look at once what Blink says."""
        coordinator = self.coordinator
        user_reports.async_batteries_replaced(coordinator, self.key, coordinator.now)
        return await self.async_step_check_again()


class LowBatteryFlow(CellsFlow):
    """Fixing a low battery."""

    pages: ClassVar[Pages] = {
        **CELL_PAGES,
        "battery_late": ("check_again", "next_step", "watching"),
        "check_wifi": MOVE_ON,
        "check_firmware": MOVE_ON,
    }

    @override
    async def async_not_fixed(self) -> RepairsFlowResult:
        """Tell cells that are fresh but not reported yet from cells that are not."""
        volts = self.reading.battery_volts
        fresh = volts is not None and volts >= FRESH_VOLTS
        if self.step == "replace_batteries" and fresh and self.reading.online:
            self.tried("late")
            return self.show("battery_late")
        return await super().async_not_fixed()

    async def async_step_watching(self, user_input: Any = None) -> RepairsFlowResult:
        """Stop here: Blink reports late, and the issue closes when it does."""
        return self.async_abort(
            reason="watching", description_placeholders=self.placeholders()
        )
