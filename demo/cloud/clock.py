"""Clocks and durations of the simulated world."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
import re

type Clock = Callable[[], datetime]

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_OFFSET = re.compile(r"([+-]?)((?:\d+(?:\.\d+)?[dhms])+|0)")
_PART = re.compile(r"(\d+(?:\.\d+)?)([dhms])")


def utc_now() -> datetime:
    """Return the machine's time in UTC."""
    return datetime.now(UTC)


def parse_offset(text: str) -> timedelta:
    """Parse a duration such as `-20d`, `+1h30m`, `45s` or `0`.

    Raises ValueError that quotes the text if it is invalid.
    """
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a duration such as -20d, 1h30m or 45s")
    parts = {
        _UNITS[unit]: float(number) for number, unit in _PART.findall(match.group(2))
    }
    duration = timedelta(**parts)
    return -duration if match.group(1) == "-" else duration


def stamp(moment: datetime) -> str:
    """Format a time as Blink does: whole seconds, with the offset."""
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
