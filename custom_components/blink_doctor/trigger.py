"""Triggers on the diagnosis, for the automation editor."""

from typing import override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType
import probatio

from . import battery_plan
from .battery_plan import Nearing
from .coordinator import BlinkDoctorCoordinator
from .notifications import notifier_of
from .targeting.entities import (
    FAULT,
    BlinkDevice,
    blink_device_of,
    targeted,
    trigger_data,
)
from .triggers import DevicesTrigger, devices_schema
from .triggers.causes import (
    BatteryBecameLowTrigger,
    FaultClearedTrigger,
    FaultDetectedTrigger,
    FirmwareFellBehindTrigger,
    SignalBecameWeakTrigger,
)
from .triggers.states import (
    CameraWentOfflineTrigger,
    StoppedRecordingTrigger,
    SyncModuleWentOfflineTrigger,
)

CONF_DAYS = "days"

CONF_ACTIONS = "actions"

_NOTIFICATION_DUE = probatio.Schema(
    {
        probatio.Optional(CONF_TARGET): {},
        probatio.Optional(CONF_OPTIONS): {
            # the blueprint owner's actions, as lists. They are only counted: in other fields their
            # templates would be rendered before there is anything to report
            probatio.Optional(CONF_ACTIONS, default=list): list,
        },
    }
)


class BatteriesLowSoonTrigger(DevicesTrigger):
    """A battery set is expected to be low within some days; fires once per set."""

    _schema = devices_schema(
        {
            probatio.Required(CONF_DAYS, default=14): probatio.All(
                probatio.Coerce(int), probatio.Range(min=1, max=battery_plan.MOST_DAYS)
            ),
        }
    )

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take target and options."""
        super().__init__(hass, config)
        self._days: int = (config.options or {})[CONF_DAYS]

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the expected low dates of all accounts."""

        @callback
        def nearing(coordinator: BlinkDoctorCoordinator, near: Nearing) -> None:
            if not near.crosses(self._days):
                return
            for entity_id in targeted(self._hass, self._target, FAULT):
                blink_device = blink_device_of(self._hass, entity_id)
                if blink_device == BlinkDevice(coordinator, near.key):
                    facts = battery_plan.as_dict(coordinator, near.key, self._days)
                    run_action(
                        {
                            "entity_id": entity_id,
                            **trigger_data(self._hass, entity_id, None),
                            **facts,
                        },
                        f"batteries of {entity_id} low soon",
                    )

        return async_dispatcher_connect(
            self._hass, battery_plan.SIGNAL_LOW_SOON, nearing
        )


class NotificationDueTrigger(Trigger):
    """There may be a notification to send, update or withdraw: now, or because of a change.

    Also right after the start, after a reload, and when a wait ends.
    """

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate: the editor offers no options."""
        validated: ConfigType = _NOTIFICATION_DUE(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the owner's own actions."""
        super().__init__(hass, config)
        actions = (config.options or {}).get(CONF_ACTIONS, [])
        self._facts = {"has_actions": any(actions)}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Follow the notifier, which lives as long as Home Assistant runs."""

        @callback
        def fire() -> None:
            run_action(self._facts, "notification due")

        return notifier_of(self._hass).async_listen(fire)


TRIGGERS: dict[str, type[Trigger]] = {
    "fault_detected": FaultDetectedTrigger,
    "fault_cleared": FaultClearedTrigger,
    "battery_became_low": BatteryBecameLowTrigger,
    "batteries_low_soon": BatteriesLowSoonTrigger,
    "signal_became_weak": SignalBecameWeakTrigger,
    "camera_went_offline": CameraWentOfflineTrigger,
    "sync_module_went_offline": SyncModuleWentOfflineTrigger,
    "firmware_fell_behind": FirmwareFellBehindTrigger,
    "stopped_recording": StoppedRecordingTrigger,
    "notification_due": NotificationDueTrigger,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
