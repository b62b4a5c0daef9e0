"""The cloud as a server and as a program."""

import asyncio
import json
from pathlib import Path
import signal
import sys

import aiohttp
import blinkpy.api
import blinkpy.auth
import blinkpy.helpers.util
import pytest

from demo.cloud import Cloud
from demo.cloud.testing import fast_blinkpy

from .conftest import SignIn

ROOT = Path(__file__).parents[2]


async def test_loopback_only(cloud: Cloud) -> None:
    """It listens on this machine only."""
    assert cloud.url == f"http://127.0.0.1:{cloud.port}"
    assert cloud._runner is not None
    assert [address[0] for address in cloud._runner.addresses] == ["127.0.0.1"]


async def test_stop_and_start(cloud: Cloud, sign_in: SignIn) -> None:
    """A cloud can stop, which the client sees as no connection, and start again."""
    blink = await sign_in(cloud.account())
    port = cloud.port
    await cloud.stop()
    await cloud.stop()
    with pytest.raises(AttributeError):
        await blink.refresh()

    await cloud.start(port)

    assert await blink.refresh()


async def test_port_in_use(cloud: Cloud) -> None:
    """A port that is taken is an OSError, and nothing is left behind."""
    with pytest.raises(OSError, match="address already in use"):
        await Cloud("one_camera").start(cloud.port)


async def run(*arguments: str) -> asyncio.subprocess.Process:
    """Start the program."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "demo.cloud",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_program(socket_enabled: None) -> None:
    """It says where it is and how to sign in, serves, and ends on Ctrl-C."""
    process = await run("--scenario", "two_accounts", "--port", "0")
    assert process.stdout is not None
    first = (await process.stdout.readline()).decode()
    lines = [(await process.stdout.readline()).decode() for _ in range(2)]
    url = first.split(": ")[1].strip()
    async with aiohttp.ClientSession() as session:
        state = await (await session.get(f"{url}state")).json()

    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert state["title"] == "Two accounts"
    assert "second@example.com, password demo, code 123456" in lines[1]


@pytest.mark.parametrize("what", ["scenario", "port"])
async def test_program_says_what_is_wrong(
    cloud: Cloud, tmp_path: Path, what: str
) -> None:
    """One line, and no stack trace."""
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps({"title": "x", "accounts": [{"email": 5}]}))
    if what == "scenario":
        process = await run("--scenario", str(broken))
        expected = (2, f"{broken}.accounts[0].email: must be text, not 5\n")
    else:
        process = await run("--port", str(cloud.port))
        expected = (1, f"Port {cloud.port} is in use.\n")
    out, error = await process.communicate()

    assert (process.returncode, error.decode()) == expected
    assert out == b""


async def test_fast_blinkpy_leaves_nothing_behind() -> None:
    """The sleeps and the limit are back afterwards."""

    def parts() -> list[object]:
        return [
            blinkpy.api.sleep,
            blinkpy.helpers.util.sleep,
            blinkpy.sync_module.asyncio,
            blinkpy.auth.Auth.query.__defaults__,
        ]

    before = parts()
    with fast_blinkpy(timeout=0.5):
        assert not any(now is old for now, old in zip(parts(), before, strict=True))
        assert 0.5 in blinkpy.auth.Auth.query.__defaults__
    assert parts() == before
