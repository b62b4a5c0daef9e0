"""Camera error: Blink flags the camera with a code of its own."""

from ..memory import Observation, Symptom
from ..readings import Reading
from ..settings import Settings

RADIO_ISSUES = frozenset({"wifi", "lfr", "bandwidth"})


def observe(reading: Reading, _: Settings) -> Observation:
    """Take every code that is not one of the radio's.

    An offline camera that nothing explains is a camera error too; that is for
    the differential, which sees more than one reading.
    """
    if reading.issues is None or reading.online is False:
        return None
    codes = reading.issues - RADIO_ISSUES
    return Symptom(evidence={"issue": ", ".join(sorted(codes))}) if codes else False
