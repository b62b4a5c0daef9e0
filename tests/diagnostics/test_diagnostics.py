"""A diagnostics download can be replayed; that nothing secret is in it: tests/safety."""

from http import HTTPStatus
from typing import Any

from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.blink_doctor.checkup import async_check_up
from custom_components.blink_doctor.diagnosis import replay
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from tests.house import House, MakeHouse
from tests.phone_story import do


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


def found(said: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    """Return cause, confidence and since of the findings of each device."""
    return {
        key: [(f["cause"], f["confidence"], f["since"]) for f in device["findings"]]
        for key, device in said["devices"].items()
    }


@pytest.mark.parametrize(
    ("scenario", "what", "device", "cause"),
    [
        ("troubles", "", "Front door", "low_battery"),
        ("troubles", "act batteries_replaced Driveway", "Driveway", "weak_wifi"),
        ("two_modules", "", "account", "none"),
        ("healthy", "act report_red_light Front_door", "Front door", "camera_error"),
        ("healthy", "fail 500", "account", "blink_unreachable"),
        ("healthy", "router_off", "account", "home_network_offline"),
    ],
)
async def test_it_can_be_replayed(
    make_house: MakeHouse,
    hass_client: ClientSessionGenerator,
    scenario: str,
    what: str,
    device: str,
    cause: str,
) -> None:
    """Replay reaches the same findings from the file alone, also those of before it."""
    house = await make_house(scenario)
    await house.poll(3)
    await do(house, *what.split())
    await house.poll(9)
    assert house.diagnosis(device).primary_cause == cause
    data = await download(house, hass_client)
    file = {"home_assistant": {}, "data": data}
    last = replay.as_json(replay.read(file))[-1]
    assert len(data["captures"]) == 8, "of twelve polls"
    assert found(last) == found(data["diagnosis"])
    assert sorted(d["primary_cause"] for d in last["devices"].values()) == sorted(
        house.causes().values()
    )


@pytest.mark.house("healthy", polls=9)
async def test_reports_between_polls_are_in_the_file(
    hass_client: ClientSessionGenerator, house: House
) -> None:
    """A red light that is seen or gone, new batteries, a pause; also around failed polls and a reload."""

    async def replayed() -> dict[str, Any]:
        data = await download(house, hass_client)
        said = replay.as_json(replay.read({"home_assistant": {}, "data": data}))[-1]
        assert found(said) == found(data["diagnosis"])
        return {key: one for key, one in found(said).items() if one}

    house.find("Garden").set_signal(1)
    for camera in ("Driveway", "Porch"):
        house.find(camera).battery = "low"
    await house.poll(2)
    await house.act("pause", "Driveway")
    await house.act("report_red_light", "Front door")
    assert (await replayed()).keys() == {"camera:1", "camera:4"}, "at once"
    house.cloud.fail("homescreen", "status=500", times=1)
    await house.poll()
    house.find("Porch").battery = "ok"
    await house.act("batteries_replaced", "Porch")
    await house.poll()
    await house.act("report_red_light", "Front door", pattern="stopped")
    assert await replayed() == {}
    await house.reload(house.blink)
    await house.poll(7)
    assert [*(await replayed())] == ["camera:3"], "polls are as far apart as core's"
    garden = house.find("Garden")
    house.account.remove_camera("Garden")
    house.account.add_camera("Garden", wifi_bars=1).serial = garden.serial
    await house.poll()
    assert await replayed() == {}, "paired again it is one camera, with a new beginning"


@pytest.mark.house(polls=2)
async def test_an_entry_that_is_not_loaded_says_so(
    hass_client: ClientSessionGenerator, house: House
) -> None:
    """Unloaded, or not set up because core's is not: no error, only its state."""
    assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
    assert await download(house, hass_client) == {"state": "not_loaded"}
    await house.hass.config_entries.async_remove(house.blink.entry_id)
    await house.hass.config_entries.async_reload(house.doctor.entry_id)
    data = await download(house, hass_client)
    assert data == {"state": house.doctor.state.value}
    assert data["state"] != "loaded"
    with pytest.raises(replay.NotAReplay, match="captures"):
        replay.read({"data": data})


@pytest.mark.house("one_camera", polls=1)
async def test_what_a_check_up_read_can_be_replayed(
    hass_client: ClientSessionGenerator, house: House
) -> None:
    """A camera's own dBm and volts are in the file, and its mount's battery."""
    house.find("Front door").mount_battery = "low"
    await house.poll()
    own = {"wifi_strength": -88, "battery_voltage": 141}
    house.cloud.device("camera:21").raw.config |= own
    await async_check_up(house.hass, house.coordinator, [DeviceKey("camera:21")])
    *_, last = (await download(house, hass_client))["captures"]
    assert last["live"]["camera:1"] == last["live"]["camera:1"] | own
    mounts = last["homescreen"]["accessories"]["storm"]
    assert mounts == [{"target_id": 1, "battery": "low"}]
