"""Fault and online binary sensors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import UndefinedType

from .const import DOMAIN
from .coordinator import BlinkDoctorConfigEntry
from .diagnosis.guide import first_step, is_red_light
from .diagnosis.model.findings import NO_CAUSE, DeviceDiagnosis
from .diagnosis.model.readings import Battery, Family
from .entities.outlook import BINARY_SENSORS, OutlookBinarySensor
from .entity import (
    ACCOUNT,
    DEVICES,
    SYSTEMS,
    DoctorDescription,
    DoctorEntity,
    async_add_as_they_appear,
)
from .targeting.entities import ATTR_ONLINE

PARALLEL_UPDATES = 0

_TEXTS = f"component.{DOMAIN}.entity"
_CAUSE = f"{_TEXTS}.sensor.fault_cause.state."
_RED_LIGHT = f"{_TEXTS}.button.flashing_red.name"


def fault_attributes(device: DeviceDiagnosis) -> dict[str, Any]:
    """Return the cause and the next step; nothing that changes with every poll."""
    if device.paused:
        until = device.reading.paused_until
        return {"paused": True, "paused_until": until.isoformat() if until else None}
    answers = {} if device.online is None else {ATTR_ONLINE: device.online}
    primary = device.primary
    step = first_step(primary, device.reading) if primary else NO_CAUSE
    return {
        **answers,
        "primary_cause": device.primary_cause,
        "causes": [finding.cause.value for finding in device.findings],
        "severity": primary.severity.slug if primary else None,
        "since": primary.since.isoformat() if primary else None,
        "next_step": step,
    }


def _mount_is_low(device: DeviceDiagnosis) -> bool | None:
    """Whether Blink reports low batteries in the floodlight mount."""
    battery = device.reading.mount_battery
    # lists of low batteries must leave out paused devices
    return None if battery is None or device.paused else battery is Battery.LOW


@dataclass(frozen=True, kw_only=True)
class DoctorBinarySensorDescription(DoctorDescription, BinarySensorEntityDescription):
    """A binary sensor of a device."""

    is_on_fn: Callable[[DeviceDiagnosis], bool | None]
    attributes_fn: Callable[[DeviceDiagnosis], Mapping[str, Any]] | None = None
    # views that show the entity (tile, Maintenance, Activity) add its name and "problem"
    names_cause: bool = False


DESCRIPTIONS: tuple[DoctorBinarySensorDescription, ...] = (
    DoctorBinarySensorDescription(
        key="fault",
        families=DEVICES | SYSTEMS,
        device_class=BinarySensorDeviceClass.PROBLEM,
        # unknown while paused: neither faulty nor fine
        is_on_fn=lambda device: None if device.paused else device.fault,
        attributes_fn=fault_attributes,
        names_cause=True,
    ),
    DoctorBinarySensorDescription(
        key="account_fault",
        families=ACCOUNT,
        always=True,
        device_class=BinarySensorDeviceClass.PROBLEM,
        is_on_fn=lambda device: device.fault,
        attributes_fn=fault_attributes,
        names_cause=True,
    ),
    DoctorBinarySensorDescription(
        key="mount_battery",
        families=frozenset({Family.CAMERA}),
        exists_fn=lambda device: device.reading.mount_battery is not None,
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=_mount_is_low,
    ),
    DoctorBinarySensorDescription(
        key="online",
        families=DEVICES,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        # off by default: each drop-out would add a line in Activity beside the fault's; for
        # automations there are the triggers, and a camera's recording sensor
        entity_registry_enabled_default=False,
        is_on_fn=lambda device: device.online,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkDoctorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of every device."""
    async_add_as_they_appear(
        entry.runtime_data, DESCRIPTIONS, DoctorBinarySensor, async_add_entities
    )
    async_add_as_they_appear(
        entry.runtime_data, BINARY_SENSORS, OutlookBinarySensor, async_add_entities
    )


class DoctorBinarySensor(DoctorEntity, BinarySensorEntity):
    """A binary sensor of one device."""

    entity_description: DoctorBinarySensorDescription

    @property
    @override
    def name(self) -> str | UndefinedType | None:
        """Return the name, with the cause while there is a fault: "Fault: Low battery".

        Home Assistant updates the name in the registry when it changes.
        """
        name, device = super().name, self.device
        primary = device.primary if device else None
        if primary is None or not self.entity_description.names_cause:
            return name
        texts = self.platform_data.platform_translations
        called = _RED_LIGHT if is_red_light(primary) else f"{_CAUSE}{primary.cause}"
        return f"{name}: {texts[called]}" if called in texts else name

    @property
    @override
    def suggested_object_id(self) -> str | None:
        """Return the object id without a cause, also if the entity is added during a fault."""
        name = self._name_internal(
            self._object_id_device_class_name,
            self.platform_data.object_id_platform_translations,
        )
        return name if isinstance(name, str) else None

    @property
    @override
    def is_on(self) -> bool | None:
        """Return the state, None if Blink does not report it."""
        device = self.device
        return self.entity_description.is_on_fn(device) if device else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return the cause and the next step."""
        attributes_fn, device = self.entity_description.attributes_fn, self.device
        return attributes_fn(device) if attributes_fn and device else None

    @override
    def shown(self) -> object:
        """Return state and attributes."""
        return self.is_on, self.extra_state_attributes
