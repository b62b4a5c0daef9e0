"""Healthy homes with the noise of everyday life; standard library only.

Nothing here is a fault, and every source of noise is one that owners see: bars
that go up and down by one, polls that are lost, an hour in which the cloud
hiccups, devices that restart, firmware that reaches cameras one after the other,
a module that reports late, batteries that lose a hundredth of a volt.

Readings are built once per distinct state and used again, so that a year of a
camera takes about a second.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import random
from typing import Any

from .homes import MAKERS, POLL, START

# how often, per device: a restart of one to eight minutes a month
_RESTARTS_A_POLL = 12 / (365 * 288)
# per account: single polls that are lost
_LOST_POLLS = 0.01
# per account: one poll that fails in every hour
_HICCUP_EVERY = 12
_ROLL_OUT_EVERY = timedelta(days=120)
_ROLL_OUT_TAKES_DAYS = 9
_LATEST_BEAT = timedelta(minutes=4)


@dataclass(slots=True)
class Device:
    """A healthy device and what jitters about it."""

    key: str
    raw: dict[str, Any]
    norms: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    restarts_until: datetime = START
    roll_out_at: datetime = START

    @property
    def family(self) -> str:
        """Return the first part of the key."""
        return self.key.partition(":")[0]


def healthy_home(rng: random.Random, cameras: int) -> list[Device]:
    """Return a home of all families, with norms of 3 to 5 bars as in published homes.

    Three bars are what Blink asks for, so a norm of three is healthy, and one
    bar of jitter takes it below the line now and then.
    """
    devices = [
        _device(f"sync_module:{11 + number}", number + 1, rng)
        for number in range(1 + cameras // 8)
    ]
    for number in range(cameras):
        family = ("camera", "camera", "camera", "owl", "doorbell")[number % 5]
        network = 1 + number % (1 + cameras // 8)
        devices.append(_device(f"{family}:{21 + number}", network, rng))
    return devices


def _device(key: str, network: int, rng: random.Random) -> Device:
    family, _, device_id = key.partition(":")
    raw = MAKERS[family](int(device_id), network)
    norms = {
        "camera": {"wifi": _norm(rng), "lfr": _norm(rng)},
        "sync_module": {"wifi": _norm(rng)},
    }
    return Device(key, raw, norms.get(family, {}))


def _norm(rng: random.Random) -> int:
    return rng.choices((5, 4, 3), (5, 3, 2))[0]


@dataclass(slots=True)
class Noise:
    """How a day goes."""

    rng: random.Random
    jitter: float = 0.25
    every: timedelta = POLL

    def polls(
        self, devices: list[Device], duration: timedelta
    ) -> Iterator[tuple[datetime, list[tuple[Device, tuple[Any, ...]]] | None]]:
        """Yield each poll: the state of each device, None for a lost poll."""
        now, end = START, START + duration
        next_roll_out = START + _ROLL_OUT_EVERY / 3
        count = 0
        lost = False
        while now < end:
            count += 1
            if now >= next_roll_out:
                next_roll_out += _ROLL_OUT_EVERY
                self._roll_out(devices, now)
            hiccup = count % _HICCUP_EVERY == 5
            # two in a row that are a quarter of an hour apart are an outage, no noise
            may_be_lost = self.every == POLL or not lost
            lost = (hiccup or self.rng.random() < _LOST_POLLS) and may_be_lost
            if lost:
                yield now, None
            else:
                yield now, [(device, self._state(device, now)) for device in devices]
            now += self.every

    def _roll_out(self, devices: list[Device], now: datetime) -> None:
        for device in devices:
            wait = self.rng.uniform(0, _ROLL_OUT_TAKES_DAYS)
            device.roll_out_at = now + timedelta(days=wait)
            device.version += 1

    def _state(self, device: Device, now: datetime) -> tuple[Any, ...]:
        """Return online, version and bars of a device."""
        random = self.rng.random
        if now >= device.restarts_until and random() < _RESTARTS_A_POLL:
            device.restarts_until = now + timedelta(minutes=self.rng.uniform(1, 8))
        updated = now >= device.roll_out_at
        if updated and now - device.roll_out_at < self.every:
            device.restarts_until = now + timedelta(minutes=4)
        jitter = self.jitter
        bars = tuple(
            norm
            if (dice := random()) > 2 * jitter
            else min(5, norm + 1)
            if dice > jitter
            else norm - 1
            for norm in device.norms.values()
        )
        version = device.version if updated else device.version - 1
        return (now >= device.restarts_until, max(version, 0), *bars)

    def beat(self, now: datetime) -> datetime:
        """Return a module's last heartbeat: minutes old at most."""
        return now - _LATEST_BEAT * self.rng.random()


def raw_of(device: Device, state: tuple[Any, ...]) -> dict[str, Any]:
    """Return what the cloud says of a device in that state."""
    online, version, *bars = state
    good = "done" if device.family in ("camera", "doorbell") else "online"
    raw = {
        **device.raw,
        "status": good if online else "offline",
        "fw_version": f"{device.raw['fw_version']}.{version}",
    }
    if device.family == "camera":
        raw["signals"] = {**raw["signals"], "wifi": bars[0], "lfr": bars[1]}
    elif device.family == "sync_module":
        raw["wifi_strength"] = bars[0]
    return raw
