"""The control interface, and its page in a browser."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.account import FAMILIES
from demo.cloud.control import _device_state
from demo.cloud.payloads.homescreen import homescreen
from demo.cloud.presets import PRESETS, run
from tests.house import START
from tests.story import Story

from .conftest import Hand, StartCloud

type Call = Callable[..., Any]

BREAK_FIRST = {
    "plug_in": "unplug",
    "power_cycle": "hang",
    "closer": "weak_wifi",
    "link_closer": "weak_link",
    "batteries_in": "batteries_out",
    "mend": "hang",
}


@pytest.fixture
async def house(start_cloud: StartCloud) -> Cloud:
    return await start_cloud("troubles")


@pytest.fixture
def call(house: Cloud, session: aiohttp.ClientSession) -> Call:
    """Send JSON to the control interface; return status and answer."""

    async def send(method: str, path: str, data: Any = None) -> tuple[int, Any]:
        url = f"{house.url}/_control/{path}"
        answer = await session.request(method, url, json=data)
        return answer.status, await answer.json()

    return send


@pytest.mark.parametrize("family", PRESETS)
def test_presets(family: str, clock: Hand) -> None:
    """Each button of each family does something that the state shows, sooner or later."""
    for preset in PRESETS[family]:
        states = []
        for pressed in (False, True):
            clock.time = START
            account = Cloud("troubles", clock=clock).account()
            device = next(d for d in account.of(FAMILIES[family]) if d.expect == "none")
            if preset.id in BREAK_FIRST:
                run(device, BREAK_FIRST[preset.id])
            if pressed:
                run(device, preset.id)
            clock.tick(minutes=20)
            states.append(_device_state(device))
        assert states[0] != states[1], preset.id
        gone = preset.id in ("unplug", "hang", "batteries_out")
        assert (states[1]["status"] not in ("done", "online")) is gone, preset.id


MISTAKES: tuple[tuple[str, Any], ...] = (
    *(("device", {"device": "Gone", "preset": "mend"}), ("device", [])),
    ("device", {"device": "Garden", "do": "__init__"}),
    *(("device", {"device": "Garden", "set": {key: 5}}) for key in ("id", "battery")),
    ("device", {"device": "Nursery", "do": "move", "args": {"link_bars": 3}}),
    ("device", {"account": 9, "device": "Garden"}),
    *(("faults", {"mode": "sulk"}), ("faults", {"mode": "html", "times": "x"})),
)


async def test_what_it_answers(
    house: Cloud, call: Call, session: aiohttp.ClientSession, story: Story
) -> None:
    async def tell(method: str, path: str, data: Any) -> None:
        status, answer = await call(method, path, data)
        what = answer if status != 200 else (await call("GET", "state"))[1]["faults"]
        story.tell(f"{method} {path} {data}: {status} ", what)

    story("the state has each device, no password, and is no request to Blink")
    _, state = await call("GET", "state")
    (account,) = state["accounts"]
    facts = ("status", "battery", "expect")
    for device in account["devices"]:
        story.tell(device["name"], {fact: device.get(fact) for fact in facts})
    assert "password" not in str(state)
    assert house.requests == []
    story("a wrong request says what is wrong, and changes nothing")
    before = homescreen(house.account())
    for path, data in MISTAKES:
        await tell("POST", path, data)
    assert homescreen(house.account()) == before
    story("faults can be set and healed, the log read and cleared")
    await tell("POST", "faults", {"path": "/user", "mode": "status=503", "times": 1})
    for _ in range(2):
        await session.get(f"{house.url}/user")
    _, log = await call("GET", "requests")
    story.tell("log", [entry["status"] for entry in log["requests"]])
    await tell("POST", "faults", {"mode": "html"})
    await tell("DELETE", "faults", {})
    await call("DELETE", "requests", {})
    assert house.requests == []
    story(
        "a foreign page can neither read, by another name, nor change, by a plain form"
    )
    url = f"{house.url}/_control/"
    answer = await session.get(f"{url}state", headers={"Host": "evil.example"})
    story.say(str(answer.status))
    for kind, form in (
        ("application/x-www-form-urlencoded", "do=router_off"),
        ("text/plain", '{"do": "router_off"}'),
        ("application/json", "{"),
    ):
        own = {"Content-Type": kind}
        answer = await session.post(f"{url}account", data=form, headers=own)
        story.say(f"{kind}: {answer.status}")
    assert house.account().networks[0].router_at(house.clock())
    story("the page itself is one file, and its policy allows nothing but itself")
    answer = await session.get(url)
    page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; connect-src 'self'")
    assert "unsafe" not in policy
    for outside in ("http://", "https://", "src=", "@import", "innerHTML"):
        assert outside not in page


# what a person does on the page; what they read before and hear then
PRESS = """(async () => {
  const button = () => document.getElementById("0 owl:302 unplug");
  const until = async (check) => {
    while (!check()) await new Promise((done) => setTimeout(done, 50));
  };
  await until(button);
  const told = [...document.querySelectorAll("h3, img, svg")].map(one => one.outerHTML);
  button().closest("details").open = true;
  button().focus();
  button().click();
  await until(() => button().closest("section").textContent.includes("offline"));
  return [document.getElementById("said").textContent, document.activeElement.id, ...told];
})()"""


@pytest.mark.browser
async def test_page(
    start_cloud: StartCloud,
    session: aiohttp.ClientSession,
    chromium: str,
    tmp_path: Path,
    story: Story,
) -> None:
    cloud = await start_cloud("hostile")
    process = await asyncio.create_subprocess_exec(
        chromium,
        *("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0"),
        f"--user-data-dir={tmp_path}",
        f"{cloud.url}/_control/",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    params = {"expression": PRESS, "awaitPromise": True, "returnByValue": True}
    answer: dict[str, Any] = {}
    try:
        async with asyncio.timeout(60):
            ready = tmp_path / "DevToolsActivePort"
            while not (ready.exists() and len(ready.read_text().split()) == 2):
                await asyncio.sleep(0.1)
            port = ready.read_text().split()[0]
            tabs = await (await session.get(f"http://127.0.0.1:{port}/json")).json()
            page = next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")
            async with session.ws_connect(page) as socket:
                # until the page is there
                while "result" not in answer:
                    command = {"id": 1, "method": "Runtime.evaluate", "params": params}
                    await socket.send_json(command)
                    answer = await socket.receive_json()
    finally:
        process.kill()
        await process.wait()
    said, focused, *shown = answer["result"]["result"]["value"]
    story("a press is carried out, said aloud, and keeps the focus")
    story.say(said, focused)
    story("hostile names are text, and there is no picture")
    story.say(*map(ascii, shown))
