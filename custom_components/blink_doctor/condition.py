"""Conditions on the current diagnosis, for the automation editor."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import (
    ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL,
    Condition,
    ConditionConfig,
    EntityConditionBase,
)
from homeassistant.helpers.target import async_track_target_selector_state_change_event
from homeassistant.helpers.typing import ConfigType
import probatio

from .diagnosis.model.findings import Cause
from .diagnosis.watching.recording import NOT_WATCHING, WATCHING
from .targeting.entities import (
    ANSWERING,
    ATTR_ONLINE,
    FAULT,
    RECORDING,
    blink_device_of,
    causes_of,
    or_all,
    representing,
    with_target,
)

CONF_CAUSE = "cause"

_SCHEMA_WITH_CAUSE = ENTITY_STATE_CONDITION_SCHEMA_ANY_ALL.extend(
    {
        probatio.Required(CONF_OPTIONS, default={}): {
            probatio.Optional(CONF_CAUSE): probatio.All(
                probatio.EnsureList(), [probatio.In([cause.value for cause in Cause])]
            ),
        },
    }
)


class OwnCondition(EntityConditionBase):
    """A condition on our own entities; an unknown state never matches."""

    _domain_specs = {"binary_sensor": DomainSpec()}
    _primary_entities_only = False
    _entity_kinds: ClassVar[tuple[str, ...]]

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate; without a target it applies to all devices."""
        return await super().async_validate_config(hass, with_target(config))

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take target and options."""
        super().__init__(hass, replace(config, target=or_all(config.target)))

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return representing(self._hass, entities, self._entity_kinds)

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        return bool(states) and super()._check_all_match_state(states)

    @override
    async def _async_track_changes(self, action: Callable[[], None]) -> CALLBACK_TYPE:
        """Track the entities that decide for the target, which may differ from those selected."""
        tracking = False

        @callback
        def changed(*_: Any) -> None:
            if tracking:
                action()

        stop = await async_track_target_selector_state_change_event(
            self._hass,
            self._target or {},
            changed,
            self.entity_filter,
            changed,
            primary_entities_only=False,
        )
        # the tracker also reports its initial entities
        tracking = True
        return stop


class CauseCondition(OwnCondition):
    """A device has a fault with one of the chosen causes."""

    _entity_kinds = FAULT
    _causes: ClassVar[frozenset[str]] = frozenset(Cause)

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Take target and options."""
        super().__init__(hass, config)
        options = config.options or {}
        self._chosen = frozenset(options.get(CONF_CAUSE) or self._causes)

    @override
    def is_valid_state(self, entity_state: State) -> bool:
        return not self._chosen.isdisjoint(causes_of(entity_state) or ())

    @override
    def _state_valid_since(self, _state: State) -> datetime:
        """Return when the fault began, which survives a restart."""
        blink_device = blink_device_of(self._hass, _state.entity_id, starting=True)
        began = [
            finding.since
            for finding in (blink_device.findings if blink_device else ())
            if finding.cause in self._chosen
        ]
        return min([*began, _state.last_updated])


class HasFaultCondition(CauseCondition):
    """A device has a fault."""

    _schema = _SCHEMA_WITH_CAUSE


class BatteryIsLowCondition(CauseCondition):
    """Blink reports a low battery."""

    _causes = frozenset({Cause.LOW_BATTERY})


class SignalIsWeakCondition(CauseCondition):
    """The Wi-Fi signal, or the link to the sync module, is weak."""

    _causes = frozenset({Cause.WEAK_WIFI, Cause.WEAK_SYNC_MODULE_LINK})


class IsOfflineCondition(OwnCondition):
    """A device does not answer."""

    _entity_kinds = ANSWERING

    @override
    def is_valid_state(self, entity_state: State) -> bool:
        return entity_state.attributes.get(ATTR_ONLINE) is False

    @override
    def _state_valid_since(self, _state: State) -> datetime:
        """Return since when it is offline, which survives a restart."""
        blink_device = blink_device_of(self._hass, _state.entity_id, starting=True)
        memory = (
            blink_device.coordinator.memory.devices.get(blink_device.key)
            if blink_device
            else None
        )
        lost = memory.lost if memory else None
        return min(lost.since, _state.last_updated) if lost else _state.last_updated


class RecordingCondition(OwnCondition):
    """Whether a camera would have recorded, as far as known."""

    _domain_specs = {"sensor": DomainSpec()}
    _entity_kinds = RECORDING
    _states: ClassVar[frozenset[str]]

    @override
    def is_valid_state(self, entity_state: State) -> bool:
        return entity_state.state in self._states

    @override
    def _state_valid_since(self, _state: State) -> datetime:
        """Return since when the state holds, which survives a restart."""
        blink_device = blink_device_of(self._hass, _state.entity_id, starting=True)
        device = blink_device.diagnosis if blink_device else None
        since = device.recording_since if device else None
        return min(since or _state.last_changed, _state.last_changed)


class IsRecordingCondition(RecordingCondition):
    """A camera would record motion."""

    _states = WATCHING


class IsNotRecordingCondition(RecordingCondition):
    """A camera would record nothing."""

    _states = NOT_WATCHING


CONDITIONS: dict[str, type[Condition]] = {
    "has_fault": HasFaultCondition,
    "is_battery_low": BatteryIsLowCondition,
    "is_signal_weak": SignalIsWeakCondition,
    "is_offline": IsOfflineCondition,
    "is_recording": IsRecordingCondition,
    "is_not_recording": IsNotRecordingCondition,
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
