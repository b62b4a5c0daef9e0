"""What the set-up pages show of a Blink account, and what they offer."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, selector
from homeassistant.util import dt as dt_util
import probatio

from ..blink.source import BlinkSource
from ..const import DOMAIN, UNNAMED
from ..dashboard import own_dashboard
from ..diagnosis.engine import diagnose
from ..diagnosis.memory import Memory
from ..diagnosis.model.findings import Cause, Diagnosis
from ..diagnosis.model.readings import CAMERAS
from ..diagnosis.settings import Settings
from ..messages.markdown import plain
from ..messages.sentences import Words
from ..notifications.recipients import all_phones
from ..targeting.devices import systems_title
from . import phone_automation

# firmware needs weeks to count as behind: no fault at first sight
_TAKES_WEEKS = frozenset({Cause.FIRMWARE_BEHIND})


CONF_PHONES: Final = "phones"


def name_of(blink_entry: ConfigEntry[Any]) -> str:
    """Return the account's name for a page, so that an e-mail address is no link."""
    return plain(blink_entry.title)


def phones(hass: HomeAssistant) -> list[selector.SelectOptionDict]:
    """Return the phones that can be notified, none if that is set up already."""
    if not phone_automation.is_possible(hass):
        return []
    registry = dr.async_get(hass)
    return [
        selector.SelectOptionDict(
            value=device_id, label=device.name_by_user or device.name or device_id
        )
        for device_id in all_phones(hass)
        if (device := registry.async_get(device_id)) is not None
    ]


def phone_fields(hass: HomeAssistant) -> dict[Any, Any]:
    """Return the field for choosing phones to notify; none is preselected."""
    if not (options := phones(hass)):
        return {}
    choice = selector.SelectSelectorConfig(
        options=options, multiple=True, mode=selector.SelectSelectorMode.LIST
    )
    return {
        probatio.Optional(CONF_PHONES, default=list): selector.SelectSelector(choice)
    }


async def async_finish(
    hass: HomeAssistant, result: ConfigFlowResult, chosen: list[str]
) -> ConfigFlowResult:
    """Finish the last page: set up what was chosen, and link to the cameras."""
    places = {"dashboard": own_dashboard.path_of(hass)}
    if not chosen:
        result["description_placeholders"] = places
        return result
    entity_id = await phone_automation.async_create(hass, chosen)
    result["description"] = "told" if entity_id else "not_told"
    result["description_placeholders"] = {
        **places,
        "automation": "/config/automation/dashboard",
        "blueprints": "/config/blueprint/dashboard",
    }
    return result


def title_of(hass: HomeAssistant, blink_entry: ConfigEntry[Any]) -> str:
    """Return the title of a new entry; further ones are named after their systems."""
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        return UNNAMED
    diagnosed = _diagnosed(hass, blink_entry)
    return systems_title(diagnosed[1]) if diagnosed else UNNAMED


def _diagnosed(
    hass: HomeAssistant, blink_entry: ConfigEntry[Any]
) -> tuple[Diagnosis, Memory] | None:
    """Diagnose what core Blink read last, None while it is not loaded.

    Sends no request.
    """
    if blink_entry.state is not ConfigEntryState.LOADED:
        return None
    source = BlinkSource(hass, blink_entry.entry_id, salt=blink_entry.entry_id)
    now = dt_util.utcnow()
    snapshot = source.snapshot(source.capture(), now)
    return diagnose(snapshot, Memory(), Settings(), now)


def contents(hass: HomeAssistant, blink_entry: ConfigEntry[Any], words: Words) -> str:
    """Return an account's contents: "1 system, 6 cameras, 2 of them in trouble"."""
    if (diagnosed := _diagnosed(hass, blink_entry)) is None:
        return words.card("blink_not_loaded")
    diagnosis, memory = diagnosed
    cameras = {
        key: device
        for key, device in diagnosis.devices.items()
        if device.reading.family in CAMERAS and device.reading.in_use
    }
    if not cameras:
        return words.card("no_devices")
    systems = {device.reading.network_id for device in cameras.values()}
    troubled = sum(
        device.fault
        or device.online is False
        or not _TAKES_WEEKS.issuperset(memory.devices[key].conditions)
        for key, device in cameras.items()
    )
    parts = [
        words.counted("found_systems", len(systems)),
        words.counted("found_cameras", len(cameras)),
        words.counted("found_troubled", troubled)
        if troubled
        else words.say("found_well"),
    ]
    return ", ".join(parts)
