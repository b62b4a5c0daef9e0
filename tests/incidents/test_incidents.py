"""The last faults of a device: ended by a step, returned by an action, on the card."""

from typing import Any

import pytest

from custom_components.blink_doctor.user_reports import async_tried
from tests.card import Watch, by_name
from tests.house import House
from tests.repairs.guide import Person

pytestmark = pytest.mark.house("healthy", polls=2)

CAMERA = "Garden"


async def faults(house: House, *names: str, **data: Any) -> list[Any]:
    response = await house.act("get_fault_history", *names, **data)
    return [
        (device["name"], one["cause"], one["ended_by"], one["ended_by_name"])
        for device in response["devices"]
        for one in device["faults"]
    ]


async def test_a_cure_goes_first_the_next_time(person: Person) -> None:
    """Fixed in the repair with the second step: that is the first one from then on.

    The action returns what ended it, also after a restart, and without a request.
    """
    house = person.house
    camera = person.find(CAMERA)
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
    await house.poll(3)
    camera.remove_batteries()
    await house.poll(4)
    assert house.state(CAMERA).attributes["next_step"] == cure
    await person.open(f"camera_error {CAMERA}")
    assert "The last time this helped" in person.said["evidence"]
    await person.press("begin")
    assert person.step == cure
    told = await faults(house)
    cured = (CAMERA, "camera_error", "new_batteries", "New batteries")
    assert told == [(CAMERA, "camera_error", None, None), cured]
    await house.reload()
    house.cloud.clear_requests()
    assert await faults(house, CAMERA) == told
    assert await faults(house, name="swimming pool") == []
    assert not house.cloud.requests


async def test_a_cause_that_nobody_looks_for(house: House) -> None:
    """It does not end by itself, and is the same fault where it is looked for again."""
    house.find(CAMERA).battery = "low"
    await house.poll(2)
    for options, ended in (({"disabled": ["low_battery"]}, "paused"), ({}, None)):
        house.hass.config_entries.async_update_entry(house.doctor, options=options)
        await house.reload()
        assert [one[2] for one in await faults(house)] == [ended]


async def test_on_the_cards_row(watch: Watch, house: House) -> None:
    """The newest first, five at most, and what cured this cause; how many this year."""
    house.find(CAMERA).battery = "low"
    await house.poll(2)
    house.find(CAMERA).mend()
    await house.poll(3)
    for _ in range(5):
        house.find(CAMERA).remove_batteries()
        await house.poll(4)
        async_tried(house.coordinator, house.key(CAMERA), "power_cycle", "not_checked")
        house.find(CAMERA).mend()
        await house.poll(2)
        await house.wait(86400)
        await house.poll(2)
    newest, *_, oldest = await faults(house)
    assert newest[2:] == ("power_cycle", "Turn it off and on again")
    assert oldest[1:] == ("low_battery", "by_itself", "By itself")
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert device["faults_this_year"] == 6, "more than are sent"
    assert [one["ended_by"] for one in device["incidents"]] == ["power_cycle"] * 5
    ends = [one["to"] for one in device["incidents"]]
    assert ends == sorted(ends, reverse=True)
    await house.wait(366 * 86400)
    await house.poll(2)
    device = by_name(await (await watch()).subscribe())[CAMERA]
    assert device["faults_this_year"] == 0, "of last year"
    assert len(device["incidents"]) == 5
