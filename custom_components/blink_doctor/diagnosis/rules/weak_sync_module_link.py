"""Weak link to the sync module: the camera's own radio, not its Wi-Fi."""

from ..memory import Observation, Symptom
from ..readings import Reading
from ..settings import Settings


def observe(reading: Reading, settings: Settings) -> Observation:
    """Take the bars of the link; Blink calls this radio `lfr`."""
    if reading.online is False:
        return None
    if is_weak(reading, settings):
        flagged = bool(reading.issues) and "lfr" in (reading.issues or ())
        on_the_line = reading.sync_module_bars == settings.weak_link_bars
        return Symptom(
            evidence=evidence(reading), on_the_line=on_the_line and not flagged
        )
    return None if reading.sync_module_bars is None else False


def is_weak(reading: Reading, settings: Settings) -> bool:
    """Whether the values, however old, are those of a weak link."""
    if reading.issues and "lfr" in reading.issues:
        return True
    bars = reading.sync_module_bars
    return bars is not None and bars <= settings.weak_link_bars


def evidence(reading: Reading) -> dict[str, int | str | None]:
    """Return the numbers that show it."""
    found: dict[str, int | str | None] = {"sync_module_bars": reading.sync_module_bars}
    if reading.issues and "lfr" in reading.issues:
        found["issue"] = "lfr"
    return found
