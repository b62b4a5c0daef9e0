"""The tool for language models: through Home Assistant's own API, as an agent calls it."""

import logging
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm
from homeassistant.setup import async_setup_component
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from tests.house import House, MakeHouse

NAME = "blink_doctor__get_camera_health"


def expose(house: House, device: str, *kinds: str, should_expose: bool = True) -> None:
    for kind in kinds or ("fault",):
        entity_id = house.entity_id(device, kind)
        async_expose_entity(
            house.hass, "conversation", entity_id, should_expose=should_expose
        )


async def instance(
    hass: HomeAssistant,
    user: MockUser | None = None,
    api: str = llm.LLM_API_ASSIST,
    language: str = "en",
) -> llm.APIInstance:
    context = llm.LLMContext(
        platform="test",
        context=Context(user_id=user.id if user else None),
        language=language,
        assistant="conversation",
        device_id=None,
    )
    return await llm.async_get_api(hass, api, context)


async def tools(hass: HomeAssistant, **more: Any) -> dict[str, llm.Tool]:
    """Return our tools; where there is one the prompt says so, too."""
    api = await instance(hass, **more)
    found = {
        tool.name: tool for tool in api.tools if tool.integration == "blink_doctor"
    }
    assert (NAME in api.api_prompt) is (NAME in found)
    return found


async def ask(
    house: House, user: MockUser | None = None, language: str = "en", **args: Any
) -> Any:
    """Call the tool as an agent does; return the devices that it tells of by name."""
    api = await instance(house.hass, user, language=language)
    result = await api.async_call_tool(llm.ToolInput(tool_name=NAME, tool_args=args))
    data: Any = result.data
    assert ("error" in data) is ("devices" not in data)
    return {device["name"]: device for device in data.get("devices", ())}


@pytest.fixture
async def house(make_house: MakeHouse, hass: HomeAssistant) -> House:
    """A house with troubles and the parts of Home Assistant that agents use."""
    for component in ("homeassistant", "conversation", "llm"):
        assert await async_setup_component(hass, component, {})
    house = await make_house("troubles")
    await house.poll(8)
    house.cloud.clear_requests()
    return house


async def test_the_tool_where_a_fault_is_exposed(
    house: House, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Named and described as Home Assistant asks; it reads only, and asks nobody."""
    assert await tools(hass) == {}, "the owner has chosen nothing"
    expose(house, "Front door", "battery_state", "recording", "watch")
    assert await tools(hass) == {}
    expose(house, "Front door")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        tool = (await tools(hass))[NAME]
        assert {*await ask(house)} == {"Front door"}
    assert "blink_doctor" not in caplog.text
    assert tool.title
    assert tool.description
    assert tool.annotations == llm.ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )
    schema: Any = probatio.to_openapi(
        tool.parameters,
        custom_serializer=llm.selector_serializer,
        openapi_version="3.1.0",
    )
    assert schema["properties"]["name"]["type"] == "string"
    assert not schema.get("required")

    # by name as little as in the list; a model that makes things up is told so
    assert {*await ask(house, name="front door")} == {"Front door"}
    for args in ("Driveway", 5, ["a"], "x" * 1_000_000):
        assert await ask(house, name=args) == {}
    assert await ask(house, device="x") == {}
    for language, why in (("de", "Batterie schwach"), ("*", "Low battery")):
        assert (await ask(house, language=language))["Front door"]["why"] == why
    assert not house.cloud.requests

    # what administers Home Assistant is not bounded by exposure: it has no such tool
    admin = MockUser(is_owner=True).add_to_hass(hass)
    if other := getattr(llm, "LLM_API_HOME_ASSISTANT", None):
        assert await tools(hass, user=admin, api=other) == {}
    expose(house, "Front door", should_expose=False)
    assert await tools(hass) == {}


async def test_in_trouble_why_and_what_next(house: House) -> None:
    """Those in trouble first, without ids; recording where that is exposed, too."""
    for device in ("Living room", "Front door", "Driveway"):
        expose(house, device)
    devices = await ask(house)
    assert [one["in_trouble"] for one in devices.values()] == [True, True, False]
    door = devices["Front door"]
    assert door["why"] == "Low battery"
    assert door["next_step"] == "Change the batteries"
    assert door["answers"] is True
    assert "Blink reports the battery as low." in door["shown_by"]
    assert [*devices][-1] == "Living room"
    assert not {"why", "recording", "not_watching"} & devices["Living room"].keys()
    identifying = {device.serial for device in house.account.devices}
    identifying |= {house.account.email, house.coordinator.uid(house.key("Front door"))}
    assert [one for one in identifying if one in str(devices)] == []
    expose(house, "Living room", "recording")
    expose(house, "Balcony", "fault", "recording")
    devices = await ask(house)
    shown = house.state("Living room", "recording").state
    assert devices["Living room"]["recording"] == shown
    assert devices["Balcony"]["recording"] == "offline"
    assert "not been watching" in devices["Balcony"]["not_watching"]


async def test_only_what_the_user_may_see(house: House, hass: HomeAssistant) -> None:
    """A user without rights learns nothing, one with rights on a camera about that."""
    for device in ("Front door", "Living room"):
        expose(house, device, "fault", "recording")
    fault = house.entity_id("Living room", "fault")
    nobody, guest = (MockUser().add_to_hass(hass) for _ in range(2))
    nobody.mock_policy({"entities": {"entity_ids": {}}})
    guest.mock_policy({"entities": {"entity_ids": {fault: {"read": True}}}})
    assert await ask(house, nobody) == {}
    assert await ask(house, MockUser()) == {}, "a stranger"
    (camera,) = (await ask(house, guest)).values()
    assert camera["name"] == "Living room"
    assert "recording" not in camera
    admin = MockUser(is_owner=True).add_to_hass(hass)
    assert {*await ask(house, admin)} == {"Front door", "Living room"}


async def test_neither_in_trouble_nor_well(house: House) -> None:
    """Paused: until when; Blink is silent: nothing is known, and since when."""
    expose(house, "Front door")
    expose(house, "Driveway")
    expose(house, "account", "account_fault")
    await house.act("pause", "Front door", until="2027-03-01")
    door = (await ask(house))["Front door"]
    assert (door["paused"], door["in_trouble"]) == (True, False)
    assert door["summary"].startswith("Front door is paused until")
    house.account.service_down()
    await house.poll(5)
    told = await ask(house)
    assert told["Driveway"]["in_trouble"] is None
    assert told["Driveway"]["last_news_from_blink"]
    assert "why" not in told["Driveway"]
    assert told.keys() - {"Driveway", "Front door"} == {"Blink"}
    assert told["Blink"]["why"] == "Blink unreachable"
