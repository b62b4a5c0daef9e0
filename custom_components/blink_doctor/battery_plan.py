"""Batteries needed soon: in which cameras, when, and how many.

The "low soon" trigger fires once per set and number of days: the notes keep the smallest
number of days to the expected date, which can only shrink.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.battery import ExpectedLow
from .diagnosis.model.ids import DeviceKey
from .diagnosis.model.readings import Battery, Reading
from .diagnosis.report import expected_low_as_dict

SIGNAL_LOW_SOON = f"{DOMAIN}_batteries_low_soon"
MOST_DAYS = 60
# early enough to buy batteries in time
SOON_DAYS = 30
# all models that run on AA batteries, by Blink's code
AA_MODELS = frozenset(
    {"white", "xt", "xt2", "catalina", "sedona", "lotus", "tulip", "superior"}
)
_CELLS_IN_A_SET = 2


class Nearing(NamedTuple):
    """A set whose expected low came closer than ever: from `before` to `days` days."""

    key: DeviceKey
    before: int | None
    days: int
    low: ExpectedLow

    def crosses(self, days: int) -> bool:
        """Whether it has just come within this number of days."""
        return self.days <= days and (self.before is None or self.before > days)


def batteries_in(reading: Reading) -> int | None:
    """Return how many AA batteries a device takes, None if not known."""
    return _CELLS_IN_A_SET if reading.model in AA_MODELS else None


def expected_low(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> ExpectedLow | None:
    """Return when the batteries of a device are expected to be low."""
    outlook = coordinator.outlooks.of(key)
    return outlook.battery.expected_low if outlook and outlook.battery else None


def due_within(coordinator: BlinkDoctorCoordinator, days: int) -> list[DeviceKey]:
    """Return the devices whose batteries are low, or expected to be within some days."""
    due = []
    for key, device in coordinator.data.devices.items():
        low = expected_low(coordinator, key)
        soon = low is not None and _days_until(low.on, coordinator.now) <= days
        if device.reading.in_use and (soon or device.battery is Battery.LOW):
            due.append(key)
    return due


def cells_to_buy(coordinator: BlinkDoctorCoordinator, keys: Iterable[DeviceKey]) -> int:
    """Return how many AA batteries some devices take, as far as known."""
    devices = coordinator.data.devices
    return sum(
        batteries_in(devices[key].reading) or 0 for key in keys if key in devices
    )


def as_dict(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, days: int
) -> dict[str, Any]:
    """Return one device's entry in the list of batteries that will be low soon."""
    device, low = coordinator.data.devices.get(key), expected_low(coordinator, key)
    due = due_within(coordinator, days)
    return {
        "expected_low": expected_low_as_dict(low, dt_util.get_default_time_zone()),
        "days": max(0, _days_until(low.on, coordinator.now)) if low else None,
        "cells": batteries_in(device.reading) if device else None,
        "cells_to_buy": cells_to_buy(coordinator, due),
    }


@callback
def async_watch(coordinator: BlinkDoctorCoordinator) -> CALLBACK_TYPE:
    """Dispatch each set that came closer to low, whenever an outlook changes."""
    looked_at = -1

    @callback
    def look() -> None:
        nonlocal looked_at
        # before Home Assistant has started no automation would receive it
        ready = coordinator.hass.is_running and coordinator.has_read
        if not ready or looked_at == coordinator.outlooks.version:
            return
        looked_at = coordinator.outlooks.version
        for nearing in [*_nearing(coordinator)]:
            async_dispatcher_send(
                coordinator.hass, SIGNAL_LOW_SOON, coordinator, nearing
            )

    return coordinator.async_add_listener(look)


def _nearing(coordinator: BlinkDoctorCoordinator) -> Iterator[Nearing]:
    """Yield the sets closer to low than ever before, and store that in the notes."""
    for key, device in coordinator.data.devices.items():
        low, remembered = (
            expected_low(coordinator, key),
            coordinator.memory.devices.get(key),
        )
        if low is None or remembered is None or not device.reading.in_use:
            continue
        days = _days_until(low.on, coordinator.now)
        if days > MOST_DAYS:
            continue
        cells, notes = remembered.cells, coordinator.notes_of(key)
        this_set = cells.put_in or cells.first_seen
        before = notes.low_in_days if notes.low_in_set == this_set else None
        if before is None or days < before:
            coordinator.async_note(key, low_in_days=days, low_in_set=this_set)
            yield Nearing(key, before, days, low)


def _days_until(at: datetime, now: datetime) -> int:
    return (dt_util.as_local(at).date() - dt_util.as_local(now).date()).days
