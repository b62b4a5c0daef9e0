"""Which words and versions are Blink's, and that nothing else is repeated.

What is read of all other odd values is in `told/parsed.txt`.
"""

from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.parsing import payload, values
from tests.scenarios.homes import START, home, homescreen

HOME = ("sync_module:11", "camera:21", "camera:22", "doorbell:41", "owl:31")

# Blink's own, as published
WORDS = (
    "done online offline Offline ok LOW wifi lfr bandwidth error_149 error_3100 error_9999"
    " sm1 sm2 none vinnie billy white xt xt2 catalina sedona hawk superior_owl kalahari"
    " unavailable active in_range 01"
)
# addresses, tokens, ids, serial numbers, and what breaks out
NO_WORDS = (
    "canary.person@example.net person@example.net https://x.example a/b {name} <b>"
    " eyJhbGciOiJIUzI1NiJ9 QxWvPbKdTtRrEe 9f86d081884c7d65 G8T1900112345678 820000101"
    " 1-2-3-4-5 ca-fe-01-0101 CA:FE:00:01:01:01 10.77.1.1 canary hunter MILLER Kitchen"
    " lens_fogged falcon9000 error_canary 12345 error_12345 error_١٤٩ wifi2 café"
    " 0b4d3f6a-7c1e-4a52-9d3e-1f2a3b4c"
)
NO_WORD = (
    *(*NO_WORDS.split(" "), "x" * 17, "camera 12345", "49 170 123456", "Mr. O", "a b"),
    *("error_149 a", "line\nline", "a" * 33, "word " * 7),
)
NOTHING: tuple[Any, ...] = ("", None, True)
VERSIONS = "2.151 7.96 10.53 2.13.26 16.0.34 21.1.13 4.5.17.300"
# names, ids, addresses, telephone numbers, hashes
NO_VERSIONS = (
    "G8T1900112345678 1234-5678-9012 820000101 10.12345 beta 10.77.1.1 1.2.3.4 192.168.1"
    " 010.000.000.001 3 2026.11 4.5.17-rc1 v1.2 10.5a 1.2.3.4.5 ٢.١٥١ 555.123.4567"
    " 1.1.1.1.1.1.1.1.1. release:612df6c0 612df6c0 canary@example.net 1e999"
)


def test_known_words_in_any_case_without_the_space_around_them() -> None:
    for word in WORDS.split():
        assert values.word(f" {word} ") == word.lower()
    no_words: tuple[Any, ...] = (*NO_WORD, *NOTHING, " ", "-", "__", 5, [], {})
    assert [word for word in no_words if values.word(word) is not None] == []


def test_versions_are_two_to_four_numbers() -> None:
    for version in VERSIONS.split():
        assert values.version(version) == version
    no_versions = (*NO_VERSIONS.split(), *NOTHING)
    assert [one for one in no_versions if values.version(one) is not None] == []


@pytest.mark.parametrize("said", NO_WORD)
def test_unknown_text_is_nowhere_in_a_reading(said: str) -> None:
    """Not in any field but the name, which a person gave."""
    answer = homescreen(home(*HOME), START)
    for name in payload.LISTS:
        for raw in answer[name]:
            signals = dict.fromkeys(("lfr", "wifi", "temp", "battery"), said)
            words = ("status", "type", "subtype", "battery", "last_hb", "usage_rate")
            raw |= {**dict.fromkeys(words, said), "issues": [said], "signals": signals}
            raw["fw_version"] = said
    snapshot = payload.parse(answer, at=START)
    assert len(snapshot.devices) == len(HOME)
    for reading in snapshot.devices.values():
        assert (reading.model, reading.subtype, reading.firmware) == (None, None, None)
        assert (reading.online, reading.battery) == (None, None)
        assert reading.unknown_status == "other"
        assert reading.issues == frozenset({"other"})
        assert said not in repr(reading)
