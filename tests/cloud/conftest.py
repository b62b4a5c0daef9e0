"""Fixtures: a running cloud, and the real clients that talk to it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from blinkpy.auth import Auth, BlinkTwoFARequiredError
from blinkpy.blinkpy import Blink
import pytest

from demo.cloud import Account, Cloud, Scenario, redirect
from demo.cloud.testing import fast_blinkpy
from tests.house import START

type StartCloud = Callable[..., Awaitable[Cloud]]
type SignIn = Callable[..., Awaitable[Blink]]


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def tick(self, **duration: float) -> datetime:
        self.time += timedelta(**duration)
        return self.time


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def start_cloud(socket_enabled: None) -> AsyncGenerator[StartCloud]:
    """Start a cloud, redirect all clients to it, and take the idle sleeps out of blinkpy."""
    async with AsyncExitStack() as stack:
        stack.enter_context(fast_blinkpy(timeout=2))

        async def start(
            scenario: Scenario | str = "one_camera", **options: Any
        ) -> Cloud:
            cloud = await stack.enter_async_context(Cloud(scenario, **options))
            stack.enter_context(redirect(cloud))
            if "clock" not in options:
                # what fails now and then must not depend on when the tests run
                for account in cloud.accounts:
                    account.noise = replace(account.noise, hiccups=0, lost_polls=0)
            return cloud

        yield start


@pytest.fixture
async def cloud(start_cloud: StartCloud, clock: Hand) -> Cloud:
    return await start_cloud("one_camera", clock=clock)


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def sign_in(session: aiohttp.ClientSession) -> SignIn:
    """Sign a real blinkpy in and let it set up, with a code if the account wants one."""

    async def signed_in(account: Account, *codes: str) -> Blink:
        blink = Blink(session=session, refresh_rate=0)
        data = {"username": account.email, "password": account.password}
        blink.auth = Auth(data, no_prompt=True, session=session)
        if not codes:
            assert await blink.start()
            return blink
        with pytest.raises(BlinkTwoFARequiredError):
            await blink.start()
        *wrong, right = codes
        for code in wrong:
            assert not await blink.send_2fa_code(code)
        assert await blink.send_2fa_code(right)
        return blink

    return signed_in


def headers(account: Account) -> dict[str, str]:
    """Return the headers of a client that is signed in, without the steps to get there."""
    return {"Authorization": f"Bearer {account.tokens.issue()['access_token']}"}
