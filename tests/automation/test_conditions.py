"""Conditions say what the diagnosis says now, about our devices only."""

import itertools
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition as ha_condition, device_registry as dr
import pytest

from tests.automation.test_triggers import run_low, target_of
from tests.house import House

pytestmark = pytest.mark.house("healthy")


async def checker_of(
    house: House, condition: str, target: dict[str, Any] | None, **options: Any
) -> ha_condition.ConditionChecker:
    name = f"blink_doctor.{condition}"
    config: dict[str, Any] = {"condition": name, "options": options}
    if target is not None:
        config["target"] = target
    hass = house.hass
    valid = await ha_condition.async_validate_condition_config(hass, config)
    return await ha_condition.async_from_config(hass, valid)


async def holds(
    house: House,
    condition: str,
    target: dict[str, Any] | tuple[str, ...] | None = None,
    **options: Any,
) -> bool | None:
    """Return what a condition says of a target, or of devices by their names."""
    if isinstance(target, tuple):
        target = {"device_id": [house.device(name).id for name in target]}
    checker = await checker_of(house, condition, target, **options)
    try:
        return checker.async_check(variables={})
    finally:
        checker.async_unload()


@pytest.mark.house(polls=8)
async def test_what_holds_of_a_house_with_troubles(house: House) -> None:
    """True for a troubled camera, of any or all; false for what it does not have."""
    for kind in ("entity", "device", "label", "area"):
        target = target_of(house.hass, house, "Front door", kind)
        for condition, options, expected in (
            ("has_fault", {}, True),
            ("has_fault", {"cause": ["low_battery"]}, True),
            ("has_fault", {"cause": ["weak_wifi"]}, False),
            ("is_battery_low", {}, True),
            ("is_signal_weak", {}, False),
            ("is_offline", {}, False),
        ):
            assert await holds(house, condition, target, **options) is expected, kind
    mixed = ("Front door", "Living room")
    for condition, names, behavior, expected in (
        ("has_fault", mixed, "any", True),
        ("has_fault", mixed, "all", False),
        ("has_fault", ("Balcony", "Shed"), "all", True),
        # both kinds of weak signal count
        ("is_signal_weak", ("Driveway",), "any", True),
        ("is_signal_weak", ("Garden",), "any", True),
        ("is_signal_weak", ("Terrace",), "any", False),
        ("is_offline", ("Balcony",), "any", True),
    ):
        said = await holds(house, condition, names, behavior=behavior)
        assert said is expected, (condition, names, behavior)
    # what is unavailable is no fault, also not "all of none"
    house.cloud.fail("*", 503)
    await house.poll(5)
    assert house.state("Front door").state == "unavailable"
    targets: tuple[Any, ...] = (("Front door",), {"area_id": "nowhere"})
    conditions = ("has_fault", "is_battery_low", "is_signal_weak", "is_offline")
    for one, behavior, of in itertools.product(conditions, ("any", "all"), targets):
        assert await holds(house, one, of, behavior=behavior) is False


async def test_recording(house: House) -> None:
    """Ready and snoozed cameras record; what is not known is neither."""
    camera, driveway = house.thing("Driveway"), ("Driveway",)
    for said, expected in (
        ({}, (True, False)),
        ({"snooze": True}, (True, False)),
        ({"snooze": True, "enabled": False}, (False, True)),
        ({"snooze": True, "enabled": "perhaps"}, (False, False)),
    ):
        camera.raw.homescreen.update(said)
        await house.poll()
        is_recording = await holds(house, "is_recording", driveway)
        is_not = await holds(house, "is_not_recording", driveway)
        assert (is_recording, is_not) == expected, said


async def test_for_counts_from_when_it_began(house: House) -> None:
    """`for` looks at when the trouble began, also after a reload."""
    assert await holds(house, "is_battery_low") is False
    run_low(house, "Garden")
    house.thing("Driveway").hang()
    house.thing("Driveway").network.armed = False
    await house.poll(2)
    assert await holds(house, "is_battery_low") is True, "without a target it is all"
    began = {
        "has_fault": "Garden",
        "is_offline": "Driveway",
        "is_not_recording": "Garden",
    }

    async def for_a(minutes: int) -> list[bool | None]:
        options: Any = {"for": {"minutes": minutes}}
        return [await holds(house, one, (of,), **options) for one, of in began.items()]

    assert await for_a(0) == [True, True, True]
    assert await for_a(20) == [False, False, False]
    await house.poll(5)
    for _ in range(2):
        assert await for_a(25) == [True, True, True]
        assert await for_a(60) == [False, False, False]
        await house.reload()


async def test_followed(hass: HomeAssistant, house: House) -> None:
    """Who follows a condition hears of news of the target, and of nothing else."""
    target = target_of(hass, house, "Driveway", "area")
    checker = await checker_of(house, "has_fault", target)
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
    house.thing("Garden").mend()
    await house.poll(2)
    assert len(heard) == so_far
    checker.async_unload()
