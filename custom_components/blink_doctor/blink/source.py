"""Access to core Blink's live objects; no other module touches them.

They are not a public interface, so every access is guarded: what is missing or of an
unexpected type counts as absent. Nothing here sends a request.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from aiohttp import ClientConnectionError, ClientResponseError
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import BLINK_DOMAIN
from ..diagnosis.model.ids import DeviceKey, Identity
from ..diagnosis.model.readings import Snapshot
from ..diagnosis.parsing import values
from ..diagnosis.parsing.pauses import Pauses
from ..diagnosis.parsing.payload import LISTS, identity_of, parse, unusable

_POLL_SECONDS = 300
NO_CONNECTION = "no_connection"
ERROR_ANSWER = "error_answer"
POLL_TROUBLES = frozenset({NO_CONNECTION, ERROR_ANSWER, "poll_failed"})
# the message of core's set-up error when Blink cannot be reached
_NOT_CONNECTED = "Can not connect to host"


def is_no_answer(error: BaseException | None) -> bool:
    """Whether a poll failed because there was no answer at all.

    blinkpy treats a lost connection as an answer of `None`, and then fails reading from it.
    """
    while error is not None:
        if isinstance(error, ClientConnectionError | TimeoutError):
            return True
        if isinstance(error, AttributeError) and error.name == "json":
            return error.obj is None
        error = error.__cause__ or error.__context__
    return False


def _is_read(module: Any) -> bool:
    """Whether blinkpy's network values come from Blink.

    For a standalone Mini or doorbell blinkpy fills in the camera's switch instead.
    """
    return not isinstance(getattr(type(module), "network_info", None), property)


class BlinkSource:
    """Follow one Blink config entry through its life and read its data.

    `on_news` is called after each of core's polls, and when the entry is loaded, unloaded,
    fails, changes or is removed.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        *,
        salt: str,
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the id of the Blink entry to follow.

        `salt` goes into the digests that replace serial numbers.
        """
        self.hass = hass
        self.entry_id = entry_id
        self.salt = salt
        self._on_news = on_news
        self._listening_to: Any = None
        self._stop_listening: CALLBACK_TYPE | None = None
        # counts core's coordinators: a new one means that core recreated its devices
        self.attachments = 0
        self._serials: dict[str, str] = {}
        self._serials_of: Any = None
        self._by_identity: dict[Identity | None, str] = {}

    @property
    def entry(self) -> ConfigEntry[Any] | None:
        """Return core's config entry, None once it was removed."""
        return self.hass.config_entries.async_get_entry(self.entry_id)

    @property
    def coordinator(self) -> Any:
        """Return core's coordinator while the entry is loaded."""
        entry = self.entry
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        return getattr(entry, "runtime_data", None)

    @property
    def api(self) -> Any:
        """Return the live blinkpy object, for a check-up that a person started."""
        return getattr(self.coordinator, "api", None)

    @property
    def poll_seconds(self) -> float:
        """Return core's poll interval."""
        interval = getattr(self.coordinator, "update_interval", None)
        return interval.total_seconds() if interval else _POLL_SECONDS

    @property
    def is_polled(self) -> bool:
        """Whether core polls automatically; the owner can switch that off."""
        entry = self.entry
        return entry is not None and not entry.pref_disable_polling

    @property
    def trouble(self) -> str | None:
        """Return a slug that says why core has no new data, None if it has."""
        entry = self.entry
        if entry is None:
            return "removed"
        if entry.disabled_by is not None:
            return "disabled"
        coordinator = self.coordinator
        if coordinator is not None and getattr(
            coordinator, "last_update_success", True
        ):
            # new data outweighs a pending re-authentication request
            return None
        if any(True for _ in entry.async_get_active_flows(self.hass, {"reauth"})):
            return "sign_in"
        if coordinator is None:
            return "not_loaded"
        return self._why_failed(getattr(coordinator, "last_exception", None))

    @property
    def is_running(self) -> bool:
        """Whether core goes on polling by itself, also if the last poll failed."""
        return self.trouble in (None, *POLL_TROUBLES)

    def _why_failed(self, error: BaseException | None) -> str:
        """Distinguish a poll without an answer from one with an error answer."""
        if is_no_answer(error):
            return NO_CONNECTION
        # core treats an error as a failed poll, and keeps the error as homescreen
        answered = "message" in values.mapping(self.homescreen())
        if answered or isinstance(error, ClientResponseError | ValueError):
            return ERROR_ANSWER
        return "poll_failed"

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow the entry; return a callback that stops it."""
        stop = async_dispatcher_connect(
            self.hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
        )
        self._attach()

        @callback
        def stop_all() -> None:
            stop()
            self._detach()

        return stop_all

    @callback
    def _entry_changed(
        self, change: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        if entry.domain == BLINK_DOMAIN and entry.entry_id == self.entry_id:
            self._attach()
            self._on_news()

    @callback
    def _attach(self) -> None:
        """Listen to the current coordinator; a reload creates a new one."""
        coordinator = self.coordinator
        if coordinator is self._listening_to:
            return
        self._detach()
        listen = getattr(coordinator, "async_add_listener", None)
        if listen is not None:
            self._listening_to = coordinator
            self.attachments += 1
            self._stop_listening = listen(self._on_news)

    @callback
    def _detach(self) -> None:
        if self._stop_listening is not None:
            self._stop_listening()
        self._stop_listening = None
        self._listening_to = None

    def homescreen(self) -> Any:
        """Return the raw homescreen that core fetched last, None if there is none."""
        return getattr(self.api, "homescreen", None)

    def capture(self) -> dict[str, Any]:
        """Return one poll's raw data in the replay format, without `at`.

        It contains serial numbers and ids: only for `snapshot` and, redacted, for
        diagnostics.
        """
        return {
            "homescreen": self.homescreen(),
            "cameras": dict(self._camera_values()),
            "networks": dict(self._networks()),
        }

    def snapshot(
        self,
        capture: Mapping[str, Any],
        now: datetime,
        live: Mapping[DeviceKey, Any] | None = None,
        paused: Pauses | None = None,
    ) -> Snapshot:
        """Parse a capture."""
        is_error = "message" in values.mapping(capture["homescreen"])
        return parse(
            capture["homescreen"],
            at=now,
            cameras=capture["cameras"],
            networks=capture["networks"],
            live=live,
            paused=paused,
            salt=self.salt,
            private=self.private_texts() if is_error else (),
            interval=timedelta(seconds=self.poll_seconds),
        )

    def no_data(self, now: datetime) -> Snapshot:
        """Return the snapshot for a time at which core has no new data."""
        trouble, entry = self.trouble or self._why_failed(None), self.entry
        if trouble == "not_loaded" and entry and entry.reason == _NOT_CONNECTED:
            trouble = NO_CONNECTION
        message = values.mapping(self.homescreen()).get("message")
        # an earlier error message does not belong to a poll without an answer
        if not message or trouble == NO_CONNECTION:
            return unusable(now, trouble)
        return unusable(now, trouble, values.message(message, self.private_texts()))

    def device_entry(
        self, key: DeviceKey, identity: Identity | None = None
    ) -> dr.DeviceEntry | None:
        """Return core's device entry of a Blink device, if there is one.

        One that is not listed now is found by its `identity`.
        """
        serial = self._serial(key) or self._remembered_serial(identity)
        if serial is None:
            return None
        return dr.async_get(self.hass).async_get_device_by_identifier(
            (BLINK_DOMAIN, serial), self.entry_id
        )

    def _remembered_serial(self, identity: Identity | None) -> str | None:
        """Return the serial number of one of core's devices, by its digest."""
        if identity is not None and identity not in self._by_identity:
            registry = dr.async_get(self.hass)
            for device in dr.async_entries_for_config_entry(registry, self.entry_id):
                for domain, serial in device.identifiers:
                    if domain == BLINK_DOMAIN:
                        self._by_identity[identity_of(serial, self.salt)] = serial
        return self._by_identity.get(identity) if identity else None

    def _camera_values(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the values that blinkpy read from each camera's own config endpoint."""
        for camera in values.items(getattr(self.api, "cameras", None)):
            camera_id = values.identifier(getattr(camera, "camera_id", None))
            # ids of Minis and doorbells are numbered separately and may equal a camera's
            if camera_id is not None and not getattr(camera, "camera_type", ""):
                yield (
                    camera_id,
                    {
                        "battery_voltage": getattr(camera, "battery_voltage", None),
                        "wifi_strength": getattr(camera, "wifi_strength", None),
                        "battery_check_time": getattr(
                            camera, "battery_check_time", None
                        ),
                    },
                )

    def _networks(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield armed state and error flag of each network."""
        for module in values.items(getattr(self.api, "sync", None)):
            network_id = values.identifier(getattr(module, "network_id", None))
            info = values.mapping(getattr(module, "network_info", None))
            network = values.mapping(info.get("network"))
            if network_id is not None:
                yield (
                    network_id,
                    {
                        "sync_module_error": network.get("sync_module_error"),
                        "armed": network.get("armed") if _is_read(module) else None,
                    },
                )

    def private_texts(self) -> set[str]:
        """Return sign-in data, names and serial numbers, which must never be repeated."""
        entry, homescreen = self.entry, values.mapping(self.homescreen())
        texts: list[Any] = [*self._serials.values()]
        texts += values.items(entry.data if entry else None)
        for raw in chain.from_iterable(map(values.entries, homescreen.values())):
            texts += (raw.get("name"), raw.get("serial"))
        # blinkpy's own names, also available while the homescreen is an error
        for attribute in ("cameras", "sync"):
            by_name = getattr(self.api, attribute, None)
            texts += by_name if isinstance(by_name, Mapping) else ()
        return {text.strip() for text in texts if isinstance(text, str)} - {""}

    def _serial(self, key: DeviceKey) -> str | None:
        """Return the serial number by which core knows a device.

        Looked up on demand: few polls need it.
        """
        homescreen = self.homescreen()
        if homescreen is not self._serials_of:
            self._serials_of = homescreen
            self._serials = {
                f"{family}:{blink_id}": raw["serial"]
                for name, family in LISTS.items()
                for raw in values.entries(values.mapping(homescreen).get(name))
                if (blink_id := values.identifier(raw.get("id"))) is not None
                and isinstance(raw.get("serial"), str)
            } or self._serials
        return self._serials.get(key)
