"""Sensor: how many batteries an account needs soon, and for which cameras."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory

from ..battery_plan import SOON_DAYS, batteries_in, cells_to_buy, due_within
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..entity import ACCOUNT, DoctorDescription, DoctorEntity
from ..targeting.devices import async_name


@dataclass(frozen=True, kw_only=True)
class ToBuySensorDescription(DoctorDescription, SensorEntityDescription):
    """A number of batteries, in an account with battery-powered devices."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC

    @override
    def exists(self, coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> bool:
        """Whether there is a device whose number of batteries is known."""
        devices = coordinator.data.devices.values()
        return any(batteries_in(device.reading) for device in devices)


SENSORS: tuple[ToBuySensorDescription, ...] = (
    ToBuySensorDescription(
        key="batteries_to_buy",
        families=ACCOUNT,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement="AA",
    ),
)


class ToBuySensor(DoctorEntity, SensorEntity):
    """How many AA batteries are needed for devices that are low, or will be soon."""

    entity_description: ToBuySensorDescription

    @property
    def _due(self) -> list[DeviceKey]:
        devices = self.coordinator.data.devices
        due = due_within(self.coordinator, SOON_DAYS)
        return [key for key in due if batteries_in(devices[key].reading)]

    @property
    @override
    def native_value(self) -> int:
        """Return the number of batteries."""
        return cells_to_buy(self.coordinator, self._due)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the devices that need them."""
        return {
            "devices": sorted(async_name(self.coordinator, key) for key in self._due)
        }

    @override
    def shown(self) -> object:
        """Return state and attributes."""
        return self.native_value, self.extra_state_attributes
