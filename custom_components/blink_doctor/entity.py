"""What all entities share: their device, their availability, writing on change."""

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

    def exists(self, coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
        """Whether a device shows that it has the entity."""
        return self.exists_fn(coordinator.data.devices[key])


class DoctorEntity(CoordinatorEntity[BlinkDoctorCoordinator]):
    """An entity of one Blink device, on the device that core Blink made."""

    _attr_has_entity_name = True
    entity_description: DoctorDescription

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        key: DeviceKey,
        description: DoctorDescription,
    ) -> None:
        """Attach to Blink's device, or make one where core has none."""
        self.uid = coordinator.uid(key)
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.translation_key or description.key
        self._attr_unique_id = unique_id(coordinator, self.uid, description.key)
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


def unique_id(coordinator: BlinkDoctorCoordinator, uid: Uid, entity: str) -> str:
    """Return the unique id of an entity: no serial number in it."""
    return f"{coordinator.config_entry.entry_id}-{uid}-{entity}"


def own_device(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> DeviceInfo:
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
    """Add entities now and whenever a device, or a value of it, turns up."""
    appearing = _Appearing(coordinator, descriptions, make, async_add_entities)
    # Listen first: entities may be registered while they are added.
    for stop in (
        coordinator.hass.bus.async_listen(
            er.EVENT_ENTITY_REGISTRY_UPDATED, appearing.registry_updated
        ),
        coordinator.async_add_listener(appearing.add_new),
    ):
        coordinator.config_entry.async_on_unload(stop)
    appearing.add_new()


class _Appearing[D: DoctorDescription]:
    """Which entities of a platform are made, and which are still to be made.

    The entity registry says what is there: an entity that was in it and is not any
    more has left with its device, and is made again when the device is back.
    """

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        descriptions: Iterable[D],
        make: Callable[[BlinkDoctorCoordinator, str, D], Any],
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        """Take what async_add_as_they_appear takes."""
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
        # (uid, key of the description) -> whether the registry has had it: adding
        # takes a moment
        self._made: dict[tuple[Uid, str], bool] = {}
        self._registry_updated = False

    @callback
    def registry_updated(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Note that entities came or went."""
        if event.data["action"] != "update":
            self._registry_updated = True

    @callback
    def add_new(self) -> None:
        """Add what there is something to say of, and is not made yet."""
        coordinator = self._coordinator
        if self._registry_updated:
            self._registry_updated = False
            self._forget_removed()
        new = [
            self._make(coordinator, key, description)
            for uid, key in coordinator.keys.items()
            # what is only remembered has no device of core's yet
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
        # what an earlier run had is made again; its value may just be absent now
        if entry is None and not description.exists(self._coordinator, key):
            return False
        self._made[uid, description.key] = entry is not None
        # Home Assistant would drop what is switched off; on again, it reloads us
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
