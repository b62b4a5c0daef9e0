"""A read-only tool for language models: the state of the cameras.

The owner chooses the devices: those whose *Fault* or *Fault cause* is exposed to the
assistant, limited to what the asking user may see. Whether a camera was recording is
included if its *Recording* is exposed.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, override

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
import probatio

from .const import DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.model.ids import DeviceKey, Uid
from .diagnosis.parsing.account import LONGEST_NAME
from .messages.health import device_health
from .messages.sentences import Words
from .notifications.faults import coordinators
from .targeting.by_name import async_find
from .targeting.devices import Targets

_FAULT = frozenset({"fault", "fault_cause", "account_fault", "account_fault_cause"})
_RECORDING = "recording"
# more would fill the conversation; devices in trouble go first
_MOST_DEVICES = 50
_ANY_LANGUAGE = "*"
PROMPT = (
    "To answer questions about the health of Blink security cameras, doorbells and "
    "sync modules (faults, batteries, offline, what to do, whether they were "
    "recording), call blink_doctor__get_camera_health. It only reads."
)


class _Exposed(NamedTuple):
    """A device that may be reported, with our exposed entities of it."""

    coordinator: BlinkDoctorCoordinator
    key: DeviceKey
    entity_ids: dict[str, str]


@callback
def async_get_tools(
    hass: HomeAssistant, llm_context: LLMContext, api_id: str
) -> LLMTools | None:
    """Return the tool if any device is exposed to the assistant."""
    if api_id != LLM_API_ASSIST:
        return None
    if next(_exposed(hass, llm_context.assistant), None) is None:
        return None
    return LLMTools(tools=[CameraHealthTool()], prompt=PROMPT)


class CameraHealthTool(Tool):
    """Report which cameras are in trouble, why, the next step, and whether they recorded."""

    name = f"{DOMAIN}__get_camera_health"
    title = "Get camera health"
    description = (
        "Tells how the Blink cameras, doorbells and sync modules are: which are in "
        "trouble, why and since when, the next step for a person to take, whether "
        "one is paused by its owner, and whether each is recording and when it was "
        "not. Those in trouble come first. What is null is not known."
    )
    parameters = probatio.Schema(
        {
            probatio.Optional(
                "name",
                description="A camera's name or its area. Leave it out for all.",
            ): str
        }
    )
    annotations = ToolAnnotations(
        read_only=True, destructive=False, idempotent=True, open_world=False
    )
    integration = DOMAIN

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Return the devices that may be reported, without asking Blink."""
        try:
            name = self.parameters(tool_input.tool_args).get("name", "").strip()
        except probatio.Invalid as err:
            return ToolResult(data={"error": str(err)}, error=True)
        exposed = await _async_readable(hass, llm_context)
        if name:
            exposed = await _async_named(exposed, name[:LONGEST_NAME])
        if not exposed:
            return ToolResult(data={"error": "No such device is exposed"}, error=True)
        language = llm_context.language
        words = await Words.async_load(
            hass, None if language == _ANY_LANGUAGE else language
        )
        devices = [_health(one, words) for one in exposed]
        devices.sort(key=lambda device: not device["in_trouble"])
        left_out = len(devices) - _MOST_DEVICES
        data: dict[str, Any] = {"devices": devices[:_MOST_DEVICES]}
        return ToolResult(data=data | ({"left_out": left_out} if left_out > 0 else {}))


def _health(one: _Exposed, words: Words) -> dict[str, Any]:
    return device_health(
        one.coordinator, one.key, words, recording=_RECORDING in one.entity_ids
    )


def _exposed(hass: HomeAssistant, assistant: str) -> Iterator[_Exposed]:
    """Yield the devices whose fault is exposed to an assistant."""
    registry = er.async_get(hass)
    for coordinator in coordinators(hass):
        entry_id = coordinator.config_entry.entry_id
        found: dict[Uid, dict[str, str]] = {}
        for entity in er.async_entries_for_config_entry(registry, entry_id):
            uid, _, kind = entity.unique_id.removeprefix(f"{entry_id}-").partition("-")
            if entity.disabled or kind not in (*_FAULT, _RECORDING):
                continue
            if async_should_expose(hass, assistant, entity.entity_id):
                found.setdefault(Uid(uid), {})[kind] = entity.entity_id
        for uid, entity_ids in found.items():
            key = coordinator.keys.get(uid)
            if key is not None and not _FAULT.isdisjoint(entity_ids):
                yield _Exposed(coordinator, key, entity_ids)


async def _async_readable(
    hass: HomeAssistant, llm_context: LLMContext
) -> list[_Exposed]:
    """Return the exposed devices that the asking user may see; no user means no limit."""
    exposed = [*_exposed(hass, llm_context.assistant)]
    user_id = llm_context.context.user_id if llm_context.context else None
    if user_id is None:
        return exposed
    user = await hass.auth.async_get_user(user_id)
    if user is None:
        return []
    mine = [one._replace(entity_ids=_readable(user, one)) for one in exposed]
    return [one for one in mine if not _FAULT.isdisjoint(one.entity_ids)]


def _readable(user: User, one: _Exposed) -> dict[str, str]:
    return {
        kind: entity_id
        for kind, entity_id in one.entity_ids.items()
        if user.permissions.check_entity(entity_id, POLICY_READ)
    }


async def _async_named(exposed: list[_Exposed], name: str) -> list[_Exposed]:
    """Return the devices that a name may refer to."""
    targets: Targets = {}
    for one in exposed:
        targets.setdefault(one.coordinator, []).append(one.key)
    meant = await async_find(targets, name) if targets else {}
    return [one for one in exposed if one.key in meant.get(one.coordinator, ())]
