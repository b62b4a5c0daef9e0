"""Repair: attach Blink Doctor to the new entry of its Blink account."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlowResult

from ..device_lifecycle import attachment


class AttachFlow(ConfirmRepairFlow):
    """Ask for confirmation, then attach."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take the issue's data: our entry and the Blink entry."""
        super().__init__()
        self._offer = data

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Attach; abort if the Blink entry was removed again."""
        if user_input is not None:
            attachment.async_accept_offer(self.hass, self._offer)
        return await super().async_step_confirm(user_input)
