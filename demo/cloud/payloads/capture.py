"""Captures in the replay format: what blinkpy would hold after a poll."""

from datetime import datetime
from typing import Any

from demo.cloud.account import Account
from demo.cloud.cameras import Camera
from demo.cloud.clock import stamp

from . import reading
from .homescreen import homescreen


def camera_values(
    account: Account, at: datetime | None = None
) -> dict[str, dict[str, Any]]:
    """Return what blinkpy would hold of each wireless camera, by camera id."""
    moment = at or account.now()
    return {
        str(camera.id): reading.blinkpy_values(camera, moment)
        for camera in account.of(Camera, moment)
    }


def network_values(
    account: Account, at: datetime | None = None
) -> dict[str, dict[str, Any]]:
    """Return the cloud's error flag of each network, by network id."""
    moment = at or account.now()
    return {
        str(network.id): {"sync_module_error": network.module_error_at(moment)}
        for network in account.networks
        if network.onboarded
    }


def capture(account: Account, at: datetime | None = None) -> dict[str, Any]:
    """Return one capture."""
    moment = at or account.now()
    return {
        "at": stamp(moment),
        "homescreen": homescreen(account, moment),
        "cameras": camera_values(account, moment),
        "networks": network_values(account, moment),
    }
