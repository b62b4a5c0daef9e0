"""Floodlight mounts: their battery is told where Blink says something, and only there."""

from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.diagnosis.parsing.payload import parse
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from tests.house import House
from tests.scenarios.homes import START, home, homescreen


def mounts(*listed: Any, accessories: Any = None) -> dict[str, Battery | None]:
    answer = homescreen(
        home("sync_module:11", "camera:21", "camera:22", "owl:21"), START
    )
    answer["accessories"] = (
        {"storm": [*listed], "rosie": []} if accessories is None else accessories
    )
    snapshot = parse(answer, at=START)
    assert snapshot.usable
    return {key: one.mount_battery for key, one in snapshot.devices.items()}


@pytest.mark.parametrize(
    ("word", "battery"),
    [
        ("ok", Battery.OK),
        ("low", Battery.LOW),
        ("LOW", Battery.LOW),
        (None, None),
        ("", None),
        ("full", None),
        ("half empty", None),
        (3, None),
        ([], None),
    ],
)
def test_the_word_of_a_mount(word: Any, battery: Battery | None) -> None:
    """On the camera that it carries, and on nothing else with the same id."""
    found = mounts({"id": 1, "target_id": 21, "battery": word, "type": "storm"})
    assert found.pop("camera:21") is battery
    assert set(found.values()) == {None}


def test_two_mounts() -> None:
    """Each its own; of two on one camera the one that needs somebody."""
    low, fine = {"target_id": 21, "battery": "low"}, {"target_id": 21, "battery": "ok"}
    assert mounts(low, fine)["camera:21"] is Battery.LOW
    assert mounts(fine, low)["camera:21"] is Battery.LOW
    found = mounts(low, {"target_id": "22", "battery": "ok"})
    assert (found["camera:21"], found["camera:22"]) == (Battery.LOW, Battery.OK)


@pytest.mark.parametrize(
    "odd", [[], 5, "x", {"storm": None}, {"storm": {"1": {}}}, {"storm": [5, None, {}]}]
)
def test_odd_accessories(odd: Any) -> None:
    """Whatever comes, no device is lost and nothing is said."""
    assert set(mounts(accessories=odd).values()) == {None}


@pytest.mark.house("healthy")
async def test_entity_and_file(house: House) -> None:
    """A battery entity where Blink says something; on while it is low, quiet in a pause."""
    with pytest.raises(KeyError):
        house.entity_id("Garden", "mount_battery")
    camera: Any = house.account.find(house.key("Garden"))
    camera.mount_battery = "ok"
    await house.poll()
    assert house.state("Garden", "mount_battery").state == "off"
    camera.mount_battery = "low"
    await house.poll()
    state = house.state("Garden", "mount_battery")
    assert (state.state, state.attributes["device_class"]) == ("on", "battery")
    assert house.state("Garden").state == "off", "it is not the camera's own battery"
    data = await async_get_config_entry_diagnostics(house.hass, house.doctor)
    said = data["captures"][-1]["homescreen"]["accessories"]["storm"]
    assert [{**one, "target_id": 0} for one in said] == [
        {"target_id": 0, "battery": "low"}
    ]
    await house.hass.services.async_call(
        "switch",
        "turn_off",
        {"entity_id": house.entity_id("Garden", "watch")},
        blocking=True,
    )
    assert house.state("Garden", "mount_battery").state == "unknown"
    with pytest.raises(KeyError):
        house.entity_id("Driveway", "mount_battery")
