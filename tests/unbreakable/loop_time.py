"""How long Blink Doctor holds the event loop, in processor time, callback by callback.

asyncio's own log of slow callbacks blames the whole callback: the simulated cloud, core
Blink and Home Assistant run in the same loop, and the clock is frozen. Here only the
time between entering our code and leaving it counts, with whatever it calls. Other
programs do not count, nor does the garbage collector, which runs when it is due.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Generator
from contextlib import contextmanager
import gc
import sys
import threading
from time import thread_time
from types import CodeType
from typing import Any

import pytest

# what may hold the loop, in seconds
LONGEST = 0.05
_OURS = "custom_components/blink_doctor"
_TOOL = 4
_EVENTS = sys.monitoring.events
_RUN = asyncio.Handle._run


class LoopTime:
    """What was measured: the longest callbacks, by the function of ours that it was."""

    def __init__(self) -> None:
        self.callbacks = 0
        self.longest: defaultdict[str, float] = defaultdict(float)
        # how often each took too long
        self.slow: Counter[str] = Counter()
        self._thread = threading.get_ident()
        self._depth, self._began, self._collecting = 0, 0.0, 0.0
        self._stays: list[tuple[float, str]] = []

    def entered(self, code: CodeType, *_: Any) -> Any:
        if _OURS not in code.co_filename:
            return sys.monitoring.DISABLE
        if threading.get_ident() == self._thread:
            if self._depth == 0:
                self._began = thread_time()
            self._depth += 1
        return None

    def left(self, code: CodeType, *_: Any) -> Any:
        if _OURS not in code.co_filename:
            return sys.monitoring.DISABLE
        if threading.get_ident() == self._thread:
            self._depth -= 1
            if self._depth == 0:
                stay = thread_time() - self._began
                self._stays.append((stay, code.co_qualname))
        return None

    def collected(self, phase: str, _: Any) -> None:
        if self._depth and threading.get_ident() == self._thread:
            if phase == "start":
                self._collecting = thread_time()
            else:
                self._began += thread_time() - self._collecting

    def run(self, handle: asyncio.Handle) -> None:
        self._depth, self._stays = 0, []
        _RUN(handle)
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
    time, monitoring = LoopTime(), sys.monitoring
    on = {
        _EVENTS.PY_START: time.entered,
        _EVENTS.PY_RESUME: time.entered,
        _EVENTS.PY_RETURN: time.left,
        _EVENTS.PY_YIELD: time.left,
        # of exceptions every code is told, which nobody can switch off
        _EVENTS.PY_THROW: lambda *args: time.entered(*args) and None,
        _EVENTS.PY_UNWIND: lambda *args: time.left(*args) and None,
    }
    monitoring.use_tool_id(_TOOL, "loop time")
    for event, function in on.items():
        monitoring.register_callback(_TOOL, event, function)
    monitoring.set_events(_TOOL, sum(on))
    gc.callbacks.append(time.collected)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asyncio.Handle, "_run", lambda one: time.run(one))
            yield time
    finally:
        gc.callbacks.remove(time.collected)
        monitoring.set_events(_TOOL, 0)
        monitoring.free_tool_id(_TOOL)
