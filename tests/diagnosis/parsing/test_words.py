"""What of Blink's words, versions and moments is taken, and what is not repeated."""

from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.parsing import payload, values
from tests.diagnosis.run import Run
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
def test_what_is_no_word_is_nowhere_in_a_reading(said: str) -> None:
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


def test_a_code_that_is_no_word_is_still_a_code() -> None:
    """Blink flags the camera; with what is not repeated, nor told beside a name."""
    run = Run.of(*HOME)
    run.poll()
    run.set("camera:21", issues=["person@example.net", "error_149"])
    run.set("camera:22", issues=["QxWvPbKdTtRrEe"])
    run.minutes(15)
    assert run.finding("camera:21", "camera_error").evidence == {"issue": "error_149"}
    assert run.finding("camera:22", "camera_error").evidence == {"issue": "other"}


def read(device: str = "camera:21", **said: Any) -> Any:
    """Return what is read of a device that says this."""
    run = Run.of(*HOME)
    run.set(device, **said)
    run.poll()
    return run.device(device).reading


PLACEHOLDERS = "none None null N/A ok OK 0 0.0 -"


@pytest.mark.parametrize("code", PLACEHOLDERS.split())
def test_a_placeholder_is_no_code(code: str) -> None:
    """It says that there is none."""
    assert read(issues=[code, "", None]).issues == frozenset()
    assert read(issues=[code, "error_149"]).issues == {"error_149"}


NEVER = (
    "0001-06-01T00:00:00Z 1970-01-01T00:00:00Z 1970-01-01T00:00:00 1980-01-06T00:00:00Z"
    " 2013-12-31T23:59:59Z 2201-06-01T00:00:00Z"
)


@pytest.mark.parametrize("never", NEVER.split())
def test_a_heartbeat_before_there_was_blink_is_none(never: str) -> None:
    """It stands for a module that has not said yet, or a clock that is not set."""
    assert read("sync_module:11", last_hb=never).heartbeat is None
    run = Run.of(*HOME)
    run.set("sync_module:11", last_hb=never)
    run.minutes(60)
    assert run.everything() == {}


@pytest.mark.parametrize(
    ("degrees", "read_as"),
    [(d, None) for d in (1e160, -1e200, 201, -101, "hot", None, True)]
    + [(200, 200.0), (-100, -100.0), ("68", 68.0), (31.5, 31.5)],
)
def test_temperatures_that_can_be(degrees: Any, read_as: float | None) -> None:
    """Also at the ends, and as text; the rest is no place on earth."""
    assert read(signals__temp=degrees).temperature_f == read_as


def test_a_name_is_cut_where_it_is_endless() -> None:
    """To 120 letters, not one less."""
    assert read(name="n" * 500).name == "n" * 120


@pytest.mark.parametrize(
    ("parse", "low", "high"),
    [
        (values.bars, 0, 5),
        (values.dbm, -120, -1),
        (values.cell_hundredths, 50, 400),
        (values.temperature, -100, 200),
    ],
)
def test_a_number_at_the_ends_of_what_it_can_be(
    parse: Any, low: int, high: int
) -> None:
    """Both ends can be; one beyond cannot."""
    assert (parse(low), parse(high)) == (low, high)
    assert (parse(low - 1), parse(high + 1)) == (None, None)


@pytest.mark.parametrize(
    ("parse", "first", "last"),
    [(values.parse_datetime, 1970, 2200), (values.reported, 2014, 2200)],
)
def test_a_moment_in_the_years_that_it_can_be(
    parse: Any, first: int, last: int
) -> None:
    """From the first second of the first year to the last of the last."""
    ends = [f"{first}-01-01T00:00:00+00:00", f"{last}-12-31T23:59:59+00:00"]
    assert [parse(end).isoformat() for end in ends] == ends
    beyond = (f"{first - 1}-12-31T23:59:59Z", f"{last + 1}-01-01T00:00:00Z")
    assert [parse(end) for end in beyond] == [None, None]


@pytest.mark.parametrize(
    ("parse", "said"),
    [(values.slug, "a" * 64), (values.word, "low"), (values.version, "10.53")],
)
def test_what_is_long_is_not_looked_at(parse: Any, said: str) -> None:
    """64 letters at most; the space around them counts."""
    assert parse(f"{said:<64}") == said
    assert parse(f"{said:<65}" if len(said) < 64 else f"{said}a") is None


def test_codes_are_twenty_and_ids_eighteen_digits_at_most() -> None:
    assert values.codes(["none"] * 19 + ["error_1"]) == frozenset({"error_1"})
    assert values.codes(["none"] * 20 + ["error_1"]) == frozenset()
    assert values.identifier(10**18 - 1) == "9" * 18
    assert values.identifier(10**18) is None


def test_what_is_left_out_of_a_message_stands_once_in_a_row() -> None:
    """Also after plain words."""
    said = values.message("Please use 1-2-3-4-5 9f86d081884c7d65 to sign in")
    assert said == "Please use … to sign in"
