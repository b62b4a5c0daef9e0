"""Fixtures: a running cloud, and the real clients that talk to it."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import aiohttp
from blinkpy.auth import Auth, BlinkTwoFARequiredError
from blinkpy.blinkpy import Blink
import pytest

from demo.cloud import Account, Cloud, redirect
from demo.cloud.testing import fast_blinkpy
from tests.house import START

type StartCloud = Callable[[str], Awaitable[Cloud]]
type SignIn = Callable[[Account], Awaitable[Blink]]


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
async def start_cloud(socket_enabled: None, clock: Hand) -> AsyncGenerator[StartCloud]:
    """Start a cloud, redirect all clients to it, and take the idle sleeps out of blinkpy."""
    async with AsyncExitStack() as stack:
        stack.enter_context(fast_blinkpy(timeout=2))

        async def start(scenario: str) -> Cloud:
            cloud = await stack.enter_async_context(Cloud(scenario, clock=clock))
            stack.enter_context(redirect(cloud))
            return cloud

        yield start


@pytest.fixture
async def cloud(start_cloud: StartCloud) -> Cloud:
    return await start_cloud("one_camera")


@pytest.fixture
async def session(socket_enabled: None) -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
def sign_in(session: aiohttp.ClientSession) -> SignIn:
    """Sign a real blinkpy in and let it set up, with a code if the account wants one."""

    async def signed_in(account: Account) -> Blink:
        blink = Blink(session=session, refresh_rate=0)
        data = {"username": account.email, "password": account.password}
        blink.auth = Auth(data, no_prompt=True, session=session)
        try:
            assert await blink.start()
            assert account.two_factor is None
        except BlinkTwoFARequiredError:
            assert not await blink.send_2fa_code("000000"), "a wrong code"
            assert await blink.send_2fa_code(account.two_factor)
        return blink

    return signed_in
