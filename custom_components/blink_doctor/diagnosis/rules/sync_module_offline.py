"""Sync module offline: Blink says so, or has not heard from it for too long."""

from datetime import datetime, timedelta

from ..memory import Observation, Symptom
from ..readings import Reading
from ..settings import Settings


def observe(reading: Reading, _: Settings) -> Observation:
    """Take the status; `engine` has already turned an old heartbeat into it."""
    if reading.online is None:
        return None
    if reading.online:
        return False
    heartbeat = reading.heartbeat
    return Symptom(
        evidence={"last_heartbeat": heartbeat.isoformat() if heartbeat else None}
    )


def heartbeat_is_old(reading: Reading, now: datetime, settings: Settings) -> bool:
    """Whether the module has been silent too long; modules report every minute."""
    limit = timedelta(minutes=settings.heartbeat_minutes)
    return reading.heartbeat is not None and now - reading.heartbeat > limit
