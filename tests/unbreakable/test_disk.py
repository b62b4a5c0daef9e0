"""Real files: what a restart, a power cut and a torn file leave of the memory."""

from collections.abc import Callable
from datetime import timedelta
import json
import threading
from typing import Any

from homeassistant.config_entries import ConfigEntryState
import pytest

from custom_components.blink_doctor import notes
from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.store import SAVE_DELAY

from .conftest import MakePower
from .power import Power


def remembered(power: Power) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        json.dumps(storage.as_dict(power.house.coordinator.memory))
    )
    return data


def written(power: Power) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(power.memory_file.read_bytes())["data"]
    return data


async def test_a_restart_loses_nothing(make_power: MakePower) -> None:
    """Not even what was noted a moment before."""
    power = await make_power("troubles")
    await power.house.poll(8)
    key = power.house.key("Front door")
    power.house.coordinator.async_note(key, checked=power.house.coordinator.now)
    before = remembered(power)
    noted = power.house.coordinator.notes
    assert power.house.coordinator.notes_of(key).checked
    await power.off()
    assert written(power) == before
    await power.on()
    assert power.house.cause("Front door") == "low_battery"
    assert power.house.coordinator.notes == noted
    condition = before["devices"][key]["conditions"]["low_battery"]
    assert remembered(power)["devices"][key]["conditions"]["low_battery"] == condition


async def test_a_power_cut_costs_two_minutes(make_power: MakePower) -> None:
    """What is older than the delay of a write is on the disk."""
    power = await make_power("troubles")
    await power.house.poll(8)
    await power.house.wait(SAVE_DELAY + 1)
    before = power.house.coordinator.memory
    noted = power.house.coordinator.notes
    key = power.house.key("Front door")
    power.house.coordinator.async_note(key, checked=power.house.coordinator.now)
    await power.cut()
    assert storage.from_dict(written(power)) == (before, [])
    assert power.house.coordinator.notes_of(key).checked
    await power.on()
    assert power.house.doctor.state is ConfigEntryState.LOADED
    assert power.house.cause("Front door") == "low_battery"
    assert power.house.coordinator.notes == noted


@pytest.mark.parametrize(
    "content",
    [b"\x00" * 4096, b"\xff\xfe\xfa", b"7", b'{"version": 1, "data": {"dev'],
    ids=["zeros", "not text", "a number", "torn"],
)
async def test_a_file_that_is_something_else(
    make_power: MakePower, content: bytes
) -> None:
    """A bad sector, or someone who edited the wrong file."""
    power = await make_power("troubles")
    await power.off()
    power.memory_file.write_bytes(content)
    await power.on()
    assert power.house.doctor.state is ConfigEntryState.LOADED
    assert power.house.cause("Front door") == "low_battery"
    (kept,) = power.memory_file.parent.glob(f"{power.memory_file.name}.corrupt.*")
    assert kept.read_bytes() == content
    await power.house.hass.config_entries.async_remove(power.house.doctor.entry_id)
    assert not [*power.memory_file.parent.glob(f"{power.memory_file.name}*")]


async def test_cut_off_while_it_starts(make_power: MakePower) -> None:
    """Again and again, each time before anything is written."""
    power = await make_power("troubles")
    await power.house.poll(8)
    since = power.house.state("Driveway").attributes["since"]
    await power.off()
    for _ in range(3):
        await power.on()
        power.house.freezer.tick(timedelta(seconds=20))
        await power.cut()
    await power.on()
    assert power.house.state("Driveway").attributes["since"] == since
    assert power.failures == []


@pytest.mark.parametrize("when", ["later", "unload", "stop"])
async def test_the_event_loop_makes_no_json(
    make_power: MakePower, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """A thousand cameras are tens of milliseconds of JSON: another thread makes it."""
    makers: list[int] = []

    def noted[T](make: Callable[[T], dict[str, Any]]) -> Callable[[T], dict[str, Any]]:
        def making(value: T) -> dict[str, Any]:
            makers.append(threading.get_ident())
            return make(value)

        return making

    monkeypatch.setattr(storage, "as_dict", noted(storage.as_dict))
    monkeypatch.setattr(notes, "as_dict", noted(notes.as_dict))
    power = await make_power("troubles")
    house = power.house
    house.coordinator.async_note(house.key("Front door"), checked=house.coordinator.now)
    if when == "later":
        await house.wait(SAVE_DELAY + 1)
    elif when == "unload":
        await house.hass.config_entries.async_unload(house.doctor.entry_id)
    else:
        await power.off()
    assert written(power)["devices"]
    assert len(makers) >= 2, "memory and notes"
    assert threading.get_ident() not in makers
