"""Language-specific rules: plurals, capital letters, language codes."""

from functools import cache
from pathlib import Path
import re
from typing import Any

from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.util.language import matches

_PLACEHOLDER = re.compile(r"{(\w+)}")
_FOLDER = Path(__file__).parents[1] / "translations"
_NOUNS_ARE_CAPITAL = "de"
# Turkish has a dotted and a dotless letter i
_DOTS_CAPITALS = "tr"
_WITH_DOT = {"i": "İ"}
_WITHOUT_DOT = {"İ": "i", "I": "ı"}
# all others of ours write a comma
_DECIMAL_POINT = frozenset({"en", "he", "ja", "ko", "zh-Hans"})
# these keep their capital letter in mid-sentence
_PROPER = ("Wi-Fi", "WLAN", "Blink", "Sync Module")


async def async_nearest(hass: HomeAssistant, language: str) -> str:
    """Return the supported language nearest to `language`, or `language` itself.

    Assist passes `zh-CN` for Simplified Chinese, regional codes like `de-CH`, and `*` for any.
    """
    if language == MATCH_ALL:
        language = hass.config.language
    ours = await hass.async_add_executor_job(_ours)
    if language in ours:
        return language
    return next(iter(matches(language, ours)), language)


@cache
def _ours() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def decimal(value: float, language: str) -> str:
    """Return a number with two decimals as the language writes it (CLDR)."""
    formatted = f"{value:.2f}"
    return formatted if language in _DECIMAL_POINT else formatted.replace(".", ",")


def is_one(number: int, language: str) -> bool:
    """Whether a number takes the singular: 21 does in Ukrainian, 11 does not."""
    if language == "uk":
        return number % 10 == 1 and number % 100 != 11
    return number == 1


def is_few(number: int, language: str) -> bool:
    """Whether a number takes the CLDR form `few`, in languages that have one."""
    if language in ("pl", "uk"):
        return 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14
    if language == "ro":
        return number != 1 and (number == 0 or 1 <= number % 100 < 20)
    return 2 <= number <= 4


def capital(sentence: str, language: str) -> str:
    """Return a sentence with a capital first letter."""
    first = sentence[:1]
    if language == _DOTS_CAPITALS:
        first = _WITH_DOT.get(first, first)
    return first.upper() + sentence[1:]


def mid_sentence(text: str, language: str) -> str:
    """Return a text as it is written in mid-sentence."""
    if language == _NOUNS_ARE_CAPITAL or text.startswith(_PROPER):
        return text
    first = text[:1]
    if language == _DOTS_CAPITALS:
        first = _WITHOUT_DOT.get(first, first)
    return first.lower() + text[1:]


def filled(text: str, **values: Any) -> str:
    """Return a text with its values filled in, all in one pass.

    A camera named "{cause}" must not be treated as a placeholder.
    """
    return _PLACEHOLDER.sub(lambda place: str(values.get(place[1], place[0])), text)
