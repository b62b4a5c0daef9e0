"""Base of the triggers on devices: their schema, and an optional target."""

from typing import Any, ClassVar, override

from homeassistant.const import CONF_OPTIONS, CONF_TARGET
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import Trigger, TriggerConfig
from homeassistant.helpers.typing import ConfigType
import probatio

from ..targeting.entities import or_all, with_target


def devices_schema(options: dict[Any, Any]) -> probatio.Schema:
    """Return the schema of a trigger with a target and some options."""
    return probatio.Schema(
        {
            probatio.Required(CONF_TARGET): cv.TARGET_FIELDS,
            probatio.Required(CONF_OPTIONS, default={}): options,
        }
    )


class DevicesTrigger(Trigger):
    """A trigger on devices; without a target it applies to all of them."""

    _schema: ClassVar[probatio.Schema]

    @classmethod
    @override
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate target and options."""
        validated: ConfigType = cls._schema(with_target(config))
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Take the target."""
        super().__init__(hass, config)
        self._target = or_all(config.target)
