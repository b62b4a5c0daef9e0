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
        self._untold: dict[int, None] = {}
        self._telling = False

    @override
    @callback
    def async_update_listeners(self) -> None:
        """Call all listeners."""
        self.async_tell(self._listeners)

    @callback
    def async_tell(self, listener_ids: Iterable[int]) -> None:
        """Call some listeners, the first batch before this returns."""
        self._untold |= dict.fromkeys(listener_ids)
        if self._telling:
            return
        self._telling = True
        self._call_some()
        if not self._untold or self.config_entry is None:
            self._telling = False
            return
        self.config_entry.async_create_task(
            self.hass, self._async_call_rest(), "tell listeners", eager_start=False
        )

    async def _async_call_rest(self) -> None:
        try:
            while self._untold:
                self._call_some()
                await asyncio.sleep(0)
        finally:
            self._telling = False

    def _call_some(self) -> None:
        """Call the next listeners for as long as one callback may take."""
        until = self.hass.loop.time() + _LONGEST
        while self._untold and self.hass.loop.time() < until:
            listener_id = next(iter(self._untold))
            del self._untold[listener_id]
            # may have been removed while it waited
            if listener_id not in self._listeners:
                continue
            update_callback, _ = self._listeners[listener_id]
            try:
                update_callback()
            except Exception:  # noqa: BLE001 the other listeners must still be called
                LOGGER.exception("Unexpected error while a poll was told")
