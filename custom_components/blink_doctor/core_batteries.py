"""Core's wrong low batteries: devices on external power that core Blink calls low.

Core takes everything that is not "ok" for low, also no battery at all. Where the owner
says so, those entities are hidden, which the Maintenance view and the overview respect;
each is marked in the entity registry, so that exactly those are brought back.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .const import BLINK_DOMAIN, CONF_HIDE_WRONG_BATTERIES, CONF_ISSUES, DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.model.readings import Battery
from .messages.sentences import plain
from .targeting.devices import async_name

WRONG_BATTERY = "wrong_low_battery"
# in the registry's options of an entity: hidden by us, as the owner wanted
_MARK = "hidden_wrong_battery"


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
    """Keep what is hidden, and the repair, in step with the diagnosis."""
    keeper = _Keeper(coordinator)
    entry = coordinator.config_entry
    entry.async_on_unload(coordinator.async_add_listener(keeper.async_keep))
    keeper.async_keep()


@callback
def async_withdraw(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Take the repair away."""
    ir.async_delete_issue(hass, DOMAIN, issue_id(entry))


@callback
def async_bring_back(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Show again what was hidden for an account."""
    registry = er.async_get(hass)
    for entity in [*registry.entities.values()]:
        if _hidden_for(entity) == entry.entry_id:
            _show(registry, entity)


def _hidden_for(entity: er.RegistryEntry) -> str | None:
    """Return the id of the account's entry for which an entity was hidden by us."""
    options: Mapping[str, Any] = entity.options.get(DOMAIN) or {}
    return options.get(_MARK)


@callback
def _hide(
    registry: er.EntityRegistry, entity: er.RegistryEntry, entry: ConfigEntry[Any]
) -> None:
    registry.async_update_entity_options(
        entity.entity_id, DOMAIN, {_MARK: entry.entry_id}
    )
    registry.async_update_entity(
        entity.entity_id, hidden_by=er.RegistryEntryHider.INTEGRATION
    )


@callback
def _show(registry: er.EntityRegistry, entity: er.RegistryEntry) -> None:
    registry.async_update_entity_options(entity.entity_id, DOMAIN, None)
    # what somebody has hidden on their own since then stays hidden
    if entity.hidden_by is er.RegistryEntryHider.INTEGRATION:
        registry.async_update_entity(entity.entity_id, hidden_by=None)


class _Keeper:
    """Follows core's battery entities of one account."""

    def __init__(self, coordinator: BlinkDoctorCoordinator) -> None:
        self._coordinator = coordinator
        self._entry = coordinator.config_entry
        self._hass = coordinator.hass
        # engine key -> registry id of core's battery entity, and what that holds for
        self._batteries: dict[str, str] = {}
        self._looked_up: object = None
        self._told: list[str] = []

    @callback
    def async_keep(self) -> None:
        """Hide, show, and raise or drop the repair."""
        if not self._coordinator.data.usable:
            return
        registry = er.async_get(self._hass)
        hide = self._entry.options.get(CONF_HIDE_WRONG_BATTERIES, False)
        wrong: list[str] = []
        for key, entity in self._entities(registry):
            is_mains = self._coordinator.data.devices[key].battery is Battery.MAINS
            if _hidden_for(entity) is not None:
                if not (hide and is_mains):
                    _show(registry, entity)
            elif is_mains and self._is_shown_low(entity):
                if hide:
                    _hide(registry, entity, self._entry)
                else:
                    wrong.append(key)
        self._keep_issue(wrong)

    def _entities(
        self, registry: er.EntityRegistry
    ) -> Iterator[tuple[str, er.RegistryEntry]]:
        """Yield core's battery entity of each device that is listed."""
        devices = self._coordinator.data.devices
        looked_up = (self._coordinator.source.attachments, frozenset(devices))
        if looked_up != self._looked_up:
            self._looked_up = looked_up
            self._batteries = dict(self._look_up(registry))
        for key, registry_id in self._batteries.items():
            if (entity := registry.entities.get_entry(registry_id)) is not None:
                yield key, entity

    def _look_up(self, registry: er.EntityRegistry) -> Iterator[tuple[str, str]]:
        for key in self._coordinator.data.devices:
            device = self._coordinator.source.device_entry(key)
            if device and (entity := battery_entity(registry, device.id)):
                yield key, entity.id

    def _is_shown_low(self, entity: er.RegistryEntry) -> bool:
        state = self._hass.states.get(entity.entity_id)
        return not entity.hidden and state is not None and state.state == STATE_ON

    def _keep_issue(self, wrong: list[str]) -> None:
        if not self._entry.options.get(CONF_ISSUES, True):
            wrong = []
        names = [async_name(self._coordinator, key) for key in wrong]
        if names == self._told:
            return
        self._told = names
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
