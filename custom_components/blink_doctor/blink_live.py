"""The requests of a check-up, made with core Blink's own session.

Only `checkup.py` uses this, and only because a person asked. Answers are read raw:
blinkpy takes a refusal with a JSON body for an answer.
"""

from dataclasses import dataclass
from enum import StrEnum
import json
from typing import Any

from .diagnosis import values
from .diagnosis.readings import Family

_CONFIG = {
    Family.CAMERA: "/network/{network}/camera/{device}/config",
    Family.OWL: "/api/v1/accounts/{account}/networks/{network}/owls/{device}/config",
    Family.DOORBELL: (
        "/api/v1/accounts/{account}/networks/{network}/doorbells/{device}/config"
    ),
}
_PICTURE = {
    Family.CAMERA: "/network/{network}/camera/{device}/thumbnail",
    Family.OWL: "/api/v1/accounts/{account}/networks/{network}/owls/{device}/thumbnail",
    Family.DOORBELL: (
        "/api/v1/accounts/{account}/networks/{network}/doorbells/{device}/thumbnail"
    ),
}
_HOMESCREEN = "/api/v3/accounts/{account}/homescreen"
_COMMAND = "/network/{network}/command/{device}"


class CommandResult(StrEnum):
    """How a command to a device ended."""

    ANSWERED = "answered"
    OFFLINE = "offline"
    BUSY = "busy"
    FAULT = "fault"
    SYNC_MODULE_OFFLINE = "sync_module_offline"
    FIRMWARE_FAILED = "firmware_failed"
    NO_ANSWER = "no_answer"


# Blink's numbers, by family of device: camera, doorbell 24xx, floodlight 29xx,
# Mini 2 32xx, and a Mini that is not named yet 37xx
_SUCCEEDED = 908
_RESULTS: dict[int, CommandResult] = {
    **dict.fromkeys((529, 2429, 2929, 3229, 3729), CommandResult.OFFLINE),
    **dict.fromkeys((307, 308, 520, 2420, 2920), CommandResult.BUSY),
    **dict.fromkeys((599, 2499), CommandResult.FAULT),
    **dict.fromkeys((400, 401, 402, 403), CommandResult.SYNC_MODULE_OFFLINE),
    **dict.fromkeys((411, 515, 2415), CommandResult.FIRMWARE_FAILED),
    _SUCCEEDED: CommandResult.ANSWERED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: HTTP status (None without any), JSON data, seconds to wait."""

    status: int | None
    data: dict[str, Any]
    retry_after: float | None = None

    @property
    def good(self) -> bool:
        """Whether it is an answer and not a refusal."""
        return self.status == 200 and bool(self.data)

    @property
    def result(self) -> CommandResult:
        """Return what Blink's code means; it may stand under either name."""
        code = self.data.get("status_code", self.data.get("code"))
        return _RESULTS.get(values.whole(code) or 0, CommandResult.NO_ANSWER)


NO_ANSWER = Answer(status=None, data={})


class BlinkLive:
    """Single requests to Blink. `api` is blinkpy's live object."""

    def __init__(self, api: Any) -> None:
        """Take the object that core signed in."""
        self._api = api

    @property
    def token_is_old(self) -> bool:
        """Whether a request would first have to renew the token: core's business."""
        return bool(self._api.auth.need_refresh())

    async def homescreen(self) -> Answer:
        """Return the account's homescreen."""
        return await self._ask("get", _HOMESCREEN)

    async def config(self, family: Family, network: str, device: str) -> Answer:
        """Return a camera's own settings and values."""
        return await self._ask("get", _CONFIG[family], network, device)

    async def take_picture(self, family: Family, network: str, device: str) -> Answer:
        """Ask a camera for a picture; it answers with the id of a command."""
        return await self._ask("post", _PICTURE[family], network, device)

    async def command(self, network: str, command: str) -> Answer:
        """Return how far a command is."""
        return await self._ask("get", _COMMAND, network, command)

    async def _ask(
        self, method: str, path: str, network: str = "", device: str = ""
    ) -> Answer:
        """Make one request. Every trouble is an answer; nothing is raised."""
        api = self._api
        place = path.format(account=api.account_id, network=network, device=device)
        try:
            # blinkpy turns a lost connection into None and reads nothing here
            response = await api.auth.query(
                url=f"{api.urls.base_url}{place}",
                headers=api.auth.header,
                reqtype=method,
                json_resp=False,
            )
            if response is None:
                return NO_ANSWER
            body = await response.text()
        except Exception:  # noqa: BLE001 blinkpy raises what its libraries raise
            return NO_ANSWER
        wait = values.number(response.headers.get("Retry-After"))
        return Answer(status=response.status, data=_json(body), retry_after=wait)


def _json(body: str) -> dict[str, Any]:
    try:
        return values.mapping(json.loads(body))
    except ValueError, RecursionError:
        return {}
