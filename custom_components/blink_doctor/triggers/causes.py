"""Triggers on the causes that our fault sensors show.

They use our own entities only and never fire on changes from unavailable or unknown, so
they stay silent during a restart and a reload.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, NamedTuple, override

from homeassistant.const import CONF_FOR
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.target import (
    TargetStateChangedData,
    async_track_target_selector_state_change_event,
)
from homeassistant.helpers.trigger import (
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.util import dt as dt_util
import probatio

from ..diagnosis.model.findings import NO_CAUSE, Cause, Finding
from ..targeting.entities import (
    FAULT,
    blink_device_of,
    causes_of,
    fault_sensors_of,
    is_paused,
    representing,
    trigger_data,
)
from . import DevicesTrigger, devices_schema
from .timers import Timers

CONF_CAUSE = "cause"


class _Change(NamedTuple):
    """A change of a fault sensor's state, or its state at first sight."""

    entity_id: str
    old: State | None
    new: State | None
    context: Context | None = None


_OPTIONS: dict[Any, Any] = {probatio.Optional(CONF_FOR): cv.positive_time_period}
_SCHEMA_WITH_CAUSE = devices_schema(
    {
        **_OPTIONS,
        probatio.Optional(CONF_CAUSE): probatio.All(
            probatio.EnsureList(), [probatio.In([cause.value for cause in Cause])]
        ),
    }
)


class CauseTrigger(DevicesTrigger):
    """Fire once for each cause that appears on a device."""

    _schema = devices_schema(_OPTIONS)
    _causes: ClassVar[frozenset[str]] = frozenset(Cause)

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take target and options."""
        super().__init__(hass, config)
        options = config.options or {}
        self._for = options.get(CONF_FOR)
        self._chosen = frozenset(options.get(CONF_CAUSE) or self._causes)
        # last known causes per fault sensor
        self._known: dict[str, tuple[str, ...]] = {}
        # start of the timers that were running when a fault sensor became unavailable
        self._started_at: dict[str, dict[str, datetime]] = {}

    def _entities(self, referenced: set[str]) -> set[str]:
        return representing(self._hass, referenced, FAULT)

    def _seen(self, state: State | None) -> tuple[str, ...] | None:
        causes = causes_of(state)
        if causes is None:
            return None
        return tuple(cause for cause in causes if cause in self._chosen)

    def causes_to_fire(
        self, before: tuple[str, ...], after: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return the causes to fire for."""
        return tuple(cause for cause in after if cause not in before)

    def holds(self, cause: str, now: tuple[str, ...] | None) -> bool:
        """Whether the reason for a wait still holds."""
        return now is not None and cause in now

    def without_timer(self, cause: str, known: tuple[str, ...]) -> tuple[str, ...]:
        """Return the known causes as they were before a timer started."""
        return tuple(one for one in known if one != cause)

    def still_waiting(
        self, entity_id: str, now: tuple[str, ...]
    ) -> dict[str, datetime]:
        """Return the causes whose wait is not over at first sight, with their start.

        At a restart their timers were running.
        """
        blink_device = blink_device_of(self._hass, entity_id)
        findings = (
            [blink_device.finding(cause) for cause in now] if blink_device else []
        )
        return {
            finding.cause.value: finding.since
            for finding in findings
            if finding and self._for and finding.since + self._for > dt_util.utcnow()
        }

    def fires_elsewhere(self, entity_id: str, cause: str, targeted: set[str]) -> bool:
        """Whether the cause sits on another device of the same target, which fires for it.

        Twelve cameras behind a dead sync module are one event, not thirteen.
        """
        blink_device = blink_device_of(self._hass, entity_id)
        finding = blink_device.finding(cause) if blink_device else None
        if blink_device is None or finding is None or finding.is_root:
            return False
        return not targeted.isdisjoint(
            fault_sensors_of(self._hass, blink_device, finding.root)
        )

    def remember_findings(self, entity_id: str) -> None:
        """Update what is known of a device whose fault sensor may have changed."""

    def _remember(self, state: State | None) -> tuple[str, ...] | None:
        """Return the causes before; being unavailable in between does not change them.

        A pause resets them: causes present when it ends are new, others do not count as cleared.
        """
        if state is not None and is_paused(state):
            self._known[state.entity_id] = ()
            return None
        if state is None or (seen := self._seen(state)) is None:
            return None
        before = self._known.get(state.entity_id)
        self._known[state.entity_id] = seen
        return before

    def payload(self, entity_id: str, cause: str) -> dict[str, Any]:
        """Return the event's data for automations."""
        return trigger_data(self._hass, entity_id, cause)

    def _new(
        self, entity_id: str, state: State | None, watched: set[str]
    ) -> dict[str, datetime | None]:
        """Return the causes to fire for, with the start of timers that already ran."""
        before, after = self._remember(state), self._seen(state)
        if after is None:
            return {}
        found: dict[str, datetime | None]
        if before is None:
            found = {**self.still_waiting(entity_id, after)}
        else:
            started_at = self._started_at.pop(entity_id, {})
            found = {
                cause: started_at.get(cause)
                for cause in self.causes_to_fire(before, after)
            }
        return {
            cause: started_at
            for cause, started_at in found.items()
            if not self.fires_elsewhere(entity_id, cause, watched)
        }

    def _suspend(self, entity_id: str, cancelled: dict[str, datetime]) -> None:
        """Keep the start of timers while their fault sensor is unavailable."""
        for cause, started_at in cancelled.items():
            self._started_at.setdefault(entity_id, {})[cause] = started_at
            known = self._known.get(entity_id, ())
            self._known[entity_id] = self.without_timer(cause, known)

    @callback
    def _fire(
        self, run_action: TriggerActionRunner, change: _Change, cause: str
    ) -> None:
        data = {
            "entity_id": change.entity_id,
            "from_state": change.old,
            "to_state": change.new,
            "for": self._for,
            **self.payload(change.entity_id, cause),
        }
        run_action(data, f"{cause} of {change.entity_id}", change.context)

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the fault sensors of the target."""
        timers = Timers(self._hass)

        @callback
        def look(change: _Change, watched: set[str]) -> None:
            entity_id = change.entity_id
            self.remember_findings(entity_id)
            for cause, started_at in self._new(entity_id, change.new, watched).items():
                fire = partial(self._fire, run_action, change, cause)
                timers.start(entity_id, cause, self._for, started_at, fire)

        @callback
        def changed(data: TargetStateChangedData) -> None:
            event = data.state_change_event
            entity_id = event.data["entity_id"]
            old, new = event.data["old_state"], event.data["new_state"]
            now = self._seen(new)
            cancelled = timers.cancel_unless(
                entity_id, lambda cause: self.holds(cause, now)
            )
            if new is not None and is_paused(new):
                self._started_at.pop(entity_id, None)
            elif now is None:
                self._suspend(entity_id, cancelled)
            look(_Change(entity_id, old, new, event.context), data.targeted_entity_ids)

        @callback
        def updated(
            added: set[str], removed: set[str], states: Mapping[str, State | None]
        ) -> None:
            for entity_id in added:
                state = self._hass.states.get(entity_id)
                look(_Change(entity_id, None, state), {*states})
            for entity_id in removed:
                timers.cancel_unless(entity_id, lambda _: False)

        stop = await async_track_target_selector_state_change_event(
            self._hass,
            self._target,
            changed,
            self._entities,
            updated,
            primary_entities_only=False,
        )

        @callback
        def detach() -> None:
            stop()
            timers.stop()

        return detach


class FaultDetectedTrigger(CauseTrigger):
    """A fault was found, or another cause of an existing one."""

    _schema = _SCHEMA_WITH_CAUSE


class FaultClearedTrigger(CauseTrigger):
    """The last of the chosen causes on a device has cleared."""

    _schema = _SCHEMA_WITH_CAUSE

    @override
    def causes_to_fire(
        self, before: tuple[str, ...], after: tuple[str, ...]
    ) -> tuple[str, ...]:
        return before[:1] if not after else ()

    @override
    def holds(self, cause: str, now: tuple[str, ...] | None) -> bool:
        return now is not None and not now

    @override
    def without_timer(self, cause: str, known: tuple[str, ...]) -> tuple[str, ...]:
        return (cause, *known)

    @override
    def still_waiting(
        self, entity_id: str, now: tuple[str, ...]
    ) -> dict[str, datetime]:
        return {}

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Keep findings while they last, because they are gone when this fires."""
        super().__init__(hass, config)
        self._last: dict[tuple[str, str], Finding] = {}

    @override
    def remember_findings(self, entity_id: str) -> None:
        blink_device = blink_device_of(self._hass, entity_id)
        for finding in blink_device.findings if blink_device else ():
            self._last[entity_id, finding.cause.value] = finding

    @override
    def payload(self, entity_id: str, cause: str) -> dict[str, Any]:
        """Return the last finding, with its evidence and since."""
        gone = self._last.pop((entity_id, cause), None)
        facts = trigger_data(self._hass, entity_id, cause, gone)
        return {**facts, "next_step": NO_CAUSE}


class BatteryBecameLowTrigger(CauseTrigger):
    """Blink reports a low battery."""

    _causes = frozenset({Cause.LOW_BATTERY})


class SignalBecameWeakTrigger(CauseTrigger):
    """The Wi-Fi signal, or the link to the sync module, is weak."""

    _causes = frozenset({Cause.WEAK_WIFI, Cause.WEAK_SYNC_MODULE_LINK})


class FirmwareFellBehindTrigger(CauseTrigger):
    """Another device of the same kind has run newer firmware for a long time."""

    _causes = frozenset({Cause.FIRMWARE_BEHIND})
