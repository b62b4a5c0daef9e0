"""The homescreen: nearly everything about an account in one answer.

It lacks what Blink's lacks: `owls` and `doorbells` have no signals, `owls` no battery,
and networks no error flag.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from demo.cloud.account import Account
from demo.cloud.cameras import Camera, Doorbell, Owl
from demo.cloud.clock import stamp
from demo.cloud.device import Device
from demo.cloud.network import Network
from demo.cloud.sync_module import SyncModule

from . import reading

_CREATED = "2024-03-09T17:20:31+00:00"


def homescreen(account: Account, at: datetime | None = None) -> dict[str, Any]:
    """Return the answer of `/homescreen` at a time, past or future."""
    at = at or account.now()
    return {
        "account": {
            "id": account.id,
            "email_verified": True,
            "email_verification_required": False,
            "amazon_account_linked": False,
        },
        "networks": [_network(network, at) for network in account.networks],
        "sync_modules": [_module(m, at) for m in account.of(SyncModule, at)],
        "cameras": [_camera(camera, at) for camera in account.of(Camera, at)],
        "sirens": [],
        "chimes": [],
        "video_stats": {"storage": 0, "auto_delete_days": 30},
        "doorbell_buttons": [],
        "owls": [_owl(owl, at) for owl in account.of(Owl, at)],
        "doorbells": [_doorbell(bell, at) for bell in account.of(Doorbell, at)],
        "app_updates": {
            "message": "An app update is required",
            "code": 105,
            "update_available": True,
            "update_required": True,
        },
        "device_limits": {"camera": 10, "chime": 5, "owl": 10, "sync_module": 1},
        "whats_new": {"updated_at": 20260601, "url": ""},
        "subscriptions": {"updated_at": _CREATED},
        "entitlements": {"updated_at": _CREATED},
        "tiv_lock_enable": True,
        "tiv_lock_status": {"locked": False},
        "accessories": {"storm": [*_mounts(account, at)], "rosie": []},
    }


def _mounts(account: Account, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the floodlight mounts, which have batteries of their own."""
    for camera in account.of(Camera, at):
        battery = camera.value("mount_battery", at)
        if battery is not None:
            yield {
                "id": camera.id + 5000,
                "serial": f"{camera.serial}M",
                "type": "storm",
                "target_id": camera.id,
                "battery": battery,
            }


def _network(network: Network, at: datetime) -> dict[str, Any]:
    answer = {
        "id": network.id,
        "created_at": _CREATED,
        "updated_at": _CREATED,
        "name": Network.name.at(network, at),
        "time_zone": network.time_zone,
        "dst": True,
        "armed": Network.armed.at(network, at),
        "lv_save": False,
    }
    return reading.odd(answer, network.raw.homescreen)


def _common(device: Device, at: datetime) -> dict[str, Any]:
    return {
        "id": device.id,
        "created_at": _CREATED,
        "updated_at": stamp(reading.last_heard(device, at)),
        "name": device.value("name", at),
        "serial": device.serial,
        "fw_version": device.value("fw_version", at),
        "type": device.value("type", at),
        "enabled": device.value("enabled", at),
        "status": reading.status(device, at),
        "network_id": device.network.id,
        "local_storage_enabled": False,
        "local_storage_compatible": True,
        "revision": "00",
    }


def _module(module: SyncModule, at: datetime) -> dict[str, Any]:
    beat = module.heartbeat_at(at)
    storage = module.value("storage", at)
    answer = {
        **_common(module, at),
        "onboarded": True,
        "subtype": module.value("subtype", at),
        "last_hb": None if beat is None else stamp(beat),
        "wifi_strength": reading.bars(module, "wifi_bars", at),
        "enable_temp_alerts": True,
        "local_storage_enabled": storage == "active",
        "local_storage_status": storage,
    }
    del answer["enabled"]
    return reading.odd(answer, module.raw.homescreen)


def _camera(camera: Camera, at: datetime) -> dict[str, Any]:
    battery = camera.value("battery", at)
    answer = {
        **_common(camera, at),
        "thumbnail": reading.thumbnail(camera, at),
        "battery": battery,
        "usage_rate": camera.value("usage_rate", at),
        "issues": list(camera.value("issues", at)),
        "signals": {
            "lfr": reading.bars(camera, "link_bars", at),
            "wifi": reading.bars(camera, "wifi_bars", at),
            "temp": reading.temperature(camera, at),
            "battery": reading.battery_level(camera, at),
        },
        "snooze": False,
        "snooze_time_remaining": None,
        "color": "black",
    }
    if battery is None:
        del answer["battery"]
    return reading.odd(answer, camera.raw.homescreen)


def _plugged(device: Device, at: datetime) -> dict[str, Any]:
    return {
        **_common(device, at),
        "onboarded": True,
        "thumbnail": reading.thumbnail(device, at),
        "snooze": False,
        "snooze_time_remaining": None,
    }


def _owl(owl: Owl, at: datetime) -> dict[str, Any]:
    return reading.odd(_plugged(owl, at), owl.raw.homescreen)


def _doorbell(bell: Doorbell, at: datetime) -> dict[str, Any]:
    answer = _plugged(bell, at)
    battery = bell.value("battery", at)
    if battery is not None:
        answer["battery"] = battery
    return reading.odd(answer, bell.raw.homescreen)
