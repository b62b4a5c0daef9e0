"""Real files: what a restart, a power cut and a torn file leave of the memory."""

from collections.abc import Callable
import json
import threading
from typing import Any

from homeassistant.config_entries import ConfigEntryState
import pytest

from custom_components.blink_doctor.diagnosis import storage
from custom_components.blink_doctor.store import SAVE_DELAY, notes

from .conftest import MakePower, Power


def written(power: Power) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(power.memory_file.read_bytes())["data"]
    return data


def check(power: Power) -> None:
    """Note a moment ago that the front door was checked."""
    key = power.house.key("Front door")
    power.house.coordinator.async_note(key, checked=power.house.coordinator.now)


@pytest.mark.house(polls=8)
async def test_a_restart_loses_nothing(power: Power) -> None:
    """Not even what was noted a moment before."""
    check(power)
    remembered = power.house.remembered("Front door").conditions["low_battery"]
    before = json.loads(json.dumps(storage.as_dict(power.house.coordinator.memory)))
    noted = power.house.coordinator.notes
    assert power.house.notes("Front door").checked
    await power.off()
    assert written(power) == before
    await power.on()
    assert power.house.cause("Front door") == "low_battery"
    assert power.house.coordinator.notes == noted
    again = power.house.remembered("Front door").conditions["low_battery"]
    assert again == remembered


@pytest.mark.house(polls=8)
async def test_a_power_cut_costs_two_minutes(power: Power) -> None:
    """What is older than the delay of a write is on the disk."""
    await power.house.wait(SAVE_DELAY + 1)
    before, noted = power.house.coordinator.memory, power.house.coordinator.notes
    check(power)
    assert power.house.notes("Front door").checked
    await power.cut()
    assert storage.from_dict(written(power)) == (before, [])
    await power.on()
    assert power.house.doctor.state is ConfigEntryState.LOADED
    assert power.house.cause("Front door") == "low_battery"
    assert power.house.coordinator.notes == noted


@pytest.mark.parametrize("when", ["later", "unload", "stop"])
async def test_the_event_loop_makes_no_json(
    make_power: MakePower, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """A thousand cameras are tens of milliseconds of JSON: another thread makes it."""
    makers: list[int] = []

    def noted(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def making(value: Any) -> Any:
            makers.append(threading.get_ident())
            return make(value)

        return making

    for module in (storage, notes):
        monkeypatch.setattr(module, "as_dict", noted(module.as_dict))
    power = await make_power("troubles")
    check(power)
    if when == "later":
        await power.house.wait(SAVE_DELAY + 1)
    elif when == "unload":
        entry_id = power.house.doctor.entry_id
        await power.house.hass.config_entries.async_unload(entry_id)
    else:
        await power.off()
    assert written(power)["devices"]
    assert len(makers) >= 2, "memory and notes"
    assert threading.get_ident() not in makers
