"""Healthy homes with the noise of everyday life; standard library only.

Nothing here is a fault, and every source of noise is one that owners see: bars
that go up and down by one, polls that are lost, an hour in which the cloud
hiccups, devices that restart, firmware that reaches cameras one after the other,
a module that reports late.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
import random
from typing import Any

from .homes import LISTS, MAKERS, POLL, START

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

    family: str
    raw: dict[str, Any]
    norms: Mapping[str, int] = field(default_factory=dict)
    version: int = 0
    restarts_until: datetime = START
    roll_out_at: datetime = START


def healthy_home(rng: random.Random, cameras: int) -> list[Device]:
    """Return a home of all families, with norms of 3 to 5 bars as in published homes.

    Three bars are what Blink asks for, so a norm of three is healthy, and one
    bar of jitter takes it below the line now and then.
    """

    def device(family: str, device_id: int, network: int) -> Device:
        norms = {
            signal: rng.choices((5, 4, 3), (5, 3, 2))[0]
            for signal in {"camera": ("wifi", "lfr"), "sync_module": ("wifi",)}.get(
                family, ()
            )
        }
        return Device(family, MAKERS[family](device_id, network), norms)

    modules = 1 + cameras // 8
    families = ("camera", "camera", "camera", "owl", "doorbell")
    return [
        *(device("sync_module", 11 + n, n + 1) for n in range(modules)),
        *(device(families[n % 5], 21 + n, 1 + n % modules) for n in range(cameras)),
    ]


@dataclass(slots=True)
class Noise:
    """How a day goes."""

    rng: random.Random
    jitter: float = 0.25
    every: timedelta = POLL

    def polls(
        self, devices: list[Device], duration: timedelta
    ) -> Iterator[tuple[datetime, dict[str, list[Any]] | None]]:
        """Yield what the cloud answers at each poll, None for a lost poll."""
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
            answer: dict[str, list[Any]] = {name: [] for name in LISTS.values()}
            for device in () if lost else devices:
                answer[LISTS[device.family]].append(self._raw(device, now))
            yield now, None if lost else answer
            now += self.every

    def _roll_out(self, devices: list[Device], now: datetime) -> None:
        for device in devices:
            wait = self.rng.uniform(0, _ROLL_OUT_TAKES_DAYS)
            device.roll_out_at = now + timedelta(days=wait)
            device.version += 1

    def _raw(self, device: Device, now: datetime) -> dict[str, Any]:
        """Return what the cloud says of a device."""
        if now >= device.restarts_until and self.rng.random() < _RESTARTS_A_POLL:
            device.restarts_until = now + timedelta(minutes=self.rng.uniform(1, 8))
        is_updated = now >= device.roll_out_at
        if is_updated and now - device.roll_out_at < self.every:
            device.restarts_until = now + timedelta(minutes=4)
        bars = {signal: self._bars(norm) for signal, norm in device.norms.items()}
        version = max(device.version - (not is_updated), 0)
        raw = {**device.raw, "fw_version": f"{device.raw['fw_version']}.{version}"}
        if now < device.restarts_until:
            raw["status"] = "offline"
        if device.family == "camera":
            raw["signals"] = raw["signals"] | bars
        elif device.family == "sync_module":
            raw["wifi_strength"] = bars["wifi"]
            # minutes old at most
            raw["last_hb"] = (now - _LATEST_BEAT * self.rng.random()).isoformat()
        return raw

    def _bars(self, norm: int) -> int:
        dice = self.rng.random()
        if dice > 2 * self.jitter:
            return norm
        return min(5, norm + 1) if dice > self.jitter else norm - 1
