"""Validators for data that people write; errors name the place."""

from collections.abc import Callable
from typing import Any

from .clock import parse_offset

type Check = Callable[[Any, str], None]


class ScenarioError(ValueError):
    """An unusable scenario; the message names the file and the place in it."""


def fail(where: str, wanted: str, value: Any) -> None:
    """Raise a ScenarioError."""
    shown = repr(value)
    if len(shown) > 60:
        shown = f"{shown[:57]}..."
    raise ScenarioError(f"{where}: must be {wanted}, not {shown}")


def text(value: Any, where: str) -> None:
    """Accept text."""
    if not isinstance(value, str):
        fail(where, "text", value)


def boolean(value: Any, where: str) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        fail(where, "true or false", value)


def anything(value: Any, where: str) -> None:
    """Accept anything."""


def duration(value: Any, where: str) -> None:
    """Accept a duration such as -20d or 1h30m."""
    if not isinstance(value, str):
        fail(where, "a duration such as -20d, 1h30m or 45s", value)
    try:
        parse_offset(value)
    except ValueError as error:
        raise ScenarioError(f"{where}: {error}") from None


def number(low: float, high: float) -> Check:
    """Accept a number within limits."""

    def check(value: Any, where: str) -> None:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= value <= high:
            fail(where, f"a number from {low:g} to {high:g}", value)

    return check


def whole(low: int, high: int) -> Check:
    """Accept an integer within limits."""

    def check(value: Any, where: str) -> None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not low <= value <= high:
            fail(where, f"a whole number from {low} to {high}", value)

    return check


def one_of(*allowed: Any) -> Check:
    """Accept one of the given values."""

    def check(value: Any, where: str) -> None:
        if value not in allowed:
            fail(where, f"one of {', '.join(map(repr, allowed))}", value)

    return check


def optional(inner: Check) -> Check:
    """Also accept null."""

    def check(value: Any, where: str) -> None:
        if value is not None:
            inner(value, where)

    return check


def list_of(inner: Check) -> Check:
    """Accept a list."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list):
            fail(where, "a list", value)
        for index, item in enumerate(value):
            inner(item, f"{where}[{index}]")

    return check


def table(keys: dict[str, Check], *needed: str) -> Check:
    """Accept an object with known keys; keys that start with // are comments."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            fail(where, "an object", value)
        for key, item in value.items():
            if key.startswith("//"):
                continue
            place = f"{where}.{key}"
            if key not in keys:
                known = ", ".join(sorted(keys))
                raise ScenarioError(f"{place}: unknown key (known: {known})")
            keys[key](item, place)
        for key in needed:
            if key not in value:
                raise ScenarioError(f"{where}: {key!r} is missing")

    return check
