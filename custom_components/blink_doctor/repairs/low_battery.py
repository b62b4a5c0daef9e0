"""Low battery: replace and verify; otherwise check for other reasons."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from .. import user_reports, wakes
from ..diagnosis.model.findings import Finding
from ..notifications.guides import BATTERY_EFFECT, async_wait, progress_of
from .flow import MOVE_ON, GuidedFlow, Pages

BATTERY_PAGES: Pages = {
    "replace_batteries": ("batteries_done", "no_light", "next_step", "later"),
    "no_light": ("batteries_done", "next_step", "later"),
}
_STEP = "replace_batteries"
_NOTED = "push_noted"


class BatteryFlow(GuidedFlow):
    """A flow in which batteries may be replaced."""

    async def async_step_batteries_done(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Record the battery change, then start a check-up."""
        coordinator = self.coordinator
        user_reports.async_batteries_replaced(coordinator, self.key, coordinator.now)
        return await self.async_step_check_again()


class LowBatteryFlow(BatteryFlow):
    """Fixing a low battery."""

    pages: ClassVar[Pages] = {
        **BATTERY_PAGES,
        "battery_late": ("check_again", "next_step", "watching"),
        "check_wifi": MOVE_ON,
        "check_firmware": MOVE_ON,
    }

    @override
    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """If the batteries were already replaced, explain what it waits for."""
        finding = self.finding
        known = progress_of(self.coordinator, finding) if finding else None
        if known is None or known.note != _NOTED or _STEP in known.passed:
            return await super().async_step_init()
        self.position.step = _STEP
        self.position.enter(self.coordinator, finding, _STEP)
        return self.show("battery_late")

    @override
    def lines(self) -> list[str]:
        """Add how often Home Assistant woke the camera."""
        counts = wakes.woken_yesterday(self.coordinator, self.key)
        return [*super().lines(), *self.words.woken(counts)]

    @override
    async def async_not_fixed(self) -> RepairsFlowResult:
        """Explain that Blink measures batteries rarely: `low` may be from before the change."""
        finding = self.finding
        if (
            finding is None
            or not self._changed(finding)
            or self.reading.online is False
        ):
            return await super().async_not_fixed()
        self.tried("late")
        until = self.coordinator.now + BATTERY_EFFECT
        async_wait(self.coordinator, finding, _NOTED, until)
        return self.show("battery_late")

    def _changed(self, finding: Finding) -> bool:
        """Whether the batteries were replaced at the current step."""
        remembered = self.coordinator.memory.devices.get(self.key)
        put_in = remembered.cells.put_in if remembered else None
        return self.step == _STEP and put_in is not None and put_in >= finding.since

    async def async_step_watching(self, user_input: Any = None) -> RepairsFlowResult:
        """Stop here: the issue closes when Blink reports the new batteries."""
        return self.async_abort(
            reason="watching", description_placeholders=self.placeholders()
        )
