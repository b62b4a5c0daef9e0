"""Diagnostics download: free of secrets, and usable as a replay file."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from ..coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from ..diagnosis import report
from . import redaction


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: BlinkDoctorConfigEntry
) -> dict[str, Any]:
    """Return settings, the last captures and their diagnosis.

    The format is that of `scripts/replay`. An entry that is not loaded has no data; its
    error text is left out, because it may quote names or addresses.
    """
    if entry.state is not ConfigEntryState.LOADED:
        return {"state": entry.state.value}
    # in the executor: many devices take a while
    trouble = entry.runtime_data.source.trouble
    return await hass.async_add_executor_job(_diagnostics, entry.runtime_data, trouble)


def _diagnostics(
    coordinator: BlinkDoctorCoordinator, trouble: str | None
) -> dict[str, Any]:
    aliases = redaction.Aliases(coordinator.source.salt)
    captures = [redaction.capture(raw, aliases) for raw in [*coordinator.captures]]
    diagnosis = report.as_dict(coordinator.data)
    return {
        "poll_seconds": coordinator.source.poll_seconds,
        "settings": coordinator.settings.as_mapping(),
        "memory": redaction.memory(coordinator.captures.memory, aliases),
        "captures": captures,
        "captures_left_out": coordinator.captures.left_out,
        "trouble": trouble,
        "stale": coordinator.stale,
        "diagnosis": redaction.diagnosis(diagnosis, aliases),
    }
