"""Commands: pictures, clips, arming; and how they end when a device is in trouble."""

from collections.abc import Callable
from typing import Any

import aiohttp
from blinkpy import api
import pytest

from demo.cloud import Cloud
from demo.cloud.payloads.homescreen import homescreen

from .conftest import Hand, SignIn, StartCloud, headers

type Post = Callable[..., Any]

CAMERA = "/network/1/camera/21"
BASE = "/api/v1/accounts/100/networks"
OWL, DOORBELL = f"{BASE}/1/owls/301", f"{BASE}/1/doorbells/401"


@pytest.fixture
async def house(start_cloud: StartCloud, clock: Hand) -> Cloud:
    """A house with all families, a floodlight and a Mini 2 among them, without noise."""
    cloud = await start_cloud("healthy", clock=clock)
    account = cloud.account()
    account.noise = type(account.noise)()
    account.add_camera("Yard light", 1, family="owl", type="superior")
    return cloud


@pytest.fixture
def post(house: Cloud, session: aiohttp.ClientSession) -> Post:
    """Post, poll the command that comes back to its end; return its start and end."""
    own = headers(house.account())

    async def do(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
        started = end = await (await session.post(house.url + path, headers=own)).json()
        while "id" in started and not end.get("complete"):
            path = f"/network/{started['network_id']}/command/{started['id']}"
            end = await (await session.get(house.url + path, headers=own)).json()
        return started, end

    return do


@pytest.mark.parametrize(
    ("name", "path", "code"),
    [
        ("Front door", CAMERA, 529),
        ("Kitchen", OWL, 529),
        ("Office", f"{BASE}/2/owls/302", 3229),
        ("Yard light", f"{BASE}/1/owls/{{id}}", 2929),
        ("Doorbell", DOORBELL, 2429),
    ],
)
async def test_offline(
    house: Cloud, post: Post, name: str, path: str, code: int
) -> None:
    """The command of an offline device ends with its product's code."""
    device = house.device(name)
    device.hang()
    path = f"{path.format(id=device.id)}/thumbnail"
    assert (await post(path))[1]["status_code"] == code
    house.command_routes.refuse = True
    started, _ = await post(path)
    assert started == {"message": "System is offline", "code": code}
    assert house.requests[-1].status == 400


async def test_behind_a_dead_module(house: Cloud, post: Post) -> None:
    """The sync module's code, for what goes through it; a Mini does not."""
    house.account().sync_modules[0].unplug()
    for path, code in (
        (f"{CAMERA}/thumbnail", 402),
        (f"{DOORBELL}/thumbnail", 402),
        (f"{OWL}/thumbnail", 908),
        (f"{BASE}/1/state/arm", 402),
    ):
        assert (await post(path))[1]["status_code"] == code, path


async def test_busy_and_broken(house: Cloud, post: Post) -> None:
    """Busy is refused with 409; a defect ends with the fault's code."""
    camera, bell = house.device("Front door"), house.device("Doorbell")
    camera.busy = bell.busy = True
    assert (await post(f"{CAMERA}/thumbnail"))[0]["code"] == 520
    assert house.requests[-1].status == 409
    assert (await post(f"{DOORBELL}/thumbnail"))[0]["code"] == 2420
    camera.busy = False
    camera.break_hardware()
    assert (await post(f"{CAMERA}/thumbnail"))[1]["status_code"] == 599


async def test_arming_by_the_real_client(house: Cloud, sign_in: SignIn) -> None:
    """Network, camera, Mini and doorbell can be armed and disarmed."""
    blink = await sign_in(house.account())
    module, camera = blink.sync["Home"], blink.cameras["Front door"]
    await module.async_arm(False)
    await camera.async_arm(False)
    await api.request_motion_detection_disable(blink, 1, 301, camera_type="mini")
    await blink.cameras["Doorbell"].async_arm(False)
    home = homescreen(house.account())
    assert home["networks"][0]["armed"] is False
    for family in ("cameras", "owls", "doorbells"):
        assert home[family][0]["enabled"] is False
    await module.async_arm(True)
    await camera.async_arm(True)
    home = homescreen(house.account())
    assert (home["networks"][0]["armed"], home["cameras"][0]["enabled"]) == (True, True)
