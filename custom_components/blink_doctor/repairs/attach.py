"""A repair that attaches a doctor to the new entry of its Blink account."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlowResult

from .. import attachment


class AttachFlow(ConfirmRepairFlow):
    """Asks once, then attaches."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Take what the issue says: which doctor, and which Blink entry."""
        super().__init__()
        self._offer = data

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Attach; where the Blink entry is gone again there is nothing to repair."""
        if user_input is not None:
            attachment.async_accept_offer(self.hass, self._offer)
        return await super().async_step_confirm(user_input)
