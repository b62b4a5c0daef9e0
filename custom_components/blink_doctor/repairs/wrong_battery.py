"""Repair for core's wrong low batteries: hide them, if the owner agrees."""

from typing import Any, override

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigEntryState

from ..const import CONF_HIDE_WRONG_BATTERIES


class WrongBatteryFlow(ConfirmRepairFlow):
    """Name the devices on one page; confirming enables the option."""

    def __init__(self, entry: ConfigEntry[Any]) -> None:
        """Take the entry of the account."""
        super().__init__()
        self._entry = entry

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Enable the option; it takes effect at once, or at the next start."""
        if user_input is not None:
            options = {**self._entry.options, CONF_HIDE_WRONG_BATTERIES: True}
            self.hass.config_entries.async_update_entry(self._entry, options=options)
            if self._entry.state is ConfigEntryState.LOADED:
                self._entry.runtime_data.async_review()
        return await super().async_step_confirm(user_input)
