"""A diagnostics download: nothing secret in it, and it can be replayed."""

from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.checkup import async_check_up
from tests.house import House, MakeHouse

REPLAY = Path(__file__).resolve().parents[2] / "scripts" / "lib" / "replay.py"


async def download(house: House, hass_client: ClientSessionGenerator) -> dict[str, Any]:
    assert await async_setup_component(house.hass, "diagnostics", {})
    await house.settle()
    client = await hass_client(await house.token())
    response = await client.get(
        f"/api/diagnostics/config_entry/{house.doctor.entry_id}"
    )
    assert response.status == HTTPStatus.OK
    data: dict[str, Any] = (await response.json())["data"]
    return data


def replayed(file: Path) -> str:
    return subprocess.run(
        [sys.executable, REPLAY, file, "--json"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout


async def troubles(house: House) -> None:
    """Let eight polls go by, so that the first ones are out of the file."""
    await house.poll(9)


async def reported_red(house: House) -> None:
    await house.poll(2)
    house.report_red_light("Front door", "flashing")
    await house.poll(9)
    assert house.cause("Front door") == "camera_error"


async def replaced(house: House) -> None:
    """Tell of new batteries long before the first poll in the file."""
    await house.poll(2)
    key = house.key("Front door")
    user_reports.async_batteries_replaced(house.coordinator, key, house.coordinator.now)
    await house.poll(9)


async def out_of_reach(house: House) -> None:
    """Let Blink answer nothing for half an hour."""
    await house.poll(2)
    house.cloud.fail("homescreen", "status=500")
    await house.poll(8)
    assert house.coordinator.data.account.fault


async def router_down(house: House) -> None:
    """Let everything go silent at once."""
    await house.poll(3)
    for device in (*house.account.owls, *house.account.sync_modules):
        device.status = "offline"
    await house.poll(9)
    assert house.coordinator.data.account.primary_cause == "home_network_offline"


@pytest.mark.parametrize(
    ("scenario", "happen"),
    [
        ("troubles", troubles),
        ("healthy", reported_red),
        ("troubles", replaced),
        ("healthy", out_of_reach),
        ("healthy", router_down),
        ("two_modules", troubles),
    ],
)
async def test_it_can_be_replayed(
    make_house: MakeHouse,
    hass_client: ClientSessionGenerator,
    tmp_path: Path,
    scenario: str,
    happen: Callable[[House], Awaitable[None]],
) -> None:
    """Replay reaches the same findings from the file alone, also those of days ago."""
    house = await make_house(scenario)
    await happen(house)
    data = await download(house, hass_client)
    file = tmp_path / "diagnostics.json"
    file.write_text(json.dumps({"home_assistant": {}, "data": data}))
    result = await house.hass.async_add_executor_job(replayed, file)
    last = json.loads(result)[-1]
    assert len(data["captures"]) == 8
    assert found(last) == found(data["diagnosis"])
    assert sorted(d["primary_cause"] for d in last["devices"].values()) == sorted(
        house.causes().values()
    )


def found(said: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    """Return cause, confidence and since of the findings of each device."""
    return {
        key: [(f["cause"], f["confidence"], f["since"]) for f in device["findings"]]
        for key, device in said["devices"].items()
    }


@pytest.mark.house(polls=2)
async def test_it_identifies_no_one(
    hass_client: ClientSessionGenerator, house: House
) -> None:
    """No serial number, name, id, token or e-mail address is in the file."""
    text = json.dumps(await download(house, hass_client))
    account, auth = house.account, house.coordinator.source.api.auth
    devices = [
        *account.cameras,
        *account.owls,
        *account.doorbells,
        *account.sync_modules,
    ]
    secrets = {
        account.email,
        str(account.id),
        auth.token,
        auth.refresh_token,
        auth.hardware_id,
        *(device.serial for device in devices),
        *(device.name for device in devices if device.name != "Doorbell"),
        *(
            f'"network_id": {network.id}'
            for network in account.networks
            if network.id > 50
        ),
    }
    assert len(secrets) > 15
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.house(polls=2)
async def test_an_entry_that_is_not_loaded_says_so(
    hass_client: ClientSessionGenerator, tmp_path: Path, house: House
) -> None:
    """Unloaded, or not set up for want of core's: no error, and its state only."""
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    assert await download(house, hass_client) == {"state": "not_loaded"}
    await house.hass.config_entries.async_remove(house.blink.entry_id)
    await house.hass.config_entries.async_reload(house.doctor.entry_id)
    data = await download(house, hass_client)
    assert data == {"state": house.doctor.state.value}
    assert data["state"] != "loaded"

    file = tmp_path / "diagnostics.json"
    file.write_text(json.dumps({"data": data}))
    ran = await house.hass.async_add_executor_job(
        partial(
            subprocess.run,
            [sys.executable, REPLAY, file],
            capture_output=True,
            check=False,
            text=True,
        )
    )
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "captures" in ran.stderr


@pytest.mark.house("one_camera", polls=1)
async def test_what_a_check_up_read_can_be_replayed(
    hass_client: ClientSessionGenerator, tmp_path: Path, house: House
) -> None:
    """A camera's own dBm and volts are in the file, as it was judged by them."""
    house.cloud.device("camera:21").raw.config |= {
        "wifi_strength": -88,
        "battery_voltage": 141,
    }
    await async_check_up(house.hass, house.coordinator, ["camera:21"])
    capture = (await download(house, hass_client))["captures"][-1]
    live = capture["live"]["camera:1"]
    assert (live["wifi_strength"], live["battery_voltage"]) == (-88, 141)
