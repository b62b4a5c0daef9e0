"""Sync module offline and home network offline: from the lights to the reset."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from .flow import MOVE_ON, GuidedFlow, Pages
from .signal import NETWORK_PAGES, NetworkFlow

# What the lights of a sync module show, and the step that fits
LIGHTS: Pages = {
    "lights_online": ("check_again", "power_cycle_sync_module", "later"),
    "lights_starting": ("check_again", "power_cycle_sync_module", "later"),
    "lights_reconnecting": ("go_network", "check_again", "later"),
    "lights_red": ("go_network", "change_wifi", "later"),
    "lights_pairing": (
        "power_cycle_sync_module",
        "check_again",
        "pair_again",
        "later",
    ),
    "lights_off": ("power_cycle_sync_module", "check_again", "later"),
}


# The last resort: it costs the pairing of all cameras
RESET: Pages = {
    "reset_sync_module": ("reset_find", "contact_support", "later"),
    "reset_find": ("reset_hold", "later"),
    "reset_hold": ("reset_wait", "later"),
    "reset_wait": ("pair_again", "later"),
    "pair_again": ("check_again", "contact_support", "later"),
}


class SyncModuleOfflineFlow(NetworkFlow):
    """Bringing a sync module back; the reset comes last."""

    pages: ClassVar[Pages] = {
        **NETWORK_PAGES,
        **LIGHTS,
        "read_lights": (*LIGHTS, "next_step"),
        "power_cycle_sync_module": MOVE_ON,
        "change_wifi": MOVE_ON,
        **RESET,
    }

    @override
    async def async_step_next_step(self, user_input: Any = None) -> RepairsFlowResult:
        """Go to the first step not shown yet: the lights may have led past one.

        So the reset comes only after both the power and the Wi-Fi.
        """
        if self._shown:
            self.leave_behind()
        behind = self._shown | self.passed()
        left = [step for step in self.steps if step not in behind]
        if not left:
            return await super().async_step_next_step()
        self.note = ""
        return self._at(left[0])

    async def async_step_power_cycle_sync_module(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Show the step, also when the lights led to it."""
        return self._at("power_cycle_sync_module")

    async def async_step_go_network(self, user_input: Any = None) -> RepairsFlowResult:
        """The lights say that the module has no network."""
        return self._at("check_network")

    _shown: frozenset[str] = frozenset()

    def _at(self, step: str) -> RepairsFlowResult:
        self._shown |= {step}
        if step in self.steps:
            self.position = self.steps.index(step)
        return self.show(step)


class SyncModuleErrorFlow(GuidedFlow):
    """Bringing back the cameras of a module that reports: its power, then its place."""

    pages: ClassVar[Pages] = {
        "power_cycle_sync_module": MOVE_ON,
        "move_sync_module": MOVE_ON,
        **RESET,
    }


class HomeNetworkOfflineFlow(GuidedFlow):
    """Bringing the home's internet back, or its Wi-Fi."""

    pages: ClassVar[Pages] = {
        "check_internet": ("internet_works", "internet_down", "later"),
        "internet_works": MOVE_ON,
        "restart_router": MOVE_ON,
    }

    @property
    @override
    def asked(self) -> list[str]:
        """Return none: the house as a whole tells."""
        return []

    @override
    async def async_step_begin(self, user_input: Any = None) -> RepairsFlowResult:
        """Begin at the Wi-Fi where Home Assistant has just used the internet."""
        finding = self.finding
        if finding is None or not finding.evidence.get("internet_works"):
            return await super().async_step_begin()
        self.position = -1
        return self.show("internet_works")

    async def async_step_internet_down(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """No other device has internet: router and modem."""
        return await self.async_step_next_step()
