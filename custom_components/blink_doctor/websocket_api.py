"""The card's data: pushed, changes only, and only what the user may see."""

from collections.abc import Callable
from typing import Any

from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.event_type import EventType
import probatio

from .const import DOMAIN, LOGGER
from .dashboard import AccountView, account_as_dict, past_as_dict

# Many registry events come at once when an integration loads.
_COOLDOWN = 0.2
_EVENTS: tuple[EventType[Any], ...] = (
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
    ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED,
)


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands, once for each start of Home Assistant."""
    websocket_api.async_register_command(hass, subscribe)
    websocket_api.async_register_command(hass, history)


@websocket_api.websocket_command({probatio.Required("type"): "blink_doctor/subscribe"})
@callback
def subscribe(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send all accounts, then each change.

    The first event has `full: true`. Later ones hold the accounts in which
    something changed, each with the changed devices only and the uids of
    `removed` ones, and the entry ids of accounts that were `removed`.
    """
    feed = Feed(hass, connection, msg["id"])
    connection.subscriptions[msg["id"]] = feed.async_start()
    connection.send_result(msg["id"])
    feed.async_send_all()


@websocket_api.websocket_command(
    {
        probatio.Required("type"): "blink_doctor/history",
        probatio.Required("entry_id"): str,
        probatio.Required("uid"): str,
    }
)
@callback
def history(
    hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]
) -> None:
    """Send volts and bars of the last weeks, as far as they are remembered."""
    entry = hass.config_entries.async_get_entry(msg["entry_id"])
    if (
        entry is not None
        and entry.domain == DOMAIN
        and entry.state is ConfigEntryState.LOADED
    ):
        coordinator = entry.runtime_data
        key = AccountView(hass, coordinator, connection.user).sees(msg["uid"])
        if key is not None and (remembered := coordinator.memory.devices.get(key)):
            connection.send_result(msg["id"], past_as_dict(remembered.past))
            return
    connection.send_error(msg["id"], websocket_api.ERR_NOT_FOUND, "No such device")


class Feed:
    """One subscription: remembers what was sent, sends what differs."""

    def __init__(
        self, hass: HomeAssistant, connection: ActiveConnection, msg_id: int
    ) -> None:
        """Prepare for one connection."""
        self.hass = hass
        self.connection = connection
        self.msg_id = msg_id
        self._sent: dict[str, dict[str, Any]] = {}
        self._coordinators: list[CALLBACK_TYPE] = []
        self._debouncer = Debouncer(
            hass, LOGGER, cooldown=_COOLDOWN, immediate=True, function=self._update
        )

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow accounts and registries; returns what stops it."""
        stops: list[Callable[[], None]] = [
            async_dispatcher_connect(
                self.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
            ),
            *(self.hass.bus.async_listen(event, self._changed) for event in _EVENTS),
            self._debouncer.async_shutdown,
            self._leave_coordinators,
        ]
        self._follow_coordinators()

        @callback
        def stop() -> None:
            for stop_one in stops:
                stop_one()

        return stop

    @callback
    def async_send_all(self) -> None:
        """Send everything that the user may see."""
        self._sent = self._accounts()
        self._send({"full": True, "accounts": list(self._sent.values())})

    @callback
    def _entry_changed(self, _: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            self._follow_coordinators()
            self._changed()

    def _follow_coordinators(self) -> None:
        self._leave_coordinators()
        self._coordinators = [
            entry.runtime_data.async_add_listener(self._changed)
            for entry in self.hass.config_entries.async_entries(DOMAIN)
            if entry.state is ConfigEntryState.LOADED
        ]

    @callback
    def _leave_coordinators(self) -> None:
        for leave in self._coordinators:
            leave()
        self._coordinators = []

    @callback
    def _changed(self, *_: Any) -> None:
        self._debouncer.async_schedule_call()

    @callback
    def _update(self) -> None:
        before, self._sent = self._sent, self._accounts()
        accounts = [
            changes
            for entry_id, account in self._sent.items()
            if (changes := _changes(before.get(entry_id), account)) is not None
        ]
        removed = [entry_id for entry_id in before if entry_id not in self._sent]
        if accounts or removed:
            self._send({"full": False, "accounts": accounts, "removed": removed})

    def _accounts(self) -> dict[str, dict[str, Any]]:
        return {
            entry.entry_id: account_as_dict(self.hass, entry, self.connection.user)
            for entry in self.hass.config_entries.async_entries(
                DOMAIN, include_disabled=False
            )
        }

    def _send(self, event: dict[str, Any]) -> None:
        self.connection.send_message(websocket_api.event_message(self.msg_id, event))


def _changes(
    before: dict[str, Any] | None, account: dict[str, Any]
) -> dict[str, Any] | None:
    """Return an account with its changed devices only, None without any change."""
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
