"""What of ours is held on to: what only ever grows is a leak."""

import asyncio
from collections import Counter
from collections.abc import Iterator
import gc
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.util.async_ import get_scheduled_timer_handles

from tests.house import House

_OURS = "custom_components.blink_doctor"


def our_objects() -> int:
    gc.collect()
    return sum(map(_is_our_object, gc.get_objects()))


def held(house: House) -> Counter[str]:
    """Count listeners, timers and tasks of ours, kind by kind."""
    return Counter(
        {
            "listeners on the bus": sum(map(_is_ours, _bus(house.hass))),
            "listeners to signals": sum(map(_is_ours, _signals(house.hass))),
            "listeners to core's coordinator": _of_core(house),
            "listeners to our coordinator": sum(
                not _waits(update)
                for update, _ in house.coordinator._listeners.values()
            ),
            "timers": sum(map(_is_ours, _timers())),
            "tasks": sum(_OURS.replace(".", "/") in repr(t) for t in _tasks()),
        }
    )


def _waits(update: Any) -> bool:
    """Whether an entity is of a device that has left, which is kept for a day."""
    device = getattr(getattr(update, "__self__", None), "device", None)
    return device is not None and not device.listed


def _bus(hass: HomeAssistant) -> Iterator[Any]:
    for listeners in hass.bus._listeners.values():
        for job, *_ in listeners:
            yield job.target


def _signals(hass: HomeAssistant) -> Iterator[Any]:
    for targets in hass.data.get(DATA_DISPATCHER, {}).values():
        yield from targets


def _of_core(house: House) -> int:
    listeners = house.blink.runtime_data._listeners.values()
    return sum(_is_ours(listener) for listener, _ in listeners)


def _timers() -> Iterator[Any]:
    for handle in get_scheduled_timer_handles(asyncio.get_running_loop()):
        if not handle.cancelled():
            yield handle._callback  # type: ignore[attr-defined]
            for argument in handle._args or ():
                yield getattr(argument, "target", argument)


def _tasks() -> set[asyncio.Task[Any]]:
    return asyncio.all_tasks()


def _is_ours(target: Any) -> bool:
    while wrapped := getattr(target, "func", None) or getattr(
        target, "__wrapped__", None
    ):
        target = wrapped
    owner = getattr(target, "__self__", None)
    modules = (getattr(target, "__module__", None), type(owner).__module__)
    return any(str(module).startswith(_OURS) for module in modules)


def _is_our_object(item: object) -> bool:
    return str(type(item).__module__).startswith(_OURS)
