"""The cloud as a server and as a program; no request leaves this machine."""

import asyncio
from itertools import product
from pathlib import Path
import signal
import sys
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.redirect import is_blink, is_loopback

ROOT = Path(__file__).parents[2]


async def run(*arguments: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "demo.cloud", *arguments)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=pipe, stderr=pipe
    )


async def test_program(session: aiohttp.ClientSession) -> None:
    """It says where it is and how to sign in, serves, and ends on Ctrl-C."""
    process = await run("--scenario", "two_accounts", "--port", "0")
    assert process.stdout is not None
    first, _, last = [(await process.stdout.readline()).decode() for _ in range(3)]
    url = first.split(": ")[1].strip()
    state = await (await session.get(f"{url}state")).json()
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert state["title"] == "Two accounts"
    assert "second@example.com, password demo, code 123456" in last


async def test_program_says_what_is_wrong(cloud: Cloud) -> None:
    """One line, and no stack trace."""
    port = str(cloud.port)
    for code, error, *arguments in (
        (2, f"{ROOT}/demo/scenarios/x.json: no such scenario", "--scenario", "x"),
        (1, f"Port {port} is in use.\n", "--port", port),
    ):
        process = await run(*arguments)
        out, err = await process.communicate()
        assert (process.returncode, out, err.count(b"\n")) == (code, b"", 1)
        assert err.decode().startswith(error)


def test_hosts() -> None:
    """Which hosts are Blink's, and which are this machine."""
    blink = "rest-u001.immedia-semi.com api.oauth.blink.com immedia-semi.com"
    ours = "127.0.0.1 127.8.0.1 ::1 localhost"
    others = "notimmedia-semi.com immedia-semi.com.evil.example localhost.example.com"
    for host in (*f"{blink} {ours} {others} 10.0.0.1 0.0.0.0".split(), ""):
        assert is_blink(host) is (host in blink.split()), host
        assert is_loopback(host) is (host in ours.split()), host


async def test_others_are_refused(cloud: Cloud, session: aiohttp.ClientSession) -> None:
    """Any other host is refused as if there were no network, for all ways to ask."""
    ways: tuple[Any, ...] = (session.get, session.post, session.ws_connect)
    urls = ("https://example.com/", "http://10.0.0.1:8123/", "http://[2001:db8::1]/")
    for ask, url in product(ways, urls):
        with pytest.raises(aiohttp.ClientConnectionError, match="no network"):
            await ask(url)
    assert cloud.requests == []
