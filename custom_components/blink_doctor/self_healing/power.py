"""Power-cycle a sync module with a smart plug.

A plug that was switched off is switched on again in any case: if the automation is
edited or stopped, a call fails, or Home Assistant restarts. This is stored on disk before
the plug is off, and retried until the plug is on.
"""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from homeassistant.const import (
    EVENT_HOMEASSISTANT_STOP,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HassJob,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later, async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..messages.markdown import plain
from ..notifications import notifier_of
from ..notifications.faults import coordinators, subject_id_of
from ..targeting.devices import async_name
from .attempts import Attempts, restart_may_help

# a sync module needs about a minute; Blink Doctor sees it with the next polls
BACK_WITHIN = timedelta(minutes=12)
_RETRY_SECONDS = (2, 5, 15, 30, 60)
_NAMED_FROM = 3
_CALL_TIMEOUT = 10
_REPORTS_WITHIN = 10
# delay before a plug that cannot be switched is tried again
_LOOK_AGAIN = timedelta(minutes=5)
_NOT_KNOWN = (None, STATE_UNAVAILABLE, STATE_UNKNOWN)


class Plugs:
    """The plugs being switched."""

    def __init__(self, hass: HomeAssistant, attempts: Attempts) -> None:
        """Switch plugs on when Home Assistant stops."""
        self.hass = hass
        self.attempts = attempts
        self.busy: set[str] = set()
        hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._stopping)

    @callback
    def async_recover(self) -> None:
        """Switch on plugs that were off when Home Assistant stopped."""
        for plug in self.attempts.stored.off:
            self.hass.async_create_background_task(
                self.async_switch_on(plug), f"blink_doctor power {plug}"
            )

    async def _stopping(self, _: Event) -> None:
        for plug in list(self.attempts.stored.off):
            await self._call(plug, STATE_ON)

    async def async_cycle(self, subject_id: str, plug: str, off_for: float) -> bool:
        """Switch the power off and on; False if it stayed on."""
        stored = self.attempts.stored
        self.busy.add(plug)
        try:
            stored.plugs[plug] = subject_id
            stored.off.append(plug)
            await self.attempts.async_save()
            went_off = await self._switch(plug, STATE_OFF)
            if went_off:
                await self._pause(off_for)
            await self.async_switch_on(plug)
        finally:
            self.busy.discard(plug)
        return went_off

    async def async_switch_on(self, plug: str) -> None:
        """Switch a plug on, retrying until it is on."""
        stored, tried = self.attempts.stored, 0
        while not await self._switch(plug, STATE_ON):
            tried += 1
            if tried == _NAMED_FROM:
                self._report_stuck(plug, "plug_left_off")
            await self._pause(_RETRY_SECONDS[min(tried, len(_RETRY_SECONDS)) - 1])
        stored.off = [one for one in stored.off if one != plug]
        self.attempts.async_forget_stuck(stored.plugs.get(plug, ""))
        await self.attempts.async_save()

    async def _switch(self, plug: str, to: str) -> bool:
        """Switch a plug; return whether it reports the wanted state.

        Many plugs report their new state some time after the call has returned.
        """
        if not await self._call(plug, to) or self._is(plug, to):
            return self._is(plug, to)
        reported = asyncio.Event()

        @callback
        def changed(_: Event[EventStateChangedData]) -> None:
            if self._is(plug, to):
                reported.set()

        @callback
        def over(_: datetime) -> None:
            reported.set()

        stop = async_track_state_change_event(self.hass, plug, changed)
        job = HassJob(over, cancel_on_shutdown=True)
        cancel = async_call_later(self.hass, _REPORTS_WITHIN, job)
        try:
            await reported.wait()
        finally:
            stop()
            cancel()
        return self._is(plug, to)

    def _is(self, plug: str, to: str) -> bool:
        state = self.hass.states.get(plug)
        return state is not None and state.state == to

    async def _call(self, plug: str, to: str) -> bool:
        """Call the switch action; return whether it succeeded."""
        service = "turn_on" if to == STATE_ON else "turn_off"
        try:
            async with asyncio.timeout(_CALL_TIMEOUT):
                await self.hass.services.async_call(
                    "switch", service, {"entity_id": plug}, blocking=True
                )
        except (HomeAssistantError, ValueError, TimeoutError) as err:
            LOGGER.warning("%s did not switch %s: %s", plug, to, err)
            return False
        except Exception:  # noqa: BLE001 whatever a plug raises, it must be switched on again
            LOGGER.exception("%s did not switch %s", plug, to)
            return False
        return True

    async def _pause(self, seconds: float) -> None:
        over = self.hass.loop.create_future()

        @callback
        def end(_: datetime) -> None:
            if not over.done():
                over.set_result(None)

        job = HassJob(end, cancel_on_shutdown=True)
        cancel = async_call_later(self.hass, seconds, job)
        try:
            await over
        finally:
            cancel()

    @callback
    def _report_stuck(self, plug: str, key: str) -> None:
        state = self.hass.states.get(plug)
        name = state.name if state else plug
        subject_id = self.attempts.stored.plugs.get(plug)
        if subject_id is not None:
            self.attempts.stored.stuck[subject_id] = name
            notifier_of(self.hass).async_changed()
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            f"{key}_{plug}",
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=key,
            translation_placeholders={"plug": name, "name": plain(name)},
        )

    @callback
    def report_not_off(self, plug: str) -> None:
        """Report that a plug did not switch off, so that nothing was attempted."""
        self._report_stuck(plug, "plug_not_off")


async def async_power_cycle(
    plugs: Plugs,
    coordinator: BlinkDoctorCoordinator,
    key: DeviceKey,
    plug: str,
    *,
    off_for: float,
    most: int,
) -> dict[str, Any]:
    """Restart a sync module if that may help; return the result, or why not.

    Raises ServiceValidationError for a plug that belongs to another module.
    """
    hass, attempts = plugs.hass, plugs.attempts
    subject_id = subject_id_of(coordinator, key)
    _require_own_plug(plugs, subject_id, plug)
    if reason := _reason_not_to(plugs, coordinator, key, plug):
        if reason == "plug_unavailable":
            notifier_of(hass).async_due(dt_util.utcnow() + _LOOK_AGAIN)
        return {"result": reason}
    if (again_at := attempts.again_at(subject_id, most)) is not None:
        notifier_of(hass).async_due(again_at)
        return {"result": "resting", "again_at": again_at.isoformat()}
    LOGGER.info("Restarting a sync module: power off for %s seconds", off_for)
    # saved before the power is off: a restart in between must not lose the attempt
    attempts.async_began(subject_id, BACK_WITHIN + timedelta(seconds=off_for))
    # in its own task: the caller may be cancelled, this must not
    task = hass.async_create_background_task(
        plugs.async_cycle(subject_id, plug, off_for), f"blink_doctor power cycle {plug}"
    )
    went_off = await asyncio.shield(task)
    if not went_off:
        plugs.report_not_off(plug)
        return {"result": "plug_not_off"}
    return {"result": "restarted", "name": async_name(coordinator, key)}


def _require_own_plug(plugs: Plugs, subject_id: str, plug: str) -> None:
    owner = plugs.attempts.stored.plugs.get(plug)
    if owner in (None, subject_id):
        return
    others = {
        subject_id_of(one, key): async_name(one, key)
        for one in coordinators(plugs.hass)
        for key in one.data.devices
    }
    if owner in others:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="plug_of_another",
            translation_placeholders={"plug": plug, "module": others[owner]},
        )


def _reason_not_to(
    plugs: Plugs, coordinator: BlinkDoctorCoordinator, key: DeviceKey, plug: str
) -> str | None:
    device = coordinator.data.devices[key]
    if coordinator.stale or not any(
        restart_may_help(finding) for finding in device.findings
    ):
        return "not_needed"
    if plug in plugs.busy or plug in plugs.attempts.stored.off:
        return "busy"
    state = plugs.hass.states.get(plug)
    if state is None or state.state in _NOT_KNOWN:
        return "plug_unavailable"
    # switched off by a person, who wants it off
    return "plug_off" if state.state == STATE_OFF else None
