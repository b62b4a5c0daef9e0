"""Blink unreachable: no poll has brought usable data for a while."""

from ..memory import Observation, Symptom
from ..readings import Snapshot


def observe(snapshot: Snapshot) -> Observation:
    """Take any usable poll as proof that Blink can be reached."""
    if snapshot.usable:
        return False
    return Symptom(evidence={"trouble": snapshot.trouble or "no_answer"})
