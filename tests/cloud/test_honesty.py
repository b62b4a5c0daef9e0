"""What real payloads lack, the simulated ones lack, too."""

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.payloads.homescreen import homescreen

from .conftest import Get, SignIn, StartCloud, headers

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
async def house(start_cloud: StartCloud) -> Cloud:
    return await start_cloud("healthy")


@pytest.fixture
def get(house: Cloud, session: aiohttp.ClientSession) -> Get:
    async def ask(path: str) -> dict[str, object]:
        own = headers(house.account())
        answer = await session.get(house.url + path, headers=own)
        return {"status": answer.status, **await answer.json()}

    return ask


async def test_families_in_the_homescreen(house: Cloud) -> None:
    """Battery and signals are given for the families that have them, and no others."""
    home = homescreen(house.account())
    assert {frozenset(c["signals"]) for c in home["cameras"]} == {frozenset(SIGNALS)}
    for key, has in HAS.items():
        for item in home[key]:
            special = SPECIAL | {"enabled" if key == "sync_modules" else "wifi_rssi"}
            expected = has - {"battery"} if item["name"] == "Porch" else has
            assert special & set(item) == expected, item


async def test_configs(house: Cloud, get: Get) -> None:
    """`signals` stands beside `camera`, not in it; voltage and dBm in `camera`.

    A Mini's bars and a doorbell's dBm are in their own configs, and only there.
    """
    data = await get("/network/1/camera/21/config")
    (camera,) = data["camera"]
    assert data.keys() == {"camera", "signals", "status"}
    assert "signals" not in camera
    assert set(data["signals"]) == SIGNALS | {"battery_state", "updated_at"}
    assert 150 <= camera["battery_voltage"] <= 160
    assert -60 <= camera["wifi_strength"] <= -45
    assert camera["battery_state"] == "ok"

    house.device("owl:301").set_signal(3)
    mini = await get("/api/v1/accounts/100/networks/1/owls/301/config")
    assert mini["wifi"] in (2, 3, 4)
    assert "battery_state" not in mini
    bell = await get("/api/v1/accounts/100/networks/1/doorbells/401/config")
    assert bell["wifi_rssi"] < -40
    assert (bell["temp"], bell["battery_state"]) == (64, "ok")

    refused = await get("/network/1/camera/301/config")
    assert (refused["status"], refused["code"]) == (404, 500), "a Mini is no camera"


async def test_what_the_real_client_lacks(house: Cloud, sign_in: SignIn) -> None:
    """It knows neither bars nor level, and nothing of a Mini's Wi-Fi."""
    house.account().noise = type(house.account().noise)()
    cameras = (await sign_in(house.account())).cameras
    camera, mini, bell = (cameras[n] for n in ("Front door", "Kitchen", "Doorbell"))
    assert (camera.battery_level, camera.sync_signal_strength) == (None, None)
    assert (camera.battery_voltage, camera.wifi_strength) == (157, -51)
    assert camera.temperature_calibrated == camera.temperature - 2
    assert (mini.battery, mini.wifi_strength, mini.temperature) == (None, None, None)
    assert (bell.battery, bell.wifi_strength) == ("ok", None)
    assert bell.battery_voltage is None


async def test_networks_and_usage(get: Get) -> None:
    """A Mini's own network is not onboarded; usage names every network."""
    summary = (await get("/networks"))["summary"]
    assert {key: one["onboarded"] for key, one in summary.items()} == {
        "1": True,
        "2": False,
    }
    usage = await get("/api/v1/camera/usage")
    assert [n["network_id"] for n in usage["networks"]] == [1, 2]
    assert len(usage["networks"][0]["cameras"]) == 5
    assert usage["reference"] == {"usage": 400}
