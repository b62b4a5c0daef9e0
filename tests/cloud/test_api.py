"""What the cloud answers: payloads that lack what real ones lack, and commands."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.payloads.homescreen import homescreen

from .conftest import Hand, StartCloud, headers

type Ask = Callable[..., Awaitable[dict[str, Any]]]

NETWORK = "/api/v1/accounts/100/networks/1"
CAMERA, OWL, BELL = (
    "/network/1/camera/21",
    f"{NETWORK}/owls/301",
    f"{NETWORK}/doorbells/401",
)
SIGNALS = {"lfr", "wifi", "temp", "battery"}
# what each list of the homescreen may have of all that is special
HAS = {
    "cameras": {"battery", "signals", "issues", "usage_rate"},
    "owls": set(),
    "doorbells": {"battery"},
    "sync_modules": {"last_hb", "wifi_strength", "subtype", "local_storage_status"},
    "networks": {"armed"},
}
SPECIAL = set.union(*HAS.values()) | {"wifi", "sync_module_error", "battery_voltage"}


@pytest.fixture
async def house(start_cloud: StartCloud, clock: Hand) -> Cloud:
    """A house with all families, without noise."""
    cloud = await start_cloud("healthy", clock=clock)
    cloud.account().noise = type(cloud.account().noise)()
    return cloud


@pytest.fixture
def ask(house: Cloud, session: aiohttp.ClientSession) -> Ask:
    async def do(path: str, method: str = "GET") -> dict[str, Any]:
        own = headers(house.account())
        answer = await session.request(method, house.url + path, headers=own)
        return {"status": answer.status, **await answer.json()}

    return do


async def test_families_in_the_homescreen(house: Cloud) -> None:
    """Battery and signals are given for the families that have them, and no others."""
    home = homescreen(house.account())
    assert {frozenset(c["signals"]) for c in home["cameras"]} == {frozenset(SIGNALS)}
    for key, has in HAS.items():
        for item in home[key]:
            special = SPECIAL | {"enabled" if key == "sync_modules" else "wifi_rssi"}
            expected = has - {"battery"} if item["name"] == "Porch" else has
            assert special & set(item) == expected, item


async def test_configs(house: Cloud, ask: Ask) -> None:
    """`signals` stands beside `camera`, not in it; voltage and dBm in `camera`.

    A Mini's bars and a doorbell's dBm are in their own configs, and only there.
    """
    data = await ask(f"{CAMERA}/config")
    (camera,) = data["camera"]
    assert data.keys() == {"camera", "signals", "status"}
    assert "signals" not in camera
    assert set(data["signals"]) == SIGNALS | {"battery_state", "updated_at"}
    assert 150 <= camera["battery_voltage"] <= 160
    assert -60 <= camera["wifi_strength"] <= -45
    assert camera["battery_state"] == "ok"
    house.device("owl:301").set_signal(3)
    mini = await ask(f"{OWL}/config")
    assert mini["wifi"] == 3
    assert "battery_state" not in mini
    bell = await ask(f"{BELL}/config")
    assert bell["wifi_rssi"] < -40
    assert (bell["temp"], bell["battery_state"]) == (64, "ok")
    refused = await ask("/network/1/camera/301/config")
    assert (refused["status"], refused["code"]) == (404, 500), "a Mini is no camera"
