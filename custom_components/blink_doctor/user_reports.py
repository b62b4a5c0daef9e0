"""Reports by the owner: new batteries, a red light, a step that was tried."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from homeassistant.core import callback

from .coordinator import BlinkDoctorCoordinator
from .diagnosis import battery
from .diagnosis.memory import DeviceMemory
from .diagnosis.model.ids import DeviceKey
from .diagnosis.rules import red_light
from .store.notes import StepTried

_STEPS_KEPT = 20
# captures have no dates for changed batteries: an older one would be taken for a new one
_OF_NOW = timedelta(days=1)


@callback
def async_batteries_replaced(
    coordinator: BlinkDoctorCoordinator,
    keys: DeviceKey | Iterable[DeviceKey],
    at: datetime,
) -> None:
    """Record that new batteries were put into one device or several."""
    changes = {}
    for key in [keys] if isinstance(keys, str) else keys:
        remembered = coordinator.memory.devices.get(key) or DeviceMemory()
        changes[key] = {"cells": battery.with_reported_change(remembered.cells, at)}
    if coordinator.now - at < _OF_NOW:
        coordinator.captures.amend(batteries_replaced=[*changes])
    coordinator.async_remember_all(changes)


@callback
def async_report_red_light(
    coordinator: BlinkDoctorCoordinator,
    keys: DeviceKey | Iterable[DeviceKey],
    pattern: str | None,
) -> None:
    """Record a red light and its pattern; None: it has stopped."""
    changes = {}
    for key in [keys] if isinstance(keys, str) else keys:
        remembered = coordinator.memory.devices.get(key) or DeviceMemory()
        report = (
            red_light.reported(remembered.red_light, pattern, coordinator.now)
            if pattern
            else None
        )
        changes[key] = {"red_light": report}
    reports = [{"id": key, "pattern": pattern or red_light.STOPPED} for key in changes]
    coordinator.captures.amend(red_light=reports)
    coordinator.async_remember_all(changes)


@callback
def async_tried(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, step: str, result: str
) -> None:
    """Record that a step was tried: for support, and to credit it."""
    tried = StepTried(step=step, at=coordinator.now, result=result)
    steps = coordinator.notes_of(key).steps_tried
    coordinator.async_note(key, steps_tried=(*steps, tried)[-_STEPS_KEPT:])
    coordinator.async_credit()
