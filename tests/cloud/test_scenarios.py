"""Scenarios and their timelines; the cloud as a program; no request leaves this machine."""

import asyncio
from datetime import timedelta
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
from tests.house import START
from tests.story import Story

from .conftest import Hand, SignIn, StartCloud

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", names())
async def test_real_client_sets_up(
    start_cloud: StartCloud, sign_in: SignIn, name: str
) -> None:
    """The real client reads each of them, with a code if it must, and sees every device."""
    for account in (await start_cloud(name)).accounts:
        blink = await sign_in(account)
        await blink.refresh()
        devices = [*account.cameras, *account.owls, *account.doorbells]
        assert {c.serial for c in blink.cameras.values()} == {d.serial for d in devices}
        json.dumps(capture(account))


def home(*cameras: Any, **changes: Any) -> dict[str, Any]:
    """Return a scenario of one network, whose cameras have the same name."""
    named = [{"name": "Garden", **camera} for camera in cameras]
    network = {"name": "Home", "sync_module": {}, "cameras": named}
    account = {"email": "demo@example.com", "networks": [network], **changes}
    return {"title": "Small", "accounts": [account]}


MISTAKES = (
    *({"title": "x"}, home({"colour": "red"}), home({"volts": "1.5"}), home({}, {})),
    home({"timeline": [{"at": "soon"}]}),
    home({"timeline": [{"at": "1d", "set": {"battery": "full"}}]}),
    home(timeline=[{"at": "1d", "do": "router_off", "network": "M"}]),
)


def test_scenario_errors(tmp_path: Path, story: Story) -> None:
    story(
        "each names the place and what belongs there, also that there is no such file"
    )
    path = tmp_path / "mine.json"
    for mistake in (*map(json.dumps, MISTAKES), '{\n  "title": "x",,\n}', None):
        if mistake:
            path.write_text(mistake)
        with pytest.raises(ScenarioError) as caught:
            Cloud(Scenario.load(path if mistake else "nowhere"))
        said = str(caught.value).replace(f"{tmp_path}/", "")
        story.say(said.replace(f"{ROOT}/", ""))
    path.write_text(json.dumps(home({"volts": 1.4})))
    (account,) = Cloud(Scenario.load(str(path))).accounts
    assert account.cameras[0].volts == 1.4


@pytest.fixture
def days(clock: Hand) -> Account:
    return Cloud("ten_days", clock=clock).account()


def test_past_and_future_are_pure(days: Account, clock: Hand) -> None:
    """Asking for another time changes nothing, and asking again gives the same."""
    now = homescreen(days)
    later = capture(days, START + timedelta(days=5))
    clock.tick(days=5)
    assert capture(days) == later
    assert homescreen(days, START) == now
    assert later["at"] == "2026-11-27T10:00:00+00:00"
    assert set(later) == {"at", "homescreen", "cameras", "networks"}
    assert later["networks"] == {"1": {"sync_module_error": False}}


def test_operations_override_timeline(days: Account, clock: Hand) -> None:
    """What a test or a person does drops what was planned for later."""
    clock.tick(days=3)
    front, drive = days.cameras[:2]
    front.insert_batteries(1.6)
    clock.tick(days=6)
    assert (front.status, front.battery, front.volts) == ("done", "ok", 1.6)
    drive.wifi_bars = 5
    clock.tick(days=6)
    assert drive.wifi_bars == 5


async def test_program(session: aiohttp.ClientSession) -> None:
    """It says where it is and how to sign in, serves, and ends on Ctrl-C."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "demo.cloud", "--scenario", "two_accounts"),
        *("--port", "0"),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    first, _, last = [(await process.stdout.readline()).decode() for _ in range(3)]
    url = first.split(": ")[1].strip()
    state = await (await session.get(f"{url}state")).json()
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 60) == 0
    assert state["title"] == "Two accounts"
    assert "second@example.com, password demo, code 123456" in last


async def test_other_hosts(cloud: Cloud, session: aiohttp.ClientSession) -> None:
    """Any other host is refused as if there were no network, for all ways to ask."""
    ways: tuple[Any, ...] = (session.get, session.post, session.ws_connect)
    hosts = "10.0.0.1:8123 [2001:db8::1] 0.0.0.0 localhost.example.com"
    more = "example.com notimmedia-semi.com immedia-semi.com.evil.example"
    for ask, host in product(ways, f"{hosts} {more}".split()):
        with pytest.raises(aiohttp.ClientConnectionError, match="no network"):
            await ask(f"http://{host}/")
    assert cloud.requests == []
