"""Push the card's data: changes only, and only what the user may see."""

from collections.abc import Callable, Iterable, Mapping
import math
from typing import Any

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.components.websocket_api.messages import construct_event_message
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import Unauthorized
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.json import json_bytes
from homeassistant.util.event_type import EventType
from homeassistant.util.hass_dict import HassKey
import probatio

from .. import pauses
from ..checkup import SIGNAL_CHECK_UP
from ..const import DOMAIN, LOGGER
from ..coordinator import BlinkDoctorCoordinator
from ..diagnosis.model.ids import DeviceKey
from ..targeting.permissions import async_may
from .view import AccountView, account_as_dict, past_as_dict

# more dashboards than anybody has open, few enough not to overload the server
MOST_VIEWS = 200
ERR_TOO_MANY = "too_many_subscriptions"
_LONGEST_ID = 64
# many registry events arrive at once when an integration loads
_COOLDOWN = 0.2
_EVENTS: tuple[EventType[Any], ...] = (
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
    ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED,
)

# by user id
_FEEDS: HassKey[dict[str, Feed]] = HassKey(f"{DOMAIN}_feeds")


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands, once for each start of Home Assistant."""
    websocket_api.async_register_command(hass, subscribe)
    websocket_api.async_register_command(hass, history)
    websocket_api.async_register_command(hass, pause)
    websocket_api.async_register_command(hass, resume)


@websocket_api.websocket_command({probatio.Required("type"): "blink_doctor/subscribe"})
@callback
def subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send all accounts, then each change.

    The first event has `full: true`. Later ones hold only the accounts that changed, each
    with its changed devices and the uids of `removed` ones, and the entry ids of
    accounts that were `removed`.
    """
    feeds = hass.data.setdefault(_FEEDS, {})
    user = connection.user
    feed = feeds.get(user.id) or Feed(hass, user)
    if feed.is_full:
        connection.send_error(
            msg["id"],
            ERR_TOO_MANY,
            f"More than {MOST_VIEWS} subscriptions of one user",
            translation_domain=DOMAIN,
            translation_key="too_many_views",
            translation_placeholders={"most": str(MOST_VIEWS)},
        )
        return
    # kept after its last view is closed, so that reopening it repeatedly costs nothing
    feeds[user.id] = feed
    connection.subscriptions[msg["id"]] = feed.async_join((connection, msg["id"]))
    connection.send_result(msg["id"])
    feed.async_send_all((connection, msg["id"]))


_ID = probatio.All(str, probatio.Length(max=_LONGEST_ID))


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "blink_doctor/history",
        probatio.Required("entry_id"): _ID,
        probatio.Required("uid"): _ID,
    }
)
@callback
def history(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send the remembered volts and bars of the last weeks."""
    if (visible := _visible_device(hass, connection, msg)) is not None:
        coordinator, key = visible
        if (remembered := coordinator.memory.devices.get(key)) is not None:
            connection.send_result(msg["id"], past_as_dict(remembered.past))
            return
    _not_found(connection, msg)


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "blink_doctor/pause",
        probatio.Required("entry_id"): _ID,
        probatio.Required("uid"): _ID,
        probatio.Optional("until"): pauses.UNTIL,
    }
)
@callback
def pause(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Stop watching a device: until the start of a day, a time, or until resumed."""
    if (place := _controllable_devices(hass, connection, msg)) is not None:
        until = pauses.until_of(msg.get(pauses.ATTR_UNTIL))
        pauses.async_pause(*place, until)
        connection.send_result(msg["id"])


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "blink_doctor/resume",
        probatio.Required("entry_id"): _ID,
        probatio.Required("uid"): _ID,
    }
)
@callback
def resume(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Watch a device again."""
    if (place := _controllable_devices(hass, connection, msg)) is not None:
        pauses.async_resume(*place)
        connection.send_result(msg["id"])


def _visible_device(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> tuple[BlinkDoctorCoordinator, DeviceKey] | None:
    """Return the device that a command names, None if the user may not see it."""
    entry = hass.config_entries.async_get_entry(msg["entry_id"])
    if (
        entry is None
        or entry.domain != DOMAIN
        or entry.state is not ConfigEntryState.LOADED
    ):
        return None
    coordinator: BlinkDoctorCoordinator = entry.runtime_data
    key = AccountView(hass, coordinator, connection.user).visible_key(msg["uid"])
    return None if key is None else (coordinator, key)


def _controllable_devices(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> tuple[BlinkDoctorCoordinator, list[DeviceKey]] | None:
    """Return the devices to change: a system stands for the devices in it.

    Raises Unauthorized if the user may not control one of them.
    """
    if (visible := _visible_device(hass, connection, msg)) is None:
        _not_found(connection, msg)
        return None
    coordinator, key = visible
    keys = pauses.devices_of(coordinator, [key])
    for device_id in map(coordinator.device_id, (key, *keys)):
        if not async_may(hass, connection.user, device_id, POLICY_CONTROL):
            raise Unauthorized(permission=POLICY_CONTROL)
    return coordinator, keys


def _not_found(connection: ActiveConnection, msg: dict[str, Any]) -> None:
    connection.send_error(msg["id"], websocket_api.ERR_NOT_FOUND, "No such device")


type View = tuple[ActiveConnection, int]


class Feed:
    """One user's data: computed once, sent to all the user's open views."""

    def __init__(self, hass: HomeAssistant, user: User) -> None:
        """Prepare for one user."""
        self.hass = hass
        self.user = user
        self._views: set[View] = set()
        self._sent: dict[str, dict[str, Any]] = {}
        self._full = b""
        self._computed_at = -math.inf
        self._stops: list[Callable[[], None]] = []
        self._coordinators: list[CALLBACK_TYPE] = []
        self._debouncer = Debouncer(
            hass, LOGGER, cooldown=_COOLDOWN, immediate=True, function=self._update
        )

    @property
    def is_full(self) -> bool:
        """Whether the user has the maximum number of views open."""
        return len(self._views) >= MOST_VIEWS

    @callback
    def async_join(self, view: View) -> CALLBACK_TYPE:
        """Add a view; return a callback that removes it."""
        if not self._views:
            self._start()
        self._views.add(view)

        @callback
        def leave() -> None:
            self._views.discard(view)
            if not self._views:
                self._stop()

        return leave

    def _start(self) -> None:
        """Follow accounts and registries."""
        self._stops = [
            async_dispatcher_connect(
                self.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            ),
            async_dispatcher_connect(self.hass, SIGNAL_CHECK_UP, self._changed),
            *(
                self.hass.bus.async_listen(
                    event, self._changed, event_filter=_is_relevant
                )
                for event in _EVENTS
            ),
            self._debouncer.async_cancel,
            self._unfollow_coordinators,
        ]
        self._follow_coordinators()

    def _stop(self) -> None:
        while self._stops:
            self._stops.pop()()

    @callback
    def async_send_all(self, view: View) -> None:
        """Send everything that the user may see to a newly opened view."""
        if self.hass.loop.time() - self._computed_at >= _COOLDOWN:
            self._recompute(except_to=view)
        if not self._full:
            accounts = list(self._sent.values())
            self._full = json_bytes({"full": True, "accounts": accounts})
        self._send(self._full, {view})

    @callback
    def _entry_changed(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            self._follow_coordinators()
            self._changed()

    def _follow_coordinators(self) -> None:
        self._unfollow_coordinators()
        self._coordinators = [
            entry.runtime_data.async_add_listener(self._changed)
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if entry.state is ConfigEntryState.LOADED
        ]

    @callback
    def _unfollow_coordinators(self) -> None:
        for leave in self._coordinators:
            leave()
        self._coordinators = []

    @callback
    def _changed(self, *_: Any) -> None:
        self._debouncer.async_schedule_call()

    @callback
    def _update(self) -> None:
        self._recompute()

    def _recompute(self, except_to: View | None = None) -> None:
        """Compute everything again, and send the differences to views that have the rest."""
        before, self._sent = self._sent, self._accounts()
        self._computed_at = self.hass.loop.time()
        accounts = [
            changes
            for entry_id, account in self._sent.items()
            if (changes := _changes(before.get(entry_id), account)) is not None
        ]
        removed = [entry_id for entry_id in before if entry_id not in self._sent]
        if accounts or removed:
            self._full = b""
            event = {"full": False, "accounts": accounts, "removed": removed}
            if views := self._views - {except_to}:
                self._send(json_bytes(event), views)

    def _accounts(self) -> dict[str, dict[str, Any]]:
        return {
            entry.entry_id: account_as_dict(self.hass, entry, self.user)
            for entry in self.hass.config_entries.async_entries(
                DOMAIN, include_disabled=False
            )
        }

    def _send(self, event: bytes, views: Iterable[View]) -> None:
        for connection, msg_id in views:
            connection.send_message(construct_event_message(msg_id, event))


@callback
def _is_relevant(data: Mapping[str, Any]) -> bool:
    """Whether a registry event may change anything that is sent.

    A fault sensor has its cause in its name, which the diagnosis has sent already.
    """
    return {*data.get("changes", ())} != {"original_name"}


def _changes(
    before: dict[str, Any] | None, account: dict[str, Any]
) -> dict[str, Any] | None:
    """Return an account with its changed devices only, None if nothing changed."""
    if before == account:
        return None
    known = {device["uid"]: device for device in before["devices"]} if before else {}
    now = {device["uid"] for device in account["devices"]}
    return account | {
        "devices": [
            device
            for device in account["devices"]
            if known.get(device["uid"]) != device
        ],
        "removed": [uid for uid in known if uid not in now],
    }
