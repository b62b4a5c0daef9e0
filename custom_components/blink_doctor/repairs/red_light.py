"""Flow for a flashing red light: the whole guide, even if every reading is fine."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from .. import user_reports
from ..diagnosis import guide
from .flow import Pages
from .pages import FACTS_ON
from .pictures import picture
from .software import PictureFlow

_LOOK = ("still_red", "stopped", "later")


class RedLightFlow(PictureFlow):
    """Ask for the light's pattern, then go through the guide, measuring after each step."""

    facts_on: ClassVar[frozenset[str]] = FACTS_ON | {"init"}
    pages: ClassVar[Pages] = {
        "init": ("begin", "stopped", "pause", "later", "ignore"),
        "pattern": _LOOK,
        "check_battery": _LOOK,
        "check_wifi": _LOOK,
        "power_cycle": ("still_red", "stopped", "ask_picture", "later"),
        "ask_picture": ("take_picture", "still_red", "later"),
        "picture_result": _LOOK,
        "check_firmware": _LOOK,
        "not_yet": ("still_red", "stopped", "later"),
        "not_checked": ("still_red", "stopped", "later"),
        "contact_support": ("stopped", "later"),
        "cause_found": ("later",),
    }

    @override
    def is_fixed(self) -> bool:
        """Whether no red light is reported any more."""
        remembered = self.coordinator.memory.devices.get(self.key)
        return remembered is None or remembered.red_light is None

    @override
    def placeholders(self) -> dict[str, str]:
        """Add whether the camera still works, and what the light means."""
        family, finding = self.reading.family, self.finding
        pattern = str(finding.evidence.get("red_light")) if finding else "unknown"
        if pattern not in guide.PATTERNS_BY_FAMILY[family]:
            pattern = "unknown"
        works = "red_works" if self.device.online else "red_silent"
        values = super().placeholders()
        return {
            **values,
            "works": self.words.say(works, name=values["device"]),
            "meaning": self.words.say(f"light_{family}_{pattern}"),
        }

    @override
    def picture(self) -> str:
        """Show the reported pattern."""
        finding = self.finding
        pattern = str(finding.evidence.get("red_light")) if finding else "unknown"
        if self.position.page != "pattern" or pattern not in guide.PATTERNS[1:]:
            return super().picture()
        return picture(self.hass, self.words, f"pattern_{pattern}", "drawn_light")

    async def async_step_read_pattern(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Ask for the pattern, with the options of this device family."""
        patterns = guide.PATTERNS_BY_FAMILY[self.reading.family]
        options = (f"pattern_{one}" for one in patterns)
        return self.show("read_pattern", *options, "back")

    async def async_pattern(self, pattern: str) -> RepairsFlowResult:
        """Store the pattern and explain it."""
        user_reports.async_report_red_light(self.coordinator, self.key, pattern)
        return self.show("pattern")

    async def async_step_still_red(self, user_input: Any = None) -> RepairsFlowResult:
        """Start a check-up, which may show the cause by now, then continue."""
        if self._task is None and self.is_fixed():
            # the person had reported that the light stopped, and takes that back
            user_reports.async_report_red_light(self.coordinator, self.key, "unknown")
        return self.working("still_red", self.async_check, "measured")

    async def async_step_measured(self, user_input: Any = None) -> RepairsFlowResult:
        """Go to the next step, or to the cause if there is one by now."""
        self.tried("not_yet")
        finding = self.device.primary
        if finding is not None and not guide.is_red_light(finding):
            self.note = self.words.finding(finding)
            return self.show("cause_found")
        return await self.async_step_next_step()

    async def async_step_stopped(self, user_input: Any = None) -> RepairsFlowResult:
        """Accept the report that the light stopped, and check the rest with Blink."""
        if self._task is None:
            user_reports.async_report_red_light(self.coordinator, self.key, None)
        return self.working("stopped", self.async_check, "verdict")

    @override
    async def async_step_verdict(self, user_input: Any = None) -> RepairsFlowResult:
        """Close what the owner reported as over, even if Blink cannot be asked."""
        self.remark = self.refusal(self.error) if self.error else ""
        return await super().async_step_verdict()


def _pattern_step(pattern: str) -> Any:
    async def step(self: RedLightFlow, user_input: Any = None) -> RepairsFlowResult:
        return await self.async_pattern(pattern)

    return step


for _pattern in guide.PATTERNS:
    setattr(RedLightFlow, f"async_step_pattern_{_pattern}", _pattern_step(_pattern))
