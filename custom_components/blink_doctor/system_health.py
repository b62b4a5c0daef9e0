"""System health information."""

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .coordinator import BlinkDoctorConfigEntry
from .diagnosis.model.readings import SCOPES


@callback
def async_register(
    hass: HomeAssistant, register: system_health.SystemHealthRegistration
) -> None:
    """Register the callback."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[BlinkDoctorConfigEntry] = hass.config_entries.async_loaded_entries(
        DOMAIN
    )
    coordinators = [entry.runtime_data for entry in entries]
    return {
        "accounts": len(coordinators),
        "devices": sum(
            device.reading.family not in SCOPES
            for coordinator in coordinators
            for device in coordinator.data.devices.values()
        ),
        "faults": sum(len(c.data.roots) for c in coordinators),
        "fresh": all(not c.stale for c in coordinators),
    }
