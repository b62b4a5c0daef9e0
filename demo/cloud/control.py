"""The control page and its JSON interface, for people who use the demo.

Only this machine can reach it, and only its own page can change anything: requests must
name a loopback host, and changes must be JSON, which pages of other sites cannot send.
"""

from base64 import b64encode
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
import re
from typing import Any, Protocol

from aiohttp import web

from . import presets
from .account import Account
from .actions import act, act_on_account, write
from .check import ScenarioError
from .clock import Clock, stamp
from .faults import Fault
from .network import Network
from .operations import Operations
from .redirect import is_loopback
from .requestlog import LoggedRequest, PathPattern
from .scenario import Scenario
from .sync_module import SyncModule

PAGE = Path(__file__).parent / "control.html"
LOG_LENGTH = 100

type Change = Callable[[dict[str, Any]], dict[str, Any]]


class Controlled(Protocol):
    """The part of a cloud that the control page uses."""

    scenario: Scenario
    accounts: list[Account]
    clock: Clock
    requests: list[LoggedRequest]
    faults: list[Fault]

    def account(self, email_or_index: str | int = 0) -> Account:
        """Return an account."""

    def fail(
        self, path_pattern: PathPattern, mode: str | int, *, times: int | None = None
    ) -> Fault:
        """Make requests fail."""

    def heal(self) -> None:
        """End all request faults."""

    def clear_requests(self) -> None:
        """Clear the request log."""


class Control:
    """Everything under /_control/."""

    def __init__(self, cloud: Controlled) -> None:
        """Take the cloud to control."""
        self._cloud = cloud

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the routes."""
        return [
            web.get("/_control/", self.page),
            web.get("/_control/state", self.state),
            web.get("/_control/requests", self.log),
            web.delete("/_control/requests", self._change(self._clear_log)),
            web.post("/_control/device", self._change(self._device)),
            web.post("/_control/account", self._change(self._account)),
            web.post("/_control/faults", self._change(self._fail)),
            web.delete("/_control/faults", self._change(self._heal)),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Return the page; its policy allows only its own script and style."""
        _only_loopback(request)
        text = PAGE.read_text(encoding="utf-8")
        allowed = {
            f"{kind}-src": b64encode(sha256(part.encode()).digest()).decode()
            for kind, tag in (("script", "script"), ("style", "style"))
            for part in re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        }
        policy = "; ".join(
            f"{kind} 'sha256-{digest}'" for kind, digest in allowed.items()
        )
        headers = {
            "Content-Security-Policy": "default-src 'none'; connect-src 'self'; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; {policy}",
            "Cache-Control": "no-store",
        }
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def state(self, request: web.Request) -> web.Response:
        """Return the state that the page shows."""
        _only_loopback(request)
        cloud = self._cloud
        return web.json_response(
            {
                "title": cloud.scenario.title,
                "now": stamp(cloud.clock()),
                "requests": len(cloud.requests),
                "accounts": [_account_state(account) for account in cloud.accounts],
                "faults": [
                    {"path": str(fault.pattern), "mode": fault.mode, "hits": fault.hits}
                    for fault in cloud.faults
                    if not fault.spent
                ],
            }
        )

    async def log(self, request: web.Request) -> web.Response:
        """Return the last requests, newest first."""
        _only_loopback(request)
        last = self._cloud.requests[: -LOG_LENGTH - 1 : -1]
        return web.json_response({"requests": [entry.as_dict() for entry in last]})

    def _change(
        self, change: Change
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handler(request: web.Request) -> web.Response:
            _only_loopback(request)
            if request.content_type != "application/json":
                return _bad("The request must be JSON.", 415)
            try:
                data = await request.json()
                if not isinstance(data, dict):
                    return _bad("The request must be a JSON object.")
                return web.json_response(change(data))
            except (ScenarioError, LookupError, ValueError, TypeError) as error:
                return _bad(str(error.args[0] if error.args else error))

        return handler

    def _device(self, data: dict[str, Any]) -> dict[str, Any]:
        """Press a button, run an operation, or set attributes of a device."""
        account = self._cloud.account(data.get("account", 0))
        key = str(data.get("device"))
        device = account.find(key)
        if device is None:
            raise LookupError(f"there is no device {key!r}")
        if "preset" in data:
            presets.run(device, str(data["preset"]))
        elif "do" in data:
            act(device, str(data["do"]), data.get("args", {}))
        else:
            write(device, data.get("set"))
        return presets.state(device)

    def _account(self, data: dict[str, Any]) -> dict[str, Any]:
        account = self._cloud.account(data.get("account", 0))
        act_on_account(account, str(data.get("do")), data.get("args", {}))
        return _account_state(account)

    def _fail(self, data: dict[str, Any]) -> dict[str, Any]:
        times = data.get("times")
        if times is not None and not isinstance(times, int):
            raise ValueError("times must be a whole number or null")
        self._cloud.fail(str(data.get("path", "*")), str(data.get("mode")), times=times)
        return {"faults": len(self._cloud.faults)}

    def _heal(self, data: dict[str, Any]) -> dict[str, Any]:
        del data
        self._cloud.heal()
        return {"faults": 0}

    def _clear_log(self, data: dict[str, Any]) -> dict[str, Any]:
        del data
        self._cloud.clear_requests()
        return {"requests": 0}


def _account_state(account: Account) -> dict[str, Any]:
    return {
        "email": account.email,
        "service": account.down_status is None,
        "locked": account.locked,
        "networks": [
            {
                "id": network.id,
                "name": Network.name.at(network, account.now()),
                "router": network.router_at(account.now()),
                "sync_module_error": network.sync_module_error,
            }
            for network in account.networks
        ],
        "devices": [_device_state(device) for device in account.of(Operations)],
    }


def _device_state(device: Operations) -> dict[str, Any]:
    state = presets.state(device)
    if isinstance(device, SyncModule):
        beat = device.last_heartbeat
        state["last_heartbeat"] = None if beat is None else stamp(beat)
    return state


def _bad(message: str, status: int = 400) -> web.Response:
    return web.json_response({"error": message}, status=status)


def _only_loopback(request: web.Request) -> None:
    host = request.url.host or ""
    if not is_loopback(host) or not is_loopback(request.remote or ""):
        raise web.HTTPForbidden(text="Only from this machine.")
