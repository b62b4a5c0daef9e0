"""Conditions say what the diagnosis says now, about our devices only."""

import itertools
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.condition import (
    async_from_config,
    async_validate_condition_config,
)
import pytest

from tests.automation.test_triggers import other_problem_sensor, run_low, target_of
from tests.house import House, MakeHouse

pytestmark = pytest.mark.house("healthy")


async def holds(
    hass: HomeAssistant,
    condition: str,
    target: dict[str, Any] | None = None,
    **options: Any,
) -> bool | None:
    config: dict[str, Any] = {
        "condition": f"blink_doctor.{condition}",
        "options": options,
    }
    if target is not None:
        config["target"] = target
    checker = await async_from_config(
        hass, await async_validate_condition_config(hass, config)
    )
    try:
        return checker.async_check(variables={})
    finally:
        checker.async_unload()


async def troubled(make_house: MakeHouse) -> House:
    house = await make_house("troubles")
    await house.poll(8)
    return house


async def test_has_fault(hass: HomeAssistant, make_house: MakeHouse) -> None:
    """True for the troubled camera, false for a cause that it does not have."""
    house = await troubled(make_house)
    for kind in ("entity", "device", "label", "area"):
        target = target_of(hass, house, "Front door", kind)
        assert await holds(hass, "has_fault", target) is True, kind
        assert await holds(hass, "has_fault", target, cause=["low_battery"]) is True
        assert await holds(hass, "has_fault", target, cause=["weak_wifi"]) is False
        assert await holds(hass, "is_battery_low", target) is True
        assert await holds(hass, "is_signal_weak", target) is False
        assert await holds(hass, "is_offline", target) is False


async def test_any_and_all(hass: HomeAssistant, make_house: MakeHouse) -> None:
    house = await troubled(make_house)
    both = {"device_id": [house.device(n).id for n in ("Front door", "Living room")]}
    assert await holds(hass, "has_fault", both) is True
    assert await holds(hass, "has_fault", both, behavior="all") is False
    troubled_two = {"device_id": [house.device(n).id for n in ("Balcony", "Shed")]}
    assert await holds(hass, "has_fault", troubled_two, behavior="all") is True


async def test_signal_and_offline(hass: HomeAssistant, make_house: MakeHouse) -> None:
    """Both kinds of weak signal count; a camera that hangs is offline."""
    house = await troubled(make_house)
    for camera, weak in (("Driveway", True), ("Garden", True), ("Terrace", False)):
        target = {"device_id": house.device(camera).id}
        assert await holds(hass, "is_signal_weak", target) is weak, camera
    balcony = {"device_id": house.device("Balcony").id}
    assert await holds(hass, "is_offline", balcony) is True


async def test_recording(hass: HomeAssistant, house: House) -> None:
    """Ready and snoozed cameras record; what is not known is neither."""
    target = {"device_id": house.device("Driveway").id}
    camera = house.cloud.device("Driveway")

    async def said() -> tuple[bool | None, bool | None]:
        return (
            await holds(hass, "is_recording", target),
            await holds(hass, "is_not_recording", target),
        )

    assert await said() == (True, False)
    camera.raw.homescreen["snooze"] = True
    await house.poll()
    assert await said() == (True, False)
    camera.enabled = False
    await house.poll()
    assert await said() == (False, True)
    camera.raw.homescreen["enabled"] = "perhaps"
    await house.poll()
    assert await said() == (False, False)


async def test_not_recording_for_a_while(hass: HomeAssistant, house: House) -> None:
    """Since when it is so outlives a reload."""
    target = {"device_id": house.device("Driveway").id}
    house.cloud.device("Driveway").network.armed = False
    await house.poll(4)
    await house.reload()
    assert await holds(hass, "is_not_recording", target, **{"for": "00:14:00"}) is True
    assert await holds(hass, "is_not_recording", target, **{"for": "00:25:00"}) is False


async def test_without_a_target_it_is_all(hass: HomeAssistant, house: House) -> None:
    assert await holds(hass, "is_battery_low") is False
    run_low(house, "Garden")
    await house.poll()
    assert await holds(hass, "is_battery_low") is True


async def test_another_integration_in_the_same_area(house: House) -> None:
    """A foreign problem is not a fault of ours, nor does it hide one."""
    target = target_of(house.hass, house, "Driveway", "area")
    other = other_problem_sensor(house.hass, target["area_id"])
    house.hass.states.async_set(other, "on", {"device_class": "problem"})
    assert await holds(house.hass, "has_fault", target) is False
    house.hass.states.async_set(other, "off", {"device_class": "problem"})
    run_low(house, "Driveway")
    await house.poll()
    assert await holds(house.hass, "has_fault", target, behavior="all") is True


async def test_nothing_known_is_never_true(
    hass: HomeAssistant, make_house: MakeHouse
) -> None:
    """Unavailable is not a fault, also not "all of none"."""
    house = await troubled(make_house)
    target = {"device_id": house.device("Front door").id}
    house.cloud.fail("*", 503)
    await house.poll(5)
    assert house.state("Front door").state == "unavailable"
    conditions = ("has_fault", "is_battery_low", "is_signal_weak", "is_offline")
    for condition, behavior in itertools.product(conditions, ("any", "all")):
        assert await holds(hass, condition, target, behavior=behavior) is False
        nowhere = {"area_id": "nowhere"}
        assert await holds(hass, condition, nowhere, behavior=behavior) is False


async def test_for_counts_from_when_it_began(hass: HomeAssistant, house: House) -> None:
    """`for` looks at when the trouble began, also after a reload."""
    target = {"device_id": house.device("Garden").id}
    run_low(house, "Garden")
    await house.poll()
    assert await holds(hass, "has_fault", target, **{"for": "00:30:00"}) is False
    await house.poll(7)
    assert await holds(hass, "has_fault", target, **{"for": "00:30:00"}) is True
    assert await holds(hass, "has_fault", target, **{"for": "02:00:00"}) is False
    await house.reload()
    assert await holds(hass, "has_fault", target, **{"for": "00:30:00"}) is True


async def test_offline_for(hass: HomeAssistant, house: House) -> None:
    """Offline counts from when it was first seen offline."""
    target = {"device_id": house.device("Garden").id}
    house.cloud.device("Garden").hang()
    await house.poll(2)
    assert await holds(hass, "is_offline", target) is True
    assert await holds(hass, "is_offline", target, **{"for": "00:20:00"}) is False
    await house.poll(4)
    assert await holds(hass, "is_offline", target, **{"for": "00:20:00"}) is True


async def test_followed(hass: HomeAssistant, house: House) -> None:
    """Who follows a condition hears of news of the target, and of nothing else."""
    target = target_of(hass, house, "Driveway", "area")
    config = {"condition": "blink_doctor.has_fault", "target": target, "options": {}}
    checker = await async_from_config(
        hass, await async_validate_condition_config(hass, config)
    )
    heard: list[bool | None] = []
    stop = await checker.async_track_changes(
        lambda: heard.append(checker.async_check(variables={}))
    )
    run_low(house, "Garden")
    await house.poll()
    assert heard == []
    run_low(house, "Driveway")
    await house.poll()
    assert heard[-1:] == [True]
    devices = dr.async_get(hass)
    devices.async_update_device(house.device("Driveway").id, area_id=None)
    await house.settle()
    assert heard[-1:] == [False], "it left the area"
    devices.async_update_device(house.device("Garden").id, area_id=target["area_id"])
    await house.settle()
    assert heard[-1:] == [True], "another one came"
    stop()
    so_far = len(heard)
    house.cloud.device("Garden").mend()
    await house.poll(2)
    assert len(heard) == so_far
    checker.async_unload()
