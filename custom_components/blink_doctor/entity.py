"""Base of all entities: device link, availability, writing on change only."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.core import Event, callback
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
from .diagnosis.model.ids import DeviceKey, Uid
from .diagnosis.model.readings import ACCOUNT_KEY, Family

CAMERAS = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})
MODULES = frozenset({Family.SYNC_MODULE})
DEVICES = CAMERAS | MODULES
ACCOUNT = frozenset({Family.ACCOUNT})
# the scope for each home, if an account has several
SYSTEMS = frozenset({Family.SYSTEM})

MANUFACTURER = "Blink"


def is_obsolete(_: DeviceDiagnosis) -> bool:
    """Never create the entity; only older installations have it in their registry."""
    return False


@dataclass(frozen=True, kw_only=True)
class DoctorDescription(EntityDescription):
    """An entity: its families, and how a device shows that it has one.

    `exists_fn` is called until it returns True; an entity once created stays.
    `always` keeps it available when Blink's data is stale.
    """

    families: frozenset[Family]
    exists_fn: Callable[[DeviceDiagnosis], bool] = lambda _: True
    always: bool = False

    def exists(self, coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
        """Whether a device has the entity."""
        return self.exists_fn(coordinator.data.devices[key])


class DoctorEntity(CoordinatorEntity[BlinkDoctorCoordinator]):
    """An entity of one Blink device, attached to the device that core Blink created."""

    _attr_has_entity_name = True
    entity_description: DoctorDescription

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        key: DeviceKey,
        description: DoctorDescription,
    ) -> None:
        """Attach to core's device, or create one where core has none."""
        self.uid = coordinator.uid(key)
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = unique_id(coordinator, self.uid, description.key)
        self._shown: object = None
        if key != ACCOUNT_KEY and (device := coordinator.core_device(key)):
            self.device_entry = device
        else:
            self._attr_device_info = own_device(coordinator, key)

    @property
    def key(self) -> DeviceKey:
        """Return the engine key, which changes when the device is paired again."""
        return self.coordinator.keys.get(self.uid, DeviceKey(""))

    @property
    def device(self) -> DeviceDiagnosis | None:
        """Return the diagnosis of the device, None once it has left the account."""
        return self.coordinator.data.devices.get(self.key)

    @property
    @override
    def available(self) -> bool:
        """Return False for stale data and for devices missing from the list."""
        if self.device is None or not self.device.listed:
            return False
        return self.entity_description.always or not self.coordinator.stale

    def shown(self) -> object:
        """Return everything that the state consists of, for comparison."""
        raise NotImplementedError

    @override
    async def async_added_to_hass(self) -> None:
        """Store the state that is written first."""
        await super().async_added_to_hass()
        self._shown = (self.available, self.shown())

    @override
    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Do nothing: no state here depends on the entity id."""

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Write the state only if it changed."""
        shown = (self.available, self.shown())
        if shown != self._shown:
            self._shown = shown
            self.async_write_ha_state()


def unique_id(coordinator: BlinkDoctorCoordinator, uid: Uid, entity: str) -> str:
    """Return the unique id of an entity; it contains no serial number."""
    return f"{coordinator.config_entry.entry_id}-{uid}-{entity}"


def own_device(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> DeviceInfo:
    """Return a device of our own: the account, or one that core has not created yet."""
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
    make: Callable[[BlinkDoctorCoordinator, DeviceKey, D], Any],
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add entities now, and later when a device or one of its values appears."""
    adder = _EntityAdder(coordinator, descriptions, make, async_add_entities)
    # listen first: entities may be registered while they are added
    for stop in (
        coordinator.hass.bus.async_listen(
            er.EVENT_ENTITY_REGISTRY_UPDATED, adder.registry_updated
        ),
        coordinator.async_add_listener(adder.add_new),
    ):
        coordinator.config_entry.async_on_unload(stop)
    adder.add_new()


class _EntityAdder[D: DoctorDescription]:
    """Add the entities of a platform that are not created yet.

    The entity registry decides: an entity that was in it and no longer is was removed with
    its device, and is created again when the device returns.
    """

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        descriptions: Iterable[D],
        make: Callable[[BlinkDoctorCoordinator, DeviceKey, D], Any],
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        """Take the arguments of async_add_as_they_appear."""
        table = tuple(descriptions)
        self._coordinator = coordinator
        self._make = make
        self._async_add_entities = async_add_entities
        self._by_family = {
            family: [one for one in table if family in one.families]
            for family in Family
        }
        self._registry = er.async_get(coordinator.hass)
        self._domain = async_get_current_platform().domain
        # (uid, key of the description) -> whether the registry has had it, because adding
        # is asynchronous
        self._made: dict[tuple[Uid, str], bool] = {}
        self._registry_updated = False

    @callback
    def registry_updated(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Update after entities were registered or removed."""
        if event.data["action"] != "update":
            self._registry_updated = True

    @callback
    def add_new(self) -> None:
        """Add entities that have a value and are not created yet."""
        coordinator = self._coordinator
        if self._registry_updated:
            self._registry_updated = False
            self._forget_removed()
        new = [
            self._make(coordinator, key, description)
            for uid, key in coordinator.keys.items()
            # core has no device yet for one that is only remembered
            if coordinator.has_read or key == ACCOUNT_KEY
            for description in self._by_family[
                coordinator.data.devices[key].reading.family
            ]
            if (uid, description.key) not in self._made
            and self._is_wanted(uid, key, description)
        ]
        if new:
            self._async_add_entities(new)

    def _is_wanted(self, uid: Uid, key: DeviceKey, description: D) -> bool:
        entry = self._entry(uid, description.key)
        # an entity of an earlier run is created again; its value may just be absent now
        if entry is None and not description.exists(self._coordinator, key):
            return False
        self._made[uid, description.key] = entry is not None
        # Home Assistant would drop a disabled entity; when enabled, it reloads the entry
        return entry is None or not entry.disabled

    def _forget_removed(self) -> None:
        for (uid, name), was_registered in [*self._made.items()]:
            if self._entry(uid, name) is not None:
                self._made[uid, name] = True
            elif was_registered:
                del self._made[uid, name]

    def _entry(self, uid: Uid, name: str) -> er.RegistryEntry | None:
        entity_id = self._registry.async_get_entity_id(
            self._domain, DOMAIN, unique_id(self._coordinator, uid, name)
        )
        return self._registry.async_get(entity_id) if entity_id else None
