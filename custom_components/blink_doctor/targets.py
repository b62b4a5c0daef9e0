"""Which Blink devices a person means."""

from collections.abc import Iterable

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr

from .const import DOMAIN
from .coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from .diagnosis import values
from .diagnosis.payload import LONGEST_NAME

type Targets = dict[BlinkDoctorCoordinator, list[str]]


@callback
def async_coordinators(hass: HomeAssistant) -> list[BlinkDoctorCoordinator]:
    """Return the accounts that are looked after now.

    Raises ServiceValidationError where there is none.
    """
    entries: list[BlinkDoctorConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    found = [e.runtime_data for e in entries if e.state is ConfigEntryState.LOADED]
    if not found:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_account"
        )
    return found


@callback
def async_targets(hass: HomeAssistant, device_ids: Iterable[str]) -> Targets:
    """Return account and device keys of devices, all devices where none is named.

    Raises ServiceValidationError that names every device that is not one of Blink's.
    """
    coordinators = async_coordinators(hass)
    wanted = list(dict.fromkeys(device_ids))
    if not wanted:
        return {one: list(one.data.devices) for one in coordinators}
    targets: Targets = {}
    unknown: list[str] = []
    for device_id in wanted:
        for coordinator in coordinators:
            if (key := coordinator.key_of(device_id)) is not None:
                targets.setdefault(coordinator, []).append(key)
                break
        else:
            unknown.append(_name(hass, device_id))
    if unknown:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="not_a_blink_device",
            translation_placeholders={"devices": ", ".join(unknown)},
        )
    return targets


@callback
def async_name(coordinator: BlinkDoctorCoordinator, key: str) -> str:
    """Return the name of a device as its owner knows it."""
    device_id = coordinator.device_id(key)
    device = dr.async_get(coordinator.hass).async_get(device_id) if device_id else None
    # core names its devices now "Garden", now "blink Garden": not a name to show
    given = values.name(device and device.name_by_user, LONGEST_NAME)
    return given or coordinator.data.devices[key].reading.name


def _name(hass: HomeAssistant, device_id: str) -> str:
    device = dr.async_get(hass).async_get(device_id)
    named = device and (device.name_by_user or device.name)
    return values.name(named, LONGEST_NAME) or device_id
