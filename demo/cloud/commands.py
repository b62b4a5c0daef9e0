"""Blink's REST service: all endpoints that send a command."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from .cameras import Camera, Doorbell, Owl, Picture
from .clock import stamp
from .command_status import Command, Commands, error_code, trouble_of
from .faults import refusal
from .network import Network
from .operations import Battery, Operations
from .queries import (
    ACCOUNT,
    CAMERA,
    DOORBELL,
    NETWORK,
    OWL,
    account_of,
    clip,
    device_of,
    network_of,
    not_found,
)
from .sync_module import module_of

MODULE = (
    ACCOUNT
    + r"/networks/{network:\d+}/sync_modules/{module:\d+}/local_storage/manifest"
)
FAMILIES: tuple[tuple[str, type[Operations]], ...] = (
    (CAMERA, Camera),
    (OWL, Owl),
    (DOORBELL, Doorbell),
)


class CommandRoutes:
    """The endpoints that send commands to devices."""

    def __init__(self, commands: Commands) -> None:
        """Take the cloud's commands.

        `refuse`: a device in trouble is refused at once with an error body; otherwise
        its command is accepted and ends with the error code when polled.
        """
        self._commands = commands
        self.refuse = False

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return all routes that change something."""
        return [
            *self._device_routes(),
            web.get(NETWORK + r"/command/{command:\d+}", self.poll),
            web.post(NETWORK + r"/command/{command:\d+}/done/", self.done),
            web.post(
                ACCOUNT + r"/networks/{network:\d+}/state/{state:arm|disarm}", self.arm
            ),
            web.post(OWL + r"/lights/{state:on|off}", self.lights),
            web.post(OWL + "/config", self.owl_config),
            web.post(CAMERA + "/update", self.camera_config),
            web.post(MODULE + "/request", self.request_manifest),
            web.get(MODULE + r"/request/{request:\d+}", self.manifest),
            web.post(
                MODULE + r"/{manifest}/clip/request/{clip:\d+}", self.request_clip
            ),
            web.get(MODULE + r"/{manifest}/clip/request/{clip:\d+}", clip),
            web.post(MODULE + r"/{manifest}/clip/delete/{clip:\d+}", self.delete_clip),
            web.post(
                r"/api/v4/account/{account:\d+}/client/{client}/logout", self.log_out
            ),
        ]

    def _device_routes(self) -> list[web.AbstractRouteDef]:
        routes: list[web.AbstractRouteDef] = [
            web.post(f"{path}/{action}", self._handler(family, action))
            for path, family in FAMILIES
            for action in ("thumbnail", "clip", "status", "enable", "disable")
        ]
        for version, plural, family in (
            ("v6", "cameras", Camera),
            ("v2", "owls", Owl),
            ("v2", "doorbells", Doorbell),
        ):
            path = (
                rf"/api/{version}/accounts/{{account:\d+}}/networks/{{network:\d+}}"
                rf"/{plural}/{{device:\d+}}/liveview"
            )
            routes.append(web.post(path, self._handler(family, "liveview")))
        return routes

    def _handler(
        self, family: type[Operations], action: str
    ) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.Response:
            device = device_of(request, family)
            answer = self._start(device, action)
            if action == "liveview" and answer.status == 200:
                return self._live(device)
            return answer

        return handler

    def _start(self, device: Operations, action: str) -> web.Response:
        now = device.now()
        trouble = trouble_of(device, now)
        if trouble is not None and (self.refuse or trouble[1] == "busy"):
            status = 409 if trouble[1] == "busy" else 400
            body = {"message": f"System is {trouble[1]}", "code": error_code(*trouble)}
            return refusal(status, body)
        finish = {
            "thumbnail": lambda: _picture(device),
            "clip": lambda: _record(device),
            "status": lambda: _report(device),
            "enable": lambda: setattr(device, "enabled", True),
            "disable": lambda: setattr(device, "enabled", False),
        }.get(action)
        return self._answer(
            self._commands.issue(
                device.network.id, action, now, target=device, finish=finish
            )
        )

    def _live(self, device: Operations) -> web.Response:
        command = list(self._commands.issued.values())[-1]
        return web.json_response(
            {
                "command_id": command.id,
                "id": command.id,
                "network_id": device.network.id,
                "server": "immis://127.0.0.1:443/live?client_id=1",
                "duration": 300,
            }
        )

    @staticmethod
    def _answer(command: Command) -> web.Response:
        return web.json_response(
            {
                "id": command.id,
                "network_id": command.network_id,
                "command": command.name,
                "state": "new",
                "created_at": stamp(command.created),
            }
        )

    async def poll(self, request: web.Request) -> web.Response:
        """Return the progress of a command."""
        network = network_of(request)
        command = self._commands.issued.get(int(request.match_info["command"]))
        if command is None or command.network_id != network.id:
            raise not_found("Command not found", 906)
        return web.json_response(command.poll())

    async def done(self, request: web.Request) -> web.Response:
        """Acknowledge that the client is done with a command."""
        network_of(request)
        return web.json_response({"message": "Command set done", "code": 902})

    async def arm(self, request: web.Request) -> web.Response:
        """Arm or disarm a network; its sync module must answer."""
        network, armed = network_of(request), request.match_info["state"] == "arm"

        def finish() -> None:
            Network.armed.__set__(network, armed)

        return self._answer(
            self._commands.issue(
                network.id,
                request.match_info["state"],
                network.now(),
                target=module_of(network),
                finish=finish,
            )
        )

    async def owl_config(self, request: web.Request) -> web.Response:
        """Change a Mini's settings, which is a command, like arming."""
        owl = device_of(request, Owl)
        wanted = await _json(request)
        if isinstance(enabled := wanted.get("enabled"), bool):
            return self._start(owl, "enable" if enabled else "disable")
        return self._start(owl, "config")

    async def camera_config(self, request: web.Request) -> web.Response:
        """Change a camera's settings."""
        await _json(request)
        return self._start(device_of(request, Camera), "config")

    async def lights(self, request: web.Request) -> web.Response:
        """Switch a floodlight on or off."""
        return self._start(device_of(request, Owl), "lights")

    async def request_manifest(self, request: web.Request) -> web.Response:
        """Ask a sync module for the list of clips on its USB stick."""
        network = network_of(request)
        module = module_of(network)
        if module is None or str(module.id) != request.match_info["module"]:
            raise not_found("Sync module not found", 400)
        return self._answer(
            self._commands.issue(
                network.id,
                "local_storage_manifest",
                network.now(),
                target=module,
                running_polls=0,
            )
        )

    async def manifest(self, request: web.Request) -> web.Response:
        """Return the list of clips on the USB stick."""
        network_of(request)
        clips = account_of(request).clips
        return web.json_response(
            {"version": "1.0", "manifest_id": "1001", "clips": clips}
        )

    async def request_clip(self, request: web.Request) -> web.Response:
        """Request the upload of a clip from the USB stick."""
        network = network_of(request)
        return self._answer(
            self._commands.issue(
                network.id, "clip_upload", network.now(), target=module_of(network)
            )
        )

    async def delete_clip(self, request: web.Request) -> web.Response:
        """Delete a clip from the USB stick."""
        account, number = account_of(request), request.match_info["clip"]
        account.clips = [clip for clip in account.clips if clip["id"] != number]
        return web.json_response({"message": "Deleted"})

    async def log_out(self, request: web.Request) -> web.Response:
        """End a client's session."""
        account_of(request).tokens.expire()
        return web.json_response({"message": "logout"})


def _picture(device: Operations) -> None:
    if isinstance(device, Picture):
        device.take_picture()
    _report(device)


def _record(device: Operations) -> None:
    if isinstance(device, Picture):
        device.record_clip()
    _report(device)


def _report(device: Operations) -> None:
    """A device that was woken reports everything, including the battery state."""
    if isinstance(device, Battery):
        device.report_battery()


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        data = await request.json()
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}
