"""Memory and notes on disk: what a restart, a crash or a bad file costs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
import json
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import EVENT_HOMEASSISTANT_FINAL_WRITE, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store
import pytest

from custom_components.blink_doctor import notes, user_reports
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.notes import DeviceNotes, StepTried
from custom_components.blink_doctor.store import SAVE_DELAY, MemoryStore
from custom_components.blink_doctor.wake_counts import Woken
from demo.cloud.payloads.homescreen import homescreen
from tests.house import START, House

type Files = dict[str, Any]

AT = START - timedelta(days=3)
FULL = DeviceNotes(
    steps_tried=(StepTried(step="power_cycle", at=AT, result="not_yet"),),
    checked=AT,
    maintained=AT,
    ignored={"weak_wifi": None, "low_battery": AT},
    woken=Woken(739200, {"script:Look": 2}, {"person": 1}),
)


def file_of(house: House) -> str:
    """Return the name of the file of the memory; that of the notes has a suffix."""
    return f"blink_doctor.{house.doctor.entry_id}"


def stored_notes(house: House, files: Files, device: str) -> Any:
    devices = files[f"{file_of(house)}.notes"]["data"]["devices"]
    return devices[house.coordinator.uid(house.key(device))]


async def restarted_from(
    house: House, files: Files, change: Callable[[str], None] = lambda _: None
) -> None:
    """Unload, change what is stored, set up again."""
    entries, entry_id = house.hass.config_entries, house.doctor.entry_id
    assert await entries.async_unload(entry_id)
    change(file_of(house))
    await entries.async_setup(entry_id)
    await house.settle()
    assert house.doctor.state is ConfigEntryState.LOADED


async def test_written_on_change_and_late(hass_storage: Files, house: House) -> None:
    """The first findings are written two minutes later, and then nothing."""
    assert file_of(house) not in hass_storage
    await house.wait(SAVE_DELAY + 1)
    assert hass_storage[file_of(house)]["version"] == 1
    await house.poll(8)
    await house.wait(SAVE_DELAY + 1)
    del hass_storage[file_of(house)]
    await house.poll(3)
    await house.wait(SAVE_DELAY + 1)
    assert file_of(house) not in hass_storage
    memory = house.coordinator.memory
    data = json.loads(json.dumps(storage.as_dict(memory)))
    assert storage.from_dict(data) == (memory, [])


async def test_what_cannot_be_read_is_said_once(
    hass_storage: Files, caplog: pytest.LogCaptureFixture, house: House
) -> None:
    """A broken memory costs itself, not the set-up, and none of the notes."""
    key = house.key("Front door")
    user_reports.async_tried(house.coordinator, key, "power_cycle", "fixed")
    noted = house.coordinator.notes
    broken: Files = {"version": 1, "minor_version": 1}
    for broken["data"] in (
        {"devices": "none"},
        {"devices": {"camera:21": {"watches": {"low_battery": {}}}}},
        {"devices": {"camera:21": 5}, "firmware_seen": [1]},
        {},
    ):
        caplog.clear()
        await restarted_from(
            house, hass_storage, lambda name: hass_storage[name].update(broken)
        )
        assert house.cause("Front door") == "low_battery"
        assert house.coordinator.notes == noted
        warnings = [r.message for r in caplog.records if r.levelname == "WARNING"]
        assert sum("memory" in message for message in warnings) == 1, broken
    # a light pattern that nobody can choose is still a report, of an unknown one
    at = house.coordinator.now.isoformat()
    red_light = {"at": at, "last": at, "pattern": "correcthorse"}
    broken["data"] = {"devices": {key: {"red_light": red_light}}}
    await restarted_from(
        house, hass_storage, lambda name: hass_storage[name].update(broken)
    )
    report = house.remembered("Front door").red_light
    assert report is not None
    assert report.pattern == "unknown"


async def test_a_disk_that_cannot_be_read(
    hass_storage: Files, caplog: pytest.LogCaptureFixture, house: House
) -> None:
    """An error of the disk costs nothing but the memory of one run."""
    await house.wait(SAVE_DELAY + 1)
    kept: list[str] = []
    with patch.object(Store, "async_load", side_effect=HomeAssistantError("disk")):
        await restarted_from(
            house, hass_storage, lambda name: kept.append(str(hass_storage[name]))
        )
    assert "until the next start" in caplog.text
    assert house.cause("Front door") == "low_battery"
    await house.poll(3)
    await house.wait(SAVE_DELAY + 1)
    assert str(hass_storage[file_of(house)]) == kept[0]
    await house.reload()
    assert str(hass_storage[file_of(house)]) == kept[0]


async def test_long_numbers_go_through_the_file(hass: HomeAssistant) -> None:
    """Home Assistant's own writer takes no whole number beyond 64 bits."""
    device = DeviceMemory(online_day=20000, online_days=2**90 - 1)
    memory = Memory(devices={"camera:1": device})
    store = MemoryStore(hass, "long")
    store.async_save(memory)
    await store.async_close()
    assert await MemoryStore(hass, "long").async_load() == memory
    await store.async_remove()


async def test_when_notes_are_written_and_by_whom(
    hass: HomeAssistant, hass_storage: Files, house: House
) -> None:
    """A crash costs two minutes, and who still holds an old coordinator writes nothing."""
    await house.wait(SAVE_DELAY + 1)
    key, old, noted = house.key("Front door"), house.coordinator, house.coordinator.now
    old.async_note(key, checked=noted)
    for _ in range(3):
        await house.wait(50)
        old.async_note(key, maintained=old.now)
    stored = stored_notes(house, hass_storage, "Front door")
    assert stored["checked"] == noted.isoformat(), "changes do not postpone a write"

    await house.reload()
    assert house.coordinator is not old
    noted = house.coordinator.now
    house.coordinator.async_note(key, checked=noted, maintained=None)
    await house.wait(SAVE_DELAY + 1)
    old.async_note(key, checked=None, maintained=noted)
    await house.wait(SAVE_DELAY + 1)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await house.settle()
    stored = stored_notes(house, hass_storage, "Front door")
    assert stored == {"checked": noted.isoformat()}


async def test_a_poll_during_the_last_write(
    hass: HomeAssistant, hass_storage: Files, house: House
) -> None:
    """What comes in while an unload writes leaves neither a timer nor a listener."""
    old, write = house.coordinator, Store.async_save

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
    hass: HomeAssistant, hass_storage: Files, house: House
) -> None:
    """Removing the entry removes its files, entities and devices, and none of core's."""
    key = house.key("Front door")
    house.coordinator.async_note(key, checked=house.coordinator.now)
    await house.wait(SAVE_DELAY + 1)
    entry_id = house.doctor.entry_id

    def files() -> list[str]:
        return [name for name in hass_storage if entry_id in name]

    def devices(entry_id: str) -> int:
        return len(dr.async_entries_for_config_entry(dr.async_get(hass), entry_id))

    assert len(files()) == 2, "memory and notes"
    assert len(house.entries) > 50
    of_core = devices(house.blink.entry_id)
    assert devices(entry_id) > 0 < of_core
    await hass.config_entries.async_remove(entry_id)
    assert files() == []
    assert devices(entry_id) == 0
    assert devices(house.blink.entry_id) == of_core
    entities = er.async_get(hass).entities.values()
    assert [e for e in entities if e.platform == "blink_doctor"] == house.entries == []
    assert not [s for s in hass.states.async_all() if s.entity_id.endswith("_fault")]


FIELDS = ("steps_tried", "checked", "maintained", "ignored", "woken")
OF_ALL: Any = (5, "x", [], [5], {"a": 1}, {"?!": None}, "2026-99-99")
OF_COUNTS = (
    {"day": "x", "today": {}, "before": {}},
    {"day": 1, "today": {"a": -1}, "before": {}},
    {"day": 1, "today": {"a": "many"}, "before": {}},
    {"day": 1},
)


@pytest.mark.parametrize("name", FIELDS)
def test_a_damaged_note_costs_itself(name: str) -> None:
    """The other fields and the other devices stay; without damage nothing is lost."""
    assert notes.from_dict(notes.as_dict({"a": FULL})) == ({"a": FULL}, [])
    for bad in (*OF_ALL, *(OF_COUNTS if name == "woken" else ())):
        data = notes.as_dict({"a": FULL, "b": FULL})
        data["devices"]["a"][name] = bad
        found, lost = notes.from_dict(data)
        assert found["b"] == FULL
        empty = getattr(DeviceNotes(), name)
        assert found["a"] == replace(FULL, **{name: empty}), bad
        assert lost == ["a." + name] or (
            bad == [] and name in ("steps_tried", "ignored")
        )


async def test_notes_of_an_older_version_are_taken_over(
    hass_storage: Files, house: House
) -> None:
    """0.1.0 kept them in the memory; they are on disk before they are gone from it."""
    key = house.key("Front door")
    full = replace(FULL, ignored={"low_battery": None}, woken=Woken())
    device = notes.as_dict({"x": full})["devices"]["x"]

    def as_by_0_1_0(name: str) -> None:
        hass_storage.pop(f"{name}.notes", None)
        devices = hass_storage[name]["data"]["devices"]
        devices[key] |= device
        devices.setdefault("account", {})["maintained"] = AT.isoformat()

    await restarted_from(house, hass_storage, as_by_0_1_0)
    assert house.notes("Front door") == full
    assert house.notes("account").maintained == AT
    assert stored_notes(house, hass_storage, "Front door") == device
    await house.poll(3)
    await house.wait(SAVE_DELAY + 1)
    await restarted_from(house, hass_storage)
    assert house.notes("Front door") == full


@pytest.mark.house("healthy")
async def test_notes_go_with_the_device(house: House) -> None:
    """They stay when it is paired again, and go when it is forgotten."""
    camera = house.account.cameras[0]
    user_reports.async_tried(house.coordinator, camera.key, "power_cycle", "fixed")
    house.account.remove_camera(camera.key)
    await house.poll()
    paired = house.account.add_camera(camera.name)
    paired.serial = camera.serial
    await house.poll()
    assert house.coordinator.notes_of(paired.key).steps_tried
    house.account.remove_camera(paired.key)
    await house.poll()
    assert len(house.coordinator.notes) == 2
    for days in (2, 91):
        await house.wait(timedelta(days=days).total_seconds())
        await house.poll(2)
    assert [*house.coordinator.notes] == ["account"]
