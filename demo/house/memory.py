"""What Blink Doctor would remember if it had watched the house for weeks.

The engine waits before it calls something a fault. So that the demo shows faults at
its first look, the house's past is told to the engine beforehand, poll by poll.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from custom_components.blink_doctor.diagnosis import payload, stored
from custom_components.blink_doctor.diagnosis.engine import diagnose
from custom_components.blink_doctor.diagnosis.memory import Memory
from custom_components.blink_doctor.diagnosis.settings import Settings
from demo.cloud import Account, Cloud

from . import seed

_PAST = timedelta(days=21)
_RECENT = timedelta(hours=12)
# As core Blink polls
_POLL = timedelta(minutes=5)
_LONG_AGO = timedelta(hours=6)


def write(folder: Path, cloud: Cloud) -> None:
    """Write the memory of each account into Home Assistant's storage."""
    for index, account in enumerate(cloud.accounts):
        entry_id = seed.doctor_entry_id(index)
        memory = watched(account, cloud.clock(), salt=entry_id)
        seed.store(folder, f"blink_doctor.{entry_id}", stored.as_dict(memory))


def watched(account: Account, now: datetime, *, salt: str) -> Memory:
    """Return what the engine remembers after the account's last weeks."""
    memory = Memory()
    for at in moments(now):
        past: dict[str, Any] = account.capture(at)
        snapshot = payload.parse(
            past["homescreen"],
            at=at,
            cameras=past["cameras"],
            networks=past["networks"],
            salt=salt,
        )
        _, memory = diagnose(snapshot, memory, Settings(), at)
    return memory


def moments(now: datetime) -> Iterator[datetime]:
    """Yield past polls: few of the weeks before, all of the last hours."""
    at = now - _PAST
    while at < now:
        yield at
        at += _LONG_AGO if now - at > _RECENT else _POLL
