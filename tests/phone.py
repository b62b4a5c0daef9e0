"""Phones with the companion app: registered over HTTP, pushed to on loopback."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import datetime
import logging
from typing import Any, NamedTuple

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.house import House

CLEAR = "clear_notification"
MODEL: dict[str, Any] = {"manufacturer": "Google", "model": "Pixel", "os_version": "16"}
MODEL |= {"app_version": "2026.10"}
NEW: dict[str, Any] = {
    "app_id": "io.homeassistant.companion",
    "app_name": "Home Assistant",
}
NEW |= {"os_name": "Android", "supports_encryption": False}


class Push(NamedTuple):
    """What Home Assistant has sent to a phone."""

    at: datetime
    body: dict[str, Any]

    @property
    def tag(self) -> str:
        return str(self.body["data"]["tag"])

    @property
    def clears(self) -> bool:
        """Whether it withdraws a notification."""
        return bool(self.body["message"] == CLEAR)

    @property
    def rings(self) -> bool:
        """Whether it makes a sound."""
        return not self.clears and not self.body["data"].get("alert_once")

    @property
    def waits(self) -> bool:
        """Whether it shows that something is going on."""
        return bool(self.body["data"].get("live_update"))


class AppPhone:
    """What a phone shows, and its buttons."""

    entry: ConfigEntry[Any]
    device_id: str

    def __init__(self, name: str, client: Any, push_url: str) -> None:
        self.name, self.client, self._push_url = name, client, push_url
        self.pushes: list[Push] = []

    def about(self, token: str) -> dict[str, Any]:
        """Return what the app registers if it takes notifications."""
        push = {"push_token": token, "push_url": self._push_url}
        return MODEL | {"device_name": self.name, "app_data": push}

    @property
    def rings(self) -> list[Push]:
        return [push for push in self.pushes if push.rings]

    @property
    def screen(self) -> dict[str, dict[str, Any]]:
        screen: dict[str, dict[str, Any]] = {}
        for push in self.pushes:
            if push.clears:
                screen.pop(push.tag, None)
            else:
                screen[push.tag] = push.body
        return screen

    @property
    def only(self) -> dict[str, Any]:
        (notification,) = self.screen.values()
        return notification

    @property
    def lines(self) -> list[str]:
        """Return title and text of the only notification, line by line."""
        return [self.only.get("title", ""), *self.only["message"].splitlines()]

    def buttons(self, body: dict[str, Any] | None = None) -> dict[str, str]:
        """Return the buttons of a notification, the only one if none is given."""
        data = (body or self.only)["data"]
        return {one["title"]: one["action"] for one in data.get("actions", ())}

    async def allow_push(self, house: House) -> None:
        """Take notifications from now on."""
        await self._post(house, "update_registration", self.about(self.name))

    async def send_action(self, house: House, action: str) -> None:
        event = {
            "event_type": "mobile_app_notification_action",
            "event_data": {"action": action},
        }
        await self._post(house, "fire_event", event)

    async def _post(self, house: House, kind: str, data: dict[str, Any]) -> None:
        url = f"/api/webhook/{self.entry.data['webhook_id']}"
        response = await self.client.post(url, json={"type": kind, "data": data})
        assert response.status == 200
        await house.settle()


type AddPhone = Callable[..., Awaitable[AppPhone]]


@pytest.fixture
async def add_phone(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    socket_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[AddPhone]:
    """Register phones; one without `push` takes no notifications."""
    phones: dict[str, AppPhone] = {}
    # its clock has no time zone while the test's clock stands still
    monkeypatch.setattr(logging.getLogger("aiohttp.access"), "disabled", True)

    async def pushed(request: web.Request) -> web.Response:
        body = await request.json()
        phones[body["push_token"]].pushes.append(Push(dt_util.utcnow(), body))
        return web.json_response({"result": "ok"}, status=201)

    app = web.Application()
    app.router.add_post("/push", pushed)
    server = TestServer(app)
    await server.start_server()
    assert await async_setup_component(hass, "mobile_app", {})
    await hass.async_block_till_done()
    client = await hass_client()

    async def add(name: str = "Pixel", *, push: bool = True) -> AppPhone:
        phone = AppPhone(name, client, str(server.make_url("/push")))
        token = f"{name} {len(phones)}" if name in phones else name
        phones[token] = phone
        about = NEW | {"device_id": token} | phone.about(token)
        if not push:
            about["app_data"] = {}
        response = await client.post("/api/mobile_app/registrations", json=about)
        assert response.status == 201
        webhook = (await response.json())["webhook_id"]
        await hass.async_block_till_done(wait_background_tasks=True)
        (phone.entry,) = (
            entry
            for entry in hass.config_entries.async_entries("mobile_app")
            if entry.data["webhook_id"] == webhook
        )
        registry, entry_id = dr.async_get(hass), phone.entry.entry_id
        (device,) = dr.async_entries_for_config_entry(registry, entry_id)
        phone.device_id = device.id
        return phone

    yield add
    await server.close()
