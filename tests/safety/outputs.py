"""Everything that Blink Doctor puts out, gathered as text."""

from collections import defaultdict
import json
import logging
import re
from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import JSONEncoder
from homeassistant.helpers.llm import LLM_API_ASSIST, LLMContext, ToolInput
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.blink_doctor.const import DOMAIN
from custom_components.blink_doctor.diagnostics import (
    async_get_config_entry_diagnostics,
)
from custom_components.blink_doctor.llm import async_get_tools
from tests.card import Watch
from tests.house import House
from tests.repairs.guide import Person

_DEEPEST = 12
# names are in no id
_IS_ID = re.compile(r"[\w-]+", re.ASCII)
_MARKDOWN = re.compile(r"(?<!\\)[<\[!*`]")


def as_text(value: Any) -> str:
    """Return anything as JSON, as it would go out."""
    return json.dumps(value, cls=JSONEncoder, ensure_ascii=False, default=str)


def our_errors(records: list[logging.LogRecord]) -> list[str]:
    return [
        record.getMessage()
        for record in records
        if record.levelno >= logging.ERROR
        and DOMAIN in f"{record.name} {record.getMessage()} {record.exc_text}"
        # Home Assistant numbers ids of 255 letters so that it refuses them itself
        and "very_long_name" not in record.getMessage()
    ]


class Outputs:
    """What came out of one house, by channel: a list of texts each."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.channels: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, channel: str, value: Any) -> None:
        self.channels[channel] += [value if isinstance(value, str) else as_text(value)]

    @property
    def hass(self) -> HomeAssistant:
        return self.house.hass

    def listen(self) -> None:
        """Note every event of the bus that is about something of ours."""

        @callback
        def note(event: Event[Any]) -> None:
            kind, entity_id = str(event.event_type), event.data.get("entity_id", "")
            entity = er.async_get(self.hass).async_get(str(entity_id))
            if kind.startswith("state") or entity is not None:
                if entity is None or entity.platform != DOMAIN:
                    return
            elif kind in ("device_registry_updated", "component_loaded"):
                return
            self.add("events", {"type": kind, "data": event.data})

        self.hass.bus.async_listen("*", note)

    def states(self) -> None:
        """Note states, attributes and registry entries of our entities and devices."""
        for entity in self.house.entries:
            assert _IS_ID.fullmatch(entity.unique_id)
            self.add("registry", entity.as_partial_dict | {"u": entity.unique_id})
            if state := self.hass.states.get(entity.entity_id):
                self.add("states", state.as_dict())
        registry, entry_id = dr.async_get(self.hass), self.house.doctor.entry_id
        for device in dr.async_entries_for_config_entry(registry, entry_id):
            self.add("registry", device.dict_repr)

    def issues(self) -> None:
        for issue in self.house.issues:
            assert _IS_ID.fullmatch(issue.issue_id)
            placeholders = issue.translation_placeholders
            self.add("issues", [issue.issue_id, issue.data, placeholders])
            self.add("issues", issue.to_json())

    async def action(self, name: str, **data: Any) -> None:
        try:
            answer = await self.house.act(name, **data)
        except HomeAssistantError as err:
            answer = f"{err} {err.translation_key} {err.translation_placeholders}"
        self.add("actions", answer)

    async def websocket(self, watch: Watch) -> None:
        watcher = await watch()
        event = await watcher.subscribe()
        self.add("websocket", event)
        asked = {"type": f"{DOMAIN}/history", "entry_id": self.house.doctor.entry_id}
        for device in event["accounts"][0]["devices"]:
            self.add("websocket", await watcher.call(**asked, uid=device["uid"]))
        issues = (await watcher.call(type="repairs/list_issues"))["result"]["issues"]
        self.add("websocket", [one for one in issues if one["domain"] == DOMAIN])

    async def language_model(self) -> None:
        for entity in self.house.entries:
            async_expose_entity(self.hass, "conversation", entity.entity_id, True)
        context = LLMContext("test", Context(), None, "conversation", None)
        offered: Any = async_get_tools(self.hass, context, LLM_API_ASSIST)
        self.add("language model", offered.prompt)
        (tool,) = offered.tools
        for args in ({}, {"name": "Front door"}):
            asked = ToolInput(tool_name=tool.name, tool_args=args)
            self.add("language model", await tool.async_call(self.hass, asked, context))

    async def diagnostics(self) -> None:
        file = await async_get_config_entry_diagnostics(self.hass, self.house.doctor)
        self.add("diagnostics", file)

    async def system_health(self) -> None:
        assert await async_setup_component(self.hass, "system_health", {})
        self.add("system health", await get_system_health_info(self.hass, DOMAIN))

    async def repairs(self, person: Person) -> None:
        """Note the pages of every guided fix, to the text for support and beyond."""
        for title in person.issues():
            page = await person.open(title)
            for depth in range(_DEEPEST):
                self.add("repairs", page)
                shown = page.get("description_placeholders") or {}
                assert not _MARKDOWN.search(shown.get("device", "")), shown
                options = page.get("menu_options") or ()
                onward = [one for one in ("begin", "next_step") if one in options]
                if page["type"] == "form" and person.step != "contact_support":
                    page = await person.submit()
                elif options and (onward or depth < 3):
                    page = await person.press(*(onward or options)[:1])
                else:
                    break

    def logs(self, records: list[logging.LogRecord]) -> None:
        """Note what our loggers have written, tracebacks and all."""
        formatter = logging.Formatter("%(name)s %(message)s")
        for record in records:
            if DOMAIN in record.name:
                self.add("logs", formatter.format(record))
