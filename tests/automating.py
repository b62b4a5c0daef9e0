"""Automations that record their trigger data."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

from homeassistant.core import Event, HomeAssistant, ServiceCall, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.house import House
from tests.phone_story import PhoneStory

type Automate = Callable[..., Awaitable[list[ServiceCall]]]
type Listen = Callable[..., Awaitable[None]]

FIELDS = (
    *("entity_id", "device_id", "device_name", "cause", "severity", "confidence"),
    *("since", "evidence", "next_step", "is_root", "root_device_id", "reason"),
    "blink_entry_id",
)


@pytest.fixture
def automate(hass: HomeAssistant) -> Automate:
    """Set up an automation; its trigger data arrives as action calls."""
    calls = async_mock_service(hass, "test", "heard")

    async def set_up(
        trigger: str | None = None,
        target: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
        **config: Any,
    ) -> list[ServiceCall]:
        triggers: list[dict[str, Any]] = [
            {"trigger": f"blink_doctor.{trigger}", "options": options or {}}
        ]
        if target is not None:
            triggers[0]["target"] = target
        data = {key: f"{{{{ trigger.{key} }}}}" for key in FIELDS}
        automation = {
            "id": "heard",
            "alias": "Heard",
            "mode": "parallel",
            "triggers": triggers,
            "actions": [{"action": "test.heard", "data": data if trigger else {}}],
            **config,
        }
        assert await async_setup_component(
            hass, "automation", {"automation": [automation]}
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        is_set_up = hass.states.is_state("automation.heard", "on")
        assert is_set_up, "the automation could not be set up"
        return calls

    return set_up


def target_of(house: House, of: str) -> dict[str, Any]:
    """Return the target for devices by their names, or for one by how it is chosen."""
    how, _, name = of.rpartition(":")
    devices = [house.device(one.replace("_", " ")) for one in name.split(",")]
    if how == "entity":
        return {"entity_id": house.entity_id(name, "fault")}
    if not how:
        return {"device_id": [one.id for one in devices]}
    areas, labels = ar.async_get(house.hass), lr.async_get(house.hass)
    area = areas.async_get_area_by_name(of) or areas.async_create(of)
    label = labels.async_get_label_by_name(of) or labels.async_create(of)
    which: dict[str, Any] = {"area_id": area.id}
    target = which if how == "area" else {"label_id": label.label_id}
    which = which if how == "area" else {"labels": {label.label_id}}
    dr.async_get(house.hass).async_update_device(devices[0].id, **which)
    return target


def configured(house: House, kind: str, line: str) -> dict[str, Any]:
    """Read a trigger or condition such as `fault_cleared of=Garden for=00:12:00`."""
    key, *settings = line.split()
    options: dict[str, Any] = dict(one.split("=") for one in settings)
    options |= {name: int(one) for name, one in options.items() if one.isdigit()}
    of = options.pop("of", None)
    config = {kind: f"blink_doctor.{key}", "options": options}
    return config | ({"target": target_of(house, of)} if of else {})


@pytest.fixture
def listen(phone_story: PhoneStory, automate: Automate) -> Listen:
    """Set up an automation with triggers, one a line; their data is recorded."""

    async def listen(lines: str, *keys: str) -> None:
        each, house = lines.strip().splitlines(), phone_story.house

        @callback
        def heard(event: Event) -> None:
            told = event.data
            # of what has just gone offline the cause is not found yet
            said = f"{told['device_name']} {told['reason'] or told['cause']}"
            said = said.removesuffix(" none")
            if told["root_device_id"] not in (None, told["device_id"]):
                said += f" of {house.coordinator.key_of(told['root_device_id'])}"
            other = told["blink_entry_id"] != house.blink.entry_id
            assert other is (house.coordinator.key_of(told["device_id"]) is None)
            said += " in another account" * other
            if keys:
                said = json.dumps({key: told[key] for key in keys}, default=str)
            phone_story.heard.append(f"{each[int(told['idx'])].strip()}: {said}")

        house.hass.bus.async_listen("heard", heard)
        data = {key: f"{{{{ trigger.{key} }}}}" for key in (*FIELDS, *keys, "idx")}
        actions = [{"event": "heard", "event_data": data}]
        triggers = [configured(house, "trigger", line) for line in each]
        await automate(triggers=triggers, actions=actions)

    return listen
