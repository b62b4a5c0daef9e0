"""Notifications: keep what each recipient was shown in step with the diagnosis.

`faults` reads the diagnosis, `update` compares it with `records` (`digest` for many at
once), `texts` and `recipients` compose and send it, `guides` and `buttons` lead a person
through the fix.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.components.automation import EVENT_AUTOMATION_TRIGGERED
from homeassistant.const import (
    ATTR_DOMAIN,
    ATTR_ENTITY_ID,
    ATTR_SERVICE,
    EVENT_SERVICE_REGISTERED,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    HassJob,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .buttons import async_listen_to_buttons
from .calls import async_clear_orphans, async_notify
from .notifier import Notifier, async_load_notifier, async_report_fix, notifier_of
from .recipients import is_phone_action
from .reports import SCHEMA as SEND_SCHEMA, async_send
from .request import SCHEMA, Request

__all__ = ["Notifier", "async_report_fix", "async_setup_notifications", "notifier_of"]

# seconds for automations to withdraw it themselves, with their own texts
_ORPHANED_AFTER = 60
_RUNS_KNOWN = 100


async def async_setup_notifications(hass: HomeAssistant) -> None:
    """Load the records of sent notifications, and register the actions that notify."""
    notifier = await async_load_notifier(hass)
    async_listen_to_buttons(hass)
    _update_phones_that_appear(notifier)
    _clear_orphans_after_changes(notifier)

    owners = _async_follow_automations(hass)

    async def notify(call: ServiceCall) -> ServiceResponse:
        owner = owners.get(call.context.id, "")
        outcome = await async_notify(hass, Request.from_call(call.data, owner))
        changes: list[Any] = outcome.actions.changes if outcome.actions else []
        return {"changes": changes, "unreachable": list[Any](outcome.unreachable)}

    async def send(call: ServiceCall) -> ServiceResponse:
        return await async_send(hass, call.data)

    async_register_admin_service(
        hass, DOMAIN, "notify", notify, SCHEMA, SupportsResponse.OPTIONAL
    )
    async_register_admin_service(
        hass, DOMAIN, "send", send, SEND_SCHEMA, SupportsResponse.OPTIONAL
    )


@callback
def _async_follow_automations(hass: HomeAssistant) -> dict[str, str]:
    """Return a map from context id to the automation running in it, for the last hundred."""
    owners: dict[str, str] = {}

    @callback
    def triggered(event: Event[dict[str, Any]]) -> None:
        owners[event.context.id] = event.data[ATTR_ENTITY_ID]
        if len(owners) > _RUNS_KNOWN:
            del owners[next(iter(owners))]

    hass.bus.async_listen(EVENT_AUTOMATION_TRIGGERED, triggered)
    return owners


@callback
def _update_phones_that_appear(notifier: Notifier) -> None:
    """Update the recipients when a phone can be notified again, or for the first time."""

    @callback
    def is_phone(data: Mapping[str, Any]) -> bool:
        return is_phone_action(data[ATTR_DOMAIN], data[ATTR_SERVICE])

    @callback
    def appeared(_: Event[Any]) -> None:
        notifier.async_changed()

    notifier.hass.bus.async_listen(EVENT_SERVICE_REGISTERED, appeared, is_phone)


@callback
def _clear_orphans_after_changes(notifier: Notifier) -> None:
    """After each change, clear what no automation has cleared itself a minute later."""
    hass = notifier.hass
    cancel: CALLBACK_TYPE | None = None

    @callback
    def changed() -> None:
        nonlocal cancel
        if cancel is not None:
            cancel()
        since = dt_util.utcnow()

        async def clear_orphans(_: datetime) -> None:
            await async_clear_orphans(hass, since)

        job = HassJob(clear_orphans, cancel_on_shutdown=True)
        cancel = async_call_later(hass, _ORPHANED_AFTER, job)

    notifier.async_listen(changed)
