"""No request leaves this machine."""

from collections.abc import Generator
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
    ("host", "blink", "loopback"),
    [
        ("rest-u001.immedia-semi.com", True, False),
        ("api.oauth.blink.com", True, False),
        ("immedia-semi.com", True, False),
        ("notimmedia-semi.com", False, False),
        ("immedia-semi.com.evil.example", False, False),
        ("127.0.0.1", False, True),
        ("127.8.0.1", False, True),
        ("::1", False, True),
        ("localhost", False, True),
        ("localhost.example.com", False, False),
        ("10.0.0.1", False, False),
        ("0.0.0.0", False, False),
        ("", False, False),
    ],
)
def test_hosts(host: str, blink: bool, loopback: bool) -> None:
    """Which hosts are Blink's, and which are this machine."""
    assert (is_blink(host), is_loopback(host)) == (blink, loopback)


async def test_others_are_refused(cloud: Cloud, session: aiohttp.ClientSession) -> None:
    """Any other host is refused as if there were no network, for all ways to ask."""
    for url in (
        "https://example.com/",
        "http://10.0.0.1:8123/",
        "http://[2001:db8::1]/",
    ):
        for ask in (session.get, session.post, session.ws_connect):
            call: Any = ask
            with pytest.raises(aiohttp.ClientConnectionError, match="no network"):
                await call(url)
    assert cloud.requests == []
