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

from .conftest import SignIn

PATH = "/api/v3/accounts/100/homescreen"

type Ask = Callable[..., Any]


@pytest.fixture
def ask(
    cloud: Cloud, session: aiohttp.ClientSession, headers: Callable[..., dict[str, str]]
) -> Ask:
    """Ask for the homescreen, with a token and, unless told, much patience."""
    own = headers(cloud.account())

    def homescreen(patience: float = 30) -> Any:
        limit = aiohttp.ClientTimeout(total=patience)
        return session.get(f"{cloud.url}{PATH}", headers=own, timeout=limit)

    return homescreen


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 406, 409, 426, 429, 500, 502, 503]
)
async def test_status(cloud: Cloud, ask: Ask, status: int) -> None:
    """Any status, with Blink's message and code."""
    cloud.fail("*/homescreen", f"status={status}")

    answer = await ask()

    assert answer.status == status
    assert set(await answer.json()) == {"message", "code"}
    assert cloud.requests[-1].status == status


async def test_status_with_other_bodies(cloud: Cloud, ask: Ask) -> None:
    """A body of one's own, or none; the later fault wins."""
    cloud.fail("*/homescreen", 409, body={"message": "Network busy", "code": 308})
    assert await (await ask()).json() == {"message": "Network busy", "code": 308}

    cloud.fail("*/homescreen", 503, body=None)
    answer = await ask()
    assert (answer.status, await answer.read()) == (503, b"")


async def test_delay(cloud: Cloud, ask: Ask) -> None:
    """A slow answer is a whole one."""
    cloud.fail("*/homescreen", "delay=0.2")
    begin = time.monotonic()

    answer = await ask()

    assert (await answer.json())["account"]["id"] == 100
    assert time.monotonic() - begin > 0.19


async def test_timeout(cloud: Cloud, ask: Ask) -> None:
    """No answer at all; the client gives up."""
    cloud.fail("*/homescreen", "timeout")

    with pytest.raises(TimeoutError):
        await ask(0.5)
    async with asyncio.timeout(5):
        while not cloud.requests:
            await asyncio.sleep(0.01)
    assert [entry.status for entry in cloud.requests] == [0], "nobody waits any more"


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


async def test_html(cloud: Cloud, ask: Ask) -> None:
    """A web page with status 200."""
    cloud.fail("*/homescreen", "html")

    answer = await ask()

    assert answer.status == 200
    with pytest.raises(aiohttp.ContentTypeError):
        await answer.json()


async def test_empty(cloud: Cloud, ask: Ask) -> None:
    """Nothing, with status 200, called JSON."""
    cloud.fail("*/homescreen", "empty")

    answer = await ask()

    assert (answer.status, await answer.read()) == (200, b"")
    assert answer.content_type == "application/json"


async def test_truncated(cloud: Cloud, ask: Ask) -> None:
    """JSON that breaks off."""
    cloud.fail("*/homescreen", "truncated")

    answer = await ask()

    assert (await answer.text()).startswith('{"account"')
    with pytest.raises(json.JSONDecodeError):
        await answer.json()


async def test_wrong_types(cloud: Cloud, ask: Ask) -> None:
    """The outline stays; every value has another type."""
    cloud.fail("*/homescreen", "wrong_types")

    (camera,) = (await (await ask()).json())["cameras"]

    assert camera["id"] == "21"
    assert camera["battery"] == len("ok")
    assert camera["enabled"] == "yes"
    assert camera["issues"] == "none"
    assert camera["signals"]["wifi"] == "5"
    assert camera["snooze_time_remaining"] == {}


async def test_slow_drip(cloud: Cloud, ask: Ask) -> None:
    """An answer that comes in drips, slower than the client's patience."""
    cloud.fail("*/homescreen", "slow_drip")

    answer = await ask(1)
    assert answer.status == 200
    with pytest.raises(TimeoutError):
        await answer.read()


async def test_drop(cloud: Cloud, ask: Ask) -> None:
    """A connection that is cut."""
    cloud.fail("*/homescreen", "drop")

    with pytest.raises(aiohttp.ClientConnectionError):
        await ask()
    assert cloud.requests[-1].status == 0


@pytest.mark.parametrize("mode", ["status=99", "delay=", "delay=soon", "sulk", ""])
def test_unknown_mode(mode: str) -> None:
    """A mode that does not exist is refused when it is asked for."""
    with pytest.raises(ValueError, match="unknown mode"):
        Cloud("one_camera").fail("*", mode)


async def test_times_and_healing(cloud: Cloud, ask: Ask) -> None:
    """A fault can be spent, be taken away by itself, or with all others."""
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
    assert (await ask()).status == 200


async def test_only_what_matches(cloud: Cloud, ask: Ask) -> None:
    """Path, method and account choose what fails."""
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


async def test_blinkpy_takes_an_error_body_for_a_homescreen(
    cloud: Cloud, sign_in: SignIn
) -> None:
    """With JSON in it, a refusal is taken as data; that is what has to be noticed."""
    blink = await sign_in(cloud.account())
    cloud.fail("homescreen", 503)

    assert await blink.refresh()

    assert blink.homescreen == {"message": "Service Unavailable", "code": 503}


async def test_blinkpy_keeps_old_values(cloud: Cloud, sign_in: SignIn) -> None:
    """A config that fails leaves the values as they were, without a word."""
    camera = cloud.device("Front door")
    blink = await sign_in(cloud.account())
    cloud.fail("/config", 500)
    camera.volts = 1.2

    assert await blink.refresh()

    assert blink.cameras["Front door"].battery_voltage == 157


async def test_service_down(cloud: Cloud, ask: Ask) -> None:
    """The service of one account can be down as a whole, except for signing in."""
    cloud.account().service_down(502)
    assert (await ask()).status == 502

    cloud.account().service_up()
    assert (await ask()).status == 200
