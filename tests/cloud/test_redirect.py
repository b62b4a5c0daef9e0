"""No request leaves this machine."""

from collections.abc import Generator
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud, redirect
from demo.cloud.redirect import is_blink, is_loopback

from .conftest import StartCloud


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Generator[None]:
    """After a redirect aiohttp is what it was."""
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


async def test_query_arrives_as_sent(
    cloud: Cloud, session: aiohttp.ClientSession
) -> None:
    """The client's unescaped plus stays one, and the host is known."""
    await session.get(
        "https://rest-u001.immedia-semi.com/x?since=2026-01-01T00:00:00+0000"
    )

    entry = cloud.requests[-1]
    assert entry.query == "since=2026-01-01T00:00:00+0000"
    assert entry.host == "rest-u001.immedia-semi.com"


async def test_headers_of_the_client_stay(
    cloud: Cloud, session: aiohttp.ClientSession
) -> None:
    """Headers given by the caller are neither lost nor changed for the caller."""
    own = {"Authorization": f"Bearer {cloud.account().tokens.issue()['access_token']}"}

    answer = await session.get(
        "https://rest-u001.immedia-semi.com/networks", headers=own
    )

    assert answer.status == 200
    assert list(own) == ["Authorization"]


async def test_innermost_wins(
    start_cloud: StartCloud, session: aiohttp.ClientSession
) -> None:
    """Redirects can be nested, by object or by port."""
    outer, inner = await start_cloud(), Cloud("one_camera")
    async with inner:
        with redirect(inner.port):
            await session.get("https://rest-u001.immedia-semi.com/user")
        await session.get("https://rest-u001.immedia-semi.com/user")
        installed = redirect(inner)
        installed.install()
        await session.get("https://rest-u001.immedia-semi.com/user")
        installed.uninstall()
        installed.uninstall()

    assert (len(inner.requests), len(outer.requests)) == (2, 1)
