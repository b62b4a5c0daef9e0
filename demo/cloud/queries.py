"""Blink's REST service: all read-only endpoints.

Each handler gets its account from the bearer token (`account_of`), which the server's
middleware has resolved.
"""

from collections.abc import Callable
from datetime import datetime
import json
from typing import Any

from aiohttp import web

from . import media
from .account import Account
from .cameras import Camera, Doorbell, Owl
from .clock import stamp
from .device import Device
from .network import Network
from .oauth import ACCOUNT_KEY
from .payloads import details
from .payloads.homescreen import homescreen as homescreen_of

NOTIFICATIONS = (
    "low_battery",
    "battery_dead",
    "camera_offline",
    "sync_module_offline",
    "wifi",
    "lfr",
    "bandwidth",
    "camera_usage",
    "temperature",
    "motion",
)


def account_of(request: web.Request) -> Account:
    """Return the account of the request's token."""
    return request[ACCOUNT_KEY]


def network_of(request: web.Request) -> Network:
    """Return the network in the path; 404 if the account does not have it."""
    network = account_of(request).network(int(request.match_info["network"]))
    if network is None:
        raise not_found("Network not found", 300)
    return network


def device_of[D: Device](request: web.Request, family: type[D]) -> D:
    """Return the device in the path; 404 if the network has none of that family and id."""
    network, number = network_of(request), int(request.match_info["device"])
    for device in account_of(request).of(family):
        if device.id == number and device.network is network:
            return device
    raise not_found("Camera not found", 500)


def not_found(message: str, code: int) -> web.HTTPNotFound:
    """Return a 404 in Blink's format."""
    body = json.dumps({"message": message, "code": code})
    return web.HTTPNotFound(text=body, content_type="application/json")


type Answer = Callable[[web.Request, datetime], dict[str, Any]]


def _get(path: str, answer: Answer) -> web.RouteDef:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response(answer(request, account_of(request).now()))

    return web.get(path, handler)


def _post(path: str, answer: Answer) -> web.RouteDef:
    return web.post(path, _get(path, answer).handler)


NETWORK = r"/network/{network:\d+}"
CAMERA = NETWORK + r"/camera/{device:\d+}"
ACCOUNT = r"/api/v1/accounts/{account:\d+}"
OWL = ACCOUNT + r"/networks/{network:\d+}/owls/{device:\d+}"
DOORBELL = ACCOUNT + r"/networks/{network:\d+}/doorbells/{device:\d+}"


async def homescreen(request: web.Request) -> web.Response:
    """Return the homescreen; two headers echo who the client is."""
    account = account_of(request)
    headers = {"Client-Id": str(account.client_id), "User-Id": str(account.user_id)}
    return web.json_response(homescreen_of(account), headers=headers)


async def thumbnail(request: web.Request) -> web.Response:
    """Return a small JPEG picture."""
    network, number = network_of(request), int(request.match_info["device"])
    for device in account_of(request).devices:
        if device.id == number and device.network is network:
            picture = media.picture(device.picture, number)
            return web.Response(body=picture, content_type="image/jpeg")
    raise not_found("Media not found", 700)


async def clip(request: web.Request) -> web.Response:
    """Return a short video."""
    del request
    return web.Response(body=media.clip(), content_type="video/mp4")


def _tier(request: web.Request, at: datetime) -> dict[str, Any]:
    del at
    account = account_of(request)
    return {"tier": account.tier, "account_id": account.id}


def _user(request: web.Request, at: datetime) -> dict[str, Any]:
    del at
    account = account_of(request)
    return {"id": account.user_id, "account_id": account.id, "email": account.email}


def _changed_media(request: web.Request, at: datetime) -> dict[str, Any]:
    # the plus sign of the UTC offset arrives decoded as a space
    since = request.query.get("since", "").replace(" ", "+")
    first_page = request.query.get("page", "1") in ("0", "1")
    try:
        moment = datetime.strptime(since, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError:
        moment = None
    found = [
        item
        for item in account_of(request).world.clips
        if first_page and (moment is None or item["moment"] > moment)
    ]
    shown = [{k: v for k, v in item.items() if k != "moment"} for item in found]
    return {"limit": 25, "purge_id": 0, "refresh_count": 0, "media": shown}


def _events(request: web.Request, at: datetime) -> dict[str, Any]:
    network_of(request)
    return {"event": [], "at": stamp(at)}


def _cameras(request: web.Request, at: datetime) -> dict[str, Any]:
    network = network_of(request)
    cameras = account_of(request).of(Camera, at)
    return {
        "devicestatus": [
            details.camera_config(camera, at)["camera"][0]
            for camera in cameras
            if camera.network is network
        ]
    }


def _notifications(request: web.Request, at: datetime) -> dict[str, Any]:
    del request, at
    return {"notifications": dict.fromkeys(NOTIFICATIONS, True)}


def _network(request: web.Request, at: datetime) -> dict[str, Any]:
    return {"network": details.network(network_of(request), at)}


def query_routes() -> list[web.AbstractRouteDef]:
    """Return all routes that only read."""
    return [
        _get("/api/v1/users/tier_info", _tier),
        web.get(r"/api/{version:v3|v4}/accounts/{account:\d+}/homescreen", homescreen),
        _get("/networks", lambda r, at: details.networks(account_of(r), at)),
        _get("/api/v1/camera/usage", lambda r, at: details.usage(account_of(r), at)),
        _get(
            NETWORK + "/syncmodules",
            lambda r, at: details.sync_module(network_of(r), at),
        ),
        _get(NETWORK, _network),
        _post(NETWORK + "/update", _network),
        _get(NETWORK + "/cameras", _cameras),
        _get(CAMERA, lambda r, at: details.camera_status(device_of(r, Camera), at)),
        _get(
            CAMERA + "/config",
            lambda r, at: details.camera_config(device_of(r, Camera), at),
        ),
        _get(
            CAMERA + "/signals",
            lambda r, at: details.camera_signals(device_of(r, Camera), at),
        ),
        _get(OWL + "/config", lambda r, at: details.owl_config(device_of(r, Owl), at)),
        _get(
            DOORBELL + "/config",
            lambda r, at: details.doorbell_config(device_of(r, Doorbell), at),
        ),
        _get(ACCOUNT + "/media/changed", _changed_media),
        _get(r"/events/network/{network:\d+}", _events),
        _get(
            "/api/v2/videos/count",
            lambda r, at: {"count": len(account_of(r).world.clips)},
        ),
        _get(ACCOUNT + "/notifications/configuration", _notifications),
        _post(ACCOUNT + "/notifications/configuration", _notifications),
        _get("/user", _user),
        web.get(
            r"/api/v3/media/accounts/{account:\d+}/networks/{network:\d+}"
            r"/{kind}/{device:\d+}/thumbnail/thumbnail.jpg",
            thumbnail,
        ),
        web.get(r"/media/clips/{clip}.mp4", clip),
    ]
