"""Wait for Home Assistant, reporting progress."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
import time
from typing import Any

from aiohttp import ClientError

from .client import Client, connect
from .problem import Problem
from .process import HomeProcess
from .seed import PASSWORD, USER

type Say = Callable[[str], None]

_EVERY = 0.25
# seconds between reminders that something still takes time
_REMIND = 15


async def until[T](
    what: str,
    look: Callable[[], Awaitable[T | None]],
    *,
    home: HomeProcess,
    seconds: float,
    say: Say,
) -> T:
    """Return the first result of `look` that is not None.

    Raises Problem, naming `what`, on timeout or if Home Assistant
    exits. `look` may raise Problem to give up at once.
    """
    began = time.monotonic()
    reminded = began
    while True:
        if home.gone:
            raise Problem(f"Home Assistant stopped by itself: {home.last_words()}")
        if (found := await look()) is not None:
            return found
        now = time.monotonic()
        if now - began > seconds:
            raise Problem(f"gave up after {seconds:.0f} s waiting for {what}")
        if now - reminded > _REMIND:
            say(f"still waiting for {what}")
            reminded = now
        await asyncio.sleep(_EVERY)


@asynccontextmanager
async def signed_in(url: str, home: HomeProcess, say: Say) -> AsyncIterator[Client]:
    """Connect as soon as Home Assistant answers, and wait until it is running."""

    async def look() -> Any:
        with suppress(ClientError, TimeoutError):
            connection = connect(url, USER, PASSWORD)
            return connection, await connection.__aenter__()
        return None

    connection, client = await until(
        "Home Assistant to answer", look, home=home, seconds=150, say=say
    )
    try:

        async def running() -> bool | None:
            return (await client.call("get_config"))["state"] == "RUNNING" or None

        await until("Home Assistant to start", running, home=home, seconds=150, say=say)
        yield client
    finally:
        await connection.__aexit__(None, None, None)


async def entries_loaded(
    client: Client, entry_ids: Iterable[str], what: str, home: HomeProcess, say: Say
) -> None:
    """Wait until these config entries are set up; Problem if one fails."""
    wanted = set(entry_ids)

    async def look() -> bool | None:
        entries = await client.call("config_entries/get")
        mine = [entry for entry in entries if entry["entry_id"] in wanted]
        for entry in mine:
            if entry["state"] in ("setup_error", "migration_error"):
                reason = entry.get("reason") or "see the log"
                raise Problem(f"{what} could not be set up: {reason}")
        return (
            len(mine) == len(wanted)
            and all(entry["state"] == "loaded" for entry in mine)
        ) or None

    await until(f"{what} to be set up", look, home=home, seconds=90, say=say)
