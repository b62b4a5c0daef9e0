"""Floods by users without special rights, over a real connection: all are refused."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.setup import async_setup_component

from custom_components.blink_doctor.const import DOMAIN
from tests.house import House
from tests.safety.test_rights import ACTIONS

# an error is for a person: it does not say again all that was sent
LONGEST_ERROR = 1000
LONG = "x" * 1_000_000


@asynccontextmanager
async def connected(
    hass: HomeAssistant, *groups: str
) -> AsyncGenerator[Callable[..., Awaitable[bool]]]:
    """Sign in a user of some groups, who is gone afterwards; return how to send commands."""
    assert await async_setup_component(hass, "websocket_api", {})
    if not any(user.is_owner for user in await hass.auth.async_get_users()):
        # the first one owns the house, whatever else is said
        await hass.auth.async_create_user("Owner", group_ids=[GROUP_ID_ADMIN])
    user = await hass.auth.async_create_user("Guest", group_ids=list(groups))
    assert not user.is_admin
    refresh = await hass.auth.async_create_refresh_token(user, "https://example.com/")
    token = hass.auth.async_create_access_token(refresh)
    client, numbers = TestClient(TestServer(hass.http.app)), count(1)

    async def succeeds(kind: str, **data: Any) -> bool:
        number = next(numbers)
        await socket.send_json({"id": number, "type": kind, **data})
        while True:
            answer = await socket.receive_json()
            if (answer["id"], answer["type"]) == (number, "result"):
                break
        if not answer["success"]:
            said = answer["error"]["message"]
            assert 0 < len(said) < LONGEST_ERROR, said[:LONGEST_ERROR]
        return bool(answer["success"])

    try:
        await client.start_server()
        socket = await client.ws_connect("/api/websocket", max_msg_size=0)
        assert (await socket.receive_json())["type"] == "auth_required"
        await socket.send_json({"type": "auth", "access_token": token})
        assert (await socket.receive_json())["type"] == "auth_ok"
        yield succeeds
        await socket.close()
    finally:
        await client.close()
        await hass.auth.async_remove_user(user)


async def flood(house: House) -> None:
    """Send too much of everything, and check that nothing was asked or changed."""
    memory, notes = house.coordinator.memory, house.coordinator.notes
    house.cloud.clear_requests()
    ids = [f"made up {number}" for number in range(5000)]
    calls = [
        (action, {"device_id": ids[:most], **data})
        for action, data in ACTIONS.items()
        for most in (500, 5000)
    ]
    histories = [(LONG, "account"), (house.doctor.entry_id, LONG)]
    for groups in ([GROUP_ID_USER], []):
        async with connected(house.hass, *groups) as succeeds:
            # each twice: what holds the loop once may be chance
            for action, data in 2 * [*calls, ("get_diagnosis", {"name": LONG})]:
                answers = house.hass.services.supports_response(DOMAIN, action)
                assert not await succeeds(
                    "call_service",
                    domain=DOMAIN,
                    service=action,
                    service_data=data,
                    return_response=answers is not SupportsResponse.NONE,
                ), action
            for entry_id, uid in 2 * histories:
                asked = {"entry_id": entry_id, "uid": uid}
                assert not await succeeds(f"{DOMAIN}/history", **asked)
            views = [await succeeds(f"{DOMAIN}/subscribe") for _ in range(210)]
            assert views == 200 * [True] + 10 * [False]
    await house.settle()
    assert house.cloud.requests == []
    assert (house.coordinator.memory, house.coordinator.notes) == (memory, notes)
