"""Buttons: check this device now, and report a flashing red light."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import user_reports
from .checkup import async_check_up
from .coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from .diagnosis.model.ids import DeviceKey
from .entity import (
    ACCOUNT,
    CAMERAS,
    DEVICES,
    DoctorDescription,
    DoctorEntity,
    async_add_as_they_appear,
)

# check-ups queue by themselves
PARALLEL_UPDATES = 0

type Press = Callable[[BlinkDoctorCoordinator, DeviceKey], Coroutine[Any, Any, None]]


@dataclass(frozen=True, kw_only=True)
class DoctorButtonDescription(DoctorDescription, ButtonEntityDescription):
    """An action that a person can start, or a report."""

    entity_category: EntityCategory | None = EntityCategory.DIAGNOSTIC
    press_fn: Press


async def _check_up(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> None:
    await async_check_up(coordinator.hass, coordinator, [key])


async def _flashing_red(coordinator: BlinkDoctorCoordinator, key: DeviceKey) -> None:
    user_reports.async_report_red_light(coordinator, key, "unknown")


DESCRIPTIONS: tuple[DoctorButtonDescription, ...] = (
    DoctorButtonDescription(
        key="check_up", families=DEVICES, always=True, press_fn=_check_up
    ),
    DoctorButtonDescription(
        key="account_check_up", families=ACCOUNT, always=True, press_fn=_check_up
    ),
    # off by default: the card, which most owners use, has the same button
    DoctorButtonDescription(
        key="flashing_red",
        families=CAMERAS,
        always=True,
        entity_registry_enabled_default=False,
        press_fn=_flashing_red,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BlinkDoctorConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of every device."""
    async_add_as_they_appear(
        entry.runtime_data, DESCRIPTIONS, DoctorButton, async_add_entities
    )


class DoctorButton(DoctorEntity, ButtonEntity):
    """A button of one Blink device."""

    entity_description: DoctorButtonDescription

    @override
    def shown(self) -> object:
        """Return nothing: the state of a button is when it was pressed."""
        return None

    @override
    async def async_press(self) -> None:
        """Run the button's action. Raises CheckUpError if Blink cannot be asked."""
        await self.entity_description.press_fn(self.coordinator, self.key)
