"""Conditions say what the diagnosis says now, about our devices only."""

import itertools
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import condition as ha_condition, device_registry as dr
import pytest

from tests.automation.test_triggers import target_of
from tests.house import House
from tests.phone_story import do, run_low

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


# of which devices of the house each of them holds
HOLD = {
    "has_fault": "Front door, Driveway, Garden, Garage, Shed, Balcony",
    "is_battery_low": "Front door",
    # both kinds of weak signal count
    "is_signal_weak": "Driveway, Garden",
    "is_offline": "Balcony",
    "is_recording": "Front door, Driveway, Garden, Garage, Back yard, Shed, Terrace, "
    "Living room, Nursery, Hallway, Doorbell",
    "is_not_recording": "Balcony",
}


@pytest.mark.house(polls=8)
async def test_what_holds_of_a_house_with_troubles(house: House) -> None:
    """Of each device by itself, by any kind of target, of any or all of several."""
    for condition, names in HOLD.items():
        assert await of_which(house, condition) == names, condition
    assert await of_which(house, "has_fault", cause=["low_battery"]) == "Front door"
    for kind in ("entity", "device", "label", "area"):
        target = target_of(house.hass, house, "Front door", kind)
        assert await holds(house, "has_fault", target), kind
        assert not await holds(house, "is_signal_weak", target), kind
    mixed = "Front door, Living room"
    assert await holds(house, "has_fault", mixed, behavior="any")
    assert not await holds(house, "has_fault", mixed, behavior="all")
    assert await holds(house, "has_fault", "Balcony, Shed", behavior="all")
    # what is unavailable is no fault, also not "all of none"
    house.cloud.fail("*", 503)
    await house.poll(5)
    assert house.state("Front door").state == "unavailable"
    targets: tuple[Any, ...] = ("Front door", {"area_id": "nowhere"})
    for one, behavior, of in itertools.product(HOLD, ("any", "all"), targets):
        if "recording" not in one or of != "Front door":
            assert await holds(house, one, of, behavior=behavior) is False


async def test_recording(house: House) -> None:
    """Ready and snoozed cameras record; what is not known is neither."""
    for said, recording, not_recording in (
        ({}, True, False),
        ({"snooze": True}, True, False),
        ({"snooze": True, "enabled": False}, False, True),
        ({"snooze": True, "enabled": "perhaps"}, False, False),
    ):
        house.thing("Driveway").raw.homescreen.update(said)
        await house.poll()
        assert await holds(house, "is_recording", "Driveway") is recording, said
        assert await holds(house, "is_not_recording", "Driveway") is not_recording, said


async def test_for_counts_from_when_it_began(house: House) -> None:
    """`for` looks at when the trouble began, also after a reload."""
    assert await holds(house, "is_battery_low") is False
    for deed in ("Garden low", "Driveway hang", "Driveway disarm", "2"):
        await do(house, *deed.split())
    assert await holds(house, "is_battery_low") is True, "without a target it is all"

    async def hold_for(minutes: int) -> set[bool | None]:
        options: Any = {"for": {"minutes": minutes}}
        return {
            await holds(house, "has_fault", "Garden", **options),
            await holds(house, "is_offline", "Driveway", **options),
            await holds(house, "is_not_recording", "Garden", **options),
        }

    assert (await hold_for(0), await hold_for(20)) == ({True}, {False})
    await house.poll(5)
    for _ in range(2):
        assert (await hold_for(25), await hold_for(60)) == ({True}, {False})
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
    # it leaves the area, then another one comes
    for name, area, said in (
        ("Driveway", None, False),
        ("Garden", target["area_id"], True),
    ):
        devices.async_update_device(house.device(name).id, area_id=area)
        await house.settle()
        assert heard[-1:] == [said], name
    stop()
    so_far = len(heard)
    house.thing("Garden").mend()
    await house.poll(2)
    assert len(heard) == so_far
    checker.async_unload()
