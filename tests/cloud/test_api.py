"""What the cloud answers: payloads that lack what real ones lack, and commands."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from demo.cloud import Cloud
from demo.cloud.payloads.homescreen import homescreen

from .conftest import Hand, SignIn, StartCloud, headers

type Ask = Callable[..., Awaitable[dict[str, Any]]]

BASE = "/api/v1/accounts/100/networks"
CAMERA, OWL, BELL = (
    "/network/1/camera/21",
    f"{BASE}/1/owls/301",
    f"{BASE}/1/doorbells/401",
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


@pytest.fixture
def end_of(ask: Ask) -> Ask:
    """Post, and poll the command that comes back to its end; return what that says."""

    async def do(path: str) -> dict[str, Any]:
        end = said = await ask(path, "POST")
        command = f"/network/{said.get('network_id')}/command/{said.get('id')}"
        while "id" in said and (end is said or not end["complete"]):
            end = await ask(command)
        return end

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


async def test_what_the_real_client_lacks(house: Cloud, sign_in: SignIn) -> None:
    """It knows neither bars nor level, and nothing of a Mini's Wi-Fi."""
    cameras = (await sign_in(house.account())).cameras
    camera, mini, bell = (cameras[n] for n in ("Front door", "Kitchen", "Doorbell"))
    assert (camera.battery_level, camera.sync_signal_strength) == (None, None)
    assert (camera.battery_voltage, camera.wifi_strength) == (157, -51)
    assert camera.temperature_calibrated == camera.temperature - 2
    assert (mini.battery, mini.wifi_strength, mini.temperature) == (None, None, None)
    assert (bell.battery, bell.wifi_strength) == ("ok", None)
    assert bell.battery_voltage is None


async def test_commands_to_what_is_offline(house: Cloud, end_of: Ask) -> None:
    """They end with the code of the product, or are refused with it."""
    light = house.account().add_camera("Yard light", 1, family="owl", type="superior")
    for name, path, code in (
        ("Front door", CAMERA, 529),
        ("Kitchen", OWL, 529),
        ("Office", f"{BASE}/2/owls/302", 3229),
        ("Yard light", f"{BASE}/1/owls/{light.id}", 2929),
        ("Doorbell", BELL, 2429),
    ):
        house.device(name).hang()
        assert (await end_of(f"{path}/thumbnail"))["status_code"] == code, name
        house.command_routes.refuse = True
        said = {"status": 400, "message": "System is offline", "code": code}
        assert await end_of(f"{path}/thumbnail") == said
        house.command_routes.refuse = False


async def test_commands_that_fail(house: Cloud, end_of: Ask) -> None:
    """Busy is refused with 409; a defect ends with its code, a dead module with its own."""
    camera, bell = house.device("Front door"), house.device("Doorbell")
    camera.busy = bell.busy = True
    said = {one: await end_of(f"{one}/thumbnail") for one in (CAMERA, BELL)}
    assert (said[CAMERA]["status"], said[CAMERA]["code"]) == (409, 520)
    assert said[BELL]["code"] == 2420
    camera.busy = bell.busy = False
    camera.break_hardware()
    assert (await end_of(f"{CAMERA}/thumbnail"))["status_code"] == 599
    camera.mend()
    house.account().sync_modules[0].unplug()
    for path in (f"{CAMERA}/thumbnail", f"{BELL}/thumbnail", f"{BASE}/1/state/arm"):
        assert (await end_of(path))["status_code"] == 402, path
    assert (await end_of(f"{OWL}/thumbnail"))["status_code"] == 908, "not behind it"
