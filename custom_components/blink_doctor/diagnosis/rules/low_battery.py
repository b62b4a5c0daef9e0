"""Low battery: Blink says so."""

from ..memory import Observation, Symptom
from ..readings import Battery, Reading
from ..settings import Settings


def observe(reading: Reading, _: Settings) -> Observation:
    """Trust Blink's own word, `low`.

    Not the volts, whose limits differ between models, and not the level 0-3,
    which has been seen at 3 beside `low`. Without a battery there is nothing to
    say, and an unknown word is not a bad one.
    """
    if reading.battery is Battery.LOW:
        return Symptom(
            evidence={"battery": "low", "battery_volts": reading.battery_volts}
        )
    return False if reading.battery is Battery.OK else None
