"""How long Blink Doctor holds the event loop, in processor time, callback by callback.

asyncio's own log of slow callbacks blames the whole callback: the simulated cloud, core
Blink and Home Assistant run in the same loop, and the clock is frozen. Here only the
time between entering our code and leaving it counts, with whatever it calls. Other
programs do not count, nor does the garbage collector, which runs when it is due.
"""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
import gc
import sys
import threading
from time import thread_time
from types import CodeType, FunctionType
from typing import Any

import pytest

PACKAGE = "custom_components.blink_doctor"
_TOOL = 4
_EVENTS = sys.monitoring.events
_ENTER = (_EVENTS.PY_START, _EVENTS.PY_RESUME, _EVENTS.PY_THROW)
_LEAVE = (_EVENTS.PY_RETURN, _EVENTS.PY_YIELD, _EVENTS.PY_UNWIND)
# exceptions are only told for all code at once
_FOR_ALL = _EVENTS.PY_THROW | _EVENTS.PY_UNWIND
_FOR_EACH = sum({*_ENTER, *_LEAVE}) & ~_FOR_ALL


class LoopTime:
    """What was measured: the longest callbacks, by the function of ours that it was."""

    def __init__(self) -> None:
        self.callbacks = 0
        self.longest: dict[str, float] = {}
        self._slow: Counter[tuple[str, str]] = Counter()
        self._day = 0
        self._codes: set[CodeType] = set()
        self._thread = threading.get_ident()
        self._reset()

    def _reset(self) -> None:
        self._depth = 0
        self._began = self._collecting = 0.0
        self._total = self._most = 0.0
        self._first = self._name = ""

    def watch(self) -> None:
        for code in _codes() - self._codes:
            sys.monitoring.set_local_events(_TOOL, code, _FOR_EACH)
            self._codes.add(code)

    def entered(self, code: CodeType, *_: Any) -> None:
        if code not in self._codes or threading.get_ident() != self._thread:
            return
        if self._depth == 0:
            self._first = code.co_qualname
            self._began = thread_time()
        self._depth += 1

    def left(self, code: CodeType, *_: Any) -> None:
        if code not in self._codes or threading.get_ident() != self._thread:
            return
        self._depth -= 1
        if self._depth == 0:
            took = thread_time() - self._began
            self._total += took
            if took > self._most:
                self._most, self._name = took, self._first

    def collected(self, phase: str, _: Any) -> None:
        if self._depth and threading.get_ident() == self._thread:
            if phase == "start":
                self._collecting = thread_time()
            else:
                self._began += thread_time() - self._collecting

    def run(self, handle: asyncio.Handle, limit: float) -> None:
        self._reset()
        _RUN(handle)
        if not self._total:
            return
        self.callbacks += 1
        if self._total > self.longest.get(self._name, 0):
            self.longest[self._name] = self._total
        if self._total > limit:
            self._slow[self._name, f"day {self._day}"] += 1

    def begins(self, day: int) -> None:
        self._day = day
        self.watch()

    @property
    def slow(self) -> list[str]:
        """Return what took too long more than once in a day: once may be chance."""
        return [f"{name}, {day}" for (name, day), n in self._slow.items() if n > 1]

    def table(self) -> str:
        worst = sorted(self.longest.items(), key=lambda item: -item[1])[:5]
        return "\n".join(f"{took * 1000:6.1f} ms {name}" for name, took in worst)


_RUN = asyncio.Handle._run


def _codes() -> set[CodeType]:
    found: set[CodeType] = set()
    waiting = [
        function.__code__
        for function in gc.get_objects()
        if type(function) is FunctionType
        and str(function.__module__).startswith(PACKAGE)
    ]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += [c for c in code.co_consts if isinstance(c, CodeType)]
    return found


@contextmanager
def measured(limit: float) -> Generator[LoopTime]:
    """Measure what runs in the loop; `slow` names what took longer than `limit` seconds."""
    time = LoopTime()
    monitoring = sys.monitoring
    monitoring.use_tool_id(_TOOL, "loop time")
    for events, function in ((_ENTER, time.entered), (_LEAVE, time.left)):
        for event in events:
            monitoring.register_callback(_TOOL, event, function)
    monitoring.set_events(_TOOL, _FOR_ALL)
    gc.callbacks.append(time.collected)
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asyncio.Handle, "_run", lambda one: time.run(one, limit))
            time.watch()
            yield time
    finally:
        gc.callbacks.remove(time.collected)
        monitoring.set_events(_TOOL, 0)
        monitoring.free_tool_id(_TOOL)
