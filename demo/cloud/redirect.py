"""Redirect a client's requests for Blink's cloud to the simulated one, and refuse all others."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any, Protocol, Self

import aiohttp
from yarl import URL

from .oauth import FLOW_HEADER

HOST_HEADER = "X-Demo-Host"
BLINK_DOMAINS = ("immedia-semi.com", "blink.com", "blinkforhome.com", "blinkstatus.net")

type RequestMethod = Callable[..., Awaitable[aiohttp.ClientResponse]]


class Listener(Protocol):
    """A listening cloud."""

    port: int


def is_blink(host: str) -> bool:
    """Return whether a host name belongs to Blink."""
    return any(host == name or host.endswith(f".{name}") for name in BLINK_DOMAINS)


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Redirect:
    """Patch aiohttp's client, for all sessions of the process, until uninstalled.

    Requests for Blink go to the simulated cloud, with the real host name in a header.
    Requests for any host other than this machine are refused, as if there were no network.
    """

    def __init__(self, cloud_or_port: Listener | int) -> None:
        """Take the cloud, or the port of a listening one."""
        self._target = cloud_or_port
        self._original: RequestMethod | None = None

    @property
    def port(self) -> int:
        """Return the port of the cloud."""
        target = self._target
        return target if isinstance(target, int) else target.port

    def install(self) -> None:
        """Start redirecting. Redirects can be nested; the innermost wins."""
        original = aiohttp.ClientSession._request  # noqa: SLF001
        redirect = self

        async def request(
            session: aiohttp.ClientSession,
            method: str,
            str_or_url: str | URL,
            **kwargs: Any,
        ) -> aiohttp.ClientResponse:
            url, kwargs = redirect.rewrite(session, str_or_url, kwargs)
            return await original(session, method, url, **kwargs)

        self._original = original
        setattr(aiohttp.ClientSession, "_request", request)  # noqa: B010

    def uninstall(self) -> None:
        """Stop redirecting."""
        if self._original is not None:
            setattr(aiohttp.ClientSession, "_request", self._original)  # noqa: B010
            self._original = None

    def rewrite(
        self,
        session: aiohttp.ClientSession,
        str_or_url: str | URL,
        kwargs: dict[str, Any],
    ) -> tuple[URL, dict[str, Any]]:
        """Return the new target of a request; raises ClientConnectionError if refused."""
        url = session._build_url(str_or_url)  # noqa: SLF001
        host = url.host or ""
        if is_blink(host):
            headers = dict(kwargs.get("headers") or {})
            headers[HOST_HEADER] = host
            headers[FLOW_HEADER] = str(id(asyncio.current_task()))
            target = url.with_scheme("http").with_host("127.0.0.1").with_port(self.port)
            return target, {**kwargs, "headers": headers}
        if not is_loopback(host):
            raise aiohttp.ClientConnectionError(
                f"The demo has no network: {host} was not asked"
            )
        return url, kwargs

    def __enter__(self) -> Self:
        """Start redirecting."""
        self.install()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop redirecting."""
        self.uninstall()


def redirect(cloud_or_port: Listener | int) -> Redirect:
    """Return a redirect to a cloud, for `with`, or install() and uninstall()."""
    return Redirect(cloud_or_port)
