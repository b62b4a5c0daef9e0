"""Waiting until nothing is left to do, even if automations wait."""

import asyncio
from collections.abc import Awaitable, Callable
import time
from typing import Any

from aiohttp import ClientSession
import pytest

# so many turns of the loop without anything to do
_TURNS = 4
# seconds without a sign of life after which what is under way counts as hanging
_HANGS = 0.5

type Settle = Callable[[], Awaitable[None]]


@pytest.fixture
async def settle(monkeypatch: pytest.MonkeyPatch) -> Settle:
    """Wait until the loop and threads have nothing to do, and every request is answered."""
    loop: Any = asyncio.get_running_loop()
    run, ask = loop.run_in_executor, ClientSession._request
    under_way: set[asyncio.Future[Any]] = set()

    def followed(future: asyncio.Future[Any]) -> asyncio.Future[Any]:
        under_way.add(future)
        future.add_done_callback(under_way.discard)
        return future

    async def request(*args: Any, **kwargs: Any) -> Any:
        answered = followed(loop.create_future())
        try:
            return await ask(*args, **kwargs)
        finally:
            answered.set_result(None)

    async def settle() -> None:
        turns = 0
        while turns < _TURNS:
            # what has arrived at a socket is in the queue of the loop after this
            await asyncio.sleep(0)
            turns = 0 if loop._ready else turns + 1
            if turns and under_way:
                # another thread sleeps: the clock of the loop stands still
                hangs = run(None, time.sleep, _HANGS)
                await asyncio.wait({*under_way, hangs}, return_when="FIRST_COMPLETED")
                turns = _TURNS if hangs.done() else 0

    monkeypatch.setattr(loop, "run_in_executor", lambda *job: followed(run(*job)))
    monkeypatch.setattr(ClientSession, "_request", request)
    return settle
