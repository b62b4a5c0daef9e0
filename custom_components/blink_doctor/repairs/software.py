"""Flows for camera errors, with a picture as proof that the camera works."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from ..blink.client import CommandResult
from ..checkup import CheckUpError, async_take_picture
from ..diagnosis.rules import CAMERAS
from .flow import MOVE_ON, GuidedFlow, Pages
from .low_battery import BATTERY_PAGES, BatteryFlow
from .signal import METER_PAGES, MeterFlow


class PictureFlow(GuidedFlow):
    """A flow that can take a picture to prove that the camera answers."""

    _result: CommandResult | None = None

    @override
    def show(self, page: str, *options: str) -> RepairsFlowResult:
        """Offer a picture only for devices that can take one."""
        offered = options or self.pages[page]
        if self.reading.family not in CAMERAS:
            offered = tuple(option for option in offered if option != "ask_picture")
        return super().show(page, *offered)

    async def async_step_take_picture(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Take a picture, which wakes the camera; its owner has agreed."""
        return self.working("take_picture", self._async_take, "picture_result")

    async def _async_take(self) -> None:
        try:
            self._result = await async_take_picture(
                self.hass, self.coordinator, self.key, wait=True
            )
        except CheckUpError as err:
            self.error = err

    async def async_step_picture_result(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Show what the camera answered."""
        if self.error is not None or self._result is None:
            return await self.async_step_verdict()
        kind = self.words.kind(self.reading)
        self.note = self.words.say(f"picture_{self._result}", kind=kind)
        return self.show("picture_result")


class CameraErrorFlow(PictureFlow, MeterFlow, BatteryFlow):
    """Restore a camera that reports an error or does not answer."""

    pages: ClassVar[Pages] = {
        **BATTERY_PAGES,
        **METER_PAGES,
        "power_cycle": ("check_again", "ask_picture", "next_step", "later"),
        "ask_picture": ("take_picture", "next_step", "later"),
        "picture_result": MOVE_ON,
    }
