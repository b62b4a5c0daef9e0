"""Helpers for tests that run the real blinkpy."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

import blinkpy.api
import blinkpy.auth
import blinkpy.helpers.util
import blinkpy.sync_module


async def _at_once(seconds: float) -> None:
    """Yield to other tasks without sleeping."""
    del seconds
    await asyncio.sleep(0)


@contextmanager
def fast_blinkpy(timeout: float | None = None) -> Generator[None]:
    """Remove blinkpy's idle sleeps, and change nothing else.

    Removed are the pauses between two homescreens, refreshes or commands (up to 5 s each),
    between two polls of a command (1 s) and before retrying a manifest (3 to 24 s).
    Every request is still sent, in the same order. `timeout` replaces blinkpy's limit of
    10 s per request, for tests of a cloud that does not answer.
    """
    query = blinkpy.auth.Auth.query
    limits = query.__defaults__ or ()
    shorter = tuple(
        timeout if item == blinkpy.auth.TIMEOUT else item for item in limits
    )
    with (
        patch.object(blinkpy.helpers.util, "sleep", _at_once),
        patch.object(blinkpy.api, "sleep", _at_once),
        patch.object(blinkpy.sync_module, "asyncio", SimpleNamespace(sleep=_at_once)),
        patch.object(query, "__defaults__", limits if timeout is None else shorter),
    ):
        yield
