"""The last faults of a device: cured by a step, told by an action, on the card's row."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.blink_doctor.user_reports import async_tried
from tests.dashboard.conftest import Watch, by_name
from tests.house import House
from tests.repairs.guide import Person

pytestmark = pytest.mark.house("healthy", polls=2)

CAMERA = "Garden"


def thing(house: House) -> Any:
    return house.account.find(house.key(CAMERA))


async def history(house: House, **data: Any) -> list[dict[str, Any]]:
    response = await house.act("get_fault_history", **data)
    devices: list[dict[str, Any]] = response["devices"]
    return devices


async def faults(house: House, name: str = CAMERA) -> list[dict[str, Any]]:
    (device,) = await history(house, device_id=[house.device(name).id])
    assert device["name"] == name
    assert device["device_id"] == house.device(name).id
    found: list[dict[str, Any]] = device["faults"]
    return found


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


async def test_what_an_automation_has_cured(house: House) -> None:
    """A step that is noted just before the fault is measured to be gone counts."""
    thing(house).remove_batteries()
    await house.poll(4)
    async_tried(house.coordinator, house.key(CAMERA), "power_cycle", "not_checked")
    thing(house).mend()
    await house.poll(2)
    (fault,) = await faults(house)
    assert fault["ended_by"] == "power_cycle"
    assert fault["ended_by_name"] == "Turn it off and on again"
    assert fault["cause_name"] == "Camera error"


async def test_kept_over_a_restart_and_asks_nothing(house: House) -> None:
    """By itself, as far as anybody knows; and without a request."""
    thing(house).remove_batteries()
    await house.poll(4)
    thing(house).mend()
    await house.poll(2)
    before = await faults(house)
    assert [one["ended_by"] for one in before] == ["by_itself"]
    assert [one["ended_by_name"] for one in before] == ["By itself"]
    assert before[0]["minutes"] == 20
    await house.reload()
    house.cloud.clear_requests()
    assert await faults(house) == before
    assert not house.cloud.requests


@pytest.mark.house(polls=8)
async def test_of_all_and_by_name(house: House) -> None:
    """Without devices all of them; by name what may be meant."""
    everything = await history(house)
    shown = {device["name"] for device in everything}
    assert shown >= {"Front door", "Garden", "Home"}
    (front,) = await history(house, name="front door")
    assert [one["cause"] for one in front["faults"]] == ["low_battery"]
    assert await history(house, name="swimming pool") == []


async def test_on_the_cards_row(watch: Watch, house: House) -> None:
    """The newest first, five at most, and what cured this cause."""
    thing(house).battery = "low"
    await house.poll(2)
    thing(house).mend()
    await house.poll(3)
    assert [one["cause"] for one in await faults(house)] == ["low_battery"]
    for _ in range(5):
        thing(house).remove_batteries()
        await house.poll(4)
        async_tried(house.coordinator, house.key(CAMERA), "power_cycle", "not_checked")
        thing(house).mend()
        await house.poll(2)
        await house.wait(86400)
        await house.poll(2)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert len(device["incidents"]) == 5
    # more than are sent; those of last year do not count
    assert device["faults_this_year"] == 6
    ends = [one["to"] for one in device["incidents"]]
    assert ends == sorted(ends, reverse=True)
    assert device["incidents"][0] | {"from": "", "to": "", "minutes": 0} == {
        "cause": "camera_error",
        "from": "",
        "to": "",
        "minutes": 0,
        "ended_by": "power_cycle",
        "changed_before": [],
    }


async def test_faults_of_last_year_are_not_counted(watch: Watch, house: House) -> None:
    thing(house).battery = "low"
    await house.poll(2)
    thing(house).mend()
    await house.poll(3)
    subscriber = await watch()
    assert by_name(await subscriber.subscribe())[CAMERA]["faults_this_year"] == 1
    await house.wait(366 * 86400)
    await house.poll(2)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert device["faults_this_year"] == 0
    assert [one["cause"] for one in device["incidents"]] == ["low_battery"]


@pytest.mark.house("one_camera")
async def test_a_device_of_nobody_is_named(house: House) -> None:
    with pytest.raises(ServiceValidationError, match="Not a device"):
        await history(house, device_id=["nothing"])
