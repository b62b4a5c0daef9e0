"""Following core Blink through load, unload, reload and its answers, under ids that last."""

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import Event, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.blink_doctor import user_reports
from custom_components.blink_doctor.const import CONF_SECRET
from tests.house import DAY_SECONDS, House
from tests.story import Story


def ours(house: House) -> set[str]:
    """Return the unique ids of our entities and the ids of our issues."""
    issues = (issue.issue_id for issue in house.issues)
    return {*(entry.unique_id for entry in house.entries), *issues}


@pytest.mark.house(polls=3)
async def test_reload_of_core_changes_nothing(house: House) -> None:
    """States stay, findings keep their since, and we read the new objects."""
    before = house.state("Front door")
    states: list[str] = []

    @callback
    def note(event: Event) -> None:
        if event.data["entity_id"] == before.entity_id:
            states.append(event.data["new_state"].state)

    house.hass.bus.async_listen("state_changed", note)
    await house.reload(house.blink)
    # core renames its devices back and forth on a reload, and our entities with them
    assert set(states) <= {STATE_ON}
    house.find("Living room").status = "offline"
    await house.poll(1)
    assert house.state("Living room").attributes["online"] is False
    assert house.state("Front door").attributes["since"] == before.attributes["since"]


@pytest.mark.house("one_camera", doctor=False)
async def test_core_comes_and_goes(house: House, story: Story) -> None:
    entries, blink = house.hass.config_entries, house.blink.entry_id

    def tell_devices() -> None:
        told, finding = house.coordinator.data, house.coordinator.data.account.primary
        story.tell("devices", [*told.devices])
        story.tell("evidence", finding and finding.evidence)

    await entries.async_set_disabled_by(blink, ConfigEntryDisabler.USER)
    story("set up while core is disabled: no reason to fail, and a fault")
    house.doctor = await house.add_doctor()
    for _ in range(17):
        await house.wait(60)
    tell_devices()
    story.follow_states(house)
    story("entities come with the data")
    await entries.async_set_disabled_by(blink, None)
    await house.settle()
    story("core is not loaded for ten minutes: nothing to say yet")
    await entries.async_unload(blink)
    for _ in range(10):
        await house.wait(60)
    story("for a quarter of an hour")
    for _ in range(7):
        await house.wait(60)
    tell_devices()
    story("it is back")
    await entries.async_setup(blink)
    await house.settle()


@pytest.mark.house("one_camera")
async def test_camera_that_core_adds_later(house: House) -> None:
    """It has entities at once, on our own device; they move to core's, and ours is removed."""
    entities, devices = er.async_get(house.hass), dr.async_get(house.hass)
    house.account.add_camera("Attic")
    await house.poll()
    assert house.state("Attic").state == STATE_OFF
    own = house.device("Attic")
    assert own.config_entry_id == house.doctor.entry_id, "core has no device for it yet"
    await house.reload(house.blink)
    await house.poll()
    device = house.device("Attic")
    assert device.config_entry_id == house.blink.entry_id
    assert devices.async_get(own.id) is None
    entry = entities.async_get(house.entity_id("Attic", "fault"))
    assert entry is not None
    assert entry.device_id == device.id


@pytest.mark.house(polls=8)
async def test_no_data_changes_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A homescreen that is none, and Home Assistant's own action to update an entity."""
    before = house.causes()
    for mode in ("html", "empty", "truncated"):
        house.cloud.fail("*homescreen*", mode)
        await house.poll(2)
        assert house.causes() == before, mode
        house.cloud.heal()
        await house.poll()
        assert house.causes() == before, mode
    house.cloud.clear_requests()
    caplog.clear()
    fault = house.entity_id("Front door", "fault")
    await house.call("homeassistant.update_entity", entity_id=[fault])
    await house.wait(11)
    assert house.cloud.requests == []
    assert house.state("Front door").state == STATE_ON
    said = [r for r in caplog.records if r.levelname in ("ERROR", "WARNING")]
    assert [r for r in said if r.name != "asyncio"] == [], "its clock jumps here"


@pytest.mark.house("one_camera", polls=1)
async def test_listed_under_two_ids_for_a_while(house: House) -> None:
    """A camera that was paired again keeps entities, past and notes; they go with it."""
    camera = house.account.cameras[0]
    coordinator, key = house.coordinator, house.key(camera.name)
    user_reports.async_batteries_replaced(coordinator, key, coordinator.now)
    user_reports.async_tried(coordinator, key, "power_cycle", "fixed")
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
    assert house.notes(paired.key).steps_tried
    house.account.remove_camera(paired.key)
    for days in (2, 91):
        assert len(house.coordinator.notes) == 2, "of it and of the account"
        await house.wait(days * DAY_SECONDS)
        await house.poll(2)
    assert [*house.coordinator.notes] == ["account"]


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


async def test_ids_cannot_be_guessed(house: House) -> None:
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
