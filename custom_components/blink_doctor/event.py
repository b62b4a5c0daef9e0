"""Event entities: what happened to a device, for history and logbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from .diagnosis.guide import first_step
from .diagnosis.model.findings import Cause, DeviceDiagnosis
from .diagnosis.model.ids import DeviceKey, Uid
from .entity import (
    ACCOUNT,
    DEVICES,
    DoctorDescription,
    DoctorEntity,
    async_add_as_they_appear,
    is_obsolete,
)
from .targeting.devices import async_name

PARALLEL_UPDATES = 0

FAULT_DETECTED = "fault_detected"
FAULT_CLEARED = "fault_cleared"
WENT_OFFLINE = "went_offline"
CAME_BACK = "came_back"

# causes with an event type of their own; all others are "fault_detected"
_EVENT_OF_CAUSE = {
    Cause.LOW_BATTERY: "battery_became_low",
    Cause.WEAK_WIFI: "signal_became_weak",
    Cause.WEAK_SYNC_MODULE_LINK: "signal_became_weak",
    Cause.FIRMWARE_BEHIND: "firmware_fell_behind",
}
EVENT_TYPES = [
    FAULT_DETECTED,
    *dict.fromkeys(_EVENT_OF_CAUSE.values()),
    WENT_OFFLINE,
    CAME_BACK,
    FAULT_CLEARED,
]

type DeviceEvent = tuple[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class DoctorEventDescription(DoctorDescription, EventEntityDescription):
    """The events of a device."""


DESCRIPTIONS = (
    # only for installations that have it already; new ones have the account's
    DoctorEventDescription(
        key="moment",
        families=DEVICES,
        exists_fn=is_obsolete,
        entity_category=EntityCategory.DIAGNOSTIC,
        event_types=EVENT_TYPES,
    ),
)
# disabled by default: each fault sensor already has its line in Activity
ACCOUNT_DESCRIPTIONS = (
    DoctorEventDescription(
        key="account_moment",
        translation_key="moment",
        families=ACCOUNT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        event_types=[
            one for one in EVENT_TYPES if one not in (WENT_OFFLINE, CAME_BACK)
        ],
    ),
)


def device_events(before: DeviceDiagnosis, after: DeviceDiagnosis) -> list[DeviceEvent]:
    """Return the events between two diagnoses, in the order to report them."""
    if after.paused:
        return []
    found: list[DeviceEvent] = []
    if before.online is True and after.online is False:
        found.append((WENT_OFFLINE, {}))
    if before.online is False and after.online is True:
        found.append((CAME_BACK, {}))
    return [*found, *fault_events(before, after)]


def fault_events(before: DeviceDiagnosis, after: DeviceDiagnosis) -> list[DeviceEvent]:
    """Return the faults that appeared between two diagnoses, or that all have cleared."""
    if after.paused:
        return []
    known = {finding.cause for finding in before.findings}
    found: list[DeviceEvent] = [
        (
            _EVENT_OF_CAUSE.get(finding.cause, FAULT_DETECTED),
            {
                "cause": finding.cause.value,
                "severity": finding.severity.slug,
                "since": finding.since.isoformat(),
                "next_step": first_step(finding, after.reading),
            },
        )
        for finding in after.findings
        if finding.cause not in known
    ]
    if before.findings and not after.findings:
        found.append((FAULT_CLEARED, {"cause": before.primary_cause}))
    return found


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkDoctorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the account's event entity, and existing event entities of devices."""
    async_add_as_they_appear(
        entry.runtime_data, DESCRIPTIONS, DoctorEvent, async_add_entities
    )
    async_add_as_they_appear(
        entry.runtime_data, ACCOUNT_DESCRIPTIONS, AccountEvent, async_add_entities
    )


class DoctorEvent(DoctorEntity, EventEntity):
    """Report events of one device since Home Assistant started."""

    entity_description: DoctorEventDescription

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        key: DeviceKey,
        description: DoctorEventDescription,
    ) -> None:
        """Start from the current diagnosis: existing faults are not new events."""
        super().__init__(coordinator, key, description)
        self._known = self.device

    @override
    def shown(self) -> object:
        """Return nothing: the state changes with events and availability only."""
        return None

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Report events, including those during a time in which Blink was unreachable."""
        super()._handle_coordinator_update()
        before, after = self._known, self.device
        if after is None or after is before or not self.available:
            return
        self._known = after
        for event_type, attributes in device_events(before, after) if before else ():
            self._trigger_event(event_type, attributes)
            self.async_write_ha_state()


class AccountEvent(DoctorEntity, EventEntity):
    """Report faults that appear and clear in an account since Home Assistant started."""

    entity_description: DoctorEventDescription

    def __init__(
        self,
        coordinator: BlinkDoctorCoordinator,
        key: DeviceKey,
        description: DoctorEventDescription,
    ) -> None:
        """Start from the current diagnosis: existing faults are not new events."""
        super().__init__(coordinator, key, description)
        self._known = dict(self._roots())

    @override
    def shown(self) -> object:
        """Return nothing: the state changes with events and availability only."""
        return None

    def _roots(self) -> Iterator[tuple[Uid, DeviceDiagnosis]]:
        """Yield each device with its own root causes only."""
        for uid, key in self.coordinator.keys.items():
            device = self.coordinator.data.devices[key]
            own = tuple(finding for finding in device.findings if finding.is_root)
            yield uid, device._replace(findings=own)

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Report one event per fault."""
        super()._handle_coordinator_update()
        if not self.available:
            return
        before, self._known = self._known, dict(self._roots())
        for uid, device in self._known.items():
            for event_type, attributes in fault_events(before.get(uid, device), device):
                key = self.coordinator.keys[uid]
                named = {
                    "device": async_name(self.coordinator, key),
                    "device_id": self.coordinator.device_id(key),
                }
                self._trigger_event(event_type, {**named, **attributes})
                self.async_write_ha_state()
