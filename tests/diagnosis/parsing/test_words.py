"""What of Blink's words, versions and moments is taken, and what is not repeated."""

from datetime import UTC, datetime
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis.parsing import payload, values
from tests.diagnosis.run import Run
from tests.scenarios.homes import home, homescreen

HOME = ("sync_module:11", "camera:21", "camera:22", "doorbell:41", "owl:31")

# Blink's own, as published
WORDS = (
    *("done", "online", "offline", "Offline", "ok", "LOW", "wifi", "lfr", "bandwidth"),
    *("error_149", "error_3100", "error_9999", "sm1", "sm2", "none", "vinnie", "billy"),
    *("white", "xt", "xt2", "catalina", "sedona", "hawk", "superior_owl", "kalahari"),
    *("unavailable", "active", "in_range", "01"),
)
# addresses, tokens, ids, serial numbers, and what breaks out
NO_WORDS = (
    *("canary.person@example.net", "person@example.net", "https://x.example", "a/b"),
    *("eyJhbGciOiJIUzI1NiJ9", "QxWvPbKdTtRrEe", "9f86d081884c7d65", "x" * 17),
    *("G8T1900112345678", "camera 12345", "820000101", "1-2-3-4-5", "49 170 123456"),
    *("ca-fe-01-0101", "CA:FE:00:01:01:01", "10.77.1.1", "Mr. O", "{name}", "<b>"),
    *("canary", "hunter", "MILLER", "Kitchen", "lens_fogged", "falcon9000", "a b"),
    *("error_canary", "error_12345", "error_149 a", "error_١٤٩", "12345", "wifi2"),
    *("café", "line\nline", "a" * 33, "word " * 7, "0b4d3f6a-7c1e-4a52-9d3e-1f2a3b4c"),
)


@pytest.mark.parametrize("word", WORDS)
def test_a_word(word: str) -> None:
    """Known words in any case, without the space around them."""
    assert values.word(f" {word} ") == word.lower()


@pytest.mark.parametrize("word", [*NO_WORDS, "", " ", "-", "__", None, 5, True, [], {}])
def test_no_word(word: Any) -> None:
    """Whatever could tell whose it is."""
    assert values.word(word) is None


@pytest.mark.parametrize(
    "version",
    ["2.151", "7.96", "10.53", "2.13.26", "16.0.34", "21.1.13", "4.5.17.300"],
)
def test_a_version(version: str) -> None:
    """Two to four numbers."""
    assert values.version(version) == version


@pytest.mark.parametrize(
    "version",
    [
        *(
            "G8T1900112345678",
            "1234-5678-9012",
            "820000101",
            "10.12345",
            "beta",
            *("10.77.1.1", "1.2.3.4", "192.168.1", "010.000.000.001", "3", "2026.11"),
            *("4.5.17-rc1", "v1.2", "10.5a", "1.2.3.4.5", "٢.١٥١", "555.123.4567"),
            "1." * 9,
        ),
        *(
            "release:612df6c0",
            "612df6c0",
            "canary@example.net",
            "1e999",
            "",
            None,
            True,
        ),
    ],
)
def test_no_version(version: Any) -> None:
    assert values.version(version) is None


@pytest.mark.parametrize("said", NO_WORDS)
def test_what_is_no_word_is_nowhere_in_a_reading(said: str) -> None:
    """Not in any field but the name, which a person gave."""
    answer = homescreen(home(*HOME), datetime(2026, 11, 22, tzinfo=UTC))
    for name in payload.LISTS:
        for raw in answer[name]:
            signals = dict.fromkeys(("lfr", "wifi", "temp", "battery"), said)
            words = ("status", "type", "subtype", "battery", "last_hb", "usage_rate")
            raw |= {**dict.fromkeys(words, said), "issues": [said], "signals": signals}
            raw["fw_version"] = said
    snapshot = payload.parse(answer, at=datetime(2026, 11, 22, tzinfo=UTC))
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


@pytest.mark.parametrize(
    "code", ["none", "None", "null", "N/A", "ok", "OK", "0", "0.0", "-"]
)
def test_a_placeholder_is_no_code(code: str) -> None:
    """It says that there is none."""
    run = Run.of(*HOME)
    run.set("camera:21", issues=[code, "", None])
    run.minutes(60)
    assert run.everything() == {}
    assert run.device("camera:21").reading.issues == frozenset()
    run.set("camera:21", issues=[code, "error_149"])
    run.minutes(15)
    assert run.everything() == {"camera:21": ["camera_error"]}


@pytest.mark.parametrize(
    "never",
    [
        "1970-01-01T00:00:00+00:00",
        "1970-01-01T00:00:00",
        "1980-01-06T00:00:00Z",
        "2000-01-01T00:00:00Z",
        "2013-12-31T23:59:59Z",
    ],
)
def test_a_heartbeat_before_there_was_blink_is_none(never: str) -> None:
    """It stands for a module that has not said yet, or a clock that is not set."""
    run = Run.of(*HOME)
    run.set("sync_module:11", last_hb=never)
    run.minutes(60)
    assert run.everything() == {}
    assert run.device("sync_module:11").reading.heartbeat is None


@pytest.mark.parametrize("degrees", [1e160, -1e200, 201, -101, "hot", None, True])
def test_a_temperature_that_cannot_be_is_none(degrees: Any) -> None:
    """No place on earth, and nothing to learn from."""
    run = Run.of(*HOME)
    run.set("camera:21", signals__temp=degrees)
    run.poll()
    assert run.device("camera:21").reading.temperature_f is None


@pytest.mark.parametrize("degrees", [200, -100, "68", 31.5])
def test_a_temperature_that_can_be(degrees: Any) -> None:
    """Also at the ends, and as text."""
    run = Run.of(*HOME)
    run.set("camera:21", signals__temp=degrees)
    run.poll()
    assert run.device("camera:21").reading.temperature_f == float(degrees)


@pytest.mark.parametrize(
    ("read", "low", "high"),
    [
        (values.bars, 0, 5),
        (values.dbm, -120, -1),
        (values.cell_hundredths, 50, 400),
        (values.temperature, -100, 200),
    ],
)
def test_a_number_at_the_ends_of_what_it_can_be(read: Any, low: int, high: int) -> None:
    """Both ends can be; one beyond cannot."""
    assert (read(low), read(high)) == (low, high)
    assert (read(low - 1), read(high + 1)) == (None, None)


@pytest.mark.parametrize(
    ("read", "first", "last"),
    [(values.parse_datetime, 1970, 2200), (values.reported, 2014, 2200)],
)
def test_a_moment_in_the_years_that_it_can_be(read: Any, first: int, last: int) -> None:
    """From the first second of the first year to the last of the last."""
    ends = (f"{first}-01-01T00:00:00+00:00", f"{last}-12-31T23:59:59+00:00")
    assert [read(end).isoformat() for end in ends] == [*ends]
    beyond = (f"{first - 1}-12-31T23:59:59Z", f"{last + 1}-01-01T00:00:00Z")
    assert [read(end) for end in beyond] == [None, None]


@pytest.mark.parametrize("read", [values.slug, values.word, values.version])
def test_a_word_has_64_letters_at_most(read: Any) -> None:
    """What surrounds it counts, so that nothing endless is looked at."""
    said = {values.slug: "low_battery", values.word: "low", values.version: "10.53"}
    fits = said[read] if read is values.slug else f"{said[read]:<64}"
    assert read(fits) == said[read]
    assert read(f"{said[read]:<65}") is None
    assert values.slug("a" * 64) == "a" * 64


def test_of_many_codes_the_first_twenty_count() -> None:
    """The twenty-first tells nothing more."""
    assert values.codes(["none"] * 19 + ["error_1"]) == frozenset({"error_1"})
    assert values.codes(["none"] * 20 + ["error_1"]) == frozenset()


def test_an_id_has_eighteen_digits_at_most() -> None:
    """A longer number is none of Blink's."""
    assert values.identifier(10**18 - 1) == "9" * 18
    assert values.identifier(10**18) is None


def test_a_name_is_cut_where_it_is_endless() -> None:
    """To 120 letters, not one less."""
    run = Run.of(*HOME)
    run.set("camera:21", name="n" * 500)
    run.poll()
    assert run.device("camera:21").reading.name == "n" * 120


def test_what_is_left_out_of_a_message_stands_once_in_a_row() -> None:
    """Also after plain words."""
    said = values.message("Please use 1-2-3-4-5 9f86d081884c7d65 to sign in")
    assert said == "Please use … to sign in"
