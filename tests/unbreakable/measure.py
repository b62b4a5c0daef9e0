"""How long Blink Doctor holds the event loop, and what is left of it.

asyncio's own log of slow callbacks blames the whole callback: the simulated cloud, core
Blink and Home Assistant run in the same loop, and the clock is frozen. Here only the
time between entering our code and leaving it counts, with whatever it calls. Other
programs do not count, nor does the garbage collector, which has to wait.
What only ever grows is a leak.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
import gc
import sys
from threading import get_ident
from time import thread_time
from types import CodeType
from typing import Any

from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest

from tests.house import House

# what may hold the loop, in seconds
LONGEST = 0.05
_OURS = "custom_components.blink_doctor"
_FOLDER = _OURS.replace(".", "/")
_TOOL = 4
_RUN = asyncio.Handle._run


class LoopTime:
    """What was measured: the longest callbacks, by the function of ours that it was."""

    def __init__(self) -> None:
        self.callbacks = 0
        self.longest: defaultdict[str, float] = defaultdict(float)
        # how often each took too long
        self.slow: Counter[str] = Counter()
        self._depth, self._began = 0, 0.0
        self._stays: list[tuple[float, str]] = []

    def entered(self, _: CodeType) -> None:
        if self._depth == 0:
            self._began = thread_time()
        self._depth += 1

    def left(self, code: CodeType) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._stays.append((thread_time() - self._began, code.co_qualname))

    def run(self, handle: asyncio.Handle) -> None:
        self._depth, self._stays = 0, []
        gc.disable()
        _RUN(handle)
        gc.enable()
        if self._stays:
            self.callbacks += 1
            total, (_, name) = sum(stay for stay, _ in self._stays), max(self._stays)
            self.longest[name] = max(self.longest[name], total)
            self.slow[name] += total > LONGEST

    def __str__(self) -> str:
        worst = sorted(self.longest.items(), key=lambda one: -one[1])[:5]
        return "\n".join(f"{took * 1000:6.1f} ms {name}" for name, took in worst)


@contextmanager
def measured() -> Generator[LoopTime]:
    """Measure what runs in the loop from its next turn on."""
    time, thread, monitoring = LoopTime(), get_ident(), sys.monitoring
    on = monitoring.events
    steps: dict[int, Callable[[CodeType], None]] = {
        **dict.fromkeys((on.PY_START, on.PY_RESUME, on.PY_THROW), time.entered),
        **dict.fromkeys((on.PY_RETURN, on.PY_YIELD, on.PY_UNWIND), time.left),
    }
    # of exceptions every code is told, which nobody can switch off
    always = (on.PY_THROW, on.PY_UNWIND)

    def listen(event: int, step: Callable[[CodeType], None]) -> None:
        def told(code: CodeType, *_: Any) -> Any:
            if _FOLDER not in code.co_filename:
                return None if event in always else monitoring.DISABLE
            return step(code) if get_ident() == thread else None

        monitoring.register_callback(_TOOL, event, told)

    monitoring.use_tool_id(_TOOL, "loop time")
    for event, step in steps.items():
        listen(event, step)
    monitoring.set_events(_TOOL, sum(steps))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asyncio.Handle, "_run", lambda one: time.run(one))
            yield time
    finally:
        monitoring.set_events(_TOOL, 0)
        monitoring.free_tool_id(_TOOL)


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
            "tasks": sum(_FOLDER in task for task in tasks),
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
