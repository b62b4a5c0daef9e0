"""The tool for language models: through Home Assistant's own API, as an agent calls it."""

import json
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


async def offered(
    hass: HomeAssistant,
    user: MockUser | None = None,
    api: str = llm.LLM_API_ASSIST,
    language: str = "en",
) -> tuple[llm.APIInstance, list[llm.Tool]]:
    """Return what an agent is given; where our tool is, the prompt says so, too."""
    context = llm.LLMContext(
        platform="test",
        context=Context(user_id=user.id if user else None),
        language=language,
        assistant="conversation",
        device_id=None,
    )
    given = await llm.async_get_api(hass, api, context)
    ours = [tool for tool in given.tools if tool.integration == "blink_doctor"]
    assert (NAME in given.api_prompt) is bool(ours)
    return given, ours


class Agent:
    def __init__(self, phone_story: PhoneStory) -> None:
        self.story, self.house = phone_story, phone_story.house

    async def tell(
        self,
        title: str,
        user: MockUser | None = None,
        language: str = "en",
        **args: Any,
    ) -> None:
        """Call the tool as an agent does; record what it says."""
        given, ours = await offered(self.house.hass, user, language=language)
        if ours:
            asked = llm.ToolInput(tool_name=NAME, tool_args=args)
            data: Any = (await given.async_call_tool(asked)).data
            for said in data.get("devices", [data]):
                self.story.note(json.dumps(said, ensure_ascii=False))
        else:
            self.story.note("there is no tool")
        await self.story(f"wait 1s # {title}")


@pytest.fixture
async def agent(hass: HomeAssistant, assist: None, phone_story: PhoneStory) -> Agent:
    assert await async_setup_component(hass, "llm", {})
    phone_story.house.cloud.clear_requests()
    return Agent(phone_story)


async def test_the_tool_where_a_fault_is_exposed(
    hass: HomeAssistant, agent: Agent
) -> None:
    house = agent.house
    await agent.tell("the owner has chosen nothing")
    expose(house, "Front door", "battery_state", "recording", "watch")
    await agent.tell("only a fault counts")
    expose(house, "Front door")
    _, (tool,) = await offered(hass)
    by: Any = {"custom_serializer": llm.selector_serializer}
    schema = probatio.to_openapi(tool.parameters, openapi_version="3.1.0", **by)
    for fact in (tool.title, tool.description, tool.annotations, schema):
        agent.story.note(str(fact))
    await agent.tell("described as Home Assistant asks: it reads only, and asks nobody")
    fault = house.entity_id("Front door", "fault")
    er.async_get(hass).async_update_entity(fault, name="Gate", aliases=["Letter box"])
    for name in ("front door", "the gate", "letterbox", "Driveway", 5, ["a"]):
        await agent.tell(f"asked for {name}: as little as in the list", name=name)
    await agent.tell("a model that makes things up is told so", name="x" * 1_000_000)
    await agent.tell("also of arguments", device="x")
    for language in ("de", "*"):
        await agent.tell(f"language: {language}", language=language)
    assert not house.cloud.requests
    # what administers Home Assistant is not bounded by exposure: it has no such tool
    admin = MockUser(is_owner=True).add_to_hass(hass)
    if other := getattr(llm, "LLM_API_HOME_ASSISTANT", None):
        _, ours = await offered(hass, admin, other)
        assert not ours
    expose(house, "Front door", should_expose=False)
    await agent.tell("no longer exposed")


async def test_output_of_the_tool(hass: HomeAssistant, agent: Agent) -> None:
    house, tell = agent.house, agent.tell
    for device in ("Living room", "Front door", "Driveway"):
        expose(house, device)
    await tell("those in trouble first, without ids")
    expose(house, "Living room", "recording")
    expose(house, "Balcony", "fault", "recording")
    await tell("recording where that is exposed, too")
    fault = house.entity_id("Living room", "fault")
    nobody, guest = (MockUser().add_to_hass(hass) for _ in range(2))
    nobody.mock_policy({"entities": {"entity_ids": {}}})
    guest.mock_policy({"entities": {"entity_ids": {fault: {"read": True}}}})
    await tell("nothing to a user without rights", nobody)
    await tell("to one with rights on a camera about that", guest)
    owner = MockUser(is_owner=True).add_to_hass(hass)
    await tell("to the owner what is exposed", owner)
    await tell("nothing to a user who is gone", MockUser())
    expose(house, "account", "account_fault")
    await house.act("pause", "Front door", until="2027-03-01")
    await tell("paused, until when")
    house.account.service_down()
    await house.poll(5)
    await tell("Blink is silent: nothing is known, and since when")
