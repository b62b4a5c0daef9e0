"""Scenarios are data, and mistakes in them are named with their place."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.model.findings import Cause
from demo.cloud import Cloud, Scenario, ScenarioError, names
from demo.cloud.payloads.capture import capture

from .conftest import Hand, SignIn, StartCloud


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
    assert set(account.expected().values()) <= {"none", *Cause}
    json.dumps([capture(account) for account in cloud.accounts])


def camera(**changes: Any) -> dict[str, Any]:
    return {"cameras": [{"name": "Garden", **changes}]}


def home(network: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a scenario with an account of one network."""
    networks = [{"name": "Home", "sync_module": {}, **network}]
    account = {"email": "demo@example.com", "networks": networks, **changes}
    return {"title": "Small", "accounts": [account]}


def then(**step: Any) -> dict[str, Any]:
    return {"timeline": [{"at": "1d", **step}]}


NETWORK = "home.accounts[0].networks[0]"
CAMERA = f"{NETWORK}.cameras[0]"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ([], "home: must be an object, not []"),
        ({"title": "x"}, "home: 'accounts' is missing"),
        (home(camera(colour="red")), f"{CAMERA}.colour: unknown key (known: "),
        (
            home(camera(battery="lo")),
            f"{CAMERA}.battery: must be one of 'ok', 'low', None, not 'lo'",
        ),
        (
            home(camera(volts="1.5")),
            f"{CAMERA}.volts: must be a number from 0 to 4, not '1.5'",
        ),
        (
            home(camera(issues=["wifi", 7])),
            f"{CAMERA}.issues[1]: must be text, not 7",
        ),
        (
            home(camera(**then(at="soon", do="hang"))),
            f"{CAMERA}.timeline[0].at: 'soon' is not a duration",
        ),
        (
            home(camera(**then(do="explode"))),
            f"{CAMERA}.timeline[0]: unknown action 'explode' (known: break_hardware, ",
        ),
        (
            home(camera(**then(set={"battery": "full"}))),
            f"{CAMERA}.timeline[0].set.battery: must be one of",
        ),
        (
            home({}, **then(do="router_off", network="M")),
            "home.accounts[0].timeline[0].network: must be one of 'Home', not 'M'",
        ),
        (
            home({**camera(), "owls": [{"name": "garden"}]}),
            f"{NETWORK}.owls[0].name: 'garden' is taken by {CAMERA}.name",
        ),
    ],
)
def test_mistakes(data: Any, error: str) -> None:
    """Each names the place and what belongs there."""
    with pytest.raises(ScenarioError, match=re.escape(error)):
        Scenario.from_data(data, "home")


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
    path.write_text(json.dumps(home(camera(volts=1.4))))
    assert Scenario.load(path).title == "Small"
    account = Cloud(Scenario.load(str(path))).account()
    assert account.networks[0].sync_module_error is False
    assert account.cameras[0].volts == 1.4


def test_wrong_family(clock: Hand) -> None:
    """An action that a family does not have is refused, not ignored."""
    mini = {"name": "Mini", **then(do="insert_batteries")}
    with pytest.raises(ScenarioError, match="a Mini cannot 'insert_batteries'"):
        Cloud(Scenario.from_data(home({"owls": [mini]})), clock=clock)
