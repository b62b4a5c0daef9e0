"""Congested Wi-Fi: Blink flags the device for too little bandwidth."""

from ..memory import Observation, Symptom
from ..readings import Reading
from ..settings import Settings


def observe(reading: Reading, _: Settings) -> Observation:
    """Take Blink's own flag; nothing else in the payloads shows congestion."""
    if reading.issues is None or reading.online is False:
        return None
    if "bandwidth" in reading.issues:
        return Symptom(evidence={"issue": "bandwidth", "wifi_bars": reading.wifi_bars})
    return False
