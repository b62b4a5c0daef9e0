"""Flows for an offline sync module or home network: from its lights to the reset."""

from typing import Any, ClassVar, override

from homeassistant.components.repairs import RepairsFlowResult

from ..diagnosis.model.ids import DeviceKey
from .flow import MOVE_ON, GuidedFlow, Pages
from .pausing import OF_NO_DEVICE
from .signal import NETWORK_PAGES, NetworkFlow

# what a sync module's lights may show, and the matching step
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


# the last resort: it removes the pairing of all cameras
RESET: Pages = {
    "reset_sync_module": ("reset_find", "contact_support", "later"),
    "reset_find": ("reset_hold", "later"),
    "reset_hold": ("reset_wait", "never_flashed", "later"),
    "reset_wait": ("pair_again", "never_flashed", "later"),
    "never_flashed": ("reset_hold", "contact_support", "later"),
    "pair_again": ("check_again", "contact_support", "later"),
}


class SyncModuleOfflineFlow(NetworkFlow):
    """Restore a sync module; the reset comes last."""

    pages: ClassVar[Pages] = {
        **NETWORK_PAGES,
        **LIGHTS,
        "read_lights": (*LIGHTS, "next_step"),
        "power_cycle_sync_module": (
            "check_again",
            "other_lights",
            "next_step",
            "later",
        ),
        "change_wifi": MOVE_ON,
        **RESET,
    }

    async def async_step_power_cycle_sync_module(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Show the step, also if the lights led to it."""
        return self._lead_to("power_cycle_sync_module")

    async def async_step_other_lights(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Ask again what the lights show, after the power cycle."""
        return self.show("read_lights")

    async def async_step_go_network(self, user_input: Any = None) -> RepairsFlowResult:
        """The lights show that the module has no network."""
        return self._lead_to("check_network")

    def _lead_to(self, step: str) -> RepairsFlowResult:
        """Go to the matching step; the steps before it remain to be done."""
        if step in self.steps and step != self.step:
            self.position.complete_step(self.coordinator, self.finding)
            self.position.step = step
        return self.show(step)


class SyncModuleErrorFlow(GuidedFlow):
    """Restore the cameras of a module that reports: its power, then its location."""

    pages: ClassVar[Pages] = {
        "power_cycle_sync_module": MOVE_ON,
        "move_sync_module": MOVE_ON,
        **RESET,
    }


class HomeNetworkOfflineFlow(GuidedFlow):
    """Restore the home's internet connection, or its Wi-Fi."""

    pages: ClassVar[Pages] = {
        "init": OF_NO_DEVICE,
        "check_internet": ("internet_works", "internet_down", "later"),
        "internet_works": MOVE_ON,
        "restart_router": MOVE_ON,
    }

    @property
    @override
    def asked(self) -> list[DeviceKey]:
        """Return none: the homescreen is enough."""
        return []

    @override
    async def async_step_begin(self, user_input: Any = None) -> RepairsFlowResult:
        """Start at the Wi-Fi if Home Assistant's own poll used the internet."""
        finding = self.finding
        works = finding is not None and finding.evidence.get("internet_works")
        if not works or self.position.has_begun(self.coordinator, finding):
            return await super().async_step_begin()
        return self.show("internet_works")

    async def async_step_internet_down(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """No other device has internet: check router and modem."""
        return await self.async_step_next_step()
