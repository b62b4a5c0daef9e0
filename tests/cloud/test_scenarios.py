"""Scenarios and their timelines; the cloud as a program; no request leaves this machine."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import product
import json
from pathlib import Path
import signal
import sys
from typing import Any

import aiohttp
import pytest

from demo.cloud import Account, Cloud, Scenario, ScenarioError, names
from demo.cloud.payloads.capture import capture
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.redirect import is_blink, is_loopback
from tests.house import START
from tests.story import Story

from .conftest import Hand, SignIn, StartCloud

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", names())
async def test_real_client_sets_up(
    start_cloud: StartCloud, sign_in: SignIn, name: str
) -> None:
    """The real client reads each of them, and sees every device."""
    cloud = await start_cloud(name)
    account = cloud.account()
    blink = await sign_in(account)
    await blink.refresh()
    devices = [*account.cameras, *account.owls, *account.doorbells]
    assert {c.serial for c in blink.cameras.values()} == {d.serial for d in devices}
    json.dumps([capture(account) for account in cloud.accounts])


def home(network: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a scenario with an account of one network."""
    networks = [{"name": "Home", "sync_module": {}, **network}]
    account = {"email": "demo@example.com", "networks": networks, **changes}
    return {"title": "Small", "accounts": [account]}


def camera(**changes: Any) -> dict[str, Any]:
    return home({"cameras": [{"name": "Garden", **changes}]})


def then(at: str = "1d", **step: Any) -> Any:
    return {"timeline": [{"at": at, **step}]}


TWINS = {"cameras": [{"name": "Garden"}], "owls": [{"name": "garden"}]}
MINI = {"owls": [{"name": "Mini", **then(do="insert_batteries")}]}
ROUTER = then(do="router_off", network="M")


MISTAKES = (
    *({"title": "x"}, camera(colour="red"), camera(volts="1.5")),
    *(camera(issues=["wifi", 7]), camera(**then("soon"))),
    *(camera(**then(set={"battery": "full"})), home({}, **ROUTER)),
    *(home(TWINS), home(MINI)),
)


def test_mistakes(tmp_path: Path, story: Story) -> None:
    def tell(load: Callable[[], Scenario]) -> None:
        with pytest.raises(ScenarioError) as caught:
            Cloud(load())
        story.say(str(caught.value).replace(f"{tmp_path}/", "").replace(f"{ROOT}/", ""))

    story("each names the place and what belongs there")
    for data in MISTAKES:
        tell(partial(Scenario.from_data, data, "home"))
    story("a file that is not there, or not JSON, is named, too")
    path = tmp_path / "mine.json"
    path.write_text('{\n  "title": "x",,\n}')
    for name in ("nowhere", path):
        tell(partial(Scenario.load, name))
    path.write_text(json.dumps(camera(volts=1.4)))
    account = Cloud(Scenario.load(str(path))).account()
    assert account.networks[0].sync_module_error is False
    assert account.cameras[0].volts == 1.4


@pytest.fixture
def days(clock: Hand) -> Account:
    return Cloud("ten_days", clock=clock).account()


def test_past_and_future_are_pure(days: Account, clock: Hand) -> None:
    """Asking for another moment changes nothing, and asking again gives the same."""
    now = homescreen(days)
    later = capture(days, START + timedelta(days=5))
    clock.tick(days=5)
    assert capture(days) == later
    assert homescreen(days, START) == now
    assert later["at"] == "2026-11-27T10:00:00+00:00"
    assert set(later) == {"at", "homescreen", "cameras", "networks"}
    assert later["networks"] == {"1": {"sync_module_error": False}}


def test_hand_beats_timeline(days: Account, clock: Hand) -> None:
    """What a test or a person does drops what was planned for later."""
    clock.tick(days=3)
    front, drive = days.cameras[:2]
    front.insert_batteries(1.6)
    clock.tick(days=6)
    assert (front.status, front.battery, front.volts) == ("done", "ok", 1.6)
    drive.wifi_bars = 5
    clock.tick(days=6)
    assert drive.wifi_bars == 5


async def started(*arguments: str) -> asyncio.subprocess.Process:
    command = (sys.executable, "-m", "demo.cloud", *arguments)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=pipe, stderr=pipe
    )


async def test_program(session: aiohttp.ClientSession) -> None:
    """It says where it is and how to sign in, serves, and ends on Ctrl-C."""
    process = await started("--scenario", "two_accounts", "--port", "0")
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
        process = await started(*arguments)
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
