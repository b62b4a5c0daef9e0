"""Which device is which: ids that last, whatever happens to serial numbers and ids."""

from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.const import CONF_SECRET, DOMAIN
from tests.house import House


def ours(house: House) -> set[str]:
    """Return the unique ids of our entities and the ids of our issues."""
    entries = er.async_entries_for_config_entry(
        er.async_get(house.hass), house.doctor.entry_id
    )
    issues = [key[1] for key in ir.async_get(house.hass).issues if key[0] == DOMAIN]
    return {*(entry.unique_id for entry in entries), *issues}


@pytest.mark.house("one_camera", polls=1)
async def test_listed_under_two_ids_for_a_while(house: House) -> None:
    """A camera that was paired again keeps entities and past when the old id goes."""
    camera = house.account.cameras[0]
    now = house.coordinator.now
    user_reports.async_batteries_replaced(house.coordinator, camera.key, now)
    await house.poll()
    before = ours(house)
    put_in = house.remembered(camera.key).cells.put_in
    assert put_in is not None

    paired = house.account.add_camera(camera.name)
    paired.serial = camera.serial
    await house.poll(2)
    house.account.remove_camera(camera.key)
    await house.poll(2)
    assert ours(house) == before
    assert camera.key not in house.coordinator.memory.devices
    assert house.remembered(paired.key).cells.put_in == put_in

    for entry in (house.blink, house.doctor):
        await house.reload(entry)
    await house.poll()
    assert ours(house) == before
    assert house.state(paired.key).state == "off"


@pytest.mark.house("one_camera", doctor=False)
async def test_a_serial_number_that_turns_up_later(house: House) -> None:
    """Entities and issues stay those that they were."""
    camera = house.account.cameras[0]
    serial, camera.serial = camera.serial, ""
    await house.poll()
    house.doctor = await house.add_doctor()
    without_issue = ours(house)
    camera.battery = "low"
    await house.poll(2)
    before = ours(house)
    assert len(before - without_issue) == 1

    camera.serial = serial
    await house.poll(2)
    assert house.remembered(camera.key).identity is not None
    assert ours(house) == before
    await house.reload()
    assert ours(house) == before
    camera.battery = "ok"
    await house.poll(2)
    assert ours(house) == without_issue


async def test_ids_cannot_be_tried_out(house: House) -> None:
    """They depend on a secret that only the entry has: two houses have none in common."""
    first = {house.coordinator.uid(key) for key in house.coordinator.data.devices}
    secret = house.doctor.data[CONF_SECRET]
    assert len(secret) == 32
    await house.hass.config_entries.async_remove(house.doctor.entry_id)
    house.doctor = await house.add_doctor()
    assert house.doctor.data[CONF_SECRET] != secret
    second = {house.coordinator.uid(key) for key in house.coordinator.data.devices}
    assert len(first) == len(second)
    assert first & second == {"account"}
