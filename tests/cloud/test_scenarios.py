"""Scenarios are data, and mistakes in them are named with their place."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from demo.cloud import Cloud, Scenario, ScenarioError, names
from demo.cloud.payloads.capture import capture

from .conftest import Hand, SignIn, StartCloud

CAUSES = {
    "none",
    "low_battery",
    "weak_wifi",
    "wifi_congestion",
    "weak_sync_module_link",
    "sync_module_offline",
    "home_network_offline",
    "firmware_behind",
    "camera_error",
    "blink_unreachable",
}


@pytest.mark.parametrize("name", names())
async def test_real_client_sets_up(
    start_cloud: StartCloud, sign_in: SignIn, name: str
) -> None:
    """The real client reads each of them, and sees every device."""
    cloud = await start_cloud(name)
    account = cloud.account()
    blink = await sign_in(account)

    await blink.refresh()

    seen = {camera.serial for camera in blink.cameras.values()}
    assert seen == {
        d.serial for d in [*account.cameras, *account.owls, *account.doorbells]
    }
    assert set(account.expected().values()) <= CAUSES
    json.dumps([capture(account) for account in cloud.accounts])


def scenario(**changes: Any) -> dict[str, Any]:
    camera = {"name": "Garden", **changes}
    network = {"name": "Home", "sync_module": {}, "cameras": [camera]}
    account = {"email": "demo@example.com", "networks": [network]}
    return {"title": "Small", "accounts": [account]}


CAMERA = "home.accounts[0].networks[0].cameras[0]"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ([], "home: must be an object, not []"),
        ({"title": "x"}, "home: 'accounts' is missing"),
        (scenario(colour="red"), f"{CAMERA}.colour: unknown key (known: "),
        (
            scenario(battery="lo"),
            f"{CAMERA}.battery: must be one of 'ok', 'low', None, not 'lo'",
        ),
        (scenario(volts="1.5"), f"{CAMERA}.volts: must be a number from 0 to 4, not '1.5'"),
        (scenario(issues=["wifi", 7]), f"{CAMERA}.issues[1]: must be text, not 7"),
        (
            scenario(timeline=[{"at": "soon", "do": "hang"}]),
            f"{CAMERA}.timeline[0].at: 'soon' is not a duration",
        ),
        (
            scenario(timeline=[{"at": "1d", "do": "explode"}]),
            f"{CAMERA}.timeline[0]: unknown action 'explode' (known: break_hardware, ",
        ),
        (
            scenario(timeline=[{"at": "1d", "set": {"battery": "full"}}]),
            f"{CAMERA}.timeline[0].set.battery: must be one of",
        ),
        (
            {
                "title": "x",
                "accounts": [
                    {
                        "email": "a",
                        "networks": [{"name": "N"}],
                        "timeline": [{"at": "1h", "do": "router_off", "network": "M"}],
                    }
                ],
            },
            "home.accounts[0].timeline[0].network: must be one of 'N', not 'M'",
        ),
        (
            {
                "title": "x",
                "accounts": [
                    {
                        "email": "a",
                        "networks": [
                            {"name": "N", "cameras": [{"name": "Garden"}],
                             "owls": [{"name": "garden"}]}
                        ],
                    }
                ],
            },
            "home.accounts[0].networks[0].owls[0].name: 'garden' is taken by "
            "home.accounts[0].networks[0].cameras[0].name",
        ),
    ],
)  # fmt: skip
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

    path.write_text(json.dumps(scenario(volts=1.4)))
    assert Scenario.load(path).title == "Small"
    assert Cloud(Scenario.load(path)).account().networks[0].sync_module_error is False
    assert Cloud(Scenario.load(str(path))).account().cameras[0].volts == 1.4


def test_wrong_family(clock: Hand) -> None:
    """An action that a family does not have is refused, not ignored."""
    data = scenario()
    data["accounts"][0]["networks"][0]["owls"] = [
        {"name": "Mini", "timeline": [{"at": "1d", "do": "insert_batteries"}]}
    ]
    with pytest.raises(ScenarioError, match="a Mini cannot 'insert_batteries'"):
        Cloud(Scenario.from_data(data), clock=clock)
