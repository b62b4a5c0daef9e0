"""Hide core Blink's battery entities where their state is wrong or unwanted.

Core reports every battery that is not "ok" as low, even if there is none: entities of
devices on external power are hidden if the owner chose that, entities of paused
devices while they are paused. Home Assistant's Maintenance view, its overview and
triggers on areas and devices ignore hidden entities. Each is marked in the entity
registry with the reason, so that exactly these are shown again.
"""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
)
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .const import BLINK_DOMAIN, CONF_HIDE_WRONG_BATTERIES, CONF_ISSUES, DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.model.ids import DeviceKey
from .diagnosis.model.readings import Battery
from .messages.markdown import plain
from .targeting.devices import async_name

WRONG_BATTERY = "wrong_low_battery"
# keys in the registry's entity options: why we hid it, and for which account
_WRONG, _PAUSED = "hidden_wrong_battery", "hidden_while_paused"
# the paused device: it may have left the account when the pause ends
_DEVICE = "device"
# entities changed in one callback: each takes about half a millisecond
_AT_ONCE = 30
_RUNNING = (ConfigEntryState.LOADED, ConfigEntryState.SETUP_IN_PROGRESS)


def battery_entity(
    registry: er.EntityRegistry, device_id: str
) -> er.RegistryEntry | None:
    """Return core Blink's battery entity of a device."""
    for entity in er.async_entries_for_device(registry, device_id):
        if (
            entity.platform == BLINK_DOMAIN
            and entity.domain == BINARY_SENSOR_DOMAIN
            and entity.original_device_class == BinarySensorDeviceClass.BATTERY
        ):
            return entity
    return None


def issue_id(entry: ConfigEntry[Any]) -> str:
    """Return the id of the repair of an account."""
    return f"{WRONG_BATTERY}_{entry.entry_id}"


@callback
def async_keep_core_batteries(coordinator: BlinkDoctorCoordinator) -> None:
    """Keep hidden entities and the repair in step with diagnosis and pauses."""
    keeper = _Keeper(coordinator)
    entry = coordinator.config_entry
    entry.async_on_unload(coordinator.async_add_listener(keeper.async_keep))
    keeper.async_keep()


@callback
def async_withdraw(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Withdraw the repair."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(entry))


@callback
def async_unhide_all(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Show everything that was hidden for an account, including deleted registry entries.

    The registry keeps entities removed with core's entry, and would restore them hidden.
    """
    registry = er.async_get(hass)
    for removed in [*registry.deleted_entities.values()]:
        if _account(removed) == entry.entry_id:
            entity = registry.async_get_or_create(
                removed.domain, removed.platform, removed.unique_id
            )
            _unhide(registry, entity)
            registry.async_remove(entity.entity_id)
    for entity in _hidden_for(registry, entry):
        _unhide(registry, entity)


@callback
def async_unhide_paused(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Show what is hidden for pauses, because nothing will end them any more.

    An entity that its owner has unhidden keeps its mark, and is not hidden a second time.
    """
    registry = er.async_get(hass)
    for entity in _hidden_for(registry, entry):
        if entity.hidden and _PAUSED in _mark(entity):
            _unhide(registry, entity)


def _mark(entity: er.RegistryEntry | er.DeletedRegistryEntry) -> Mapping[str, Any]:
    options = entity.options if isinstance(entity.options, Mapping) else {}
    return options.get(DOMAIN) or {}


def _account(entity: er.RegistryEntry | er.DeletedRegistryEntry) -> str | None:
    """Return the id of the entry for which we hid an entity."""
    mark = _mark(entity)
    return mark.get(_WRONG) or mark.get(_PAUSED)


def _hidden_for(
    registry: er.EntityRegistry, entry: ConfigEntry[Any]
) -> list[er.RegistryEntry]:
    return [
        entity
        for entity in registry.entities.values()
        if entity.platform == BLINK_DOMAIN and _account(entity) == entry.entry_id
    ]


@callback
def _hide(
    registry: er.EntityRegistry, entity: er.RegistryEntry, mark: Mapping[str, Any]
) -> None:
    registry.async_update_entity_options(entity.entity_id, DOMAIN, mark)
    registry.async_update_entity(
        entity.entity_id, hidden_by=er.RegistryEntryHider.INTEGRATION
    )


@callback
def _unhide(registry: er.EntityRegistry, entity: er.RegistryEntry) -> None:
    registry.async_update_entity_options(entity.entity_id, DOMAIN, None)
    # an entity that a user has hidden since then stays hidden
    if entity.hidden_by is er.RegistryEntryHider.INTEGRATION:
        registry.async_update_entity(entity.entity_id, hidden_by=None)


class _Keeper:
    """Manage core's battery entities of one account."""

    def __init__(self, coordinator: BlinkDoctorCoordinator) -> None:
        self._coordinator = coordinator
        self._entry = coordinator.config_entry
        self._hass = coordinator.hass
        self._registry = er.async_get(coordinator.hass)
        # engine key -> registry id of core's battery entity, and the inputs of that lookup
        self._batteries: dict[DeviceKey, str] = {}
        self._marked: set[str] = set()
        self._looked_up: object = None
        self._names_in_issue: list[str] = []
        # changes that this round may still make
        self._changes_left = 0

    @callback
    def async_keep(self) -> None:
        """Hide, show, and raise or withdraw the repair; many entities in several rounds."""
        self._changes_left = _AT_ONCE
        self._keep()
        if self._changes_left <= 0:
            self._hass.loop.call_soon(self._async_go_on)

    @callback
    def _async_go_on(self) -> None:
        if self._entry.state in _RUNNING:
            self.async_keep()

    def _keep(self) -> None:
        self._look_up()
        paused = self._paused()
        for registry_id in [*self._marked]:
            entity = self._registry.entities.get_entry(registry_id)
            if entity is None or not self._may_stay_hidden(entity, paused):
                self._marked.discard(registry_id)
                if entity is not None:
                    _unhide(self._registry, entity)
                    self._changes_left -= 1
            if self._changes_left <= 0:
                return
        wrong: list[DeviceKey] = []
        for key, registry_id in self._batteries.items():
            entity = self._registry.entities.get_entry(registry_id)
            if entity is None or entity.hidden or registry_id in self._marked:
                continue
            if (uid := self._coordinator.uid(key)) in paused:
                self._hide(entity, {_PAUSED: self._entry.entry_id, _DEVICE: uid})
            elif self._is_wrong(key) and self._is_low(entity):
                if self._is_hiding_wanted:
                    self._hide(entity, {_WRONG: self._entry.entry_id})
                else:
                    wrong.append(key)
            if self._changes_left <= 0:
                return
        if self._coordinator.data.usable:
            self._keep_issue(wrong)

    @property
    def _is_hiding_wanted(self) -> bool:
        return bool(self._entry.options.get(CONF_HIDE_WRONG_BATTERIES, False))

    def _hide(self, entity: er.RegistryEntry, mark: Mapping[str, Any]) -> None:
        self._marked.add(entity.id)
        _hide(self._registry, entity, mark)
        self._changes_left -= 1

    def _look_up(self) -> None:
        """Look core's battery entities up again after devices were added or removed."""
        devices, source = self._coordinator.data.devices, self._coordinator.source
        looked_up = (source.attachments, frozenset(devices))
        if looked_up == self._looked_up:
            return
        self._looked_up = looked_up
        self._batteries = {
            key: entity.id
            for key in devices
            if (device := self._coordinator.core_device(key))
            and (entity := battery_entity(self._registry, device.id))
        }
        hidden = _hidden_for(self._registry, self._entry)
        self._marked = {entity.id for entity in hidden}

    def _paused(self) -> set[str]:
        """Return the uids of devices that are paused, or behind a paused module; removed ones, too."""
        coordinator = self._coordinator
        paused = {
            coordinator.uid(key)
            for key, reading in coordinator.memory.readings.items()
            if reading.paused
        }
        return paused | {*coordinator.pauses}

    def _may_stay_hidden(self, entity: er.RegistryEntry, paused: set[str]) -> bool:
        mark = _mark(entity)
        if _PAUSED in mark:
            return mark.get(_DEVICE) in paused
        keys = [key for key, one in self._batteries.items() if one == entity.id]
        # unknown for devices that are not listed, or without current data
        if not keys or not self._coordinator.data.usable:
            return True
        return self._is_hiding_wanted and any(map(self._is_wrong, keys))

    def _is_wrong(self, key: DeviceKey) -> bool:
        data = self._coordinator.data
        return data.usable and data.devices[key].battery is Battery.MAINS

    def _is_low(self, entity: er.RegistryEntry) -> bool:
        state = self._hass.states.get(entity.entity_id)
        return state is not None and state.state == STATE_ON

    def _keep_issue(self, wrong: list[DeviceKey]) -> None:
        if not self._entry.options.get(CONF_ISSUES, True):
            wrong = []
        names = [async_name(self._coordinator, key) for key in wrong]
        if names == self._names_in_issue:
            return
        self._names_in_issue = names
        if not names:
            async_withdraw(self._hass, self._entry)
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id(self._entry),
            data={"entry_id": self._entry.entry_id},
            is_fixable=True,
            issue_domain=BLINK_DOMAIN,
            severity=ir.IssueSeverity.WARNING,
            translation_key=WRONG_BATTERY,
            translation_placeholders={"name": ", ".join(map(plain, names))},
        )
