"""Sensor: how often a camera dropped out in the last week."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory

from .. import recording_history
from ..entity import CAMERAS, DoctorDescription, DoctorEntity


@dataclass(frozen=True, kw_only=True)
class DropOutSensorDescription(DoctorDescription, SensorEntityDescription):
    """A count of drop-outs."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC


SENSORS: tuple[DropOutSensorDescription, ...] = (
    DropOutSensorDescription(
        key="drop_outs",
        families=CAMERAS,
        always=True,
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
    ),
)


class DropOutSensor(DoctorEntity, SensorEntity):
    """How often a camera dropped out in the last seven days, and for how long."""

    _unrecorded_attributes = frozenset(
        {"last_day", "last_30_days", "availability", "most_nights"}
    )
    entity_description: DropOutSensorDescription

    @property
    @override
    def native_value(self) -> int | None:
        """Return the number of drop-outs in seven days."""
        found = (
            recording_history.drop_outs(self.coordinator, self.key)
            if self.key
            else None
        )
        return found.week.count if found else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return their durations, and the nightly pattern if there is one."""
        found = (
            recording_history.drop_outs(self.coordinator, self.key)
            if self.key
            else None
        )
        if found is None:
            return None
        week = recording_history.drop_outs_as_dict(found.week)
        attributes = {
            "longest_minutes": week["longest_minutes"],
            "total_minutes": week["total_minutes"],
            "recovery_minutes": week["recovery_minutes"],
            "availability": week["availability"],
            "last_day": found.day.count,
            "last_30_days": found.month.count,
        }
        pattern = recording_history.pattern(self.coordinator, self.key)
        if pattern is not None:
            attributes["most_nights"] = f"{pattern.start:%H:%M} – {pattern.end:%H:%M}"
        return attributes

    @override
    def shown(self) -> object:
        """Return state and attributes."""
        return self.native_value, self.extra_state_attributes
