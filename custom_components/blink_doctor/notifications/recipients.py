"""The kinds of recipients: phones, notify entities, Home Assistant's own list."""

from abc import ABC, abstractmethod
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import logging
from typing import Any, override

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
from homeassistant.util import slugify

from ..const import DOMAIN, LOGGER
from ..language import async_language_of
from ..messages.markdown import plain
from .texts import Message

BUTTON_PREFIX = "BLINK_DOCTOR_NOTIFY"
_MOBILE_APP = "mobile_app"
_NOTIFY = "notify"
_REPAIRS = "/config/repairs"
# seconds; longer than the app's own timeout
_TIMEOUT = 20
_APP_LOGGER = logging.getLogger(f"homeassistant.components.{_MOBILE_APP}.notify")


class Recipient(ABC):
    """A recipient; `id` is its key in the records."""

    id: str

    @abstractmethod
    async def async_show(self, message: Message, tag: str, *, ring: bool) -> bool:
        """Show a message, replacing an older one; False if that failed."""

    @abstractmethod
    async def async_clear(self, tag: str) -> bool:
        """Withdraw a message; False if that failed."""

    async def async_language(self) -> str | None:
        """Return the recipient's language, None for Home Assistant's."""
        return None


@dataclass(slots=True)
class Phone(Recipient):
    """A phone with the Home Assistant app."""

    hass: HomeAssistant
    device_id: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Set the key in the records."""
        self.id = f"phone:{self.device_id}"

    @override
    async def async_show(self, message: Message, tag: str, *, ring: bool) -> bool:
        url = await self._url(message)
        data: dict[str, Any] = {
            "tag": tag,
            "group": DOMAIN,
            "channel": "Blink Doctor",
            "notification_icon": "mdi:cctv",
            "url": url,
            "clickAction": url,
            **_sound_and_importance(message, ring=ring),
        }
        if message.busy:
            data |= _live(message)
        if message.buttons:
            data["actions"] = [
                {"action": self._action(verb, message), "title": label}
                for verb, label in message.buttons
            ]
        return await self._async_send(
            {"title": message.title, "message": message.text, "data": data}
        )

    @override
    async def async_clear(self, tag: str) -> bool:
        return await self._async_send(
            {"message": "clear_notification", "data": {"tag": tag}}
        )

    def _action(self, verb: str, message: Message) -> str:
        parts = (verb, self.device_id, message.subject_id, message.cause, message.step)
        return "|".join((BUTTON_PREFIX, *parts))

    async def _async_send(self, data: dict[str, Any]) -> bool:
        service = service_of(self.hass, self.device_id)
        if service is None:
            return False
        return await _async_notify(self.hass, service, data)

    async def _url(self, message: Message) -> str:
        """Return the URL that a press opens: for administrators the repair, else the camera."""
        if await self._is_admin():
            issue_id = self._issue_id(message)
            return (
                f"{_REPAIRS}?blink_doctor_repair={issue_id}" if issue_id else _REPAIRS
            )
        entities = er.async_entries_for_device(
            er.async_get(self.hass), message.device_id or ""
        )
        fault = next(
            (one.entity_id for one in entities if one.unique_id.endswith("-fault")), ""
        )
        return f"/lovelace?more-info-entity-id={fault}" if fault else "/lovelace"

    def _issue_id(self, message: Message) -> str | None:
        """Return the issue id of the message's fault, None if there is none."""
        for issue in ir.async_get(self.hass).issues.values():
            data = issue.data or {}
            subject_id = f"{data.get('entry_id')}/{data.get('uid')}"
            same = (subject_id, data.get("slug")) == (message.subject_id, message.cause)
            if issue.domain == DOMAIN and issue.active and same:
                return issue.issue_id
        return None

    @override
    async def async_language(self) -> str | None:
        return await async_language_of(self.hass, self._user_id)

    @property
    def _user_id(self) -> str | None:
        entry = _entry_of(self.hass, self.device_id)
        return entry.data.get("user_id") if entry else None

    async def _is_admin(self) -> bool:
        user_id = self._user_id
        user = await self.hass.auth.async_get_user(user_id) if user_id else None
        return user is None or user.is_admin


def _live(message: Message) -> dict[str, Any]:
    """Return the fields of a Live Update or Live Activity, with the time left."""
    data: dict[str, Any] = {"live_update": True, "live_activity": True}
    if message.until is not None:
        data |= {"chronometer": True, "when": int(message.until.timestamp())}
    return data


def _sound_and_importance(message: Message, *, ring: bool) -> dict[str, Any]:
    """Return the sound and importance, with the fields of both apps."""
    if not ring:
        return {"alert_once": True, "push": {"interruption-level": "passive"}}
    if message.critical:
        sound = {"name": "default", "critical": 1, "volume": 1.0}
        return {
            "ttl": 0,
            "priority": "high",
            "channel": "alarm_stream",
            "importance": "high",
            "push": {"interruption-level": "critical", "sound": sound},
        }
    if message.severe:
        return {"ttl": 0, "priority": "high", "importance": "high"}
    return {"importance": "default"}


@dataclass(slots=True)
class PersistentNotifications(Recipient):
    """Home Assistant's own persistent notifications."""

    hass: HomeAssistant
    id: str = "bell"

    @override
    async def async_show(self, message: Message, tag: str, *, ring: bool) -> bool:
        persistent_notification.async_create(
            self.hass, plain(message.text), plain(message.title), tag
        )
        return True

    @override
    async def async_clear(self, tag: str) -> bool:
        persistent_notification.async_dismiss(self.hass, tag)
        return True


@dataclass(slots=True)
class NotifyEntity(Recipient):
    """A notify entity: messages cannot be withdrawn or replaced."""

    hass: HomeAssistant
    entity_id: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Set the key in the records."""
        self.id = f"entity:{self.entity_id}"

    @override
    async def async_show(self, message: Message, tag: str, *, ring: bool) -> bool:
        if not ring:
            return True
        data = {
            "entity_id": self.entity_id,
            "title": message.title,
            "message": message.text,
        }
        return await _async_notify(self.hass, "send_message", data)

    @override
    async def async_clear(self, tag: str) -> bool:
        return True


@dataclass(slots=True)
class AutomationActions(Recipient):
    """The actions of an automation, which receive what changed."""

    id: str
    changes: list[dict[str, Any]] = field(default_factory=list)

    @override
    async def async_show(self, message: Message, tag: str, *, ring: bool) -> bool:
        self.changes.append(
            {
                "change": "tell",
                "tag": tag,
                "title": message.title,
                "message": message.text,
                "device_id": message.device_id,
                "cause": message.cause,
                "ring": ring,
            }
        )
        return True

    @override
    async def async_clear(self, tag: str) -> bool:
        self.changes.append({"change": "take_back", "tag": tag})
        return True


async def _async_notify(
    hass: HomeAssistant, service: str, data: dict[str, Any]
) -> bool:
    """Call a notify action; False if it fails or does not return.

    Failures of one recipient must not affect the others.
    """
    try:
        with _refused_pushes() as refused:
            async with asyncio.timeout(_TIMEOUT):
                await hass.services.async_call(_NOTIFY, service, data, blocking=True)
    except Exception as err:  # noqa: BLE001 those of any notify platform
        LOGGER.debug("notify.%s failed: %r", service, err)
        return False
    return not refused


@contextmanager
def _refused_pushes() -> Iterator[list[logging.LogRecord]]:
    """Collect the pushes of this task that the phone's push service did not take.

    The app's action raises nothing then, it only logs.
    """
    refused: list[logging.LogRecord] = []
    task = asyncio.current_task()

    class Collect(logging.Handler):
        @override
        def emit(self, record: logging.LogRecord) -> None:
            if asyncio.current_task() is task:
                refused.append(record)

    handler = Collect(logging.WARNING)
    _APP_LOGGER.addHandler(handler)
    try:
        yield refused
    finally:
        _APP_LOGGER.removeHandler(handler)


@callback
def service_of(hass: HomeAssistant, device_id: str) -> str | None:
    """Return the notify action of a phone, None if it cannot be notified."""
    device = dr.async_get(hass).async_get(device_id)
    if device is None or device.name is None:
        return None
    service = slugify(f"{_MOBILE_APP}_{device.name}")
    if not hass.services.has_service(_NOTIFY, service):
        return None
    return service if _is_of(hass, service, device_id) else None


@callback
def is_phone_action(domain: str, service: str) -> bool:
    """Whether an action notifies a phone."""
    return domain == _NOTIFY and service.startswith(f"{_MOBILE_APP}_")


def _is_of(hass: HomeAssistant, service: str, device_id: str) -> bool:
    """Whether an action belongs to this phone: of two with one name, only one has it."""
    entry, app = _entry_of(hass, device_id), hass.data.get(_MOBILE_APP, {})
    targets = app["notify"].registered_targets if app.get("notify") else {}
    return (
        entry is None
        or service not in targets
        or (targets[service] == entry.data.get("webhook_id"))
    )


@callback
def all_phones(hass: HomeAssistant) -> list[str]:
    """Return the device ids of all phones that can be notified."""
    registry = dr.async_get(hass)
    return [
        device.id
        for entry in hass.config_entries.async_entries(_MOBILE_APP)
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
        if service_of(hass, device.id)
    ]


def _entry_of(hass: HomeAssistant, device_id: str) -> Any:
    device = dr.async_get(hass).async_get(device_id)
    if not isinstance(device, dr.DeviceEntry):
        return None
    return hass.config_entries.async_get_entry(device.config_entry_id)
