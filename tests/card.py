"""A connection to the card's data."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import CLIENT_ID, MockUser
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)


class Watcher:
    def __init__(self, socket: MockHAClientWebSocket) -> None:
        self.socket = socket

    async def subscribe(self) -> dict[str, Any]:
        await self.socket.send_json_auto_id({"type": "blink_doctor/subscribe"})
        assert (await self.socket.receive_json())["success"]
        return await self.event()

    async def event(self) -> dict[str, Any]:
        message = await self.socket.receive_json()
        assert message["type"] == "event", message
        event: dict[str, Any] = message["event"]
        return event

    async def waiting(self) -> list[dict[str, Any]]:
        """Return the events that have arrived: all before the answer to a ping."""
        events = []
        await self.socket.send_json_auto_id({"type": "ping"})
        while (message := await self.socket.receive_json())["type"] != "pong":
            events.append(message["event"])
        return events

    async def call(self, **message: Any) -> dict[str, Any]:
        await self.socket.send_json_auto_id(message)
        answer: dict[str, Any] = await self.socket.receive_json()
        return answer


type Watch = Callable[..., Awaitable[Watcher]]


@pytest.fixture
def watch(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, hass_admin_user: MockUser
) -> Watch:
    """Connect as the owner, or as a user with a policy.

    With a token of now: days may have passed since the test began.
    """

    async def connect(policy: dict[str, Any] | None = None) -> Watcher:
        user = hass_admin_user
        if policy is not None:
            user = MockUser().add_to_hass(hass)
            user.mock_policy(policy)
        refresh = await hass.auth.async_create_refresh_token(user, CLIENT_ID)
        token = hass.auth.async_create_access_token(refresh)
        return Watcher(await hass_ws_client(hass, token))

    return connect


def by_name(event: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {device["name"]: device for device in event["accounts"][0]["devices"]}
