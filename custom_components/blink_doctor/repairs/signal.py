"""Flows for weak signals and congestion: move the device, measure, compare."""

from typing import Any, override

from homeassistant.components.repairs import RepairsFlowResult

from ..diagnosis.model.findings import Cause
from .flow import MOVE_ON, GuidedFlow, Pages

NETWORK_PAGES: Pages = {
    "check_network": ("network_works", "network_down", "later"),
    "network_down": MOVE_ON,
}
METER_PAGES: Pages = {
    "move_closer": ("measure", "next_step", "later"),
    "meter": ("measure", "next_step", "later"),
    "meter_good": ("finish", "measure", "later"),
}


class NetworkFlow(GuidedFlow):
    """A flow that asks whether the home's Wi-Fi works at all."""

    async def async_step_network_works(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Another device works on the same Wi-Fi: continue with this one."""
        return await self.async_step_next_step()


class MeterFlow(GuidedFlow):
    """A flow with the live signal meter: measured before and after moving."""

    async def async_step_measure(self, user_input: Any = None) -> RepairsFlowResult:
        """Measure now."""
        return self.working("measure", self.async_check, "measured")

    async def async_step_measured(self, user_input: Any = None) -> RepairsFlowResult:
        """Show the bars before and after."""
        if self.error is not None:
            return await self.async_step_verdict()
        if self.is_good():
            return self.show("meter_good")
        self.tried("not_yet")
        return self.show("meter")

    def is_good(self) -> bool:
        """Whether the last reading was good; absent values do not count as good."""
        if self.finding is None:
            return True
        return self.coordinator.observe(self.key, Cause(self.slug)) is False

    async def async_step_finish(self, user_input: Any = None) -> RepairsFlowResult:
        """Finish with the good values that were just measured."""
        if self.is_good():
            self.coordinator.async_confirm_fixed(self.key, Cause(self.slug))
        return await self.async_step_verdict()

    @override
    async def async_step_verdict(self, user_input: Any = None) -> RepairsFlowResult:
        """Accept a single good measurement, because somebody has fixed something."""
        if self.error is None and self.measured and self.is_good():
            self.coordinator.async_confirm_fixed(self.key, Cause(self.slug))
        return await super().async_step_verdict()
