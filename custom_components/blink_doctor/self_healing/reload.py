"""Reload the Blink integration when it hangs."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.util import dt as dt_util

from ..checkup.rate_limit import TOO_SOON, budget
from ..const import LOGGER
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.readings import ACCOUNT_KEY
from ..diagnosis.parsing import values
from ..notifications import notifier_of
from ..notifications.faults import subject_id_of
from .attempts import Attempts, restart_may_help

_HELPS_WITHIN = timedelta(minutes=15)
# in other states core retries by itself, or waits for a person
_HANGS = (ConfigEntryState.LOADED, ConfigEntryState.SETUP_ERROR)
_NEEDS_A_PERSON = ("sign_in", "disabled", "removed")
_REFUSALS = frozenset({403, 406, 409, 429})


async def async_reload_blink(
    attempts: Attempts, coordinator: BlinkDoctorCoordinator, most: int
) -> dict[str, Any]:
    """Reload core Blink if that may help; return the result, or why not.

    A reload signs in again and costs three times as many requests as a poll, so none is
    made while Blink refuses requests.
    """
    subject_id = subject_id_of(coordinator, ACCOUNT_KEY)
    if reason := _reason_not_to(coordinator):
        if reason == "refused":
            # nothing else would look again after the refusals have ended
            notifier_of(attempts.hass).async_due(dt_util.utcnow() + _HELPS_WITHIN)
        return {"result": reason}
    if (again_at := attempts.again_at(subject_id, most)) is not None:
        notifier_of(attempts.hass).async_due(again_at)
        return {"result": "resting", "again_at": again_at.isoformat()}
    LOGGER.info("Reloading the Blink integration, which has no news")
    attempts.async_began(subject_id, _HELPS_WITHIN)
    await attempts.async_save()
    await attempts.hass.config_entries.async_reload(coordinator.source.entry_id)
    return {"result": "reloaded"}


def _reason_not_to(coordinator: BlinkDoctorCoordinator) -> str | None:
    source, entry = coordinator.source, coordinator.source.entry
    account = coordinator.data.account
    if entry is None or not any(
        restart_may_help(finding) for finding in account.findings
    ):
        return "not_needed"
    if source.trouble in _NEEDS_A_PERSON:
        return "needs_you"
    if entry.state not in _HANGS:
        return "core_retries"
    limit = budget(coordinator).limit()
    if _is_refused(source.homescreen()) or (limit and limit.reason != TOO_SOON):
        return "refused"
    return None


def _is_refused(answer: Any) -> bool:
    """Whether an error answer says that Blink received too many requests."""
    body = values.mapping(answer)
    return values.whole(body.get("code")) in _REFUSALS or (
        "too many" in str(body.get("message", "")).lower()
    )
