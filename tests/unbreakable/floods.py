"""Floods by users without special rights, over a real connection: all are refused."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer
from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House

MOST_IDS, MOST_VIEWS, LONGEST_NAME = 500, 200, 100
# an error is for a person: it does not say again all that was sent
LONGEST_ERROR = 1000
ACTIONS: dict[str, dict[str, Any]] = {
    "get_diagnosis": {},
    "get_fault_history": {},
    "get_recording_history": {},
    "check_up": {},
    "pause": {},
    "resume": {},
    "report_red_light": {"pattern": "flashing"},
    "batteries_replaced": {},
}


class Connection:
    """One signed-in user, who sends whatever there is."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = count(1)

    async def call(self, kind: str, **data: Any) -> dict[str, Any]:
        """Send a command; return its result, whatever else comes meanwhile."""
        number = next(self._ids)
        await self._socket.send_json({"id": number, "type": kind, **data})
        while True:
            answer: dict[str, Any] = await self._socket.receive_json()
            if (answer["id"], answer["type"]) == (number, "result"):
                return answer

    async def action(self, action: str, **data: Any) -> dict[str, Any]:
        return await self.call(
            "call_service",
            domain=DOMAIN,
            service=action,
            service_data=data,
            return_response=action == "check_up" or action.startswith("get_"),
        )


@asynccontextmanager
async def connected(hass: HomeAssistant, *groups: str) -> AsyncGenerator[Connection]:
    """Sign in a user of some groups, who is gone afterwards."""
    assert await async_setup_component(hass, "websocket_api", {})
    if not any(user.is_owner for user in await hass.auth.async_get_users()):
        # the first one owns the house, whatever else is said
        await hass.auth.async_create_user("Owner", group_ids=[GROUP_ID_ADMIN])
    user = await hass.auth.async_create_user("Guest", group_ids=list(groups))
    assert not user.is_admin
    refresh = await hass.auth.async_create_refresh_token(user, "https://example.com/")
    token = hass.auth.async_create_access_token(refresh)
    client = TestClient(TestServer(hass.http.app))
    try:
        await client.start_server()
        socket = await client.ws_connect("/api/websocket", max_msg_size=0)
        assert (await socket.receive_json())["type"] == "auth_required"
        await socket.send_json({"type": "auth", "access_token": token})
        assert (await socket.receive_json())["type"] == "auth_ok"
        yield Connection(socket)
        await socket.close()
    finally:
        await client.close()
        await hass.auth.async_remove_user(user)


def error_of(answer: dict[str, Any]) -> dict[str, Any]:
    assert not answer["success"], answer
    error: dict[str, Any] = answer["error"]
    assert 0 < len(error["message"]) < LONGEST_ERROR, error["message"][:LONGEST_ERROR]
    return error


async def flood(house: House) -> None:
    """Send too much of everything, and check that nothing was asked or changed."""
    memory, notes = house.coordinator.memory, house.coordinator.notes
    house.cloud.clear_requests()
    async with connected(house.hass, GROUP_ID_USER) as guest:
        # each twice: what holds the loop once may be chance
        for _ in range(2):
            await _too_many_ids(guest)
            await _made_up_ids(guest, "not_a_blink_device")
            await _too_long_texts(guest, house.doctor.entry_id)
        await _too_many_views(guest)
    async with connected(house.hass) as nobody:
        for _ in range(2):
            await _too_many_ids(nobody)
            await _made_up_ids(nobody, None)
    await house.settle()
    assert house.cloud.requests == []
    assert (house.coordinator.memory, house.coordinator.notes) == (memory, notes)


async def _too_many_ids(guest: Connection) -> None:
    ids = [f"made up {number}" for number in range(5000)]
    for action, data in ACTIONS.items():
        error = error_of(await guest.action(action, device_id=ids, **data))
        assert error["translation_key"] == "long_field"
        said = error["translation_placeholders"]
        assert said == {"field": "device_id", "most": str(MOST_IDS)}


async def _made_up_ids(guest: Connection, key: str | None) -> None:
    """Who may see nothing is told nothing, not even that there is no such device."""
    ids = [f"made up {number}" for number in range(MOST_IDS)]
    for action, data in ACTIONS.items():
        error = error_of(await guest.action(action, device_id=ids, **data))
        if key is None:
            assert error["message"] == "Unauthorized"
        else:
            assert error["translation_key"] == key


async def _too_long_texts(guest: Connection, entry_id: str) -> None:
    long = "x" * 1_000_000
    error = error_of(await guest.action("get_diagnosis", name=long))
    assert error["translation_placeholders"]["field"] == "name"
    for data in (
        {"entry_id": long, "uid": "account"},
        {"entry_id": entry_id, "uid": long},
    ):
        error = error_of(await guest.call(f"{DOMAIN}/history", **data))
        assert error["code"] == "invalid_format"


async def _too_many_views(guest: Connection) -> None:
    for _ in range(MOST_VIEWS):
        assert (await guest.call(f"{DOMAIN}/subscribe"))["success"]
    for _ in range(10):
        error = error_of(await guest.call(f"{DOMAIN}/subscribe"))
        assert error["translation_key"] == "too_many_views"
