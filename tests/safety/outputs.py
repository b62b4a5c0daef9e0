"""Everything that Blink Doctor puts out, gathered as text."""

from collections.abc import Callable
from http import HTTPStatus
import json
import logging
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, Event, HomeAssistant, ServiceResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.json import JSONEncoder
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, ToolInput
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import get_system_health_info
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.llm import async_get_tools
from tests.house import House

FIX = "/api/repairs/issues/fix"
_DEEPEST = 12


def as_text(value: Any) -> str:
    """Return anything as JSON, as it would go out."""
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False, default=str)


class Outputs:
    """What came out of one house, by channel: a list of texts each."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.channels: dict[str, list[str]] = {}

    def add(self, channel: str, value: Any) -> None:
        text = value if isinstance(value, str) else as_text(value)
        self.channels.setdefault(channel, []).append(text)

    @property
    def hass(self) -> HomeAssistant:
        return self.house.hass

    def ours(self) -> list[er.RegistryEntry]:
        return er.async_entries_for_config_entry(
            er.async_get(self.hass), self.house.doctor.entry_id
        )

    def listen(self) -> Callable[[], None]:
        """Note every event of the bus that is about something of ours."""

        @callback
        def note(event: Event[Any]) -> None:
            entity_id = str(event.data.get("entity_id", ""))
            entity = er.async_get(self.hass).async_get(entity_id)
            if str(event.event_type).startswith("state") or entity is not None:
                if entity is None or entity.platform != DOMAIN:
                    return
            elif str(event.event_type) in (
                "device_registry_updated",
                "component_loaded",
            ):
                return
            self.add("events", {"type": event.event_type, "data": event.data})

        return self.hass.bus.async_listen("*", note)

    def states(self) -> None:
        """Note states, attributes and registry entries of our entities and devices."""
        for entity in self.ours():
            self.add("registry", entity.as_partial_dict | {"u": entity.unique_id})
            if state := self.hass.states.get(entity.entity_id):
                self.add("states", state.as_dict())
        for device in dr.async_entries_for_config_entry(
            dr.async_get(self.hass), self.house.doctor.entry_id
        ):
            self.add("registry", device.dict_repr)

    def issues(self) -> None:
        for (domain, issue_id), issue in ir.async_get(self.hass).issues.items():
            if domain == DOMAIN:
                self.add(
                    "issues",
                    [
                        issue_id,
                        issue.data,
                        issue.translation_placeholders,
                        issue.to_json(),
                    ],
                )

    async def action(self, name: str, **data: Any) -> None:
        answers = self.hass.services.supports_response(DOMAIN, name).value != "none"
        answer: ServiceResponse | str
        try:
            answer = await self.hass.services.async_call(
                DOMAIN, name, data, blocking=True, return_response=answers
            )
        except HomeAssistantError as err:
            answer = f"{err} {err.translation_key} {err.translation_placeholders}"
        self.add("actions", answer)

    async def websocket(self, hass_ws_client: WebSocketGenerator) -> None:
        client = await hass_ws_client(self.hass, await self.house.token())
        await client.send_json_auto_id({"type": "blink_doctor/subscribe"})
        await client.receive_json()
        event = (await client.receive_json())["event"]
        self.add("websocket", event)
        for device in event["accounts"][0]["devices"]:
            await client.send_json_auto_id(
                {
                    "type": "blink_doctor/history",
                    "entry_id": self.house.doctor.entry_id,
                    "uid": device["uid"],
                }
            )
            self.add("websocket", await client.receive_json())
        await client.send_json_auto_id({"type": "repairs/list_issues"})
        listed = (await client.receive_json())["result"]["issues"]
        self.add("websocket", [i for i in listed if i["domain"] == DOMAIN])
        await client.close()

    async def language_model(self) -> None:
        assert await async_setup_component(self.hass, "homeassistant", {})
        for entity in self.ours():
            async_expose_entity(
                self.hass, "conversation", entity.entity_id, should_expose=True
            )
        context = LLMContext(
            platform="test",
            context=Context(),
            language=None,
            assistant="conversation",
            device_id=None,
        )
        offered = async_get_tools(self.hass, context, LLM_API_ASSIST)
        assert offered is not None
        self.add("language model", offered.prompt)
        (tool,) = offered.tools
        for args in ({}, {"name": "Front door"}):
            asked = ToolInput(tool_name=tool.name, tool_args=args)
            self.add("language model", await tool.async_call(self.hass, asked, context))

    async def diagnostics(self, hass_client: ClientSessionGenerator) -> None:
        assert await async_setup_component(self.hass, "diagnostics", {})
        await self.house.settle()
        client = await hass_client(await self.house.token())
        response = await client.get(
            f"/api/diagnostics/config_entry/{self.house.doctor.entry_id}"
        )
        assert response.status == HTTPStatus.OK
        self.add("diagnostics", as_text(dict(response.headers)))
        self.add("diagnostics", await response.text())

    async def system_health(self) -> None:
        assert await async_setup_component(self.hass, "system_health", {})
        self.add("system health", await get_system_health_info(self.hass, DOMAIN))

    async def repairs(self, hass_client: ClientSessionGenerator) -> None:
        """Note the pages of every guided fix, to the text for support and beyond."""
        client = await hass_client(await self.house.token())
        for (domain, issue_id), issue in list(ir.async_get(self.hass).issues.items()):
            if domain != DOMAIN or not issue.active or not issue.is_fixable:
                continue
            answer = await client.post(
                FIX, json={"handler": DOMAIN, "issue_id": issue_id}
            )
            page = await answer.json()
            for depth in range(_DEEPEST):
                self.add("repairs", page)
                choice = _onward(page, depth)
                if choice is None:
                    break
                url = f"{FIX}/{page['flow_id']}"
                answer = await client.post(url, json=choice)
                page = await answer.json()
                while page["type"] == "progress":
                    self.add("repairs", page)
                    await self.house.wait_only(61)
                    page = await (await client.get(url)).json()

    def logs(self, records: list[logging.LogRecord]) -> None:
        """Note what our loggers have written, tracebacks and all."""
        formatter = logging.Formatter("%(name)s %(message)s")
        for record in records:
            if DOMAIN in record.name:
                self.add("logs", formatter.format(record))


def _onward(page: dict[str, Any], depth: int) -> dict[str, Any] | None:
    """Return what a patient person would press next; None at the end."""
    if page["type"] == "form":
        return {} if page["step_id"] != "contact_support" else None
    if page["type"] != "menu":
        return None
    options = page["menu_options"]
    for wanted in ("begin", "next_step"):
        if wanted in options:
            return {"next_step_id": wanted}
    return {"next_step_id": next(iter(options))} if depth < 3 else None
