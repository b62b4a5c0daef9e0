"""The cloud as a server and as a program."""

import asyncio
import json
from pathlib import Path
import signal
import sys

import aiohttp
import pytest

from demo.cloud import Cloud

ROOT = Path(__file__).parents[2]


async def run(*arguments: str) -> asyncio.subprocess.Process:
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
