"""Compute what Blink Doctor would remember after watching the house for weeks.

The engine waits before it reports a fault. So that the demo shows faults at once,
the house's past is replayed through the engine beforehand, poll by poll.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType
from typing import Any

from demo.cloud import Account, Cloud
from demo.cloud.payloads.capture import capture

from . import battery_past, seed

# The engine is imported under its own name: its parent package would import Home
# Assistant, which takes seconds and is needed only in another process.
_ENGINE = "blink_doctor_engine"
_PAST = timedelta(days=21)
_RECENT = timedelta(hours=12)
# core Blink's poll interval
_POLL = timedelta(minutes=5)
_LONG_AGO = timedelta(hours=6)
# longest distance of polls without a hole between them
_NO_HOLE = 3 * _POLL
# in polls: half an hour before and after an event
_AROUND = 6


def write(folder: Path, cloud: Cloud, integration: Path) -> None:
    """Write the memory of each account into Home Assistant's storage.

    `integration` is the folder of Blink Doctor's code.
    """
    use_engine(integration)
    for index, account in enumerate(cloud.accounts):
        entry_id = seed.doctor_entry_id(index)
        salt = seed.doctor_secret(index)
        memory = watched(account, cloud.clock(), salt=salt)
        seed.store(folder, f"blink_doctor.{entry_id}", memory)
        if noted := battery_past.notes(memory, cloud.clock()):
            seed.store(folder, f"blink_doctor.{entry_id}.notes", noted)


def use_engine(integration: Path) -> None:
    """Import the engine from the folder of Blink Doctor's code from now on."""
    package = ModuleType(_ENGINE)
    package.__path__ = [str(integration / "diagnosis")]
    sys.modules[_ENGINE] = package


def watched(account: Account, now: datetime, *, salt: str) -> dict[str, Any]:
    """Return the engine's memory after the account's last weeks, as plain data."""
    engine, settings = _part("engine"), _part("settings").Settings()
    memory = _part("memory").Memory()
    for at in moments(now, hangs(account)):
        past = capture(account, at)
        snapshot = _part("parsing.payload").parse(
            past["homescreen"],
            at=at,
            cameras=past["cameras"],
            networks=past["networks"],
            salt=salt,
        )
        _, memory = engine.diagnose(snapshot, memory, settings, at)
    memory = battery_past.lived(memory, now, _part("battery"))
    remembered: dict[str, Any] = _part("storage").as_dict(memory)
    return remembered


def _part(name: str) -> Any:
    return import_module(f"{_ENGINE}.{name}")


def hangs(account: Account) -> list[datetime]:
    """Return when devices hung and recovered."""
    return [
        segment.start
        for device in account.devices
        if (track := device.tracks.get("hung")) is not None
        for segment in track.segments
    ]


def moments(now: datetime, events: Iterable[datetime] = ()) -> list[datetime]:
    """Return the times of past polls: sparse for past weeks, all of the last hours.

    From the first event on there is no hole, and around each event all polls are included.
    """
    old = [at for at in events if now - _PAST < at < now - _RECENT]
    first = min(old, default=now) - _LONG_AGO
    around = range(-_AROUND, _AROUND + 1)
    near = {(now - at) // _POLL + n for at in old for n in around}
    wanted = []
    for ago in range(_PAST // _POLL, 0, -1):
        at = now - ago * _POLL
        step = _LONG_AGO if at < first else _NO_HOLE
        if now - at <= _RECENT or ago in near or (now - at) % step == timedelta():
            wanted.append(at)
    return wanted
