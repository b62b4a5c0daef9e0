"""Camera error: Blink flags the camera with a code of its own."""

from ..memory import Observation, Symptom
from ..readings import Reading
from ..settings import Settings
from ..values import OTHER

RADIO_ISSUES = frozenset({"wifi", "lfr", "bandwidth"})


def observe(reading: Reading, _: Settings) -> Observation:
    """Take every code that is not one of the radio's.

    A code is Blink's own statement, so it counts for an offline camera too. One
    that nothing explains is a camera error as well; that is for the
    differential, which sees more than one reading.
    """
    if found := evidence(reading):
        return Symptom(evidence=found)
    return None if reading.issues is None or reading.online is False else False


def evidence(reading: Reading) -> dict[str, str]:
    """Return the codes, nothing where there are none.

    One that has no name is told only where no other is there.
    """
    if not reading.issues:
        return {}
    codes = reading.issues - RADIO_ISSUES
    return {"issue": ", ".join(sorted(codes - {OTHER} or codes))} if codes else {}
