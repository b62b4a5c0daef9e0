"""Each way in which the cloud can be told to fail, seen by a plain and by the real client."""

import asyncio
from collections.abc import Callable
import json
import re
import time
from typing import Any

import aiohttp
from blinkpy.auth import UnauthorizedError
import pytest

from demo.cloud import Cloud

from .conftest import SignIn, headers

PATH = "/api/v3/accounts/100/homescreen"

type Ask = Callable[[], Any]


@pytest.fixture
def ask(cloud: Cloud, session: aiohttp.ClientSession) -> Ask:
    """Ask for the homescreen, with a token and much patience."""
    own, limit = headers(cloud.account()), aiohttp.ClientTimeout(total=30)
    return lambda: session.get(f"{cloud.url}{PATH}", headers=own, timeout=limit)


async def test_stop_does_not_wait_for_time_outs(cloud: Cloud, ask: Ask) -> None:
    """A cloud that is stopped while clients wait stops at once, and they get no answer."""
    fault = cloud.fail("*/homescreen", "timeout")
    waiting = asyncio.create_task(ask().__aenter__())
    while not fault.hits:
        await asyncio.sleep(0.01)
    begin = time.monotonic()
    await cloud.stop()
    assert time.monotonic() - begin < 5
    with pytest.raises(aiohttp.ClientConnectionError):
        await waiting
    assert cloud.requests[-1].status == 0


async def test_wrong_types(cloud: Cloud, ask: Ask) -> None:
    """The outline stays; every value has another type."""
    cloud.fail("*/homescreen", "wrong_types")
    (camera,) = (await (await ask()).json())["cameras"]
    assert camera["signals"]["wifi"] == "5"
    assert (
        camera.items()
        >= {
            "id": "21",
            "battery": len("ok"),
            "enabled": "yes",
            "issues": "none",
            "snooze_time_remaining": {},
        }.items()
    )


async def test_what_fails_and_how_often(cloud: Cloud, ask: Ask) -> None:
    """Path, method and account choose what fails; it is healed by count, or by hand."""
    cloud.fail("*/homescreen", 503, times=2)
    assert [(await ask()).status for _ in range(3)] == [503, 503, 200]
    fault = cloud.fail("*/homescreen", 500)
    assert (await ask()).status == 500
    fault.heal()
    assert (await ask()).status == 200
    cloud.fail("*", 500)
    cloud.fail("*/homescreen", 429)
    assert (await ask()).status == 429
    cloud.heal()
    cloud.fail(re.compile("/networks$"), 500)
    cloud.fail("homescreen", 500, method="POST")
    cloud.fail("homescreen", 500, account="somebody@example.com")
    assert (await ask()).status == 200
    cloud.fail("homescreen", 500, method="GET", account="demo@example.com")
    assert (await ask()).status == 500


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("status=401", UnauthorizedError),
        ("html", aiohttp.ContentTypeError),
        ("truncated", json.JSONDecodeError),
        ("timeout", AttributeError),
        ("drop", AttributeError),
    ],
)
async def test_blinkpy_meets_faults(
    cloud: Cloud, sign_in: SignIn, mode: str, error: type[Exception]
) -> None:
    """The real client fails in its own way at each, and recovers."""
    blink = await sign_in(cloud.account())
    cloud.fail("/network/" if mode == "status=401" else "homescreen", mode)
    with pytest.raises(error):
        await blink.refresh()
    cloud.heal()
    assert await blink.refresh()
    assert blink.homescreen["cameras"][0]["name"] == "Front door"
