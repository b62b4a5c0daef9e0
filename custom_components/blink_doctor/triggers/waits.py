"""Timers for the `for` option of cause triggers."""

from collections.abc import Callable
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Waits:
    """Running `for` timers, one per entity and cause."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self._hass = hass
        self._cancels: dict[tuple[str, str], CALLBACK_TYPE] = {}

    @callback
    def start(
        self, entity_id: str, cause: str, wait: Any, fire: Callable[[], None]
    ) -> None:
        """Call `fire` after the wait, at once without one.

        A running timer is not restarted, until `keep` has cancelled it.
        """
        if not wait:
            fire()
            return

        @callback
        def over(_: Any) -> None:
            del self._cancels[entity_id, cause]
            fire()

        self._cancels[entity_id, cause] = async_call_later(self._hass, wait, over)

    @callback
    def keep(self, entity_id: str, holds: Callable[[str], bool]) -> None:
        """Cancel the timers of an entity whose reason no longer holds."""
        for key in [k for k in self._cancels if k[0] == entity_id]:
            if not holds(key[1]):
                self._cancels.pop(key)()

    @callback
    def stop(self) -> None:
        """Cancel all timers."""
        for cancel in self._cancels.values():
            cancel()
        self._cancels.clear()
