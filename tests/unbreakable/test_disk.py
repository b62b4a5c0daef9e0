"""Real files: what a restart and a power cut leave of the memory, and who writes it."""

from functools import partial
import json
import threading
from typing import Any

from homeassistant.config_entries import ConfigEntryState
import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.store import SAVE_DELAY, notes

from .conftest import Power


def written(power: Power) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(power.memory_file.read_bytes())["data"]
    return data


def check(power: Power) -> None:
    """Note a moment ago that the front door was checked."""
    key = power.house.key("Front door")
    power.house.coordinator.async_note(key, checked=power.house.coordinator.now)


@pytest.mark.house(polls=8)
async def test_a_restart_and_a_power_cut(power: Power) -> None:
    """A restart loses nothing of what was noted a moment before, a power cut two minutes."""
    house = power.house
    check(power)
    remembered = house.remembered("Front door").conditions["low_battery"]
    before, noted = house.coordinator.memory, house.coordinator.notes
    assert house.notes("Front door").checked
    await power.off()
    assert storage.from_dict(written(power)) == (before, [])
    await power.on()
    assert house.coordinator.notes == noted
    assert house.remembered("Front door").conditions["low_battery"] == remembered

    await house.wait(SAVE_DELAY + 1)
    before = house.coordinator.memory
    check(power)
    assert house.coordinator.notes != noted
    await power.cut()
    assert storage.from_dict(written(power)) == (before, [])
    await power.on()
    assert house.doctor.state is ConfigEntryState.LOADED
    assert house.cause("Front door") == "low_battery"
    assert house.coordinator.notes == noted


async def test_the_event_loop_makes_no_json(
    power: Power, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand cameras are tens of milliseconds of JSON: another thread makes it."""
    house, makers = power.house, list[tuple[str, int]]()

    def made(of: str, make: Any, value: Any) -> Any:
        makers.append((of, threading.get_ident()))
        return make(value)

    for module in (storage, notes):
        making = partial(made, module.__name__, module.as_dict)
        monkeypatch.setattr(module, "as_dict", making)
    await power.off()
    await power.on()
    for write, least in (
        (partial(house.wait, SAVE_DELAY + 1), 1),
        (house.reload, 2),
        (power.off, 2),
    ):
        makers.clear()
        check(power)
        await write()
        assert len({of for of, _ in makers}) >= least, "memory and notes"
        assert threading.get_ident() not in {thread for _, thread in makers}
