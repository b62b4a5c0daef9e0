"""Repairs: issues in step with the diagnosis, and guided fixes that verify the result."""

from collections.abc import Mapping

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import UnknownStep
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..coordinator import BlinkDoctorConfigEntry
from ..core_batteries import WRONG_BATTERY
from ..device_lifecycle import attachment
from ..diagnosis.model.findings import Cause
from ..diagnosis.model.ids import Uid
from ..diagnosis.rules import RULES
from ..language import async_language_of_request
from ..messages.sentences import Words
from .attach import AttachFlow
from .flow import GuidedFlow
from .issues import MAINTENANCE, RED_LIGHT
from .low_battery import LowBatteryFlow
from .maintenance_flow import MaintenanceFlow
from .offline import HomeNetworkOfflineFlow, SyncModuleErrorFlow, SyncModuleOfflineFlow
from .red_light import RedLightFlow
from .software import CameraErrorFlow
from .steps import flow_of
from .unreachable import BlinkUnreachableFlow
from .wrong_battery import WrongBatteryFlow

# causes whose flow is more than the pages of its steps
_SPECIAL: Mapping[Cause, type[GuidedFlow]] = {
    Cause.LOW_BATTERY: LowBatteryFlow,
    Cause.SYNC_MODULE_OFFLINE: SyncModuleOfflineFlow,
    Cause.SYNC_MODULE_ERROR: SyncModuleErrorFlow,
    Cause.HOME_NETWORK_OFFLINE: HomeNetworkOfflineFlow,
    Cause.CAMERA_ERROR: CameraErrorFlow,
    Cause.BLINK_UNREACHABLE: BlinkUnreachableFlow,
}
FLOWS: Mapping[str, type[GuidedFlow]] = {
    **{rule.cause: _SPECIAL.get(rule.cause) or flow_of(rule) for rule in RULES},
    RED_LIGHT: RedLightFlow,
    MAINTENANCE: MaintenanceFlow,
}
"""The guided fix of each kind of issue, by translation key."""


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the guided fix for one of our issues."""
    given = data or {}
    if issue_id.startswith(attachment.ADDED_AGAIN):
        return AttachFlow(given)
    entry: BlinkDoctorConfigEntry | None = hass.config_entries.async_get_entry(
        str(given.get("entry_id"))
    )
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    if entry is None or issue is None:
        raise UnknownStep("the issue belongs to no account that is set up")
    if issue.translation_key == WRONG_BATTERY:
        return WrongBatteryFlow(entry)
    kind = FLOWS[issue.translation_key or str(given["slug"])]
    words = await Words.async_load(hass, await async_language_of_request(hass))
    flow = kind(entry, Uid(str(given["uid"])), str(given["slug"]), words)
    flow.name = (issue.translation_placeholders or {}).get("name", "")
    return flow
