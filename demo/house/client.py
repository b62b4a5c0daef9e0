"""A minimal client of Home Assistant's API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse

from .problem import Problem


class Client:
    """An authenticated connection to Home Assistant."""

    def __init__(
        self, session: ClientSession, socket: ClientWebSocketResponse, url: str
    ) -> None:
        """Wrap an authenticated connection."""
        self._session = session
        self._socket = socket
        self._id = 0
        self.url = url

    async def call(self, command: str, **arguments: Any) -> Any:
        """Return the result of a websocket command.

        Raises Problem if Home Assistant refuses it or the connection is closed.
        """
        self._id += 1
        await self._socket.send_json({"id": self._id, "type": command, **arguments})
        async for message in self._socket:
            answer = message.json()
            if answer.get("id") == self._id and answer["type"] == "result":
                if not answer["success"]:
                    reason = answer["error"]["message"]
                    raise Problem(f"Home Assistant refused {command}: {reason}")
                return answer["result"]
        raise Problem("Home Assistant closed the connection")


@asynccontextmanager
async def connect(url: str, user: str, password: str) -> AsyncIterator[Client]:
    """Sign in with user and password.

    Raises aiohttp.ClientError or TimeoutError while Home Assistant is still starting,
    and Problem if it refuses this user.
    """
    async with ClientSession() as session:
        token = await _token(session, url, user, password)
        async with session.ws_connect(f"{url}/api/websocket", max_msg_size=0) as socket:
            await socket.receive_json()
            await socket.send_json({"type": "auth", "access_token": token})
            answer = await socket.receive_json()
            if answer["type"] != "auth_ok":
                raise Problem("Home Assistant refused the connection")
            yield Client(session, socket, url)


async def _token(session: ClientSession, url: str, user: str, password: str) -> str:
    client_id = f"{url}/"
    flow = await _post(
        session,
        f"{url}/auth/login_flow",
        json={
            "client_id": client_id,
            "handler": ["homeassistant", None],
            "redirect_uri": client_id,
        },
    )
    done = await _post(
        session,
        f"{url}/auth/login_flow/{flow['flow_id']}",
        json={"client_id": client_id, "username": user, "password": password},
    )
    if done.get("type") != "create_entry":
        raise Problem(f"Home Assistant does not let the user {user} in")
    tokens = await _post(
        session,
        f"{url}/auth/token",
        data={
            "grant_type": "authorization_code",
            "code": done["result"],
            "client_id": client_id,
        },
    )
    token: str = tokens["access_token"]
    return token


async def _post(session: ClientSession, url: str, **arguments: Any) -> dict[str, Any]:
    async with session.post(url, raise_for_status=True, **arguments) as response:
        answer: dict[str, Any] = await response.json()
        return answer
