"""Flow for Blink unreachable: sign in again or reload the Blink integration, then check."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import FlowType, RepairsFlowResult

from ..checkup import CheckUpError
from ..diagnosis.model.ids import DeviceKey
from .flow import GuidedFlow, Pages
from .pausing import OF_NO_DEVICE


class BlinkUnreachableFlow(GuidedFlow):
    """Restore the connection to Blink."""

    pages: ClassVar[Pages] = {
        "init": OF_NO_DEVICE,
        "check_sign_in": ("sign_in", "check_again", "next_step", "later"),
        "reload_blink": ("reload_now", "next_step", "later"),
        "wait_for_blink": ("check_again", "reload_now", "later"),
    }

    async def async_step_sign_in(self, user_input: Any = None) -> RepairsFlowResult:
        """Start the Blink integration's own sign-in flow."""
        entry = self.coordinator.source.entry
        waiting = entry.async_get_active_flows(self.hass, {"reauth"}) if entry else ()
        flow = next(iter(waiting), None)
        if flow is None:
            return await self.async_step_check_again()
        self.tried("not_yet")
        return self.async_abort(
            reason="sign_in",
            description_placeholders=self.placeholders(),
            next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"]),
        )

    async def async_step_reload_now(self, user_input: Any = None) -> RepairsFlowResult:
        """Reload the Blink integration."""
        return self.working("reload_now", self._async_reload, "verdict")

    async def _async_reload(self) -> None:
        entry = self.coordinator.source.entry
        if entry is not None:
            await self.hass.config_entries.async_reload(entry.entry_id)

    @property
    @override
    def asked(self) -> list[DeviceKey]:
        """Return none: any answer is enough."""
        return []

    @override
    async def async_check(self) -> None:
        """Ask Blink only if core can; otherwise core's own state decides."""
        trouble = self.coordinator.source.trouble
        if trouble in ("sign_in", "not_loaded"):
            known = "sign_in_needed" if trouble == "sign_in" else "blink_not_loaded"
            self.error = CheckUpError(known)
            return
        await super().async_check()
