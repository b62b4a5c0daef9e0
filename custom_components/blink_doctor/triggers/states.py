"""Triggers on one entity per device: online, or recording.

Home Assistant's own state triggers, with our target resolution and data from the
diagnosis.
"""

from asyncio import Task
from typing import Any, ClassVar, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, State, callback
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR,
    EntityTransitionTriggerBase,
    EntityTriggerBase,
    NotTriggeredReasonReporter,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import probatio

from ..diagnosis.model.readings import Family
from ..diagnosis.watching.recording import NOT_WATCHING, WATCHING
from ..targeting.entities import (
    ANSWERING,
    ATTR_ONLINE,
    CAMERAS,
    MODULES,
    RECORDING,
    blink_device_of,
    or_all,
    representing,
    trigger_data,
    with_target,
)

CONF_REASON = "reason"


class DeviceStateTrigger(EntityTriggerBase):
    """A trigger on the entity of ours that represents a device."""

    _primary_entities_only = False
    _entity_kinds: ClassVar[tuple[str, ...]]

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate; without a target it applies to all devices."""
        return await super().async_validate_config(hass, with_target(config))

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take target and options."""
        super().__init__(hass, config)
        self._target = or_all(config.target)

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        return representing(self._hass, entities, self._entity_kinds)

    def facts(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return the data for automations, with the cause as far as known."""
        entity_id = payload["entity_id"]
        blink_device = blink_device_of(self._hass, entity_id)
        found = next(iter(blink_device.findings), None) if blink_device else None
        return trigger_data(self._hass, entity_id, found.cause if found else None)

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Track the entities, adding the diagnosis to the trigger data."""

        @callback
        def run(
            extra_trigger_payload: dict[str, Any],
            description: str,
            context: Context | None = None,
        ) -> Task[Any]:
            facts = self.facts(extra_trigger_payload)
            return run_action({**extra_trigger_payload, **facts}, description, context)

        return await super().async_attach_runner(run, did_not_trigger)


class WentOfflineTrigger(DeviceStateTrigger, EntityTransitionTriggerBase):
    """A device of some families went offline."""

    _domain_specs = {"binary_sensor": DomainSpec(value_source=ATTR_ONLINE)}
    _from_states = {True}
    _to_states = {False}
    _entity_kinds = ANSWERING
    _families: ClassVar[frozenset[Family]]

    def _is_of_family(self, state: State) -> bool:
        """Whether the device is of a matching family."""
        blink_device = blink_device_of(self._hass, state.entity_id)
        return blink_device is not None and blink_device.family in self._families

    @override
    def _should_include(self, state: State) -> bool:
        is_known = self._get_tracked_value(state) is not None
        return is_known and super()._should_include(state) and self._is_of_family(state)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        return self._is_of_family(state) and super().is_valid_state(
            state, report_not_triggered
        )


class CameraWentOfflineTrigger(WentOfflineTrigger):
    """A camera, Mini or doorbell went offline."""

    _families = CAMERAS


class SyncModuleWentOfflineTrigger(WentOfflineTrigger):
    """A sync module went offline."""

    _families = MODULES


class StoppedRecordingTrigger(DeviceStateTrigger, EntityTransitionTriggerBase):
    """A camera that would have recorded no longer would."""

    _domain_specs = {"sensor": DomainSpec()}
    _entity_kinds = RECORDING
    _from_states = {state.value for state in WATCHING}
    _to_states = {state.value for state in NOT_WATCHING}
    _schema = ENTITY_STATE_TRIGGER_SCHEMA_WITH_BEHAVIOR.extend(
        {
            probatio.Required(CONF_OPTIONS, default={}): {
                probatio.Optional(CONF_REASON): probatio.All(
                    probatio.EnsureList(), [probatio.In(sorted(_to_states))]
                ),
            },
        }
    )

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take target and options."""
        super().__init__(hass, config)
        if chosen := self._options.get(CONF_REASON):
            self._to_states = set(chosen)

    @override
    def facts(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return why it would not record, in addition to its faults."""
        state: State = payload["to_state"]
        return {**super().facts(payload), CONF_REASON: state.state}
