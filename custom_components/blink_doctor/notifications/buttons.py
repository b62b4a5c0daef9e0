"""The buttons of a notification: done, did not help, check again, later.

They work without a running automation, and pressing what another person has already
pressed changes nothing.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, NamedTuple

from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .. import user_reports
from ..checkup import CheckUpError, async_check_up
from ..diagnosis.conditions import Symptom
from ..diagnosis.model.findings import Cause, Finding
from ..diagnosis.model.readings import Battery, Family
from ..targeting.permissions import async_may
from .faults import Fault, is_known
from .guides import (
    BATTERY_EFFECT,
    EFFECT,
    async_complete_step,
    async_wait,
    next_step,
    progress_of,
)
from .notifier import Notifier, notifier_of
from .recipients import BUTTON_PREFIX, Phone
from .records import CHECKING, NotificationRecord

EVENT = "mobile_app_notification_action"
_PATIENCE = 600
_ON_CELLS = frozenset({Family.CAMERA, Family.DOORBELL})


class Press(NamedTuple):
    """A pressed button: on which phone, and for which fault."""

    verb: str
    device_id: str
    subject_id: str
    cause: str
    step: str


@callback
def async_listen_to_buttons(hass: HomeAssistant) -> None:
    """Handle the buttons of our notifications."""

    @callback
    def pressed(event: Event[dict[str, Any]]) -> None:
        prefix, *parts = str(event.data.get("action", "")).split("|")
        if prefix == BUTTON_PREFIX and len(parts) == len(Press._fields):
            hass.async_create_background_task(
                _async_pressed(hass, Press(*parts), event.context.user_id),
                f"blink_doctor button {parts[0]}",
            )

    hass.bus.async_listen(EVENT, pressed)


async def _async_pressed(
    hass: HomeAssistant, press: Press, user_id: str | None
) -> None:
    notifier = notifier_of(hass)
    recipient = f"phone:{press.device_id}"
    record = notifier.records.told.get(recipient, {}).get(press.subject_id)
    if record is None:
        return
    if press.verb == "later":
        await _later(hass, press, record)
        return
    await _until_known(notifier, press.subject_id)
    # whoever presses a button needs no reminder now
    record.answer, record.rang, record.snoozed = True, dt_util.utcnow(), None
    fault, verb = notifier.faults.get(press.subject_id), _VERBS.get(press.verb)
    findings = fault.findings if fault else ()
    finding = next((one for one in findings if one.cause == press.cause), None)
    if fault and finding and verb and await _may(hass, fault, user_id):
        await verb(fault, finding, press)
    else:
        notifier.async_changed()


async def _until_known(notifier: Notifier, subject_id: str) -> None:
    """Wait while our entry is being loaded, but not long: a late reaction would surprise."""
    known = asyncio.Event()

    @callback
    def look() -> None:
        if subject_id in notifier.faults or is_known(notifier.hass, subject_id):
            known.set()

    look()
    stop = notifier.async_listen(look)
    try:
        async with asyncio.timeout(_PATIENCE):
            await known.wait()
    except TimeoutError:
        pass
    finally:
        stop()


async def _may(hass: HomeAssistant, fault: Fault, user_id: str | None) -> bool:
    """Whether the phone's owner may control the device."""
    user = await hass.auth.async_get_user(user_id) if user_id else None
    return user is None or async_may(hass, user, fault.device_id, POLICY_CONTROL)


async def _later(hass: HomeAssistant, press: Press, record: NotificationRecord) -> None:
    """Snooze this phone only."""
    record.snoozed = dt_util.utcnow() + timedelta(seconds=record.snooze_for)
    if await Phone(hass, press.device_id).async_clear(record.tag):
        record.shown = ""
    notifier_of(hass).async_changed()


async def _no_help(fault: Fault, finding: Finding, press: Press) -> None:
    """Go to the next step, unless somebody has gone there already."""
    if next_step(fault.coordinator, finding).step == press.step:
        user_reports.async_tried(fault.coordinator, fault.key, press.step, "not_yet")
        async_complete_step(fault.coordinator, finding, press.step)
    notifier_of(fault.coordinator.hass).async_changed()


async def _done(fault: Fault, finding: Finding, press: Press) -> None:
    """Check whether the completed step has helped."""
    step = next_step(fault.coordinator, finding)
    if step.step != press.step or step.progress.note == CHECKING:
        notifier_of(fault.coordinator.hass).async_changed()
        return
    if press.step == "replace_batteries" and _has_cells(fault):
        coordinator = fault.coordinator
        user_reports.async_batteries_replaced(coordinator, fault.key, coordinator.now)
    await _check(fault, finding, press)


async def _check(fault: Fault, finding: Finding, press: Press) -> None:
    """Start a check-up; if it fails, say so instead of counting the step as done."""
    coordinator, key = fault.coordinator, fault.key
    until = progress_of(coordinator, finding).until
    async_wait(coordinator, finding, CHECKING, None)
    asked = [] if fault.is_account else [key]
    try:
        result = await async_check_up(coordinator.hass, coordinator, asked, wait=True)
    except CheckUpError as err:
        user_reports.async_tried(coordinator, key, press.step, "not_checked")
        time = (err.translation_placeholders or {}).get("time", "")
        # keep waiting for the effect of an earlier step
        async_wait(coordinator, finding, f"error_{err.reason}", until, time=time)
        return
    _evaluate(fault, finding, press, unread=key in result.unread)


def _evaluate(fault: Fault, finding: Finding, press: Press, *, unread: bool) -> None:
    """Decide by the measured values: helped, did not help, or not known yet."""
    coordinator, key = fault.coordinator, fault.key
    device = coordinator.data.devices.get(key)
    seen = None
    if device is not None and device.online is not False and not unread:
        seen = coordinator.observe(key, finding.cause)
    if seen is False:
        coordinator.async_confirm_fixed(key, finding.cause)
    device = coordinator.data.devices.get(key)
    if device is None or device.finding(finding.cause) is None:
        user_reports.async_tried(coordinator, key, press.step, "fixed")
        async_wait(coordinator, finding, "", None)
    elif finding.cause is Cause.LOW_BATTERY and press.step == "replace_batteries":
        user_reports.async_tried(coordinator, key, press.step, "late")
        until = coordinator.now + BATTERY_EFFECT
        async_wait(coordinator, finding, "push_noted", until)
    elif isinstance(seen, Symptom):
        user_reports.async_tried(coordinator, key, press.step, "not_yet")
        async_complete_step(coordinator, finding, press.step)
    else:
        until = coordinator.now + EFFECT
        async_wait(coordinator, finding, CHECKING, until)


def _has_cells(fault: Fault) -> bool:
    reading = fault.diagnosis.reading
    return reading.family in _ON_CELLS and reading.battery is not Battery.MAINS


type _Verb = Callable[[Fault, Finding, Press], Coroutine[Any, Any, None]]

_VERBS: dict[str, _Verb] = {"done": _done, "no_help": _no_help, "check": _check}
