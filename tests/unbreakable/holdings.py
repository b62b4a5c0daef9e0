"""What of ours is held on to: what only ever grows is a leak."""

import asyncio
from collections import Counter
from collections.abc import Iterator
import gc
from typing import Any

from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.util.async_ import get_scheduled_timer_handles

from tests.house import House

_OURS = "custom_components.blink_doctor"


def our_objects() -> int:
    gc.collect()
    return sum(str(type(o).__module__).startswith(_OURS) for o in gc.get_objects())


def held(house: House) -> Counter[str]:
    """Count listeners, timers and tasks of ours, kind by kind."""
    hass = house.hass
    on_bus = hass.bus._listeners.values()
    signals = hass.data.get(DATA_DISPATCHER, {}).values()
    to_core = house.blink.runtime_data._listeners.values()
    to_us = house.coordinator._listeners.values()
    # of a device that has left the entities are kept for a day
    listed = [one for one, _ in to_us if getattr(_device(one), "listed", True)]
    found = {
        "listeners on the bus": [job.target for jobs in on_bus for job, *_ in jobs],
        "listeners to signals": [target for targets in signals for target in targets],
        "listeners to core's coordinator": [listener for listener, _ in to_core],
        "timers": [*_timers()],
    }
    tasks = [repr(task) for task in asyncio.all_tasks()]
    return Counter(
        {
            **{kind: sum(map(_is_ours, targets)) for kind, targets in found.items()},
            "listeners to our coordinator": len(listed),
            "tasks": sum(_OURS.replace(".", "/") in task for task in tasks),
        }
    )


def _device(update: Any) -> Any:
    return getattr(getattr(update, "__self__", None), "device", None)


def _timers() -> Iterator[Any]:
    for handle in get_scheduled_timer_handles(asyncio.get_running_loop()):
        if not handle.cancelled():
            yield handle._callback  # type: ignore[attr-defined]
            for argument in handle._args or ():
                yield getattr(argument, "target", argument)


def _is_ours(target: Any) -> bool:
    while wrapped := getattr(target, "func", None) or getattr(
        target, "__wrapped__", None
    ):
        target = wrapped
    owner = getattr(target, "__self__", None)
    modules = (getattr(target, "__module__", None), type(owner).__module__)
    return any(str(module).startswith(_OURS) for module in modules)
