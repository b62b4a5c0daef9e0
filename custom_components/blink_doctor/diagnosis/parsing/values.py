"""Validate single values of Blink's payloads.

Each function takes anything and returns a value of its type, or None where the
input is absent, empty, of another kind, or outside what the field can mean.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
import math
import re
from typing import Any

_MOST_BARS = 5
# -255 stands for "no reading"; real Wi-Fi lies well inside these bounds
_WEAKEST_DBM = -120
_CELL_HUNDREDTHS = (50, 400)
# no outdoor or indoor temperature is beyond these
_COLDEST_F, _HOTTEST_F = -100, 200
_LONGEST_SLUG = 64
# `datetime` arithmetic is safe within these years
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
# the year of the first Blink camera: an older date stands for "never"
_FIRST_YEAR_OF_BLINK = 2014
# All of Blink's status values that are known. Unknown text may be a person's name, a host
# name or a token, so it is never repeated.
_KNOWN_WORDS = frozenset(
    {"done", "online", "offline"}
    | {"ok", "low"}
    | {"wifi", "lfr", "bandwidth"}
    | {"unavailable", "active", "full", "incompatible", "unformatted", "ejected"}
    | {"white", "xt", "xt2", "catalina", "catalina_indoor", "sedona"}
    | {"owl", "hawk", "chickadee", "crane", "superior", "superior_owl"}
    | {"lotus", "tulip", "orchid", "viceroy", "storm", "rosie", "watson"}
    | {"sm1", "sm2", "kalahari", "none", "vinnie", "billy"}
    | {"standalone", "in_range", "high"}
)
# error_149, and revisions such as 01
_NUMBERED = re.compile(r"error_[0-9]{1,4}|[0-9]{1,2}", re.ASCII)
# slugs of this project: causes, steps, light patterns
_SLUG = re.compile(r"[a-z]+(?:_[a-z]+){0,7}")
# as in 2.151, 10.53 and 16.0.34
_VERSION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,3}){1,3}")
_LAST_OF_ADDRESS = 255
# values that stand for "no code"
_NO_CODES = frozenset(
    {"none", "null", "nil", "nan", "n/a", "na", "undefined", "false", "no"}
    | {"ok", "okay", "good", "normal", "no_error", "no_issue", "no_issues"}
)
# no more codes than this are kept
_MOST_CODES = 20
OTHER = "other"
_LONGEST_READ, _LONGEST_MESSAGE = 1000, 200
_LEFT_OUT = "…"
# plain words and small numbers: no address, token, serial number or id
_PLAIN_WORD = re.compile(
    r"(?:[A-Za-z][a-z]{0,15}|[A-Z]{1,16})(?:'[a-z]{1,2})?|[0-9]{1,3}"
)
_PUNCTUATION = ".,;:!?\"'()"


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
    if value is None:
        return None
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


def cell_hundredths(value: Any) -> int | None:
    """Return hundredths of a volt per cell."""
    low, high = _CELL_HUNDREDTHS
    result = whole(value)
    return result if result is not None and low <= result <= high else None


def cell_volts(value: Any) -> float | None:
    """Return volts per cell from hundredths of a volt."""
    result = cell_hundredths(value)
    return None if result is None else result / 100


def temperature(value: Any) -> float | None:
    """Return degrees Fahrenheit within the possible range."""
    result = number(value)
    return result if result is not None and _COLDEST_F <= result <= _HOTTEST_F else None


def text(value: Any) -> str | None:
    """Return a short piece of printable text without surrounding space."""
    if isinstance(value, str) and len(value) <= _LONGEST_SLUG and value.isprintable():
        return value.strip() or None
    return name(value, _LONGEST_SLUG)


def name(value: Any, longest: int) -> str | None:
    """Return a name that a person gave, on one line and of limited length."""
    if not isinstance(value, str):
        return None
    start = value[: 4 * longest]
    if not start.isprintable():
        start = "".join(c if c.isprintable() else " " for c in start)
    # a cut between two words would leave a trailing space: stripped, so parsing is stable
    return " ".join(start.split())[:longest].rstrip() or None


def identifier(value: Any) -> str | None:
    """Return an id, a whole number or text, as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else None
    return text(value)


def slug(value: Any) -> str | None:
    """Return a slug that this project gave to a cause, a step or a pattern."""
    if not isinstance(value, str) or len(value) > _LONGEST_SLUG:
        return None
    return value if _SLUG.fullmatch(value) else None


def word(value: Any) -> str | None:
    """Return one of Blink's known status values in lower case, None for anything else."""
    if not isinstance(value, str) or len(value) > _LONGEST_SLUG:
        return None
    value = value.strip().lower()
    return value if value in _KNOWN_WORDS or _NUMBERED.fullmatch(value) else None


def word_or_other(value: Any) -> str | None:
    """Return a known value, `other` for other text, None if absent."""
    if value is None:
        return None
    return word(value) or (OTHER if text(value) else None)


def version(value: Any) -> str | None:
    """Return a firmware version; some payloads send it as a number.

    A number with fewer than two decimals is ambiguous: 9.9 may stand for 9.90,
    which is newer than 9.77, or for 9.9, which is older.
    """
    if isinstance(value, float) and math.isfinite(value):
        value = str(value)
        if len(value.partition(".")[2]) < 2:
            return None
    if not isinstance(value, str) or len(value) > _LONGEST_SLUG:
        return None
    return _version(value.strip())


@lru_cache(maxsize=256)
def _version(value: str) -> str | None:
    known = _VERSION.fullmatch(value) and not _is_address(value)
    return value if known else None


def _is_address(value: str) -> bool:
    """Whether four numbers with dots may be an IP address in the home."""
    parts = value.split(".")
    return len(parts) == 4 and all(int(part) <= _LAST_OF_ADDRESS for part in parts)


def codes(value: Any) -> frozenset[str] | None:
    """Return a list of codes as a set; None where there is no list.

    An unknown code counts as present, under the name `other`. "none", "0" and the
    like mean that there is no code.
    """
    if not isinstance(value, list):
        return None
    if not value:
        return frozenset()
    listed = (
        word_or_other(item) for item in value[:_MOST_CODES] if not _is_no_code(item)
    )
    return frozenset(code for code in listed if code)


def _is_no_code(value: Any) -> bool:
    return isinstance(value, str) and (
        value.strip().lower() in _NO_CODES or not value.strip("0-_. ")
    )


def flag(value: Any) -> bool | None:
    """Return a boolean; None for anything else."""
    return value if isinstance(value, bool) else None


def parse_datetime(value: Any) -> datetime | None:
    """Return ISO 8601 text as a time in UTC; without a zone it is taken as UTC."""
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


def reported(value: Any) -> datetime | None:
    """Return a time that Blink reports, in UTC; None if it is before Blink existed."""
    result = parse_datetime(value)
    return result if result and result.year >= _FIRST_YEAR_OF_BLINK else None


def message(value: Any, private: Iterable[str] = ()) -> str | None:
    """Return an error message of Blink's with only plain words, None without any.

    `private` are texts that must not be repeated, such as names and the password.
    """
    # redact before cutting to the final length: half a secret would not be recognised
    cleaned = name(value, _LONGEST_READ) or ""
    for secret in sorted(private, key=len, reverse=True):
        # match whole words, so that a one-letter name does not break up every word
        pattern = rf"(?<!\w){re.escape(secret)}(?!\w)"
        cleaned = re.sub(pattern, _LEFT_OUT, cleaned, flags=re.IGNORECASE)
    kept: list[str] = []
    for part in cleaned.split():
        plain = _PLAIN_WORD.fullmatch(part.strip(_PUNCTUATION)) is not None
        if plain or kept[-1:] != [_LEFT_OUT]:
            kept.append(part if plain else _LEFT_OUT)
    if not set(kept) - {_LEFT_OUT}:
        return None
    return " ".join(kept)[:_LONGEST_MESSAGE].rstrip(". ")


def items(value: Any) -> list[Any]:
    """Return the values of a mapping, none of anything else."""
    return list(value.values()) if isinstance(value, Mapping) else []


def entries(value: Any) -> list[dict[str, Any]]:
    """Return the JSON objects of a list, none of anything else."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]
