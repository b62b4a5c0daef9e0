"""Injected faults: the ways in which a cloud can fail to answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import http
import json
import re
from typing import Any, Literal

from aiohttp import web

from .requestlog import PathPattern, matches

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
type Body = dict[str, Any] | Literal["usual"] | None

PLAIN_MODES = (
    "timeout",
    "html",
    "empty",
    "truncated",
    "wrong_types",
    "slow_drip",
    "drop",
)
CODES = {401: 101, 404: 906, 406: 406, 409: 307, 426: 105, 429: 429}
NO_ANSWER = 0
HTML = "<!DOCTYPE html><html><body><h1>Sorry</h1><p>Please come back later.</p></body></html>"


@dataclass(slots=True)
class Fault:
    """One fault: which requests it hits, how, and how many more times (None: always)."""

    pattern: PathPattern
    mode: str
    times: int | None = None
    body: Body = "usual"
    retry_after: str | None = None
    hits: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for an unknown mode."""
        if self.mode not in PLAIN_MODES and not re.fullmatch(
            r"status=[1-5]\d\d|delay=\d+(\.\d+)?", self.mode
        ):
            known = ", ".join(PLAIN_MODES)
            raise ValueError(
                f"unknown mode {self.mode!r} (known: status=NNN, delay=SECONDS, {known})"
            )

    @property
    def spent(self) -> bool:
        """Return whether the fault has hit as often as it should."""
        return self.times is not None and self.hits >= self.times

    def applies(self, path: str) -> bool:
        """Return whether the fault hits a request."""
        return not self.spent and matches(self.pattern, path)

    async def carry_out(
        self, request: web.Request, handler: Handler, stop: asyncio.Event
    ) -> web.StreamResponse:
        """Answer a request according to the fault."""
        self.hits += 1
        name, _, number = self.mode.partition("=")
        if name == "status":
            answer = refusal(int(number), self.body)
            if self.retry_after is not None:
                answer.headers["Retry-After"] = self.retry_after
            return answer
        if name == "delay":
            await _wait(stop, float(number))
            return await handler(request)
        if name == "timeout":
            await _wait(stop, 3600)
        if name in ("timeout", "drop"):
            return drop(request)
        if name == "html":
            return web.Response(text=HTML, content_type="text/html")
        if name == "empty":
            return web.Response(body=b"", content_type="application/json")
        response = await handler(request)
        if name == "slow_drip":
            return await _drip(request, response, stop)
        return _spoil(response, name)


def refusal(status: int, body: Body = "usual") -> web.Response:
    """Return a refusal with Blink's usual error body, another one, or none."""
    if body is None:
        return web.Response(status=status)
    if body == "usual":
        body = {
            "message": http.HTTPStatus(status).phrase,
            "code": CODES.get(status, status),
        }
    return web.json_response(body, status=status)


def drop(request: web.Request) -> web.Response:
    """Cut the connection; the response is never received."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500, headers={"X-No-Answer": "1"})


def wrong_types(value: Any) -> Any:
    """Return a value of another type; lists and the keys of their items stay."""
    if isinstance(value, dict):
        return {key: wrong_types(item) for key, item in value.items()}
    if isinstance(value, list):
        return [wrong_types(item) for item in value] or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return len(value)
    return {}


def _spoil(response: web.StreamResponse, how: str) -> web.StreamResponse:
    body = getattr(response, "body", None)
    if not isinstance(body, bytes) or response.content_type != "application/json":
        return web.Response(body=b"\x00", content_type="application/octet-stream")
    if how == "truncated":
        spoilt = body[: len(body) * 2 // 3]
    else:
        spoilt = json.dumps(wrong_types(json.loads(body))).encode()
    return web.Response(
        body=spoilt, status=response.status, content_type="application/json"
    )


async def _drip(
    request: web.Request, response: web.StreamResponse, stop: asyncio.Event
) -> web.StreamResponse:
    """Send an answer in twenty small chunks over two seconds."""
    body = getattr(response, "body", None) or b""
    portion = max(1, len(body) // 20)
    stream = web.StreamResponse(status=response.status)
    stream.content_type = response.content_type
    await stream.prepare(request)
    for start in range(0, len(body), portion):
        await stream.write(body[start : start + portion])
        await _wait(stop, 0.1)
    await stream.write_eof()
    return stream


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but end early if the cloud stops."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
