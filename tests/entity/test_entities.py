"""The life of entities: what they hold on to, and what is said about it."""

from functools import partial
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, callback
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House, MakeHouse


@pytest.mark.house(doctor=False)
async def test_nothing_listens_after_unloading(house: House) -> None:
    """Unloading takes every listener, timer and state away, and loading works again."""
    core = len(house.blink.runtime_data._listeners)
    house.doctor = await house.add_doctor()
    coordinator = house.coordinator
    assert len(coordinator._listeners) > 50, "entities listen"
    assert len(house.blink.runtime_data._listeners) == core + 1

    before: dict[Any, int] = {}
    for _ in range(3):
        assert await house.hass.config_entries.async_unload(house.doctor.entry_id)
        await house.settle()
        assert house.doctor.state is ConfigEntryState.NOT_LOADED
        assert coordinator._listeners == {}
        assert len(house.blink.runtime_data._listeners) == core
        listening: dict[Any, int] = dict(house.hass.bus.async_listeners())
        before = before or listening
        assert listening == before, "each time the same"
        ours = er.async_entries_for_config_entry(
            er.async_get(house.hass), house.doctor.entry_id
        )
        states = [house.hass.states.get(entity.entity_id) for entity in ours]
        assert {state.state for state in states if state} <= {"unavailable"}
        await house.hass.config_entries.async_setup(house.doctor.entry_id)
        await house.settle()
        coordinator = house.coordinator
    assert house.cause("Front door") == "low_battery"


async def test_said_once_when_it_goes_and_when_it_is_back(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """One line when entities become unavailable, one when they are back, no more."""
    house = await make_house("troubles")
    await house.poll(2)
    caplog.clear()
    caplog.set_level(logging.INFO, "custom_components.blink_doctor")

    def said(text: str) -> int:
        return sum(
            text in record.getMessage()
            for record in caplog.records
            if "blink_doctor" in record.name
        )

    house.account.service_down()
    await house.poll(12)
    assert said("entities are unavailable") == 1
    assert said("fresh") == 0
    house.account.service_up()
    await house.poll(5)
    assert said("entities are unavailable") == 1
    assert said("fresh") == 1


async def test_moments_move_with_every_poll(house: House) -> None:
    """What shows how time goes by does so also where nothing else has changed."""
    registry = er.async_get(house.hass)
    shown = {}
    for device, entity in (
        ("account", "last_successful_reading"),
        (house.account.sync_modules[0].key, "last_heartbeat"),
    ):
        entity_id = house.entity_id(device, entity)
        registry.async_update_entity(entity_id, disabled_by=None)
        shown[entity] = entity_id
    await house.reload()
    await house.poll(8)
    for entity_id in shown.values():
        moments = []
        for _ in range(3):
            await house.poll()
            state = house.hass.states.get(entity_id)
            assert state is not None
            moments.append(state.state)
        assert moments == sorted(set(moments)), entity_id


@pytest.mark.house(polls=8)
async def test_a_poll_without_news_writes_no_state(house: House) -> None:
    """Every entity is asked at every poll; only what has changed is written."""
    written: list[str] = []

    @callback
    def note(event: Event[Any]) -> None:
        if (entity := er.async_get(house.hass).async_get(event.data["entity_id"])) and (
            entity.platform == DOMAIN
        ):
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


async def test_who_fails_to_listen_keeps_no_one_from_it(
    make_house: MakeHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = await make_house("troubles")
    told: list[str] = []

    def fails() -> None:
        raise ValueError("on purpose")

    for what in (fails, partial(told.append, "told")):
        house.doctor.async_on_unload(house.coordinator.async_add_listener(what))
    await house.poll()
    assert told
    assert "on purpose" in caplog.text
    caplog.clear()
