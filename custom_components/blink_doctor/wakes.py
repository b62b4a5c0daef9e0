"""Count how often Home Assistant's own actions wake cameras for pictures and clips.

Counted from events on the bus, with the automation, script or person behind each; no
request is sent. `camera.snapshot` does not count: core Blink answers it with the picture
that it has.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.const import (
    ATTR_DOMAIN,
    ATTR_ENTITY_ID,
    ATTR_NAME,
    ATTR_SERVICE,
    ENTITY_MATCH_ALL,
    EVENT_CALL_SERVICE,
)
from homeassistant.core import Context, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import BLINK_DOMAIN, DOMAIN
from .coordinator import BlinkDoctorCoordinator
from .diagnosis.model.ids import DeviceKey
from .store.wake_counts import shortened

# events of two integrations that may not be loaded
_AUTOMATION_TRIGGERED, _SCRIPT_STARTED = "automation_triggered", "script_started"
AUTOMATION, SCRIPT, PERSON, HOME_ASSISTANT = (
    "automation",
    "script",
    "person",
    "home_assistant",
)
OURS = "blink_doctor"
_WAKING = frozenset({"trigger_camera", "record"})
_CAMERA = "camera"
_MOST_CONTEXTS = 200
_COUNTER: HassKey[WakeCounter] = HassKey(f"{DOMAIN}_wakes")


@callback
def async_setup_wakes(hass: HomeAssistant) -> None:
    """Start counting."""
    if _COUNTER not in hass.data:
        hass.data[_COUNTER] = WakeCounter(hass)


@callback
def async_note_wake(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey, by: str
) -> None:
    """Count one wake-up of a camera."""
    woken = coordinator.notes_of(key).woken.once_more(_today(), by)
    coordinator.async_note(key, woken=woken)


def woken_yesterday(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> Mapping[str, int]:
    """Return yesterday's wake-ups of a camera by source, highest first."""
    return coordinator.notes_of(key).woken.yesterday(_today())


def as_attributes(
    coordinator: BlinkDoctorCoordinator, key: DeviceKey
) -> dict[str, Any]:
    """Return the same as attributes: empty if nothing woke it.

    Without names: a user who sees the camera may not be allowed to see what woke it.
    """
    counts = woken_yesterday(coordinator, key)
    if not counts:
        return {}
    kinds = Counter[str]()
    for by, count in counts.items():
        kinds[by.partition(":")[0]] += count
    return {
        "woken_yesterday": kinds.total(),
        "woken_by": dict(kinds.most_common()),
    }


@callback
def async_names_known_to(hass: HomeAssistant, user: User) -> frozenset[str] | None:
    """Return the automations, scripts and persons that a user may see, None for all."""
    permissions = user.permissions
    if permissions.access_all_entities(POLICY_READ):
        return None
    return frozenset(
        shortened(f"{state.domain}:{state.name}")
        for state in hass.states.async_all((AUTOMATION, SCRIPT, PERSON))
        if permissions.check_entity(state.entity_id, POLICY_READ)
    )


def as_list(
    counts: Mapping[str, int], known: frozenset[str] | None
) -> list[dict[str, Any]]:
    """Return counts for the dashboard, highest first; unknown sources have no name."""
    seen = Counter[str]()
    for by, count in counts.items():
        is_named = known is None or by in known
        seen[by if is_named else by.partition(":")[0]] += count
    return [
        {"kind": by.partition(":")[0], "name": by.partition(":")[2], "count": count}
        for by, count in seen.most_common()
    ]


class WakeCounter:
    """Listen to the actions of Home Assistant."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Listen for as long as Home Assistant runs."""
        self._hass = hass
        # context id -> the run it belongs to; a nested run belongs to the outermost
        self._runs: OrderedDict[str, str] = OrderedDict()
        hass.bus.async_listen(_AUTOMATION_TRIGGERED, self._automation)
        hass.bus.async_listen(_SCRIPT_STARTED, self._script)
        hass.bus.async_listen(EVENT_CALL_SERVICE, self._called, _is_waking)

    @callback
    def _automation(self, event: Event[Any]) -> None:
        self._begun(event, AUTOMATION)

    @callback
    def _script(self, event: Event[Any]) -> None:
        self._begun(event, SCRIPT)

    @callback
    def _begun(self, event: Event[Any], kind: str) -> None:
        parent = self._runs.get(event.context.parent_id or "")
        state = self._hass.states.get(event.data.get(ATTR_ENTITY_ID) or "")
        name = state.name if state else event.data.get(ATTR_NAME, "")
        by = parent or f"{kind}:{name}"
        self._runs.setdefault(event.context.id, by)
        while len(self._runs) > _MOST_CONTEXTS:
            self._runs.popitem(last=False)

    @callback
    def _called(self, event: Event[Any]) -> None:
        by = self._who(event.context)
        for coordinator, key in self._cameras(event.data.get("service_data") or {}):
            async_note_wake(coordinator, key, by)

    def _who(self, context: Context) -> str:
        """Return the automation, script or person behind a call."""
        if run := self._runs.get(context.id):
            return run
        if context.user_id is None:
            return HOME_ASSISTANT
        for state in self._hass.states.async_all(PERSON):
            if state.attributes.get("user_id") == context.user_id:
                return f"{PERSON}:{state.name}"
        return PERSON

    def _cameras(
        self, target: dict[str, Any]
    ) -> Iterator[tuple[BlinkDoctorCoordinator, DeviceKey]]:
        """Yield our cameras among a call's targets."""
        registry = er.async_get(self._hass)
        coordinators = [
            entry.runtime_data
            for entry in self._hass.config_entries.async_loaded_entries(DOMAIN)
        ]
        selected = async_extract_referenced_entity_ids(
            self._hass, TargetSelection(target)
        )
        wanted = selected.referenced | selected.indirectly_referenced
        for entry in [*registry.entities.values()]:
            if entry.platform != BLINK_DOMAIN or entry.domain != _CAMERA:
                continue
            if entry.entity_id not in wanted and ENTITY_MATCH_ALL not in wanted:
                continue
            for coordinator in coordinators:
                if key := coordinator.key_of(entry.device_id or ""):
                    yield coordinator, key


@callback
def _is_waking(data: Mapping[str, Any]) -> bool:
    return data[ATTR_DOMAIN] == BLINK_DOMAIN and data[ATTR_SERVICE] in _WAKING


def _today() -> int:
    return dt_util.now().toordinal()
