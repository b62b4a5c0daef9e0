"""Accounts and devices that are added, removed or re-paired."""

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    discovery_flow,
    entity_registry as er,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import BLINK_DOMAIN, CONF_BLINK_ENTRY, DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey, Uid
from ..diagnosis.model.readings import ACCOUNT_KEY, Family, family_of
from . import attachment


@callback
def async_follow_accounts(hass: HomeAssistant) -> None:
    """Offer new Blink accounts, and notice when a followed one is removed."""

    @callback
    def changed(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain != BLINK_DOMAIN:
            return
        for ours in attachment.own_entries(hass):
            if ours.data[CONF_BLINK_ENTRY] == entry.entry_id:
                if change is ConfigEntryChange.REMOVED:
                    hass.config_entries.async_schedule_reload(ours.entry_id)
                else:
                    attachment.async_note_account(hass, ours)
        lists_devices = entry.state is ConfigEntryState.LOADED
        if lists_devices or change is not ConfigEntryChange.UPDATED:
            offer(change, entry)

    @callback
    def offer(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        has_detached = bool(attachment.detached(hass))
        if has_detached:
            hass.async_create_task(attachment.async_offer(hass))
        if change is ConfigEntryChange.ADDED or (
            has_detached and entry in attachment.unfollowed(hass)
        ):
            discovery_flow.async_create_flow(
                hass,
                DOMAIN,
                context={"source": SOURCE_INTEGRATION_DISCOVERY},
                data={CONF_BLINK_ENTRY: entry.entry_id},
            )

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, changed)


@callback
def async_keep_entities_attached(coordinator: BlinkDoctorCoordinator) -> None:
    """Keep entities attached to their devices, now and when devices come and go."""
    last: object = None

    @callback
    def update() -> None:
        nonlocal last
        gone = _gone_devices(coordinator)
        listed = (
            coordinator.source.attachments,
            frozenset(coordinator.data.devices),
            gone,
        )
        if coordinator.data.usable and listed != last:
            last = listed
            _remove(coordinator, gone)
            _remove_old_systems(coordinator)
            _link_to_core(coordinator)

    update()
    coordinator.config_entry.async_on_unload(coordinator.async_add_listener(update))


def _gone_devices(coordinator: BlinkDoctorCoordinator) -> frozenset[DeviceKey]:
    """Return the keys of devices that have left the account."""
    return frozenset(
        key
        for key, remembered in coordinator.memory.devices.items()
        if remembered.gone_since is not None
    )


def _remove(coordinator: BlinkDoctorCoordinator, gone: frozenset[DeviceKey]) -> None:
    """Remove entities and own devices of what the account no longer lists.

    If a device returns, the registry restores its names and settings.
    """
    if not gone:
        return
    # also listed under a new id: re-paired, not removed
    uids = {coordinator.uid(key) for key in gone} - coordinator.keys.keys()
    registry = er.async_get(coordinator.hass)
    for entity in er.async_entries_for_config_entry(
        registry, coordinator.config_entry.entry_id
    ):
        if _uid_of(coordinator, entity.unique_id) in uids:
            registry.async_remove(entity.entity_id)
    for key in gone:
        _remove_own_device(coordinator, key)


def _remove_old_systems(coordinator: BlinkDoctorCoordinator) -> None:
    """Remove own devices of systems that no longer exist, with their entities.

    With a single system left, its findings belong to the account.
    """
    known = {*coordinator.data.devices, *coordinator.memory.devices}
    wanted = {
        coordinator.own_identifier(key)
        for key in known
        if key in coordinator.data.devices or family_of(key) is not Family.SYSTEM
    }
    registry = dr.async_get(coordinator.hass)
    for device in dr.async_entries_for_config_entry(
        registry, coordinator.config_entry.entry_id
    ):
        if wanted.isdisjoint(device.identifiers):
            registry.async_remove_device(device.id)


def _link_to_core(coordinator: BlinkDoctorCoordinator) -> None:
    """Move entities to core's device once core has created it."""
    wanted = {
        coordinator.uid(key): device.id
        for key in coordinator.data.devices
        if (device := coordinator.core_device(key)) is not None
    }
    registry = er.async_get(coordinator.hass)
    moved = set()
    for entity in er.async_entries_for_config_entry(
        registry, coordinator.config_entry.entry_id
    ):
        uid = _uid_of(coordinator, entity.unique_id)
        if uid in wanted and entity.device_id != wanted[uid]:
            registry.async_update_entity(entity.entity_id, device_id=wanted[uid])
            moved.add(uid)
    for key in coordinator.data.devices:
        if coordinator.uid(key) in moved:
            _remove_own_device(coordinator, key)


def _uid_of(coordinator: BlinkDoctorCoordinator, unique_id: str) -> Uid:
    prefix = f"{coordinator.config_entry.entry_id}-"
    return Uid(unique_id.removeprefix(prefix).partition("-")[0])


def _remove_own_device(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> None:
    if key == ACCOUNT_KEY:
        return
    registry = dr.async_get(coordinator.hass)
    device = registry.async_get_device_by_identifier(
        coordinator.own_identifier(key), coordinator.config_entry.entry_id
    )
    if device is not None:
        registry.async_remove_device(device.id)
