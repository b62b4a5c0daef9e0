"""Conditions say what the diagnosis says now, about our devices only."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition as ha_condition, device_registry as dr
import pytest

from tests.automation.test_triggers import target_of
from tests.house import House
from tests.story import do

pytestmark = pytest.mark.house("healthy")


async def checker_of(
    house: House, condition: str, target: dict[str, Any] | None, **options: Any
) -> ha_condition.ConditionChecker:
    config: dict[str, Any] = {
        "condition": f"blink_doctor.{condition}",
        "options": options,
        **({} if target is None else {"target": target}),
    }
    valid = await ha_condition.async_validate_condition_config(house.hass, config)
    return await ha_condition.async_from_config(house.hass, valid)


async def holds(
    house: House, condition: str, target: Any = None, **options: Any
) -> bool | None:
    """Return what a condition says of a target, or of devices by their names."""
    if isinstance(target, str):
        ids = [house.device(name).id for name in target.split(", ")]
        target = {"device_id": ids}
    checker = await checker_of(house, condition, target, **options)
    try:
        return checker.async_check(variables={})
    finally:
        checker.async_unload()


async def of_which(house: House, condition: str, **options: Any) -> str:
    """Return of which devices a condition holds."""
    names = [*dict.fromkeys(name for name in house.causes() if ":" not in name)]
    found = [name for name in names if await holds(house, condition, name, **options)]
    return ", ".join(found)


@pytest.mark.house(polls=8)
async def test_what_holds_of_a_house_with_troubles(house: House) -> None:
    """Of each device by itself, by any kind of target, of any or all of several."""
    offline = "Balcony, Shed, Hallway, Cabin"
    low = {"cause": ["low_battery"]}
    of = {
        "has_fault": await of_which(house, "has_fault"),
        "low": await of_which(house, "has_fault", **low),
        "is_battery_low": await of_which(house, "is_battery_low"),
        "is_signal_weak": await of_which(house, "is_signal_weak"),
        "is_offline": await of_which(house, "is_offline"),
        "is_recording": await of_which(house, "is_recording"),
        "is_not_recording": await of_which(house, "is_not_recording"),
    }
    print(of)
    for kind in ("entity", "device", "label", "area"):
        target = target_of(house.hass, house, "Front door", kind)
        assert await holds(house, "has_fault", target), kind
        assert not await holds(house, "is_signal_weak", target), kind
    for names, behavior, expected in (
        ("Front door, Living room", "any", True),
        ("Front door, Living room", "all", False),
        ("Balcony, Shed", "all", True),
    ):
        assert await holds(house, "has_fault", names, behavior=behavior) is expected
    # what is unavailable is no fault, also not "all of none"
    await do(house, "outage")
    await house.poll(5)
    assert house.state("Front door").state == "unavailable"
    for condition in of:
        for target in ("Front door", {"area_id": "nowhere"}):
            for behavior in ("any", "all"):
                said = await holds(house, condition, target, behavior=behavior)
                assert said is False, (condition, target, behavior)
