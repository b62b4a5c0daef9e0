"""The tool for language models: through Home Assistant's own API, as an agent calls it."""

import json
import logging
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er, llm
from homeassistant.setup import async_setup_component
import probatio
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from tests.house import House
from tests.phone_story import PhoneStory

NAME = "blink_doctor__get_camera_health"

pytestmark = [
    pytest.mark.usefixtures("assist"),
    pytest.mark.house("troubles", phones="", polls=8),
]


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


async def tell(
    phone_story: PhoneStory, title: str, user: MockUser | None = None
) -> None:
    """Tell what the tool says."""
    for device in (await ask(phone_story.house, user)).values():
        phone_story.note(json.dumps(device, ensure_ascii=False))
    await phone_story(f"wait 1s # {title}")


@pytest.fixture(autouse=True)
async def agents(hass: HomeAssistant, assist: None) -> None:
    assert await async_setup_component(hass, "llm", {})


async def test_the_tool_where_a_fault_is_exposed(
    house: House, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Named and described as Home Assistant asks; it reads only, and asks nobody."""
    house.cloud.clear_requests()
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
    fault = house.entity_id("Front door", "fault")
    er.async_get(hass).async_update_entity(fault, name="Gate", aliases=["Letter box"])
    for name in ("front door", "the gate", "letterbox"):
        assert {*await ask(house, name=name)} == {"Front door"}
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


async def test_what_the_tool_says(hass: HomeAssistant, phone_story: PhoneStory) -> None:
    house = phone_story.house
    for device in ("Living room", "Front door", "Driveway"):
        expose(house, device)
    await tell(phone_story, "those in trouble first, without ids")
    expose(house, "Living room", "recording")
    expose(house, "Balcony", "fault", "recording")
    await tell(phone_story, "recording where that is exposed, too")
    fault = house.entity_id("Living room", "fault")
    nobody, guest = (MockUser().add_to_hass(hass) for _ in range(2))
    nobody.mock_policy({"entities": {"entity_ids": {}}})
    guest.mock_policy({"entities": {"entity_ids": {fault: {"read": True}}}})
    await tell(phone_story, "nothing to a user without rights", nobody)
    await tell(phone_story, "to one with rights on a camera about that", guest)
    owner = MockUser(is_owner=True).add_to_hass(hass)
    await tell(phone_story, "to the owner what is exposed", owner)
    await tell(phone_story, "nothing to a user who is gone", MockUser())
    expose(house, "account", "account_fault")
    await house.act("pause", "Front door", until="2027-03-01")
    await tell(phone_story, "paused, until when")
    house.account.service_down()
    await house.poll(5)
    await tell(phone_story, "Blink is silent: nothing is known, and since when")
