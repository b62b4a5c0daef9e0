"""Entities derived from the past, which change daily instead of with each poll."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.util import dt as dt_util

from .. import wakes
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.battery import Kind
from ..diagnosis.model.findings import DeviceDiagnosis
from ..diagnosis.model.ids import DeviceKey
from ..diagnosis.model.readings import Battery, Family
from ..diagnosis.outlook import Outlook
from ..entity import DEVICES, DoctorDescription, DoctorEntity

STEADY, DROPPED = "steady", "dropped"


def runs_on_batteries(device: DeviceDiagnosis) -> bool:
    """Whether a device runs on batteries, as far as Blink has reported."""
    return device.battery in (Battery.OK, Battery.LOW)


def _has_signal(device: DeviceDiagnosis) -> bool:
    reading = device.reading
    return reading.wifi_bars is not None or reading.sync_module_bars is not None


def change_attributes(outlook: Outlook) -> dict[str, Any]:
    """Return how a battery change is known, and how long previous sets lasted."""
    cells = outlook.cells
    lasted = [days for one in cells.cycles if (days := one.to_low()) is not None]
    found: dict[str, Any] = {}
    if cells.put_in is not None:
        found["known_by"] = "owner" if cells.told else "voltage"
    if cells.kind is not Kind.LITHIUM:
        found["look_like"] = cells.kind.value
    return found | ({"earlier_cells_lasted_days": lasted} if lasted else {})


def low_attributes(outlook: Outlook) -> dict[str, Any]:
    """Return the range of the date, and what it is based on."""
    if outlook.battery is None:
        return {}
    found: dict[str, Any] = {}
    if (low := outlook.battery.expected_low) is not None:
        found["earliest"] = low.earliest.isoformat()
        found["latest"] = low.latest.isoformat()
    return found | {"based_on": outlook.battery.basis.value}


def _expected_low(outlook: Outlook) -> datetime | None:
    low = outlook.battery.expected_low if outlook.battery else None
    return low.on if low else None


def trend_attributes(outlook: Outlook) -> dict[str, Any]:
    """Return each signal's baseline and current level, and what dropped with it."""
    found: dict[str, Any] = {}
    for drop in outlook.drops:
        found[drop.signal.value] = {
            "was": drop.was,
            "is": drop.now,
            "since": drop.since_datetime.date().isoformat(),
        }
        if with_others := outlook.together.get(drop.signal):
            found["dropped_together"] = with_others.cameras
            found["points_at"] = with_others.points_at
    return found


def firmware_attributes(outlook: Outlook) -> dict[str, Any]:
    """Return when the firmware last changed, and the versions of similar devices."""
    seen = {
        version: dt_util.as_local(at).date().isoformat()
        for version, at in outlook.firmware
    }
    before = {"version_before": outlook.update.before} if outlook.update else {}
    return {**before, "first_seen": seen}


@dataclass(frozen=True, kw_only=True)
class _OutlookDescription[V](DoctorDescription):
    """A value derived from the past.

    The entity is created once there is enough data, which may take months.
    """

    value_fn: Callable[[Outlook], V | None]
    attributes_fn: Callable[[Outlook], Mapping[str, Any]]

    @override
    def exists(self, coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
        """Whether a device has it, and its value is known."""
        if not super().exists(coordinator, key):
            return False
        outlook = coordinator.outlooks.of(key)
        return outlook is not None and self.value_fn(outlook) is not None


@dataclass(frozen=True, kw_only=True)
class OutlookSensorDescription(
    _OutlookDescription[str | datetime], SensorEntityDescription
):
    """A sensor value derived from the past."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC


_BATTERY_POWERED = frozenset({Family.CAMERA, Family.DOORBELL})

SENSORS: tuple[OutlookSensorDescription, ...] = (
    OutlookSensorDescription(
        key="batteries_changed",
        families=_BATTERY_POWERED,
        exists_fn=runs_on_batteries,
        always=True,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: outlook.cells.put_in,
        attributes_fn=change_attributes,
    ),
    OutlookSensorDescription(
        key="expected_low",
        families=_BATTERY_POWERED,
        exists_fn=runs_on_batteries,
        always=True,
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=_expected_low,
        attributes_fn=low_attributes,
    ),
    OutlookSensorDescription(
        key="signal_trend",
        families=DEVICES,
        exists_fn=_has_signal,
        device_class=SensorDeviceClass.ENUM,
        options=[STEADY, DROPPED],
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: DROPPED if outlook.drops else STEADY,
        attributes_fn=trend_attributes,
    ),
    OutlookSensorDescription(
        key="firmware_updated",
        families=DEVICES,
        exists_fn=lambda device: device.reading.firmware is not None,
        always=True,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: outlook.update.at if outlook.update else None,
        attributes_fn=firmware_attributes,
    ),
)


@dataclass(frozen=True, kw_only=True)
class OutlookBinarySensorDescription(
    _OutlookDescription[bool], BinarySensorEntityDescription
):
    """A boolean derived from the past."""


# No device class: "problem" or "battery" would list it among the faults of the
# Maintenance view, and a set that empties fast is no fault while it lasts.
BINARY_SENSORS: tuple[OutlookBinarySensorDescription, ...] = (
    OutlookBinarySensorDescription(
        key="unusual_drain",
        families=_BATTERY_POWERED,
        exists_fn=runs_on_batteries,
        always=True,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: (
            outlook.battery.unusual_drain if outlook.battery else None
        ),
        attributes_fn=lambda outlook: outlook.drain,
    ),
)


class _OutlookEntity(DoctorEntity):
    """Base of the sensor and the binary sensor."""

    @property
    def outlook(self) -> Outlook | None:
        """Return the device's outlook."""
        return self.coordinator.outlooks.of(self.key)


class OutlookSensor(_OutlookEntity, SensorEntity):
    """A sensor derived from a device's past."""

    _unrecorded_attributes = frozenset({"first_seen"})
    entity_description: OutlookSensorDescription

    @property
    @override
    def native_value(self) -> str | datetime | None:
        """Return the value, None without enough data."""
        outlook = self.outlook
        return self.entity_description.value_fn(outlook) if outlook else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what the value is based on."""
        outlook = self.outlook
        return self.entity_description.attributes_fn(outlook) if outlook else None

    @override
    def shown(self) -> object:
        """Return state and attributes."""
        return self.native_value, self.extra_state_attributes


class OutlookBinarySensor(_OutlookEntity, BinarySensorEntity):
    """A binary sensor derived from a device's past."""

    entity_description: OutlookBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the state, None if there is nothing to compare with."""
        outlook = self.outlook
        return self.entity_description.value_fn(outlook) if outlook else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return the evidence, including the wake-ups by Home Assistant."""
        outlook = self.outlook
        if outlook is None:
            return None
        evidence = dict(self.entity_description.attributes_fn(outlook))
        if evidence:
            evidence |= wakes.as_attributes(self.coordinator, self.key)
        return evidence

    @override
    def shown(self) -> object:
        """Return state and attributes."""
        return self.is_on, self.extra_state_attributes
