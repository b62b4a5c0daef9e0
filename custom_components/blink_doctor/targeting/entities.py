"""Resolve a target to the entities of ours that represent its devices.

Triggers and conditions look at one entity per device: its fault sensor, which also knows
whether it is online, or its recording sensor. Whatever the target holds (the device, its
area, a label, or any of our entities) is resolved to that one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, CONF_TARGET, ENTITY_MATCH_ALL
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.helpers.typing import ConfigType

from ..const import CONF_BLINK_ENTRY, DOMAIN
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.guide import first_step
from ..diagnosis.model.findings import NO_CAUSE, Cause, DeviceDiagnosis, Finding
from ..diagnosis.model.ids import DeviceKey, Uid
from ..diagnosis.model.readings import SCOPES, Family, family_of

FAULT = ("fault", "account_fault")
# for devices that can be offline
ANSWERING = ("fault",)
ATTR_ONLINE = "online"
RECORDING = ("recording",)
CAMERAS = frozenset({Family.CAMERA, Family.OWL, Family.DOORBELL})
MODULES = frozenset({Family.SYNC_MODULE})

# causes that sit on a sync module, even if found through other devices
_OF_MODULES = frozenset({Cause.SYNC_MODULE_OFFLINE, Cause.SYNC_MODULE_ERROR})
_PLATFORM = "binary_sensor"
_PLATFORMS = {"recording": "sensor"}
_ALL: dict[str, Any] = {ATTR_ENTITY_ID: ENTITY_MATCH_ALL}


@dataclass(frozen=True, slots=True)
class BlinkDevice:
    """A device, looked up through one of our entities."""

    coordinator: BlinkDoctorCoordinator
    key: DeviceKey

    @property
    def family(self) -> Family:
        """Return the device's family."""
        return family_of(self.key)

    @property
    def diagnosis(self) -> DeviceDiagnosis | None:
        """Return the current diagnosis, None while the device is not listed."""
        return self.coordinator.data.devices.get(self.key)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the device's current findings, primary first."""
        return self.diagnosis.findings if self.diagnosis else ()

    def finding(self, cause: str) -> Finding | None:
        """Return the device's current finding of a cause, if any."""
        return next((f for f in self.findings if f.cause == cause), None)

    def is_root_of(self, cause: str) -> bool:
        """Whether a cause sits on this device rather than on one that it depends on."""
        if cause == Cause.HOME_NETWORK_OFFLINE:
            return self.family in SCOPES
        return cause not in _OF_MODULES or self.family in MODULES


def with_target(config: ConfigType) -> ConfigType:
    """Return the configuration with an empty target if it has none."""
    return {**config, CONF_TARGET: config.get(CONF_TARGET) or {}}


def or_all(target: dict[str, Any] | None) -> dict[str, Any]:
    """Return the target, or all our devices if it is empty."""
    return target if target and TargetSelection(target).has_any_target else _ALL


def representing(
    hass: HomeAssistant, entity_ids: set[str], kinds: tuple[str, ...]
) -> set[str]:
    """Return the entities of some kinds that represent the devices of other entities.

    Entities of other integrations are left out.
    """
    registry = er.async_get(hass)
    if ENTITY_MATCH_ALL in entity_ids:
        ours: Iterable[er.RegistryEntry] = _all_of_ours(hass, registry)
    else:
        found = (registry.async_get(entity_id) for entity_id in entity_ids)
        ours = (entry for entry in found if entry and entry.platform == DOMAIN)
    return {
        representative
        for device in {_device_part(entry) for entry in ours}
        for kind in kinds
        if (
            representative := registry.async_get_entity_id(
                _PLATFORMS.get(kind, _PLATFORM), DOMAIN, f"{device}-{kind}"
            )
        )
    }


def targeted(
    hass: HomeAssistant, target: dict[str, Any], kinds: tuple[str, ...]
) -> set[str]:
    """Return the entities of some kinds that a target currently resolves to."""
    if target is _ALL:
        return representing(hass, {ENTITY_MATCH_ALL}, kinds)
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(target), primary_entities_only=False
    )
    found = selected.referenced | selected.indirectly_referenced
    return representing(hass, found, kinds)


def _all_of_ours(
    hass: HomeAssistant, registry: er.EntityRegistry
) -> Iterator[er.RegistryEntry]:
    for entry in hass.config_entries.async_entries(DOMAIN):
        yield from er.async_entries_for_config_entry(registry, entry.entry_id)


def _device_part(entry: er.RegistryEntry) -> str:
    """Return the part of a unique id that all entities of a device share."""
    prefix = f"{entry.config_entry_id}-"
    uid = entry.unique_id.removeprefix(prefix).partition("-")[0]
    return f"{prefix}{uid}"


def blink_device_of(
    hass: HomeAssistant, entity_id: str, *, starting: bool = False
) -> BlinkDevice | None:
    """Return the device behind one of our entities, None while not loaded.

    With `starting` also of an account that is being set up: its entities write their
    first states then.
    """
    registered = er.async_get(hass).async_get(entity_id)
    if registered is None or registered.platform != DOMAIN:
        return None
    entry = hass.config_entries.async_get_entry(registered.config_entry_id or "")
    if entry is None or not (starting or entry.state is ConfigEntryState.LOADED):
        return None
    coordinator: BlinkDoctorCoordinator | None = getattr(entry, "runtime_data", None)
    if coordinator is None:
        return None
    uid = Uid(_device_part(registered).removeprefix(f"{entry.entry_id}-"))
    key = coordinator.keys.get(uid)
    return BlinkDevice(coordinator, key) if key else None


def fault_sensors_of(
    hass: HomeAssistant, blink_device: BlinkDevice, key: DeviceKey
) -> set[str]:
    """Return the fault sensors of another device in the same account, if enabled."""
    coordinator, registry = blink_device.coordinator, er.async_get(hass)
    device = f"{coordinator.config_entry.entry_id}-{coordinator.uid(key)}"
    found = (
        registry.async_get_entity_id(_PLATFORM, DOMAIN, f"{device}-{kind}")
        for kind in FAULT
    )
    entries = (registry.async_get(entity_id) for entity_id in found if entity_id)
    return {entry.entity_id for entry in entries if entry and not entry.disabled}


def is_paused(state: State | None) -> bool:
    """Whether a fault sensor shows that its device is paused."""
    return state is not None and state.attributes.get("paused") is True


def causes_of(state: State | None) -> tuple[str, ...] | None:
    """Return the causes that a fault sensor shows, primary first.

    None if it shows nothing: no state, unavailable or unknown.
    """
    if state is None or state.state not in ("on", "off"):
        return None
    return tuple(state.attributes.get("causes") or ())


def trigger_data(
    hass: HomeAssistant,
    entity_id: str,
    cause: str | None,
    gone: Finding | None = None,
) -> dict[str, Any]:
    """Return the trigger data for a cause on an entity's device.

    `gone` is the last finding, for a cause that has cleared.
    """
    registered = er.async_get(hass).async_get(entity_id)
    device_id = registered.device_id if registered else None
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    blink_device = blink_device_of(hass, entity_id)
    finding = (blink_device.finding(cause) if blink_device and cause else None) or gone
    diagnosis = blink_device.diagnosis if blink_device else None
    return {
        "device_id": device_id,
        "device_name": _name(device, blink_device) or entity_id,
        "cause": cause or NO_CAUSE,
        "severity": finding.severity.slug if finding else None,
        "confidence": finding.confidence.slug if finding else None,
        "since": finding.since.isoformat() if finding else None,
        "evidence": dict(finding.evidence) if finding else {},
        "next_step": (
            first_step(finding, diagnosis.reading)
            if finding and diagnosis
            else NO_CAUSE
        ),
        "is_root": blink_device is None
        or cause is None
        or blink_device.is_root_of(cause),
        "root_device_id": (
            blink_device.coordinator.device_id(finding.root or blink_device.key)
            if blink_device and finding
            else None
        ),
        "blink_entry_id": (
            blink_device.coordinator.config_entry.data[CONF_BLINK_ENTRY]
            if blink_device
            else None
        ),
    }


def _name(
    device: dr.AnyDeviceEntry | None, blink_device: BlinkDevice | None
) -> str | None:
    """Return the owner's name for the device; core's own has a "blink" prefix."""
    if device is not None and device.name_by_user:
        return device.name_by_user
    if (
        blink_device
        and blink_device.diagnosis
        and blink_device.family is not Family.ACCOUNT
    ):
        return blink_device.diagnosis.reading.name
    return device.name if device else None
