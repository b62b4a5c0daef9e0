"""Plurals, capitals and names of languages, as grammars and CLDR have them."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.messages.languages import (
    async_nearest,
    capital,
    decimal,
    is_few,
    is_one,
    mid_sentence,
)


@pytest.mark.parametrize(
    ("language", "one", "few"),
    [
        ("en", {1}, None),
        ("cs", {1}, {2, 3, 4}),
        ("sk", {1}, {2, 3, 4}),
        ("pl", {1}, {2, 3, 4, 22, 24, 102}),
        ("uk", {1, 21, 101}, {2, 3, 4, 22, 24, 102}),
        ("ro", {1}, {0, 2, 3, 4, 5, 11, 12, 14, 19, 101, 102, 111, 112}),
    ],
)
def test_plurals(language: str, one: set[int], few: set[int] | None) -> None:
    numbers = (*range(6), 11, 12, 14, 19, 20, 21, 22, 24, 25, 101, 102, 111, 112, 120)
    assert {number for number in numbers if is_one(number, language)} == one
    if few is not None:
        assert {number for number in numbers if is_few(number, language)} == few


@pytest.mark.parametrize(
    ("language", "begins", "within"),
    [
        ("en", "Low battery", "low battery"),
        ("en", "Wi-Fi weak", "Wi-Fi weak"),
        ("de", "Batterie schwach", "Batterie schwach"),
        ("tr", "İki kamera", "iki kamera"),
        ("tr", "Işık yanıyor", "ışık yanıyor"),
        ("ja", "電池残量わずか", "電池残量わずか"),
    ],
)
def test_capitals(language: str, begins: str, within: str) -> None:
    assert mid_sentence(begins, language) == within
    assert capital(within, language) == begins


def test_decimals() -> None:
    said = {language: decimal(1.3, language) for language in ("en", "he", "de", "hu")}
    assert said == {"en": "1.30", "he": "1.30", "de": "1,30", "hu": "1,30"}


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("zh-CN", "zh-Hans"),
        ("de-CH", "de"),
        ("en-GB", "en"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt"),
        ("no", "nb"),
        ("tlh", "tlh"),
        ("*", "en"),
    ],
)
async def test_the_nearest_language(
    hass: HomeAssistant, asked: str, nearest: str
) -> None:
    """What Assist calls otherwise is found; what nobody has is left to Home Assistant."""
    assert await async_nearest(hass, asked) == nearest
