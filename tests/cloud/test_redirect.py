"""No request leaves this machine."""

from collections.abc import Generator
from itertools import product
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.redirect import is_blink, is_loopback


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Generator[None]:
    before = aiohttp.ClientSession._request
    yield
    assert aiohttp.ClientSession._request is before


@pytest.mark.parametrize(
    ("hosts", "blink", "loopback"),
    [
        (
            "rest-u001.immedia-semi.com api.oauth.blink.com immedia-semi.com",
            True,
            False,
        ),
        ("notimmedia-semi.com immedia-semi.com.evil.example", False, False),
        ("127.0.0.1 127.8.0.1 ::1 localhost", False, True),
        ("localhost.example.com 10.0.0.1 0.0.0.0", False, False),
        ("", False, False),
    ],
)
def test_hosts(hosts: str, blink: bool, loopback: bool) -> None:
    """Which hosts are Blink's, and which are this machine."""
    for host in hosts.split(" "):
        assert (is_blink(host), is_loopback(host)) == (blink, loopback), host


async def test_others_are_refused(cloud: Cloud, session: aiohttp.ClientSession) -> None:
    """Any other host is refused as if there were no network, for all ways to ask."""
    ways: tuple[Any, ...] = (session.get, session.post, session.ws_connect)
    urls = ("https://example.com/", "http://10.0.0.1:8123/", "http://[2001:db8::1]/")
    for ask, url in product(ways, urls):
        with pytest.raises(aiohttp.ClientConnectionError, match="no network"):
            await ask(url)
    assert cloud.requests == []
