"""The memory on disk: what a restart, a crash or a bad file costs."""

import json
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import EVENT_HOMEASSISTANT_FINAL_WRITE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store
import pytest

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.store import SAVE_DELAY, MemoryStore
from demo.cloud.payloads.homescreen import homescreen
from tests.house import House, MakeHouse


def key(house: House) -> str:
    return f"{DOMAIN}.{house.doctor.entry_id}"


async def test_written_on_change_and_late(
    hass_storage: dict[str, Any], house: House
) -> None:
    """The first findings are written two minutes later, and then nothing."""
    assert key(house) not in hass_storage
    await house.wait(SAVE_DELAY + 1)
    assert hass_storage[key(house)]["version"] == 1
    await house.poll(8)
    await house.wait(SAVE_DELAY + 1)
    del hass_storage[key(house)]
    await house.poll(3)
    await house.wait(SAVE_DELAY + 1)
    assert key(house) not in hass_storage
    data = json.loads(json.dumps(storage.as_dict(house.coordinator.memory)))
    memory, lost = storage.from_dict(data)
    assert lost == []
    assert memory == house.coordinator.memory


@pytest.mark.parametrize(
    "data",
    [
        {"devices": "none"},
        {"devices": {"camera:21": {"watches": {"low_battery": {}}}}},
        {"devices": {"camera:21": 5}, "firmware_seen": [1]},
        {},
    ],
)
async def test_what_cannot_be_read_is_said_once(
    make_house: MakeHouse,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
    data: dict[str, Any],
) -> None:
    """A broken memory costs itself, not the set-up."""
    house = await make_house("troubles", doctor=False)
    house.doctor = await add_with_memory(
        house, hass_storage, {"version": 1, "data": data}
    )
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.cause("Front door") == "low_battery"
    said = [
        r for r in caplog.records if r.levelname == "WARNING" and "memory" in r.message
    ]
    assert len(said) == 1


async def add_with_memory(
    house: House, hass_storage: dict[str, Any], content: dict[str, Any]
) -> Any:
    """Add Blink Doctor where a memory lies already."""
    doctor = await house.add_doctor()
    await house.hass.config_entries.async_unload(doctor.entry_id)
    name = f"{DOMAIN}.{doctor.entry_id}"
    hass_storage[name] = {"minor_version": 1, "key": name, **content}
    await house.hass.config_entries.async_setup(doctor.entry_id)
    await house.settle()
    return doctor


@pytest.mark.house(doctor=False)
async def test_an_odd_word_in_the_file_reaches_no_attribute(
    hass: HomeAssistant, hass_storage: dict[str, Any], house: House
) -> None:
    """Written by hand into a report of a red light and into evidence."""
    house.doctor = await house.add_doctor()
    await house.poll(8)
    front, garden = house.key("Front door"), house.key("Garden")
    data = json.loads(json.dumps(storage.as_dict(house.coordinator.memory)))
    at = house.coordinator.now.isoformat()
    report = {"at": at, "last": at, "pattern": "correcthorse"}
    data["devices"][garden]["red_light"] = report
    evidence = data["devices"][front]["conditions"]["low_battery"]["evidence"]
    evidence |= {"battery": "correcthorse", "battery_volts": 1.3}
    await hass.config_entries.async_unload(house.doctor.entry_id)
    hass_storage[key(house)]["data"] = data
    house.account.service_down()
    await hass.config_entries.async_setup(house.doctor.entry_id)
    await house.settle()
    told = await house.act("get_diagnosis")
    states = [state.as_dict() for state in hass.states.async_all()]
    red_light = house.coordinator.memory.devices[garden].red_light
    assert red_light is not None
    assert red_light.pattern == "unknown", "it is still reported"
    assert "correcthorse" not in json.dumps([told, states], default=str)


async def test_a_disk_that_cannot_be_read(
    make_house: MakeHouse,
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error of the disk costs nothing but the memory of one run."""
    house = await make_house("troubles")
    await house.wait(SAVE_DELAY + 1)
    assert await hass.config_entries.async_unload(house.doctor.entry_id)
    kept = json.dumps(hass_storage[key(house)])
    with patch.object(Store, "async_load", side_effect=HomeAssistantError("disk")):
        await hass.config_entries.async_setup(house.doctor.entry_id)
        await house.settle()
    assert "until the next start" in caplog.text
    assert house.cause("Front door") == "low_battery"
    await house.poll(3)
    await house.wait(SAVE_DELAY + 1)
    assert json.dumps(hass_storage[key(house)]) == kept
    await house.reload()
    assert json.dumps(hass_storage[key(house)]) == kept


async def test_long_numbers_go_through_the_file(hass: HomeAssistant) -> None:
    """Home Assistant's own writer takes no whole number beyond 64 bits."""
    device = DeviceMemory(online_day=20000, online_days=2**90 - 1)
    memory = Memory(devices={"camera:1": device})
    store = MemoryStore(hass, "long")
    store.async_save(memory)
    await store.async_close()
    assert await MemoryStore(hass, "long").async_load() == memory
    await store.async_remove()


def notes_key(house: House) -> str:
    return f"{key(house)}.notes"


async def test_changes_do_not_postpone_a_write(
    hass_storage: dict[str, Any], house: House
) -> None:
    """However much goes on, a crash costs two minutes."""
    await house.wait(SAVE_DELAY + 1)
    camera = house.key("Front door")
    noted = house.coordinator.now
    house.coordinator.async_note(camera, checked=noted)
    for _ in range(3):
        await house.wait(50)
        house.coordinator.async_note(camera, maintained=house.coordinator.now)
    device = hass_storage[notes_key(house)]["data"]["devices"][
        house.coordinator.uid(camera)
    ]
    assert device["checked"] == noted.isoformat()


async def test_what_is_gone_writes_no_more(
    hass: HomeAssistant, hass_storage: dict[str, Any], house: House
) -> None:
    """Who still holds a coordinator after a reload cannot write over the new one's."""
    old = house.coordinator
    await house.reload()
    assert house.coordinator is not old
    camera = house.key("Front door")
    noted = house.coordinator.now
    house.coordinator.async_note(camera, checked=noted)
    await house.wait(SAVE_DELAY + 1)
    old.async_note(camera, checked=None, maintained=noted)
    await house.wait(SAVE_DELAY + 1)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await house.settle()
    device = hass_storage[notes_key(house)]["data"]["devices"][
        house.coordinator.uid(camera)
    ]
    assert device["checked"] == noted.isoformat()
    assert "maintained" not in device


async def test_a_poll_during_the_last_write(
    hass: HomeAssistant, hass_storage: dict[str, Any], house: House
) -> None:
    """What comes in while an unload writes leaves neither a timer nor a listener."""
    old = house.coordinator
    write = Store.async_save

    async def polled_meanwhile(store: Store[Any], data: Any) -> None:
        house.account.cameras[0].battery = "ok"
        old.source.api.homescreen = homescreen(house.account)
        for listener, _ in [*house.blink.runtime_data._listeners.values()]:
            listener()
        await write(store, data)

    with patch.object(Store, "async_save", polled_meanwhile):
        assert await hass.config_entries.async_unload(house.doctor.entry_id)
    await house.settle()
    assert old.store._store._delay_handle is None
    assert old.store._store._unsub_final_write_listener is None


async def test_removal_deletes(
    hass: HomeAssistant, hass_storage: dict[str, Any], house: House
) -> None:
    """Removing the entry removes its files, entities and devices, and none of core's."""
    key = house.key("Front door")
    house.coordinator.async_note(key, checked=house.coordinator.now)
    await house.wait(SAVE_DELAY + 1)
    entry_id, blink_id = house.doctor.entry_id, house.blink.entry_id
    entities, devices = er.async_get(hass), dr.async_get(hass)
    files = [name for name in hass_storage if entry_id in name]
    assert len(files) == 2, "memory and notes"
    assert len(er.async_entries_for_config_entry(entities, entry_id)) > 50
    assert dr.async_entries_for_config_entry(devices, entry_id)
    of_core = len(dr.async_entries_for_config_entry(devices, blink_id))

    await hass.config_entries.async_remove(entry_id)

    assert not [name for name in hass_storage if entry_id in name]
    assert er.async_entries_for_config_entry(entities, entry_id) == []
    assert dr.async_entries_for_config_entry(devices, entry_id) == []
    assert len(dr.async_entries_for_config_entry(devices, blink_id)) == of_core > 0
    ours = [e for e in entities.entities.values() if e.platform == DOMAIN]
    assert ours == []
    assert not [s for s in hass.states.async_all() if s.entity_id.endswith("_fault")]
