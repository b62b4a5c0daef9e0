"""Look up accounts and devices by device registry id."""

from collections.abc import Collection, Container, Iterable, Mapping

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr

from ..const import BLINK_DOMAIN, DOMAIN, UNNAMED
from ..coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from ..diagnosis.memory import Memory
from ..diagnosis.model.findings import DeviceDiagnosis
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import ACCOUNT_KEY, SCOPES
from ..diagnosis.parsing import values
from ..diagnosis.parsing.account import LONGEST_NAME

type Targets = dict[BlinkDoctorCoordinator, list[DeviceKey]]

_SHOWN_AT_MOST = 12
_SYSTEMS_IN_TITLE = 3


@callback
def async_coordinators(hass: HomeAssistant) -> list[BlinkDoctorCoordinator]:
    """Return the coordinators of all loaded accounts.

    Raises ServiceValidationError if there is none.
    """
    entries: list[BlinkDoctorConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    found = [e.runtime_data for e in entries if e.state is ConfigEntryState.LOADED]
    if not found:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="no_account"
        )
    return found


@callback
def async_targets(hass: HomeAssistant, device_ids: Collection[str]) -> Targets:
    """Return the targets for device ids; without ids, all devices.

    Raises ServiceValidationError naming the devices that are not Blink's.
    """
    coordinators = async_coordinators(hass)
    if not device_ids:
        return {one: list(one.data.shown) for one in coordinators}
    places = async_places(coordinators)
    if unknown := [one for one in dict.fromkeys(device_ids) if one not in places]:
        raise no_blink_devices(hass, unknown)
    return chosen(places, device_ids)


def no_blink_devices(hass: HomeAssistant, ids: list[str]) -> ServiceValidationError:
    """Return the error that names devices that are not Blink's."""
    names = [_name(hass, device_id) for device_id in ids[:_SHOWN_AT_MOST]]
    more = "…" if len(ids) > _SHOWN_AT_MOST else ""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key="not_a_blink_device",
        translation_placeholders={"devices": ", ".join(names) + more},
    )


@callback
def async_is_blink_device(hass: HomeAssistant, device_id: str) -> bool:
    """Whether a device belongs to Blink or to us, even while nothing is loaded."""
    device = dr.async_get(hass).async_get(device_id)
    domains = {identifier[0] for identifier in device.identifiers} if device else set()
    return not domains.isdisjoint((BLINK_DOMAIN, DOMAIN))


type Places = Mapping[str, tuple[BlinkDoctorCoordinator, DeviceKey]]


@callback
def async_places(coordinators: Iterable[BlinkDoctorCoordinator]) -> Places:
    """Return account and device key by device registry id."""
    places: dict[str, tuple[BlinkDoctorCoordinator, DeviceKey]] = {}
    for coordinator in coordinators:
        for key in coordinator.data.devices:
            if (device_id := coordinator.device_id(key)) is not None:
                places.setdefault(device_id, (coordinator, key))
    return places


def chosen(places: Places, device_ids: Iterable[str]) -> Targets:
    """Return the targets of device ids that are all in `places`."""
    targets: Targets = {}
    for device_id in dict.fromkeys(device_ids):
        coordinator, key = places[device_id]
        targets.setdefault(coordinator, []).append(key)
    return targets


def known_now(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> DeviceDiagnosis:
    """Return what is known of a device now; its findings stay while there is no news."""
    device = coordinator.data.devices[key]
    return device if has_news(coordinator, key) else device.without_news()


def has_news(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
    """Whether the data of a device is current; systems and account have none of their own."""
    device = coordinator.data.devices[key]
    is_scope = device.reading.family in SCOPES
    return is_scope or (device.listed and coordinator.is_current)


@callback
def async_name(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> str:
    """Return the name of a device as its owner knows it."""
    device_id = coordinator.device_id(key)
    device = dr.async_get(coordinator.hass).async_get(device_id) if device_id else None
    # core sometimes prefixes its device names with "blink": not the name to show
    given = values.name(device and device.name_by_user, LONGEST_NAME)
    name = coordinator.data.devices[key].reading.name
    if key == ACCOUNT_KEY and not given and is_one_of_several(coordinator):
        return f"{name} ({account_title(coordinator)})"
    return given or name


def is_one_of_several(coordinator: BlinkDoctorCoordinator) -> bool:
    """Whether there are other accounts beside this one."""
    entries = coordinator.hass.config_entries
    return len(entries.async_entries(DOMAIN, include_ignore=False)) > 1


def account_title(
    coordinator: BlinkDoctorCoordinator, seen: Container[str | None] | None = None
) -> str:
    """Return a title that distinguishes accounts: the names of its systems.

    A title given by the owner takes precedence. An e-mail address is never shown.
    `seen` are the only systems of which a user may know, by id.
    """
    title = coordinator.config_entry.title
    if title != UNNAMED and "@" not in title:
        return title
    return systems_title(coordinator.memory, seen)


def systems_title(memory: Memory, seen: Container[str | None] | None = None) -> str:
    """Return the names of an account's systems."""
    known = {k: v for k, v in memory.systems.items() if seen is None or k in seen}
    names = dict.fromkeys(filter(None, known.values()))
    return ", ".join(list(names)[:_SYSTEMS_IN_TITLE]) or UNNAMED


def _name(hass: HomeAssistant, device_id: str) -> str:
    device = dr.async_get(hass).async_get(device_id)
    named = device and (device.name_by_user or device.name)
    return values.name(named, LONGEST_NAME) or device_id
