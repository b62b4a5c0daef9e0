"""What all entities share: their device, their availability, writing on change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.model.findings import DeviceDiagnosis
from .diagnosis.model.readings import ACCOUNT_KEY, Family

CAMERAS = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})
MODULES = frozenset({Family.SYNC_MODULE})
DEVICES = CAMERAS | MODULES
ACCOUNT = frozenset({Family.ACCOUNT})
# one home each, where an account has several
SYSTEMS = frozenset({Family.SYSTEM})

MANUFACTURER = "Blink"


def is_obsolete(_: DeviceDiagnosis) -> bool:
    """Make none anew: entities that only older installations have in their registry."""
    return False


@dataclass(frozen=True, kw_only=True)
class DoctorDescription(EntityDescription):
    """An entity: which families have it, and what shows that a device does.

    `exists_fn` is asked until it says yes; an entity once made stays.
    `always` keeps it available when Blink's data is stale.
    """

    families: frozenset[Family]
    exists_fn: Callable[[DeviceDiagnosis], bool] = lambda _: True
    always: bool = False

    def exists(self, coordinator: BlinkDoctorCoordinator, key: str) -> bool:
        """Whether a device shows that it has the entity."""
        return self.exists_fn(coordinator.data.devices[key])


class DoctorEntity(CoordinatorEntity[BlinkDoctorCoordinator]):
    """An entity of one Blink device, on the device that core Blink made."""

    _attr_has_entity_name = True
    entity_description: DoctorDescription

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        key: str,
        description: DoctorDescription,
    ) -> None:
        """Attach to Blink's device, or make one where core has none."""
        self.uid = coordinator.uid(key)
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = unique_id(coordinator, key, description.key)
        self._shown: object = None
        if key != ACCOUNT_KEY and (device := coordinator.source.device_entry(key)):
            self.device_entry = device
        else:
            self._attr_device_info = own_device(coordinator, key)

    @property
    def key(self) -> str:
        """Return the engine key: another one once the device was paired again."""
        return self.coordinator.keys.get(self.uid, "")

    @property
    def device(self) -> DeviceDiagnosis | None:
        """Return the diagnosis of the device, None once it has left the account."""
        return self.coordinator.data.devices.get(self.key)

    @property
    @override
    def available(self) -> bool:
        """Return False for stale data and for what is missing from the list."""
        if self.device is None or not self.device.listed:
            return False
        return self.entity_description.always or not self.coordinator.stale

    def shown(self) -> object:
        """Return all that the state is made of, to be compared."""
        raise NotImplementedError

    @override
    async def async_added_to_hass(self) -> None:
        """Remember what is written first."""
        await super().async_added_to_hass()
        self._shown = (self.available, self.shown())

    @override
    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Nothing here depends on the entity id."""

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Write the state only where it is another one."""
        shown = (self.available, self.shown())
        if shown != self._shown:
            self._shown = shown
            self.async_write_ha_state()


def unique_id(coordinator: BlinkDoctorCoordinator, key: str, entity: str) -> str:
    """Return the unique id of an entity: no serial number in it."""
    return f"{coordinator.config_entry.entry_id}-{coordinator.uid(key)}-{entity}"


def own_device(coordinator: BlinkDoctorCoordinator, key: str) -> DeviceInfo:
    """Return a device of our own: the account, or what core has not made yet."""
    identifiers = {coordinator.own_identifier(key)}
    if key == ACCOUNT_KEY:
        return DeviceInfo(
            identifiers=identifiers,
            name=coordinator.config_entry.title,
            entry_type=DeviceEntryType.SERVICE,
        )
    reading = coordinator.data.devices[key].reading
    is_system = reading.family is Family.SYSTEM
    return DeviceInfo(
        identifiers=identifiers,
        name=reading.name,
        manufacturer=MANUFACTURER,
        entry_type=DeviceEntryType.SERVICE if is_system else None,
    )


@callback
def async_add_as_they_appear[D: DoctorDescription](
    coordinator: BlinkDoctorCoordinator,
    descriptions: Iterable[D],
    make: Callable[[BlinkDoctorCoordinator, str, D], Any],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add entities now and whenever a device, or a value of it, turns up.

    The entity registry says what is there: an entity that was in it and is not any
    more has left with its device, and is made again when the device is back.
    """
    table = tuple(descriptions)
    registry = er.async_get(coordinator.hass)
    domain = async_get_current_platform().domain
    # unique id -> whether the registry has had it: adding takes a moment
    made: dict[str, bool] = {}

    def is_registered(wanted: str) -> bool:
        return registry.async_get_entity_id(domain, DOMAIN, wanted) is not None

    def is_off(wanted: str) -> bool:
        entity_id = registry.async_get_entity_id(domain, DOMAIN, wanted)
        entry = registry.async_get(entity_id) if entity_id else None
        return entry is not None and entry.disabled

    def forget_removed() -> None:
        for wanted, was_registered in [*made.items()]:
            if is_registered(wanted):
                made[wanted] = True
            elif was_registered:
                del made[wanted]

    def is_wanted(key: str, description: D) -> bool:
        wanted = unique_id(coordinator, key, description.key)
        if wanted in made:
            return False
        # what an earlier run had is made again; its value may just be absent now
        registered = is_registered(wanted)
        if not registered and not description.exists(coordinator, key):
            return False
        made[wanted] = registered
        # Home Assistant would drop what is switched off; on again, it reloads us
        return not (registered and is_off(wanted))

    @callback
    def add_new() -> None:
        # what is only remembered has no device of core's yet
        forget_removed()
        new = [
            make(coordinator, key, description)
            for key in coordinator.keys.values()
            for description in table
            if (coordinator.has_read or key == ACCOUNT_KEY)
            and coordinator.data.devices[key].reading.family in description.families
            and is_wanted(key, description)
        ]
        if new:
            async_add_entities(new)

    add_new()
    coordinator.config_entry.async_on_unload(coordinator.async_add_listener(add_new))
