"""Build the simulated world of a scenario."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from .account import FAMILIES, Account, serial_number
from .actions import ACCOUNT_ACTIONS, act, arguments
from .clock import Clock, parse_offset
from .network import Network
from .noise import Noise
from .operations import Operations
from .scenario import LISTS, Scenario
from .timed import BEGINNING
from .world import ABSENT, Delays

FIRST_IDS = {"network": 1, "sync_module": 11, "camera": 21, "owl": 301, "doorbell": 401}
_OWN = ("id", "expect", "picture", "raw", "raw_config", "timeline", "serial")


def build(scenario: Scenario, clock: Clock, seed: int) -> list[Account]:
    """Return a scenario's accounts; its time offsets are relative to the clock's current time."""
    delays = {k: parse_offset(v) for k, v in scenario.data.get("delays", {}).items()}
    noise = dict(scenario.data.get("noise", {}))
    if "hiccup_length" in noise:
        noise["hiccup_length"] = parse_offset(noise["hiccup_length"])
    accounts = []
    for index, data in enumerate(scenario.data["accounts"]):
        account = _account(data, 100 * (index + 1), clock)
        account.world.delays = Delays(**delays)
        account.noise = Noise(seed=seed + index, **noise)
        _fill(account, data, clock())
        accounts.append(account)
    return accounts


def _account(data: dict[str, Any], number: int, clock: Clock) -> Account:
    account = Account(
        data["email"], data.get("password", "demo"), data.get("id", number), clock
    )
    account.tier = data.get("tier", account.tier)
    account.two_factor = data.get("two_factor")
    account.rate_limit = data.get("rate_limit")
    account.tokens.expires_in = data.get("expires_in", account.tokens.expires_in)
    return account


def _fill(account: Account, data: dict[str, Any], begin: datetime) -> None:
    ids = {family: count(first) for family, first in FIRST_IDS.items()}
    planned: list[tuple[Operations, dict[str, Any]]] = []
    for item in data["networks"]:
        network = _network(account, item, ids["network"])
        devices = [("sync_module", d) for d in [item.get("sync_module")] if d]
        devices += [(one, d) for many, one in LISTS.items() for d in item.get(many, [])]
        for family, values in devices:
            device = _device(network, family, values, ids[family])
            account.add(device)
            planned.append((device, values))
    for device, values in planned:
        _timeline(device, values.get("timeline", []), begin)
    for event in sorted(data.get("timeline", []), key=_offset):
        rest = {k: v for k, v in event.items() if k not in ("at", "do")}
        checked = arguments(event["do"], ACCOUNT_ACTIONS, rest, "timeline")
        getattr(account, event["do"])(at=begin + _offset(event), **checked)


def _offset(event: dict[str, Any]) -> timedelta:
    return parse_offset(event["at"])


def _network(account: Account, data: dict[str, Any], ids: count[int]) -> Network:
    number = data.get("id") or next(ids)
    network = Network(account.world, number, onboarded="sync_module" in data)
    for name in ("name", "armed", "camera_error"):
        if name in data:
            getattr(Network, name).track(network).put(
                BEGINNING, data[name], on_file=True
            )
    network.module_error_when_offline = data.get("module_error_when_offline", True)
    if data.get("sync_module_error") is not None:
        network.sync_module_error = data["sync_module_error"]
    network.time_zone = data.get("time_zone", network.time_zone)
    network.raw.homescreen = _raw(data.get("raw", {}))
    account.networks.append(network)
    return network


def _device(
    network: Network, family: str, data: dict[str, Any], ids: count[int]
) -> Operations:
    number = data.get("id") or next(ids)
    serial = data.get("serial", serial_number(family, network.world.account_id, number))
    device = FAMILIES[family](network, number, serial)
    if "name" not in data:
        device.start("name", f"Blink {number}")
    for name, value in data.items():
        if name not in _OWN and not name.startswith("//"):
            device.start(name, value)
    device.expect = data.get("expect")
    device.picture = data.get("picture")
    device.raw.homescreen = _raw(data.get("raw", {}))
    device.raw.config = _raw(data.get("raw_config", {}))
    return device


def _raw(data: dict[str, Any]) -> dict[str, Any]:
    return {k: ABSENT if v == "<absent>" else v for k, v in data.items()}


def _timeline(
    device: Operations, events: list[dict[str, Any]], begin: datetime
) -> None:
    for event in sorted(events, key=_offset):
        at = begin + _offset(event)
        for name, value in event.get("set", {}).items():
            device.plan(name, at, value)
        if "do" in event:
            given = {k: v for k, v in event.items() if k not in ("at", "do", "set")}
            act(device, event["do"], given, at)
