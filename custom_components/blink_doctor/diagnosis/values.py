"""Single values of Blink's payloads, read with suspicion.

Each function takes anything and returns a value of its type, or None where the
input is absent, empty, of another kind, or outside what the field can mean.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
import math
from typing import Any

_MOST_BARS = 5
# -255 stands for "no reading"; real Wi-Fi lies well inside these bounds
_WEAKEST_DBM = -120
_CELL_HUNDREDTHS = (50, 400)
_LONGEST_SLUG = 64
# no camera is older, and beyond these one cannot reckon with moments
_FIRST_YEAR, _LAST_YEAR = 1970, 2200


def mapping(value: Any) -> dict[str, Any]:
    """Return a JSON object, empty for anything else."""
    return value if isinstance(value, dict) else {}


def number(value: Any) -> float | None:
    """Return a finite number, also from text such as "4"."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value)
    except ValueError, OverflowError:
        return None
    return result if math.isfinite(result) else None


def whole(value: Any) -> int | None:
    """Return a whole number."""
    if type(value) is int:
        return value
    result = number(value)
    return int(result) if result is not None and result == int(result) else None


def bars(value: Any) -> int | None:
    """Return signal bars, 0-5."""
    result = whole(value)
    return result if result is not None and 0 <= result <= _MOST_BARS else None


def dbm(value: Any) -> int | None:
    """Return a radio level in dBm; 0, positive and -255 mean no reading."""
    result = whole(value)
    return result if result is not None and _WEAKEST_DBM <= result < 0 else None


def cell_volts(value: Any) -> float | None:
    """Return volts per cell from hundredths of a volt."""
    low, high = _CELL_HUNDREDTHS
    result = whole(value)
    return result / 100 if result is not None and low <= result <= high else None


def text(value: Any) -> str | None:
    """Return a short piece of printable text without surrounding space."""
    if isinstance(value, str) and len(value) <= _LONGEST_SLUG and value.isprintable():
        return value.strip() or None
    return name(value, _LONGEST_SLUG)


def name(value: Any, longest: int) -> str | None:
    """Return a name that a person gave, on one line and not endless."""
    if not isinstance(value, str):
        return None
    start = value[: 4 * longest]
    if not start.isprintable():
        start = "".join(c if c.isprintable() else " " for c in start)
    return " ".join(start.split())[:longest] or None


def identifier(value: Any) -> str | None:
    """Return an id, a whole number or text, as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else None
    return text(value)


def version(value: Any) -> str | None:
    """Return a firmware version; some payloads send it as a number.

    A number with fewer than two decimals is no reading: 9.9 may stand for 9.90,
    which is newer than 9.77, or for 9.9, which is older.
    """
    if isinstance(value, float) and math.isfinite(value):
        return str(value) if len(str(value).partition(".")[2]) > 1 else None
    return text(value)


def slugs(value: Any) -> frozenset[str] | None:
    """Return a list of codes as a set; None where there is no list."""
    if not isinstance(value, list):
        return None
    found = (text(item) for item in value)
    return frozenset(item.lower() for item in found if item)


def flag(value: Any) -> bool | None:
    """Return a boolean that is one."""
    return value if isinstance(value, bool) else None


def moment(value: Any) -> datetime | None:
    """Return a moment in UTC from ISO 8601 text; without a zone it is UTC."""
    if not isinstance(value, str) or not value:
        return None
    try:
        result = datetime.fromisoformat(value)
        if result.tzinfo is None:
            result = result.replace(tzinfo=UTC)
        result = result.astimezone(UTC)
    except ValueError, OverflowError:
        return None
    return result if _FIRST_YEAR <= result.year <= _LAST_YEAR else None


def items(value: Any) -> list[Any]:
    """Return the values of a mapping, none of anything else."""
    return list(value.values()) if isinstance(value, Mapping) else []


def entries(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of a list, none of anything else."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]
