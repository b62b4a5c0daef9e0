"""The life of entities: what they hold on to, what they write, and what is logged of it."""

import logging
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
import pytest

from tests.house import House


@pytest.mark.house(doctor=False)
async def test_nothing_listens_after_unloading(house: House) -> None:
    """Unloading takes every listener, timer and state away, and loading works again."""
    core = house.blink.runtime_data._listeners
    of_core = len(core)
    house.doctor = await house.add_doctor()
    assert len(house.coordinator._listeners) > 50, "entities listen"
    assert len(core) == of_core + 1
    entries = house.hass.config_entries
    listening: list[dict[Any, int]] = []
    for _ in range(3):
        coordinator = house.coordinator
        assert await entries.async_unload(house.doctor.entry_id)
        await house.settle()
        assert house.doctor.state is ConfigEntryState.NOT_LOADED
        assert coordinator._listeners == {}
        assert len(core) == of_core
        listening.append(dict(house.hass.bus.async_listeners()))
        assert listening[-1] == listening[0], "each time the same"
        states = [house.hass.states.get(entity.entity_id) for entity in house.entries]
        assert {state.state for state in states if state} <= {"unavailable"}
        await entries.async_setup(house.doctor.entry_id)
        await house.settle()
    assert house.cause("Front door") == "low_battery"


@pytest.mark.house(polls=2)
async def test_said_once_when_it_goes_and_when_it_is_back(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    caplog.set_level(logging.INFO, "custom_components.blink_doctor")

    def said() -> list[int]:
        """Count the lines about going and about coming back."""
        ours = [r.getMessage() for r in caplog.records if "blink_doctor" in r.name]
        texts = ("entities are unavailable", "fresh")
        return [sum(text in line for line in ours) for text in texts]

    house.account.service_down()
    await house.poll(12)
    assert said() == [1, 0]
    house.account.service_up()
    await house.poll(5)
    assert said() == [1, 1]


@pytest.mark.house(polls=8)
async def test_a_poll_without_news_writes_no_state(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Every entity is asked at every poll, also after a listener that fails."""
    written: list[str] = []
    entities = er.async_get(house.hass).entities

    @callback
    def note(event: Event[Any]) -> None:
        entity = entities.get(event.data["entity_id"])
        if entity and entity.platform == "blink_doctor":
            written.append(entity.entity_id)

    @callback
    def every(_: Any) -> bool:
        return True

    # a state that is written and the same again is reported only
    for event in (EVENT_STATE_CHANGED, EVENT_STATE_REPORTED):
        stop = house.hass.bus.async_listen(event, note, event_filter=every)
        house.doctor.async_on_unload(stop)
    await house.poll()
    assert written == []
    house.cloud.device("Living room").set_signal(3)
    await house.poll()
    assert written
    assert all("living_room" in entity_id for entity_id in written)

    def fails() -> None:
        raise ValueError("on purpose")

    asked: list[int] = []
    for listener in (fails, lambda: asked.append(1)):
        house.doctor.async_on_unload(house.coordinator.async_add_listener(listener))
    await house.poll()
    assert asked
    assert "on purpose" in caplog.text
    caplog.clear()
