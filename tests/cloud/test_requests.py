"""Requests: how many the real client makes, how they are counted, limited, and fail."""

import asyncio
from collections.abc import Callable
import re
import time
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud, Scenario

from .conftest import SignIn, StartCloud, headers

SIGN_IN = 6


def site(
    modules: int, cameras: int, *, usb: bool = False, minis: int = 0, own: int = 0
) -> Scenario:
    """Make a site: cameras per module, Minis on the first module, Minis of their own."""

    def some(name: str, count: int) -> list[dict[str, str]]:
        return [{"name": f"{name} {number}"} for number in range(count)]

    networks: list[dict[str, Any]] = [
        {
            "name": f"Network {number}",
            "sync_module": {"storage": "active" if usb else "unavailable"},
            "cameras": some(f"Camera {number}", cameras),
            "owls": some("Mini", minis if number == 0 else 0),
        }
        for number in range(modules)
    ]
    networks += [{**one, "owls": some("Lone Mini", 1)} for one in some("Own", own)]
    account = {"email": "site@example.com", "networks": networks}
    return Scenario.from_data({"title": "Site", "accounts": [account]})


# The published counts let the manifest's command of a USB stick be complete without a poll.
@pytest.mark.parametrize(
    ("scenario", "setup", "poll"),
    [
        pytest.param(site(1, 1), 8, 5, id="1 camera"),
        pytest.param(site(1, 3), 14, 9, id="3 cameras"),
        pytest.param(site(1, 5, minis=2), 22, 13, id="5 cameras, 2 Minis"),
        pytest.param(site(1, 10), 35, 23, id="10 cameras"),
        pytest.param(site(1, 5, usb=True), 20, 15 + 1, id="5 cameras, USB"),
        pytest.param(site(2, 5, minis=2, usb=True), 39, 29 + 2, id="2 modules, USB"),
        pytest.param(site(4, 6, minis=1), 84, 57, id="4 modules"),
        pytest.param(site(1, 1, own=1), 9, 6, id="Mini of its own"),
    ],
)
async def test_counts(
    start_cloud: StartCloud, sign_in: SignIn, scenario: Scenario, setup: int, poll: int
) -> None:
    """A set-up costs 3 + 2 per module + 3 per camera + 1 per Mini; a poll 1 + 2 + 2."""
    cloud = await start_cloud(scenario)
    blink = await sign_in(cloud.account())
    assert len(cloud.requests) == SIGN_IN + setup
    for _ in range(3):
        cloud.clear_requests()
        await blink.refresh()
        assert [entry.status for entry in cloud.requests] == [200] * poll


async def test_rate_limit(cloud: Cloud, sign_in: SignIn) -> None:
    """A throttled account is refused above its limit, and served again after a minute."""
    account = cloud.account()
    blink = await sign_in(account)
    account.rate_limit, account.rate_limit_status = 4, 406
    for _ in range(2):
        cloud.clear_requests()
        await blink.refresh()
        assert [entry.status for entry in cloud.requests] == [200] * 4 + [406]
        cloud.clock.tick(seconds=61)  # type: ignore[attr-defined]


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
