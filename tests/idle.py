"""Whether a loop has anything left to do: itself, in threads, or until a request is answered."""

import asyncio
import time
from typing import Any

from aiohttp import ClientSession
import pytest

_REQUEST = ClientSession._request
# so many turns of the loop without anything to do
_TURNS = 4
# seconds without a sign of life after which what is under way counts as hanging
_HANGS = 0.5


class Idle:
    """Home Assistant's own helper would wait for automations to end, too."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._loop: Any = asyncio.get_running_loop()
        self._run = self._loop.run_in_executor
        self._under_way: set[asyncio.Future[Any]] = set()

        def run_in_executor(*job: Any) -> asyncio.Future[Any]:
            return self._followed(self._run(*job))

        async def request(*args: Any, **kwargs: Any) -> Any:
            end = self._followed(self._loop.create_future())
            try:
                return await _REQUEST(*args, **kwargs)
            finally:
                end.set_result(None)

        monkeypatch.setattr(self._loop, "run_in_executor", run_in_executor)
        monkeypatch.setattr(ClientSession, "_request", request)

    def _followed(self, future: asyncio.Future[Any]) -> asyncio.Future[Any]:
        self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return future

    async def wait(self) -> None:
        turns = 0
        while turns < _TURNS:
            # what has arrived at a socket is in the queue of the loop after this
            await asyncio.sleep(0)
            turns = 0 if self._loop._ready else turns + 1
            if turns and self._under_way:
                # another thread sleeps: the clock of the loop stands still
                hangs = self._run(None, time.sleep, _HANGS)
                ended = asyncio.FIRST_COMPLETED
                await asyncio.wait({*self._under_way, hangs}, return_when=ended)
                if hangs.done():
                    return
                turns = 0


@pytest.fixture
async def idle(monkeypatch: pytest.MonkeyPatch) -> Idle:
    return Idle(monkeypatch)
