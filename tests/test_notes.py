"""The notes of repairs and the owner: a file of their own, taken over from 0.1.0."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor import notes, user_reports
from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.notes import DeviceNotes, StepTried
from custom_components.blink_doctor.store import SAVE_DELAY
from tests.house import START, House

AT = START - timedelta(days=3)
FULL = DeviceNotes(
    steps_tried=(StepTried(step="power_cycle", at=AT, result="not_yet"),),
    checked=AT,
    maintained=AT,
    ignored={"weak_wifi": None, "low_battery": AT},
)


def test_written_and_read_again() -> None:
    """Nothing is lost on the way."""
    assert notes.from_dict(notes.as_dict({"a": FULL})) == ({"a": FULL}, [])


@pytest.mark.parametrize("bad", [5, "x", [], [5], {"a": 1}, {"?!": None}, "2026-99-99"])
@pytest.mark.parametrize("name", ["steps_tried", "checked", "maintained", "ignored"])
def test_a_damaged_field_costs_itself(name: str, bad: Any) -> None:
    """The other fields and the other devices stay."""
    data = notes.as_dict({"a": FULL, "b": FULL})
    data["devices"]["a"][name] = bad
    found, lost = notes.from_dict(data)
    assert found["b"] == FULL
    for other in {"steps_tried", "checked", "maintained", "ignored"} - {name}:
        assert getattr(found["a"], other) == getattr(FULL, other)
    assert lost == ["a." + name] or bad == []


async def restarted_from(
    house: House, hass_storage: dict[str, Any], change: Any
) -> None:
    """Unload, change what is stored, set up again."""
    entry_id = house.doctor.entry_id
    assert await house.hass.config_entries.async_unload(entry_id)
    change(hass_storage)
    assert await house.hass.config_entries.async_setup(entry_id)
    await house.settle()


async def test_notes_of_an_older_version_are_taken_over(
    hass_storage: dict[str, Any], house: House
) -> None:
    """0.1.0 kept them in the memory; they are on disk before they are gone from it."""
    key = house.key("Front door")
    name = f"{DOMAIN}.{house.doctor.entry_id}"
    full = replace(FULL, ignored={"low_battery": None})
    device = notes.as_dict({"x": full})["devices"]["x"]

    def as_by_0_1_0(files: dict[str, Any]) -> None:
        files.pop(f"{name}.notes", None)
        files[name]["data"]["devices"][key] |= device
        account = files[name]["data"]["devices"].setdefault("account", {})
        account["maintained"] = AT.isoformat()

    await restarted_from(house, hass_storage, as_by_0_1_0)
    taken_over = house.coordinator.notes_of(key)
    assert taken_over == full
    assert house.coordinator.notes_of("account").maintained == AT
    uid = house.coordinator.uid(key)
    assert hass_storage[f"{name}.notes"]["data"]["devices"][uid] == device
    await house.poll(3)
    await house.wait(SAVE_DELAY + 1)
    await restarted_from(house, hass_storage, lambda _: None)
    assert house.coordinator.notes_of(key) == taken_over


async def test_a_damaged_memory_costs_no_notes(
    hass_storage: dict[str, Any], house: House
) -> None:
    """And the other way round: two files, two fates."""
    key = house.key("Front door")
    user_reports.async_tried(house.coordinator, key, "power_cycle", "fixed")
    noted = house.coordinator.notes
    name = f"{DOMAIN}.{house.doctor.entry_id}"

    def damage(files: dict[str, Any]) -> None:
        files[name]["data"] = {"devices": 5}

    await restarted_from(house, hass_storage, damage)
    assert house.coordinator.notes == noted


@pytest.mark.house("healthy")
async def test_notes_go_with_the_device(hass: HomeAssistant, house: House) -> None:
    """They stay when it is paired again, and go when it is forgotten."""
    camera = house.account.cameras[0]
    user_reports.async_tried(house.coordinator, camera.key, "power_cycle", "fixed")
    name, serial = camera.name, camera.serial
    house.account.remove_camera(camera.key)
    await house.poll()
    paired = house.account.add_camera(name)
    paired.serial = serial
    await house.poll()
    assert house.coordinator.notes_of(paired.key).steps_tried
    house.account.remove_camera(paired.key)
    await house.poll()
    assert len(house.coordinator.notes) == 2
    for days in (2, 91):
        await house.wait(timedelta(days=days).total_seconds())
        await house.poll(2)
    assert [*house.coordinator.notes] == ["account"]
