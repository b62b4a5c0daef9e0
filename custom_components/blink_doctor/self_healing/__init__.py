"""Automatic repairs that the owner has asked for, with limits.

`power` switches the power of a sync module off and on, `reload` reloads the
Blink integration. `attempts` limits how often.
"""

from datetime import timedelta
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
import probatio

from ..action_fields import DEVICE_IDS, fields, text
from ..const import DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY
from ..notifications.faults import coordinators
from ..targeting.devices import async_coordinators, async_name, async_targets
from ..targeting.entities import MODULES
from .attempts import Attempts, async_load_attempts, attempts_of
from .power import Plugs, async_power_cycle
from .reload import async_reload_blink

__all__ = ["Attempts", "async_setup_self_healing", "attempts_of"]

MOST_A_DAY = 3
_MOST = probatio.All(probatio.Coerce(int), probatio.Range(min=1, max=MOST_A_DAY))
_LONGEST_ENTITY_ID = 255
_LONGEST_OFF = timedelta(minutes=5)
_POWER = fields(
    {
        probatio.Optional("device_id", default=list): DEVICE_IDS,
        probatio.Required("plug"): probatio.All(
            text(_LONGEST_ENTITY_ID), cv.entity_domain("switch")
        ),
        probatio.Optional("off_for", default=timedelta(seconds=10)): probatio.All(
            cv.positive_time_period, probatio.Range(max=_LONGEST_OFF)
        ),
        probatio.Optional("most_a_day", default=MOST_A_DAY): _MOST,
    }
)
_RELOAD = fields({probatio.Optional("most_a_day", default=MOST_A_DAY): _MOST})


async def async_setup_self_healing(hass: HomeAssistant) -> None:
    """Switch on plugs that a restart left off, and register the actions."""
    attempts = await async_load_attempts(hass)
    plugs = Plugs(hass, attempts)
    plugs.async_recover()

    async def power_cycle(call: ServiceCall) -> ServiceResponse:
        coordinator, key = _module(hass, call.data["device_id"])
        return await async_power_cycle(
            plugs,
            coordinator,
            key,
            call.data["plug"],
            off_for=call.data["off_for"].total_seconds(),
            most=call.data["most_a_day"],
        )

    async def reload_blink(call: ServiceCall) -> ServiceResponse:
        most = call.data["most_a_day"]
        results: list[Any] = [
            await async_reload_blink(attempts, one, most) for one in coordinators(hass)
        ]
        return {"accounts": results}

    async_register_admin_service(
        hass, DOMAIN, "power_cycle", power_cycle, _POWER, SupportsResponse.OPTIONAL
    )
    async_register_admin_service(
        hass, DOMAIN, "reload_blink", reload_blink, _RELOAD, SupportsResponse.OPTIONAL
    )


def _module(
    hass: HomeAssistant, device_ids: list[str]
) -> tuple[BlinkDoctorCoordinator, DeviceKey]:
    """Return the one sync module that is meant. Raises ServiceValidationError.

    Without a device id there must be only one; with two the caller must say to
    which of them the plug belongs.
    """
    async_coordinators(hass)
    modules = [
        (coordinator, key)
        for coordinator, keys in async_targets(hass, device_ids).items()
        for key in keys
        if key != ACCOUNT_KEY
        and coordinator.data.devices[key].reading.family in MODULES
    ]
    if len(modules) != 1:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="one_module_needed",
            translation_placeholders={
                "modules": ", ".join(async_name(*module) for module in modules) or "-"
            },
        )
    return modules[0]
