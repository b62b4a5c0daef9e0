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

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House, MakeHouse

NAME = f"{DOMAIN}__get_camera_health"
ASSISTANT = "conversation"
SETTLED = 8


def expose(house: House, device: str, *kinds: str) -> None:
    for kind in kinds or ("fault",):
        async_expose_entity(
            house.hass, ASSISTANT, house.entity_id(device, kind), should_expose=True
        )


async def instance(
    hass: HomeAssistant,
    user: MockUser | None = None,
    api: str = llm.LLM_API_ASSIST,
    language: str | None = "en",
) -> llm.APIInstance:
    context = llm.LLMContext(
        platform="test",
        context=Context(user_id=user.id if user else None),
        language=language,
        assistant=ASSISTANT,
        device_id=None,
    )
    return await llm.async_get_api(hass, api, context)


def tools(api: llm.APIInstance) -> dict[str, llm.Tool]:
    return {tool.name: tool for tool in api.tools if tool.integration == DOMAIN}


async def ask(hass: HomeAssistant, user: MockUser | None = None, **args: Any) -> Any:
    """Call the tool as an agent does; return its data, which has to be JSON."""
    api = await instance(hass, user)
    result = await api.async_call_tool(llm.ToolInput(tool_name=NAME, tool_args=args))
    return result.data


async def names(hass: HomeAssistant, user: MockUser | None = None) -> set[str]:
    data = await ask(hass, user)
    return {device["name"] for device in data.get("devices", ())}


@pytest.fixture
async def house(make_house: MakeHouse, hass: HomeAssistant) -> House:
    """A house with troubles and the parts of Home Assistant that agents use."""
    for component in ("homeassistant", "conversation", "llm"):
        assert await async_setup_component(hass, component, {})
    house = await make_house("troubles")
    await house.poll(SETTLED)
    house.cloud.clear_requests()
    return house


async def test_no_tool_where_nothing_is_exposed(house: House) -> None:
    """The owner has chosen nothing; there is nothing to offer."""
    api = await instance(house.hass)
    assert tools(api) == {}
    assert NAME not in api.api_prompt
    expose(house, "Front door", "battery_state", "recording", "watch")
    assert tools(await instance(house.hass)) == {}
    expose(house, "Front door")
    api = await instance(house.hass)
    assert set(tools(api)) == {NAME}
    assert NAME in api.api_prompt


async def test_named_and_described_as_home_assistant_asks(
    house: House, hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """Prefix, title, integration; it reads only; and nothing is reported about it."""
    expose(house, "Front door")
    with caplog.at_level(logging.WARNING):
        tool = tools(await instance(hass))[NAME]
        await ask(hass)
    assert DOMAIN not in caplog.text
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


async def test_in_trouble_why_and_what_next(house: House, hass: HomeAssistant) -> None:
    """Those in trouble first, without ids and without a request."""
    for device in ("Living room", "Front door", "Driveway"):
        expose(house, device)
    devices = (await ask(hass))["devices"]
    assert [one["in_trouble"] for one in devices] == [True, True, False]
    door = next(one for one in devices if one["name"] == "Front door")
    assert door["why"] == "Low battery"
    assert door["next_step"] == "Change the batteries"
    assert door["answers"] is True
    assert "Blink reports the battery as low." in door["shown_by"]
    assert devices[-1]["name"] == "Living room"
    assert "why" not in devices[-1]
    text = str(devices)
    account = house.account
    assert not any(device.serial in text for device in account.devices)
    assert account.email not in text
    assert house.coordinator.uid(house.key("Front door")) not in text
    assert not house.cloud.requests


async def test_only_what_is_exposed(house: House, hass: HomeAssistant) -> None:
    """By name as little as in the list, and taken back as soon as that is."""
    expose(house, "Front door")
    assert await names(hass) == {"Front door"}
    assert "error" in await ask(hass, name="Driveway")
    (door,) = (await ask(hass, name="front door"))["devices"]
    assert door["name"] == "Front door"
    async_expose_entity(
        hass, ASSISTANT, house.entity_id("Front door", "fault"), should_expose=False
    )
    assert tools(await instance(hass)) == {}


async def test_recording_where_that_is_exposed(house: House) -> None:
    """When nobody watches is not for everybody."""
    expose(house, "Living room")
    (camera,) = (await ask(house.hass))["devices"]
    assert "recording" not in camera
    assert "not_watching" not in camera
    expose(house, "Living room", "recording")
    (camera,) = (await ask(house.hass))["devices"]
    assert camera["recording"] == house.state("Living room", "recording").state
    expose(house, "Balcony", "fault", "recording")
    (balcony,) = (await ask(house.hass, name="Balcony"))["devices"]
    assert balcony["recording"] == "offline"
    assert "not been watching" in balcony["not_watching"]


async def test_only_what_the_user_may_see(house: House, hass: HomeAssistant) -> None:
    """A user without rights learns nothing, one with rights on a camera about that."""
    for device in ("Front door", "Living room"):
        expose(house, device, "fault", "recording")
    fault = house.entity_id("Living room", "fault")
    nobody, guest = (MockUser().add_to_hass(hass) for _ in range(2))
    nobody.mock_policy({"entities": {"entity_ids": {}}})
    guest.mock_policy({"entities": {"entity_ids": {fault: {"read": True}}}})
    assert "error" in await ask(hass, nobody)
    (camera,) = (await ask(hass, guest))["devices"]
    assert camera["name"] == "Living room"
    assert "recording" not in camera
    admin = MockUser(is_owner=True).add_to_hass(hass)
    assert await names(hass, admin) == {"Front door", "Living room"}
    stranger = MockUser()
    assert "error" in await ask(hass, stranger)


@pytest.mark.parametrize("args", [{"name": 5}, {"device": "x"}, {"name": ["a"]}])
async def test_odd_arguments(house: House, args: dict[str, Any]) -> None:
    """A model that makes things up is told so, without a traceback."""
    expose(house, "Front door")
    assert "error" in await ask(house.hass, **args)


async def test_a_long_name(house: House, hass: HomeAssistant) -> None:
    """As much of it is compared as a name can have."""
    expose(house, "Front door")
    assert "error" in await ask(hass, name="x" * 1_000_000)


async def test_paused(house: House, hass: HomeAssistant) -> None:
    """Neither in trouble nor well, until when that is."""
    expose(house, "Front door")
    await house.act("pause", "Front door", until="2027-03-01")
    (door,) = (await ask(hass))["devices"]
    assert (door["paused"], door["in_trouble"]) == (True, False)
    assert door["summary"].startswith("Front door is paused until")


async def test_old_data_is_not_told_as_if_it_were_so(house: House) -> None:
    """Blink is silent: nothing is known of the camera, and since when."""
    expose(house, "Front door")
    expose(house, "account", "account_fault")
    house.account.service_down()
    await house.poll(5)
    told = {one["name"]: one for one in (await ask(house.hass))["devices"]}
    door = told.pop("Front door")
    assert door["in_trouble"] is None
    assert door["last_news_from_blink"]
    assert "why" not in door
    (account,) = told.values()
    assert account["why"] == "Blink unreachable"


async def test_in_the_language_of_who_asks(house: House, hass: HomeAssistant) -> None:
    expose(house, "Front door")
    for language, why in (("de", "Batterie schwach"), ("*", "Low battery")):
        api = await instance(hass, language=language)
        result = await api.async_call_tool(llm.ToolInput(tool_name=NAME, tool_args={}))
        devices: Any = result.data["devices"]
        assert devices[0]["why"] == why


async def test_not_in_other_apis(house: House, hass: HomeAssistant) -> None:
    """What administers Home Assistant is not bounded by exposure: it has no such tool."""
    expose(house, "Front door")
    admin = MockUser(is_owner=True).add_to_hass(hass)
    other = getattr(llm, "LLM_API_HOME_ASSISTANT", None)
    if other is None:
        pytest.skip("this version of Home Assistant has no other API")
    assert tools(await instance(hass, admin, api=other)) == {}
