"""Healthy devices and homes as Blink's cloud describes them; standard library only.

Shapes as in real, published homescreens: Minis and doorbells carry no signals,
Minis no battery, a sync module its own Wi-Fi bars.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from functools import partial
import json
from pathlib import Path
from typing import Any

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
POLL = timedelta(minutes=5)

type Home = dict[str, list[dict[str, Any]]]

LISTS = {
    "camera": "cameras",
    "owl": "owls",
    "doorbell": "doorbells",
    "sync_module": "sync_modules",
}
# What a system is called where a scenario does not say
NAMES = {1: "Home", 2: "Cabin", 3: "Garage", 4: "Barn"}
# a camera behind a sync module, a Mini, a doorbell, and a sync module without its heartbeat
_RAW = json.loads(Path(__file__).with_name("devices.json").read_text(encoding="utf-8"))


def _made(
    family: str, device_id: int, network_id: int = 1, **changes: Any
) -> dict[str, Any]:
    raw = {
        key: value.format(id=device_id) if isinstance(value, str) else deepcopy(value)
        for key, value in _RAW[family].items()
    }
    return {"id": device_id, "network_id": network_id, **raw, **changes}


MAKERS = {family: partial(_made, family) for family in _RAW}
camera = MAKERS["camera"]


def home(*keys: str) -> Home:
    """Return a healthy home from device keys such as `camera:21` or `owl:31@2`.

    What follows the `@` is the network id, otherwise 1.
    """
    made: Home = {name: [] for name in LISTS.values()}
    for key in keys:
        family, _, place = key.partition(":")
        device_id, _, network_id = place.partition("@")
        made[LISTS[family]].append(MAKERS[family](int(device_id), int(network_id or 1)))
    return made


def find(home: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return the raw entry of a device key."""
    family, _, device_id = key.partition(":")
    return next(
        raw
        for raw in home[LISTS[family]]
        if isinstance(raw, dict) and str(raw.get("id")) == device_id
    )


def homescreen(home: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Return what the cloud answers at a time; heartbeats are a minute old."""
    answer = deepcopy(dict(home))
    modules = answer.get("sync_modules")
    for module in modules if isinstance(modules, list) else ():
        if isinstance(module, dict):
            module.setdefault("last_hb", (at - timedelta(minutes=1)).isoformat())
    return {"account": {"id": 1}, "networks": [{"id": 1, "name": "Home"}], **answer}


def systems_of(
    answer: Mapping[str, Any], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the systems of an account, one for each network id of its devices."""
    found = {
        raw["network_id"]
        for name in LISTS.values()
        if isinstance(entries := answer.get(name), list)
        for raw in entries
        if isinstance(raw, dict) and isinstance(raw.get("network_id"), int)
    }
    return [
        {"id": number, "name": names.get(str(number), NAMES.get(number, "Home"))}
        for number in sorted(found) or [1]
    ]
