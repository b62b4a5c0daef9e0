"""The last faults of a device: cured by a step, told by an action, on the card's row."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.blink_doctor.user_reports import async_tried
from tests.card import Watch, by_name
from tests.house import House
from tests.repairs.guide import Person

pytestmark = pytest.mark.house("healthy", polls=2)

CAMERA = "Garden"


async def history(house: House, *names: str, **data: Any) -> list[dict[str, Any]]:
    response = await house.act("get_fault_history", *names, **data)
    devices: list[dict[str, Any]] = response["devices"]
    return devices


async def faults(house: House) -> list[dict[str, Any]]:
    (device,) = await history(house, CAMERA)
    assert device["name"] == CAMERA
    assert device["device_id"] == house.device(CAMERA).id
    found: list[dict[str, Any]] = device["faults"]
    return found


async def has_no_batteries(house: House, tried: str | None = None) -> None:
    """Let a fault come and end, perhaps just after a step was noted."""
    house.thing(CAMERA).remove_batteries()
    await house.poll(4)
    if tried:
        async_tried(house.coordinator, house.key(CAMERA), tried, "not_checked")
    house.thing(CAMERA).mend()
    await house.poll(2)


async def test_a_cure_goes_first_the_next_time(person: Person) -> None:
    """Fixed in the repair with the second step: that is the first one from then on."""
    house = person.house
    camera = person.thing(CAMERA)
    camera.remove_batteries()
    await house.poll(4)
    usual = house.state(CAMERA).attributes["next_step"]
    await person.open(f"camera_error {CAMERA}", "begin")
    assert person.step == usual
    await person.press("next_step")
    cure = person.step
    assert cure != usual
    camera.mend()
    await house.wait(60)
    await person.press("batteries_done")
    assert (cure, person.step) == ("replace_batteries", "create_entry")
    (fault,) = await faults(house)
    assert fault["ended_by"] == "new_batteries"
    assert fault["to"] is not None
    await house.poll(3)
    camera.remove_batteries()
    await house.poll(4)
    assert house.state(CAMERA).attributes["next_step"] == cure
    await person.open(f"camera_error {CAMERA}")
    assert "The last time this helped" in person.said["evidence"]
    await person.press("begin")
    assert person.step == cure
    newest, oldest = await faults(house)
    assert (newest["to"], newest["minutes"], newest["ended_by"]) == (None, None, None)
    assert oldest["ended_by"] == "new_batteries"


async def test_what_the_action_tells(house: House) -> None:
    """What ended a fault; the same after a restart, and without a request."""
    await has_no_batteries(house)
    await has_no_batteries(house, "power_cycle")
    before = await faults(house)
    ends = [(one["ended_by"], one["ended_by_name"]) for one in before]
    cycled = ("power_cycle", "Turn it off and on again")
    assert ends == [cycled, ("by_itself", "By itself")]
    assert {one["cause_name"] for one in before} == {"Camera error"}
    assert before[1]["minutes"] == 20
    await house.reload()
    house.cloud.clear_requests()
    assert await faults(house) == before
    assert not house.cloud.requests


@pytest.mark.house(polls=8)
async def test_of_all_and_by_name(house: House) -> None:
    """Without devices all of them; by name what may be meant."""
    shown = {device["name"] for device in await history(house)}
    assert shown >= {"Front door", "Garden", "Home"}
    (front,) = await history(house, name="front door")
    assert [one["cause"] for one in front["faults"]] == ["low_battery"]
    assert await history(house, name="swimming pool") == []
    with pytest.raises(ServiceValidationError, match="Not a device"):
        await history(house, device_id=["nothing"])


async def test_on_the_cards_row(watch: Watch, house: House) -> None:
    """The newest first, five at most, and what cured this cause; how many this year."""
    house.thing(CAMERA).battery = "low"
    await house.poll(2)
    house.thing(CAMERA).mend()
    await house.poll(3)
    assert [one["cause"] for one in await faults(house)] == ["low_battery"]
    for _ in range(5):
        await has_no_batteries(house, "power_cycle")
        await house.wait(86400)
        await house.poll(2)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert len(device["incidents"]) == 5
    assert device["faults_this_year"] == 6, "more than are sent"
    ends = [one["to"] for one in device["incidents"]]
    assert ends == sorted(ends, reverse=True)
    newest = device["incidents"][0]
    told = {"cause": "camera_error", "ended_by": "power_cycle", "changed_before": []}
    assert newest == {**{key: newest[key] for key in ("from", "to", "minutes")}, **told}
    await house.wait(366 * 86400)
    await house.poll(2)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert device["faults_this_year"] == 0, "of last year"
    assert len(device["incidents"]) == 5
