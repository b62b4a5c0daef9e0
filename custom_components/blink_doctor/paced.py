"""A coordinator that yields to the event loop between its listeners."""

import asyncio
from collections.abc import Iterable
from typing import Any, override

from homeassistant.core import callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator

from .const import LOGGER

# updates the listeners of 13 devices in one go
_LONGEST = 0.01


class PacedCoordinator[DataT](DataUpdateCoordinator[DataT]):
    """Update many listeners in batches, so that they do not block the event loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the arguments of any coordinator."""
        super().__init__(*args, **kwargs)
        # ids of listeners still to be called, in order
        self._pending: dict[int, None] = {}
        self._calling = False

    @override
    @callback
    def async_update_listeners(self) -> None:
        """Call all listeners."""
        self.async_call_listeners(self._listeners)

    @callback
    def async_call_listeners(self, listener_ids: Iterable[int]) -> None:
        """Call some listeners, the first batch before this returns."""
        self._pending |= dict.fromkeys(listener_ids)
        if self._calling:
            return
        self._calling = True
        self._call_some()
        if not self._pending or self.config_entry is None:
            self._calling = False
            return
        self.config_entry.async_create_task(
            self.hass, self._async_call_rest(), "call listeners", eager_start=False
        )

    async def _async_call_rest(self) -> None:
        try:
            while self._pending:
                self._call_some()
                await asyncio.sleep(0)
        finally:
            self._calling = False

    def _call_some(self) -> None:
        """Call the next listeners for as long as one callback may take."""
        until = self.hass.loop.time() + _LONGEST
        while self._pending and self.hass.loop.time() < until:
            listener_id = next(iter(self._pending))
            del self._pending[listener_id]
            # may have been removed while it waited
            if listener_id not in self._listeners:
                continue
            update_callback, _ = self._listeners[listener_id]
            try:
                update_callback()
            except Exception:  # noqa: BLE001 the other listeners must still be called
                LOGGER.exception("Unexpected error while a poll was told")
