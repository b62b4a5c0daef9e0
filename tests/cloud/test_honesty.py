"""What real payloads lack, the simulated ones lack, too."""

from collections.abc import Callable

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.payloads.homescreen import homescreen

from .conftest import SignIn, StartCloud

SIGNALS = {"lfr", "wifi", "temp", "battery"}


@pytest.fixture
async def house(start_cloud: StartCloud) -> Cloud:
    return await start_cloud("healthy")


async def test_families_in_the_homescreen(house: Cloud) -> None:
    """Battery and signals are given for the families that have them, and no others."""
    home = homescreen(house.account())

    assert {frozenset(c["signals"]) for c in home["cameras"]} == {frozenset(SIGNALS)}
    for key, has in {
        "cameras": {"battery", "signals", "issues", "usage_rate"},
        "owls": set(),
        "doorbells": {"battery"},
        "sync_modules": {"last_hb", "wifi_strength", "subtype", "local_storage_status"},
        "networks": {"armed"},
    }.items():
        special = {
            "battery", "signals", "issues", "usage_rate", "last_hb", "wifi_strength",
            "subtype", "local_storage_status", "armed", "wifi", "sync_module_error",
            "battery_voltage", "enabled" if key == "sync_modules" else "wifi_rssi",
        }  # fmt: skip
        for item in home[key]:
            expected = has - {"battery"} if item["name"] == "Porch" else has
            assert special & set(item) == expected, item


async def test_camera_config(
    house: Cloud, session: aiohttp.ClientSession, headers: Callable[..., dict[str, str]]
) -> None:
    """`signals` stands beside `camera`, not in it; voltage and dBm in `camera`."""
    url = f"{house.url}/network/1/camera/21/config"
    answer = await session.get(url, headers=headers(house.account()))
    data = await answer.json()

    assert set(data) == {"camera", "signals"}
    (camera,) = data["camera"]
    assert "signals" not in camera
    assert set(data["signals"]) == SIGNALS | {"battery_state", "updated_at"}
    assert 150 <= camera["battery_voltage"] <= 160
    assert -60 <= camera["wifi_strength"] <= -45
    assert camera["battery_state"] == "ok"


async def test_client_lacks_what_it_lacks_in_life(
    house: Cloud, sign_in: SignIn
) -> None:
    """The real client knows neither bars nor level, and nothing of a Mini's Wi-Fi."""
    house.account().noise = type(house.account().noise)()
    blink = await sign_in(house.account())

    camera = blink.cameras["Front door"]
    assert (camera.battery_level, camera.sync_signal_strength) == (None, None)
    assert (camera.battery_voltage, camera.wifi_strength) == (157, -51)
    assert camera.temperature_calibrated == camera.temperature - 2
    mini = blink.cameras["Kitchen"]
    assert (mini.battery, mini.wifi_strength, mini.temperature) == (None, None, None)
    bell = blink.cameras["Doorbell"]
    assert (bell.battery, bell.wifi_strength, bell.battery_voltage) == (
        "ok",
        None,
        None,
    )


async def test_own_configs(
    house: Cloud, session: aiohttp.ClientSession, headers: Callable[..., dict[str, str]]
) -> None:
    """A Mini's bars and a doorbell's dBm are in their own configs, and only there."""
    own = headers(house.account())
    base = f"{house.url}/api/v1/accounts/100/networks/1"
    house.device("owl:301").set_signal(3)

    mini = await (await session.get(f"{base}/owls/301/config", headers=own)).json()
    bell = await (await session.get(f"{base}/doorbells/401/config", headers=own)).json()

    assert mini["wifi"] in (2, 3, 4)
    assert "battery_state" not in mini
    assert bell["wifi_rssi"] < -40
    assert (bell["temp"], bell["battery_state"]) == (64, "ok")


async def test_an_owl_is_not_a_camera(
    house: Cloud, session: aiohttp.ClientSession, headers: Callable[..., dict[str, str]]
) -> None:
    """The id of a Mini on a camera's path is answered with Blink's code 500."""
    url = f"{house.url}/network/1/camera/301/config"
    answer = await session.get(url, headers=headers(house.account()))

    assert answer.status == 404
    assert (await answer.json())["code"] == 500


async def test_networks_and_usage(
    house: Cloud, session: aiohttp.ClientSession, headers: Callable[..., dict[str, str]]
) -> None:
    """A Mini's own network is not onboarded; usage names every network."""
    own = headers(house.account())

    networks = await (await session.get(f"{house.url}/networks", headers=own)).json()
    usage = await (
        await session.get(f"{house.url}/api/v1/camera/usage", headers=own)
    ).json()

    assert {k: v["onboarded"] for k, v in networks["summary"].items()} == {
        "1": True,
        "2": False,
    }
    assert [n["network_id"] for n in usage["networks"]] == [1, 2]
    assert len(usage["networks"][0]["cameras"]) == 5
    assert usage["reference"] == {"usage": 400}
