"""Sensors: battery, signal, firmware and the cause of a fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfElectricPotential
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import wakes
from .coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from .diagnosis.evidence import old_reading
from .diagnosis.model.findings import (
    NO_CAUSE,
    Cause,
    DeviceDiagnosis,
    Diagnosis,
    FirmwareState,
    Recording,
)
from .diagnosis.model.readings import SCOPES, Battery, Family, Storage
from .entities.drop_outs import SENSORS as DROP_OUT_SENSORS, DropOutSensor
from .entities.outlook import SENSORS, OutlookSensor
from .entities.to_buy import SENSORS as TO_BUY_SENSORS, ToBuySensor
from .entity import (
    ACCOUNT,
    CAMERAS,
    DEVICES,
    MODULES,
    SYSTEMS,
    DoctorDescription,
    DoctorEntity,
    async_add_as_they_appear,
)

PARALLEL_UPDATES = 0

type SensorValue = str | int | float | datetime | None

# Activity skips sensors whose recorded attributes have a unit. The fault sensor has
# written the line already, with the cause in its name. (Not an attribute of the
# entity: the history would draw a curve.)
_NOT_IN_ACTIVITY = {"value": {"unit_of_measurement": None}}


@dataclass(frozen=True, kw_only=True)
class DoctorSensorDescription(DoctorDescription, SensorEntityDescription):
    """A value of a device, or of the whole account."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    value_fn: Callable[[DeviceDiagnosis, Diagnosis], SensorValue]
    attributes: Mapping[str, Any] | None = None
    attributes_fn: (
        Callable[[BlinkDoctorCoordinator, DeviceDiagnosis], Mapping[str, Any]] | None
    ) = None


def _battery_attributes(
    coordinator: BlinkDoctorCoordinator, device: DeviceDiagnosis
) -> dict[str, Any]:
    """Return when Blink last measured the battery, if long ago, and what woke the camera."""
    read_at = old_reading(device.reading, coordinator.now)
    read = {"read_at": read_at.isoformat()} if read_at else {}
    return read | wakes.as_attributes(coordinator, device.reading.key)


def _devices_with_fault(_: DeviceDiagnosis, diagnosis: Diagnosis) -> int:
    return sum(
        device.fault
        for device in diagnosis.devices.values()
        if device.reading.family not in SCOPES
    )


_BATTERY_POWERED = frozenset({Family.CAMERA, Family.DOORBELL})

DESCRIPTIONS: tuple[DoctorSensorDescription, ...] = (
    DoctorSensorDescription(
        key="fault_cause",
        families=DEVICES | SYSTEMS,
        entity_category=None,
        device_class=SensorDeviceClass.ENUM,
        options=[NO_CAUSE, *Cause],
        attributes=_NOT_IN_ACTIVITY,
        value_fn=lambda device, _: None if device.paused else device.primary_cause,
    ),
    DoctorSensorDescription(
        key="account_fault_cause",
        families=ACCOUNT,
        entity_category=None,
        always=True,
        device_class=SensorDeviceClass.ENUM,
        options=[NO_CAUSE, Cause.HOME_NETWORK_OFFLINE, Cause.BLINK_UNREACHABLE],
        attributes=_NOT_IN_ACTIVITY,
        value_fn=lambda device, _: device.primary_cause,
    ),
    DoctorSensorDescription(
        key="recording",
        families=CAMERAS,
        entity_category=None,
        device_class=SensorDeviceClass.ENUM,
        options=[*Recording],
        # the fault sensor has the line of an offline camera, and core that of arming
        attributes=_NOT_IN_ACTIVITY,
        value_fn=lambda device, _: device.recording,
    ),
    DoctorSensorDescription(
        key="usb_storage",
        families=MODULES,
        exists_fn=lambda device: device.storage is not None,
        device_class=SensorDeviceClass.ENUM,
        options=[*Storage],
        value_fn=lambda device, _: device.storage,
    ),
    DoctorSensorDescription(
        key="battery_state",
        families=_BATTERY_POWERED,
        device_class=SensorDeviceClass.ENUM,
        options=[*Battery],
        entity_registry_enabled_default=False,
        value_fn=lambda device, _: device.battery,
        attributes_fn=_battery_attributes,
    ),
    DoctorSensorDescription(
        key="battery_voltage",
        families=_BATTERY_POWERED,
        exists_fn=lambda device: device.reading.battery_volts is not None,
        device_class=SensorDeviceClass.VOLTAGE,
        native_unit_of_measurement=UnitOfElectricPotential.VOLT,
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=2,
        entity_registry_enabled_default=False,
        value_fn=lambda device, _: device.reading.battery_volts,
    ),
    DoctorSensorDescription(
        key="wifi_signal",
        families=DEVICES,
        exists_fn=lambda device: device.reading.wifi_bars is not None,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda device, _: device.reading.wifi_bars,
    ),
    DoctorSensorDescription(
        key="sync_module_link",
        families=_BATTERY_POWERED,
        exists_fn=lambda device: device.reading.sync_module_bars is not None,
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda device, _: device.reading.sync_module_bars,
    ),
    DoctorSensorDescription(
        key="firmware_version",
        families=DEVICES,
        exists_fn=lambda device: device.reading.firmware is not None,
        entity_registry_enabled_default=False,
        value_fn=lambda device, _: device.reading.firmware,
    ),
    DoctorSensorDescription(
        key="firmware_state",
        families=DEVICES,
        exists_fn=lambda device: device.firmware_state is not None,
        device_class=SensorDeviceClass.ENUM,
        options=[*FirmwareState],
        entity_registry_enabled_default=False,
        value_fn=lambda device, _: device.firmware_state,
    ),
    DoctorSensorDescription(
        key="last_heartbeat",
        families=MODULES,
        exists_fn=lambda device: device.reading.heartbeat is not None,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda device, _: device.reading.heartbeat,
    ),
    DoctorSensorDescription(
        key="devices_with_fault",
        families=ACCOUNT,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=_devices_with_fault,
    ),
    DoctorSensorDescription(
        key="last_successful_reading",
        families=ACCOUNT,
        always=True,
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_registry_enabled_default=False,
        value_fn=lambda _, diagnosis: diagnosis.data_at,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkDoctorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of every device and of the account."""
    async_add_as_they_appear(
        entry.runtime_data, DESCRIPTIONS, DoctorSensor, async_add_entities
    )
    async_add_as_they_appear(
        entry.runtime_data, SENSORS, OutlookSensor, async_add_entities
    )
    async_add_as_they_appear(
        entry.runtime_data, DROP_OUT_SENSORS, DropOutSensor, async_add_entities
    )
    async_add_as_they_appear(
        entry.runtime_data, TO_BUY_SENSORS, ToBuySensor, async_add_entities
    )


class DoctorSensor(DoctorEntity, SensorEntity):
    """A sensor of one device or of the account."""

    entity_description: DoctorSensorDescription

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return further attributes of the value."""
        attributes_fn, device = self.entity_description.attributes_fn, self.device
        if attributes_fn is None or device is None:
            return self.entity_description.attributes
        return attributes_fn(self.coordinator, device)

    @property
    @override
    def native_value(self) -> SensorValue:
        """Return the value, None if Blink does not report it."""
        device = self.device
        if device is None:
            return None
        return self.entity_description.value_fn(device, self.coordinator.data)

    @override
    def shown(self) -> object:
        """Return value and attributes."""
        return self.native_value, self.extra_state_attributes
