"""Blink unreachable: no poll has brought usable data for a while."""

from datetime import timedelta

from ..memory import Observation, Persistence, Symptom
from ..readings import Snapshot
from ..settings import Settings


def observe(snapshot: Snapshot) -> Observation:
    """Take any usable poll as proof that Blink can be reached."""
    if snapshot.usable:
        return False
    return Symptom(evidence={"trouble": snapshot.trouble or "no_answer"})


def persistence(settings: Settings) -> Persistence:
    """Single lost polls are everyday life."""
    return Persistence(lasts=timedelta(minutes=settings.unreachable_minutes))
