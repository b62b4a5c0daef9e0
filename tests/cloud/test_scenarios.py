"""Scenarios are data, and mistakes in them are named with their place."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from demo.cloud import Cloud, Scenario, ScenarioError, names
from demo.cloud.payloads.capture import capture

from .conftest import SignIn, StartCloud


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


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({"title": "x"}, "home: 'accounts' is missing"),
        (camera(colour="red"), "CAMERA.colour: unknown key (known: "),
        (camera(volts="1.5"), "CAMERA.volts: must be a number from 0 to 4, not '1.5'"),
        (camera(issues=["wifi", 7]), "CAMERA.issues[1]: must be text, not 7"),
        (camera(**then("soon")), "CAMERA.timeline[0].at: 'soon' is not a duration"),
        (camera(**then(set={"battery": "full"})), "set.battery: must be one of"),
        (home({}, **ROUTER), "timeline[0].network: must be one of 'Home', not 'M'"),
        (home(TWINS), "owls[0].name: 'garden' is taken by CAMERA.name"),
        (home(MINI), "a Mini cannot 'insert_batteries'"),
    ],
)
def test_mistakes(data: Any, error: str) -> None:
    """Each names the place and what belongs there."""
    error = error.replace("CAMERA", "home.accounts[0].networks[0].cameras[0]")
    with pytest.raises(ScenarioError, match=re.escape(error)):
        Cloud(Scenario.from_data(data, "home"))


def test_files(tmp_path: Path) -> None:
    """A file that is not there, or not JSON, is named, too."""
    with pytest.raises(
        ScenarioError, match=r"nowhere\.json: no such scenario \(known: .*troubles"
    ):
        Scenario.load("nowhere")
    path = tmp_path / "mine.json"
    path.write_text('{\n  "title": "x",,\n}')
    with pytest.raises(ScenarioError, match=rf"{re.escape(str(path))}:2:16: not JSON"):
        Scenario.load(path)
    path.write_text(json.dumps(camera(volts=1.4)))
    assert Scenario.load(path).title == "Small"
    account = Cloud(Scenario.load(str(path))).account()
    assert account.networks[0].sync_module_error is False
    assert account.cameras[0].volts == 1.4
