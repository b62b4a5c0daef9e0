"""Switch: watch a device, or pause it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import (
    SwitchDeviceClass,
    SwitchEntity,
    SwitchEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import pauses
from .coordinator import BlinkDoctorConfigEntry
from .entity import DEVICES, DoctorDescription, DoctorEntity, async_add_as_they_appear

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class DoctorSwitchDescription(DoctorDescription, SwitchEntityDescription):
    """A switch of a device."""


DESCRIPTIONS = (
    DoctorSwitchDescription(
        key="watch",
        families=DEVICES,
        # it is the owner's choice, independent of the age of Blink's data
        always=True,
        device_class=SwitchDeviceClass.SWITCH,
        entity_category=EntityCategory.CONFIG,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkDoctorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a switch for every device."""
    async_add_as_they_appear(
        entry.runtime_data, DESCRIPTIONS, WatchSwitch, async_add_entities
    )


class WatchSwitch(DoctorEntity, SwitchEntity):
    """On while a device is watched; off pauses it until it is on again."""

    entity_description: DoctorSwitchDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the owner wants the device watched."""
        return self.coordinator.notes_of(self.key).paused is None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return until when the pause lasts, if that is set."""
        noted = self.coordinator.notes_of(self.key)
        if noted.paused is None:
            return None
        until = noted.paused_until
        return {"paused_until": until.isoformat() if until else None}

    @override
    def shown(self) -> object:
        """Return state and attributes."""
        return self.is_on, self.extra_state_attributes

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Resume the device."""
        pauses.async_resume(self.coordinator, [self.key])

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Pause the device until it is switched on again."""
        pauses.async_pause(self.coordinator, [self.key], None)
