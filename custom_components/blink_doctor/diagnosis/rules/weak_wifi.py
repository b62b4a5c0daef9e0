"""Weak Wi-Fi: too few bars between the device and the router."""

from ..memory import Observation, Symptom
from ..readings import Reading
from ..settings import Settings

# the gap between weak and fine, so that one dBm up and down does not flap
RECOVERED_DB = 3


def observe(reading: Reading, settings: Settings) -> Observation:
    """Take bars first and dBm only where there are no bars.

    Blink asks for at least 3 bars; -70 dBm is where Wi-Fi is commonly called
    weak. What an offline device last showed is old news, not a reading.
    """
    if reading.online is False:
        return None
    if is_weak(reading, settings):
        return Symptom(
            evidence=evidence(reading), on_the_line=_is_on_the_line(reading, settings)
        )
    if reading.wifi_bars is not None:
        return False
    if reading.wifi_dbm is None:
        return None
    return False if reading.wifi_dbm >= settings.weak_dbm + RECOVERED_DB else None


def is_weak(reading: Reading, settings: Settings) -> bool:
    """Whether the values, however old, are those of a weak signal."""
    if reading.issues and "wifi" in reading.issues:
        return True
    if reading.wifi_bars is not None:
        return reading.wifi_bars <= settings.weak_bars
    return reading.wifi_dbm is not None and reading.wifi_dbm <= settings.weak_dbm


def _is_on_the_line(reading: Reading, settings: Settings) -> bool:
    if reading.issues and "wifi" in reading.issues:
        return False
    if reading.wifi_bars is not None:
        return reading.wifi_bars == settings.weak_bars
    dbm = reading.wifi_dbm
    return dbm is not None and dbm > settings.weak_dbm - RECOVERED_DB


def evidence(reading: Reading) -> dict[str, int | str | None]:
    """Return the numbers that show it."""
    found: dict[str, int | str | None] = {
        "wifi_bars": reading.wifi_bars,
        "wifi_dbm": reading.wifi_dbm,
    }
    if reading.issues and "wifi" in reading.issues:
        found["issue"] = "wifi"
    return found
