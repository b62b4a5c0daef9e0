"""Memory and notes on disk: what a restart, a crash or a bad file costs."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import EVENT_HOMEASSISTANT_FINAL_WRITE, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.storage import Store
import pytest

from custom_components.blink_doctor.diagnosis.memory import DeviceMemory, Memory
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
from custom_components.blink_doctor.store import SAVE_DELAY, MemoryStore, notes
from custom_components.blink_doctor.store.notes import DeviceNotes, StepTried
from custom_components.blink_doctor.store.wake_counts import Woken
from demo.cloud.payloads.homescreen import homescreen
from tests.house import START, House

AT = START - timedelta(days=3)
FULL = DeviceNotes(
    steps_tried=(StepTried(step="power_cycle", at=AT, result="not_yet"),),
    checked=AT,
    maintained=AT,
    ignored={"weak_wifi": None, "low_battery": AT},
    woken=Woken(739200, {"script:Look": 2}, {"person": 1}),
)


class Disk:
    """The files of a house that is watched."""

    def __init__(self, files: dict[str, Any], house: House) -> None:
        self.files, self.house = files, house
        self.name = f"blink_doctor.{house.doctor.entry_id}"

    @property
    def memory(self) -> Any:
        """Return the devices of the stored memory."""
        return self.files[self.name]["data"]["devices"]

    def notes(self, device: str) -> Any:
        """Return the stored notes of a device."""
        devices = self.files[f"{self.name}.notes"]["data"]["devices"]
        return devices[self.house.coordinator.uid(self.house.key(device))]

    async def restart(
        self, change: Callable[[], object] = lambda: None, **memory: Any
    ) -> None:
        """Unload, change what is stored, set up again."""
        entries, doctor = self.house.hass.config_entries, self.house.doctor
        assert await entries.async_unload(doctor.entry_id)
        change()
        self.files[self.name] |= memory
        await entries.async_setup(doctor.entry_id)
        await self.house.settle()
        assert doctor.state is ConfigEntryState.LOADED

    async def written(self) -> None:
        """Let the time pass after which all is written."""
        await self.house.wait(SAVE_DELAY + 1)


@pytest.fixture
def disk(hass_storage: dict[str, Any], house: House) -> Disk:
    return Disk(hass_storage, house)


async def test_long_numbers_go_through_the_file(hass: HomeAssistant) -> None:
    """Home Assistant's own writer takes no whole number beyond 64 bits."""
    device = DeviceMemory(online_day=20000, online_days=2**90 - 1)
    memory = Memory(devices={DeviceKey("camera:1"): device})
    store = MemoryStore(hass, "long")
    store.async_save(memory)
    await store.async_close()
    assert await MemoryStore(hass, "long").async_load() == memory
    await MemoryStore(hass, "long").async_close()
    kept = await MemoryStore(hass, "long").async_load()
    assert kept == memory, "what was never read is never written over"
    await store.async_remove()


async def test_written_only_after_changes(disk: Disk, house: House) -> None:
    """Two minutes after a change, if any; a coordinator that was unloaded writes nothing."""
    assert disk.name not in disk.files
    await disk.written()
    assert disk.files[disk.name]["version"] == 1
    await house.poll(8)
    await disk.written()
    del disk.files[disk.name]
    await house.poll(3)
    await disk.written()
    assert disk.name not in disk.files, "nothing has changed"

    key, old, noted = house.key("Front door"), house.coordinator, house.coordinator.now
    old.async_note(key, checked=noted)
    for _ in range(3):
        await house.wait(50)
        old.async_note(key, maintained=old.now)
    is_kept = disk.notes("Front door")["checked"] == noted.isoformat()
    assert is_kept, "changes do not postpone a write"
    await house.reload()
    noted = house.coordinator.now
    house.coordinator.async_note(key, checked=noted, maintained=None)
    await disk.written()
    old.async_note(key, checked=None, maintained=noted)
    await disk.written()
    house.hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await house.settle()
    assert disk.notes("Front door") == {"checked": noted.isoformat()}


async def test_a_poll_during_the_last_write(disk: Disk, house: House) -> None:
    """What comes in while an unload writes leaves neither a timer nor a listener."""
    old, write = house.coordinator, Store.async_save

    async def polled_meanwhile(store: Store[Any], data: Any) -> None:
        house.account.cameras[0].battery = "ok"
        old.source.api.homescreen = homescreen(house.account)
        for listener, _ in [*house.blink.runtime_data._listeners.values()]:
            listener()
        await write(store, data)

    with patch.object(Store, "async_save", polled_meanwhile):
        entries, entry_id = house.hass.config_entries, house.doctor.entry_id
        assert await entries.async_unload(entry_id)
    await house.settle()
    assert old.store._store._delay_handle is None
    assert old.store._store._unsub_final_write_listener is None


async def test_removal_deletes(disk: Disk, hass: HomeAssistant, house: House) -> None:
    """Removing the entry removes its files, entities and devices, and none of core's."""
    now = house.coordinator.now
    house.coordinator.async_note(house.key("Front door"), checked=now)
    await disk.written()
    ours, core = house.doctor.entry_id, house.blink.entry_id

    def left() -> dict[str, int]:
        every = [one.platform for one in er.async_get(hass).entities.values()]
        devices = dr.async_get(hass)
        return {
            "files": sum(ours in name for name in disk.files),
            "entities": every.count("blink_doctor"),
            "devices": len(dr.async_entries_for_config_entry(devices, ours)),
            "faults": str(hass.states.async_entity_ids()).count("_fault"),
            "entities of core": every.count("blink"),
            "devices of core": len(dr.async_entries_for_config_entry(devices, core)),
        }

    before = left()
    assert before["files"] == 2, "memory and notes"
    assert min(before.values()) > 0
    await hass.config_entries.async_remove(ours)
    assert left() == {name: n if "core" in name else 0 for name, n in before.items()}


FIELDS = ("steps_tried", "checked", "maintained", "ignored", "woken")
OF_ALL: Any = (5, "x", [], [5], {"a": 1}, {"?!": None}, "2026-99-99")
OF_COUNTS = (
    {"day": "x", "today": {}, "before": {}},
    {"day": 1, "today": {"a": -1}, "before": {}},
    {"day": 1, "today": {"a": "many"}, "before": {}},
    {"day": 1},
)


@pytest.mark.parametrize("name", FIELDS)
def test_damaged_note_loses_only_itself(name: str) -> None:
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


@pytest.mark.house(polls=8)
async def test_notes_of_an_older_version_are_migrated(disk: Disk, house: House) -> None:
    """0.1.0 kept them in the memory; they are on disk before they are gone from it."""
    full = replace(FULL, ignored={"low_battery": None}, woken=Woken())
    device = notes.as_dict({"x": full})["devices"]["x"]
    key, since = house.key("Front door"), house.state("Front door").attributes["since"]

    def as_by_0_1_0() -> None:
        disk.files.pop(f"{disk.name}.notes", None)
        disk.memory[key] |= device
        disk.memory.setdefault("account", {})["maintained"] = AT.isoformat()

    await house.wait(3600)
    await disk.restart(as_by_0_1_0, minor_version=0)
    assert house.state("Front door").attributes["since"] == since
    assert house.notes("Front door") == full
    assert house.notes("account").maintained == AT
    assert disk.notes("Front door") == device
    await house.poll(3)
    await disk.written()
    await disk.restart()
    assert house.notes("Front door") == full
