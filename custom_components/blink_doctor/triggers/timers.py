"""Timers for the `for` option of cause triggers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util


class Timers:
    """Running `for` timers, one per entity and cause."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with none."""
        self._hass = hass
        self._cancels: dict[tuple[str, str], CALLBACK_TYPE] = {}
        self._started_at: dict[tuple[str, str], datetime] = {}

    @callback
    def start(
        self,
        entity_id: str,
        cause: str,
        wait: timedelta | None,
        started_at: datetime | None,
        fire: Callable[[], None],
    ) -> None:
        """Call `fire` when the wait is over, counted from `started_at` (by default now).

        A running timer is not restarted, until `cancel_unless` has cancelled it.
        """
        now = dt_util.utcnow()
        started_at = min(started_at or now, now)
        if not wait or started_at + wait <= now:
            fire()
            return

        @callback
        def over(_: Any) -> None:
            del self._cancels[entity_id, cause]
            fire()

        self._started_at[entity_id, cause] = started_at
        self._cancels[entity_id, cause] = async_call_later(
            self._hass, started_at + wait - now, over
        )

    @callback
    def cancel_unless(
        self, entity_id: str, holds: Callable[[str], bool]
    ) -> dict[str, datetime]:
        """Cancel the timers whose reason no longer holds; return when they began."""
        cancelled = {}
        for key in [k for k in self._cancels if k[0] == entity_id]:
            if not holds(key[1]):
                self._cancels.pop(key)()
                cancelled[key[1]] = self._started_at[key]
        return cancelled

    @callback
    def stop(self) -> None:
        """Cancel all timers."""
        for cancel in self._cancels.values():
            cancel()
        self._cancels.clear()
