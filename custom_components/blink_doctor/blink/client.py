"""The requests of a check-up, sent with core Blink's session and sign-in.

Only `checkup/` uses this, and only after a person asked. The requests bypass blinkpy, which
treats a refusal with a JSON body as an answer, renews the sign-in by itself, and logs
addresses that contain ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from enum import StrEnum
import json
import math
from typing import Any

from aiohttp import ClientTimeout
from homeassistant.util import dt as dt_util

from ..diagnosis.model.ids import BlinkId, NetworkId
from ..diagnosis.model.readings import Family
from ..diagnosis.parsing import values

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
# the same timeout as blinkpy's
TIMEOUT_SECONDS = 10.0
_LONGEST_WAIT = 86400.0


class CommandResult(StrEnum):
    """The result of a command to a device."""

    ANSWERED = "answered"
    OFFLINE = "offline"
    BUSY = "busy"
    FAULT = "fault"
    SYNC_MODULE_OFFLINE = "sync_module_offline"
    FIRMWARE_FAILED = "firmware_failed"
    NO_ANSWER = "no_answer"


# Blink's result codes, by device family: camera, doorbell 24xx, floodlight 29xx,
# Mini 2 32xx, and an unnamed Mini 37xx
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
    """One answer: HTTP status (None if there was none), JSON data, Retry-After in seconds."""

    status: int | None
    data: dict[str, Any]
    retry_after: float = 0.0

    @property
    def succeeded(self) -> bool:
        """Whether Blink answered with success, and with data."""
        return self.status == 200 and bool(self.data)

    @property
    def result(self) -> CommandResult:
        """Return the meaning of Blink's result code, which may be in either of two fields.

        A code that only repeats the HTTP status says nothing about a device.
        """
        code = values.whole(self.data.get("status_code", self.data.get("code")))
        if code is None or code == self.status:
            return CommandResult.NO_ANSWER
        return _RESULTS.get(code, CommandResult.NO_ANSWER)


NO_ANSWER = Answer(status=None, data={})


def are_numeric(*ids: object) -> bool:
    """Whether all ids are numeric, as Blink's are; anything else must not enter a path."""
    return all(text.isascii() and text.isdecimal() for text in map(str, ids))


class BlinkClient:
    """Single requests to Blink, sent through `api`, blinkpy's live object."""

    def __init__(self, api: Any) -> None:
        """Take the object that core signed in."""
        self._auth: Any = getattr(api, "auth", None)
        self._session: Any = getattr(self._auth, "session", None)
        self._base_url = getattr(getattr(api, "urls", None), "base_url", None)
        self._account = getattr(api, "account_id", None)

    @property
    def ready(self) -> bool:
        """Whether core's object has everything that a request needs; it is no public interface."""
        return (
            callable(getattr(self._session, "request", None))
            and isinstance(self._base_url, str)
            and isinstance(self._header, Mapping)
            and are_numeric(self._account)
        )

    @property
    def _header(self) -> Any:
        """Return the current authorization header."""
        return getattr(self._auth, "header", None)

    @property
    def token_is_old(self) -> bool:
        """Whether the token needs renewal first, which is left to core."""
        need_refresh = getattr(self._auth, "need_refresh", None)
        return callable(need_refresh) and bool(need_refresh())

    async def homescreen(self) -> Answer:
        """Return the account's homescreen."""
        return await self._ask("GET", _HOMESCREEN)

    async def config(
        self, family: Family, network: NetworkId, device: BlinkId
    ) -> Answer:
        """Return a camera's own settings and values."""
        return await self._ask("GET", _CONFIG[family], network, device)

    async def take_picture(
        self, family: Family, network: NetworkId, device: BlinkId
    ) -> Answer:
        """Request a picture from a camera; the answer holds a command id."""
        return await self._ask("POST", _PICTURE[family], network, device)

    async def command(self, network: NetworkId, command: str) -> Answer:
        """Return the progress of a command."""
        return await self._ask("GET", _COMMAND, network, command)

    async def _ask(
        self,
        method: str,
        path: str,
        network: NetworkId = NetworkId("0"),
        device: str = "0",
    ) -> Answer:
        """Send one request. Every failure becomes an answer; nothing is raised or logged."""
        if not are_numeric(self._account, network, device):
            return NO_ANSWER
        place = path.format(account=self._account, network=network, device=device)
        try:
            async with self._session.request(
                method,
                f"{self._base_url}{place}",
                headers=self._header,
                timeout=ClientTimeout(total=TIMEOUT_SECONDS),
                # redirects would add requests and leak the auth header
                allow_redirects=False,
            ) as response:
                body = await response.text()
        except Exception:  # noqa: BLE001 any failure in core's session counts as no answer
            return NO_ANSWER
        return Answer(
            status=response.status,
            data=_json(body),
            retry_after=_seconds(response.headers.get("Retry-After")),
        )


def _json(body: str) -> dict[str, Any]:
    try:
        return values.mapping(json.loads(body))
    except ValueError, RecursionError:
        return {}


def _seconds(retry_after: str | None) -> float:
    """Return how long Blink asks not to be called: 0 seconds to a day.

    The header has seconds or an HTTP date; anything else counts as 0.
    """
    try:
        seconds = float(retry_after or 0)
    except ValueError:
        seconds = _seconds_until(retry_after or "")
    return 0.0 if math.isnan(seconds) else min(max(seconds, 0.0), _LONGEST_WAIT)


def _seconds_until(date: str) -> float:
    try:
        at = parsedate_to_datetime(date)
        # the obsolete asctime format names no zone and means UTC
        at = at.replace(tzinfo=at.tzinfo or UTC)
        return (at - dt_util.utcnow()).total_seconds()
    except ValueError, TypeError, IndexError, OverflowError:
        return 0.0
