"""Home network offline: everything on Wi-Fi of its own is gone at once."""

from ..memory import Observation, Symptom
from ..readings import Reading

# one silent device is that device; two at once share a router
FEWEST_DEVICES = 2


def observe(own_wifi: tuple[Reading, ...]) -> Observation:
    """Judge all devices that join the Wi-Fi by themselves together.

    A single one that answers proves the network; one of unknown state proves
    nothing either way.
    """
    if any(reading.online for reading in own_wifi):
        return False
    if len(own_wifi) < FEWEST_DEVICES:
        return False
    if any(reading.online is None for reading in own_wifi):
        return None
    return Symptom(evidence={"devices_offline": len(own_wifi)})
