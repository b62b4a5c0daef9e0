"""The actions: check-up, red light, new batteries, pause, and diagnosis."""

from datetime import date, datetime, time, timedelta
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from . import pauses, user_reports
from .action_fields import DEVICE_IDS, at_most, bad_field, fields, text
from .checkup import async_check_up
from .const import DOMAIN
from .diagnosis.guide import PATTERNS
from .diagnosis.model.readings import ACCOUNT_KEY, SCOPES, Battery, Family
from .diagnosis.parsing.account import LONGEST_NAME
from .diagnosis.watching.ledger import KEPT
from .language import async_language_of
from .messages.recording import async_recording_history
from .messages.responses import async_device_answers, async_fault_histories
from .pauses import UNTIL
from .targeting.by_name import async_find
from .targeting.devices import Targets, async_name
from .targeting.permissions import async_permitted_targets

ATTR_DEVICE_ID = "device_id"
ATTR_DATE = "date"
ATTR_DAYS = "days"
ATTR_NAME = "name"
ATTR_PATTERN = "pattern"
UNKNOWN_PATTERN = "unknown"
STOPPED = "stopped"
_HAS_LIGHT = frozenset(Family) - SCOPES
# no batteries last longer
_OLDEST_CHANGE = timedelta(days=5 * 365)

_LONGEST_DATE = 64
_WEEK = 7
_OPTIONAL_DEVICES: dict[Any, Any] = {
    probatio.Optional(ATTR_DEVICE_ID, default=list): DEVICE_IDS
}
_REQUIRED_DEVICES: dict[Any, Any] = {
    probatio.Required(ATTR_DEVICE_ID): probatio.All(DEVICE_IDS, probatio.Length(min=1))
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions for all accounts."""
    optional, only = SupportsResponse.OPTIONAL, SupportsResponse.ONLY
    none = SupportsResponse.NONE
    named = {**_OPTIONAL_DEVICES, probatio.Optional(ATTR_NAME): text(LONGEST_NAME)}
    days = probatio.All(probatio.Coerce(int), probatio.Range(min=1, max=KEPT.days))
    since = {
        **_OPTIONAL_DEVICES,
        probatio.Optional(ATTR_DAYS, default=_WEEK): days,
    }
    patterns = probatio.In([*PATTERNS, STOPPED])
    light = {
        **_REQUIRED_DEVICES,
        probatio.Optional(ATTR_PATTERN, default=UNKNOWN_PATTERN): patterns,
    }
    date = probatio.All(at_most(_LONGEST_DATE), probatio.Any(cv.date, cv.datetime))
    replaced = {**_REQUIRED_DEVICES, probatio.Optional(ATTR_DATE): date}
    paused = {**_REQUIRED_DEVICES, probatio.Optional(pauses.ATTR_UNTIL): UNTIL}
    for name, handler, schema, response in (
        ("check_up", _async_check_up, _OPTIONAL_DEVICES, optional),
        ("get_diagnosis", _async_get_diagnosis, named, only),
        ("get_recording_history", _async_get_recording_history, since, only),
        ("get_fault_history", _async_get_fault_history, named, only),
        ("report_red_light", _async_report_red_light, light, none),
        ("batteries_replaced", _async_batteries_replaced, replaced, none),
        ("pause", _async_pause, paused, none),
        ("resume", _async_resume, _REQUIRED_DEVICES, none),
    ):
        hass.services.async_register(
            DOMAIN, name, handler, fields(schema), supports_response=response
        )


async def _async_check_up(call: ServiceCall) -> ServiceResponse:
    """Ask Blink now; without devices, about every account."""
    targets = await _targets(call, POLICY_CONTROL)
    language = await async_language_of(call.hass, call.context.user_id)
    devices: list[Any] = []
    requests = 0
    for coordinator, keys in targets.items():
        whole = not call.data[ATTR_DEVICE_ID] and ACCOUNT_KEY in keys
        asked = [ACCOUNT_KEY] if whole else keys
        result = await async_check_up(call.hass, coordinator, asked)
        requests += result.requests
        devices += await async_device_answers(
            coordinator, keys, result, language=language
        )
    return {"devices": devices, "requests": requests}


async def _async_get_diagnosis(call: ServiceCall) -> ServiceResponse:
    """Return the diagnosis, without asking Blink.

    A name matches every device it may refer to; without a match the result is empty.
    """
    language = await async_language_of(call.hass, call.context.user_id)
    devices: list[Any] = []
    for coordinator, keys in (await _readable(call)).items():
        devices += await async_device_answers(coordinator, keys, language=language)
    return {"devices": devices}


async def _async_get_recording_history(call: ServiceCall) -> ServiceResponse:
    """Return when cameras would have recorded, and when not, as far as observed."""
    targets = await _targets(call, POLICY_READ)
    since = dt_util.utcnow() - timedelta(days=call.data[ATTR_DAYS])
    devices: list[Any] = []
    for coordinator, keys in targets.items():
        devices += await async_recording_history(coordinator, keys, since)
    return {"devices": devices}


async def _async_get_fault_history(call: ServiceCall) -> ServiceResponse:
    """Return the last faults of devices, without asking Blink."""
    language = await async_language_of(call.hass, call.context.user_id)
    devices: list[Any] = []
    for coordinator, keys in (await _readable(call)).items():
        devices += await async_fault_histories(coordinator, keys, language=language)
    return {"devices": devices}


async def _readable(call: ServiceCall) -> Targets:
    """Return the devices to report on: those given by id, target or name."""
    targets = await _targets(call, POLICY_READ)
    if ATTR_NAME in call.data:
        return await async_find(targets, call.data[ATTR_NAME])
    return targets


async def _async_report_red_light(call: ServiceCall) -> None:
    pattern = call.data[ATTR_PATTERN]
    targets = await _targets(call, POLICY_CONTROL)
    for coordinator, keys in targets.items():
        for key in keys:
            if coordinator.data.devices[key].reading.family not in _HAS_LIGHT:
                raise _error("has_no_light", device=async_name(coordinator, key))
    for coordinator, keys in targets.items():
        shown = None if pattern == STOPPED else pattern
        user_reports.async_report_red_light(coordinator, keys, shown)


async def _async_batteries_replaced(call: ServiceCall) -> None:
    at = _changed_at(call.data.get(ATTR_DATE))
    targets = await _targets(call, POLICY_CONTROL)
    for coordinator, keys in targets.items():
        for key in keys:
            device = coordinator.data.devices[key]
            runs_on_batteries = device.reading.family in (
                Family.CAMERA,
                Family.DOORBELL,
            )
            if not runs_on_batteries or device.battery is Battery.MAINS:
                raise _error("has_no_batteries", device=async_name(coordinator, key))
    for coordinator, keys in targets.items():
        user_reports.async_batteries_replaced(coordinator, keys, at)


async def _async_pause(call: ServiceCall) -> None:
    """Pause devices; a system stands for its devices."""
    until = pauses.until_of(call.data.get(pauses.ATTR_UNTIL))
    for coordinator, keys in (await _devices(call)).items():
        pauses.async_pause(coordinator, keys, until)


async def _async_resume(call: ServiceCall) -> None:
    for coordinator, keys in (await _devices(call)).items():
        pauses.async_resume(coordinator, keys)


async def _devices(call: ServiceCall) -> Targets:
    """Return the devices that are meant, each of which the user may control."""
    targets = await _targets(call, POLICY_CONTROL)
    meant = {one: pauses.devices_of(one, keys) for one, keys in targets.items()}
    if meant != targets:
        ids = [one.device_id(key) for one, keys in meant.items() for key in keys]
        await async_permitted_targets(call, [i for i in ids if i], POLICY_CONTROL)
    return meant


async def _targets(call: ServiceCall, policy: str) -> Targets:
    return await async_permitted_targets(call, call.data[ATTR_DEVICE_ID], policy)


def _changed_at(given: date | datetime | None) -> datetime:
    """Return when the batteries were changed: now, or noon if only a date is given."""
    now = dt_util.utcnow()
    if given is None:
        return now
    if not isinstance(given, datetime):
        if given == dt_util.now().date():
            return now
        given = datetime.combine(given, time(12))
    if given.tzinfo is None:
        given = given.replace(tzinfo=dt_util.get_default_time_zone())
    try:
        at = dt_util.as_utc(given)
    except OverflowError:
        # datetime's first and last day overflow in another time zone
        raise bad_field(ATTR_DATE, given.isoformat()) from None
    if at > now:
        raise _error("date_in_future", date=f"{given:%Y-%m-%d}")
    if now - at > _OLDEST_CHANGE:
        raise _error("date_too_old", date=f"{given:%Y-%m-%d}")
    return at


def _error(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )
