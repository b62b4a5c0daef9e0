"""Sentences: plurals, capitals and dates of each language, and the evidence of the past."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from custom_components.blink_doctor.diagnosis import battery
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.messages import languages
from custom_components.blink_doctor.messages.sentences import Words
from tests.diagnosis.polls import KEY, Polls, camera

FOLDER = Path("custom_components/blink_doctor/translations")
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.json"))
# what has a sentence of its own
PAST = """
only_in_frost_since cells_changed cells_look_like low_after_days wifi_bars_was
wifi_bars_dropped_on sync_module_bars_was sync_module_bars_dropped_on dropped_together
points_at new_cells_on firmware_updated firmware_before firmware_after
"""
# told by others already, or not worth a sentence
NOT_THE_PAST = """
battery battery_volts wifi_bars wifi_dbm sync_module_bars issue offline_since
explains_offline
"""


def common(language: str = "en") -> dict[str, str]:
    path = FOLDER / f"{language}.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8"))["common"]
    return texts


def words(language: str = "en") -> Words:
    texts = common(language).items()
    return Words({f"component.blink_doctor.common.{k}": v for k, v in texts}, language)


def change_batteries(polls: Polls) -> None:
    """Report that new batteries were put in now."""
    cells = battery.with_reported_change(polls.remembered().cells, polls.at)
    polls.memory = polls.memory.with_device(KEY, cells=cells)


def frost() -> Polls:
    polls = Polls()
    polls.days(9, camera())
    polls.days(1, camera(battery=Battery.LOW, temperature_f=20.0))
    return polls


def wrong_cells() -> Polls:
    polls = Polls()
    polls.days(9, camera())
    change_batteries(polls)
    polls.days(4, camera(battery=Battery.LOW, battery_volts=1.4))
    return polls


def signals() -> Polls:
    """Two cameras whose signals dropped, one with new batteries."""
    polls = Polls()
    keys = (KEY, "camera:2")
    polls.days(30, lambda _: [camera(key) for key in keys])
    change_batteries(polls)
    weak = [camera(key, wifi_bars=1, sync_module_bars=1) for key in keys]
    polls.days(5, lambda _: weak)
    return polls


def update() -> Polls:
    polls = Polls()
    polls.days(20, camera())
    polls.poll(camera(firmware="10.60"))
    for _ in range(2):
        bad = camera(firmware="10.60", issues=frozenset({"error_149"}))
        polls.poll(bad, after=timedelta(hours=1))
    return polls


def test_each_has_its_sentence() -> None:
    """No key is left out, no raw time and no placeholder shows."""
    keys: set[str] = set()
    for polls in (frost(), wrong_cells(), signals(), update()):
        for finding in polls.diagnosis.devices[KEY].findings:
            keys |= finding.evidence.keys()
            text = " ".join(words().evidence(finding, polls.at))
            assert "{" not in text
            assert not re.search(r"\d{4}-\d\d-\d\dT", text), text
    assert keys - {*NOT_THE_PAST.split()} == {*PAST.split()}
    names = "\n".join(common())
    assert [key for key in PAST.split() if f"say_shows_{key}" not in names] == []


@pytest.mark.parametrize(
    ("codes", "found", "listed"),
    [
        ("error_149", "an error: 149", "an error: 149"),
        ("bandwidth", "too little bandwidth", "too little bandwidth"),
        ("other", "cannot be shown", "cannot be shown"),
        ("error_149 other", "an error: 149", "an error: 149|cannot be shown"),
    ],
)
def test_a_code_without_a_name(codes: str, found: str, listed: str) -> None:
    """What stands for it in the data is no word of any language."""
    polls = Polls()
    reading = camera(issues=frozenset(codes.split()))
    for _ in range(3):
        polls.poll(reading)
    (finding,) = polls.diagnosis.devices[KEY].findings
    for lines, wanted in (
        (words().evidence(finding, polls.at), found),
        (words().readings(reading, None, polls.at), listed),
    ):
        told = [line for line in lines if "reports" in line]
        for line, part in zip(told, wanted.split("|"), strict=True):
            assert part in line
            assert "other" not in line


AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "when", "since"),
    [
        (0, "today at 09:05", "today at 09:05"),
        (1, "yesterday at 09:05", "yesterday at 09:05"),
        (6, "6 days ago, on 23 November", "23 November"),
        (50, "50 days ago, on 23 November 2026", "23 November 2026"),
    ],
)
def test_dates_as_people_write_them(days: int, when: str, since: str) -> None:
    """Near ones by the day, others by their date, with the year where it is another."""
    now = AT + timedelta(days=days)
    assert (words().when(AT, now), words().since(AT, now)) == (when, since)


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_in_every_language(language: str) -> None:
    """Twelve months each, none twice, and no number of a month."""
    names = words(language).say("months").split("|")
    assert len({*names}) == 12
    since = words(language).since(AT, AT + timedelta(days=3))
    assert names[10] in since
    assert "23" in since
    assert "-" not in since


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
    assert {number for number in numbers if languages.is_one(number, language)} == one
    if few is not None:
        assert {
            number for number in numbers if languages.is_few(number, language)
        } == few


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
    assert languages.mid_sentence(begins, language) == within
    assert languages.capital(within, language) == begins


def test_decimals() -> None:
    said = {
        language: languages.decimal(1.3, language)
        for language in ("en", "he", "de", "hu")
    }
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
    assert await languages.async_nearest(hass, asked) == nearest


@pytest.mark.parametrize(
    ("bad", "said", "not_said"),
    [
        ({"battery": Battery.LOW}, "come and gone 6 times", "dropped out"),
        ({"issues": frozenset({"error_149"})}, "come and gone 6 times", "dropped out"),
        ({"online": False}, "dropped out 6 times within a day", "come and gone"),
    ],
)
def test_only_what_goes_offline_drops_out(
    bad: dict[str, Any], said: str, not_said: str
) -> None:
    """A battery state or a code that comes and goes is no drop-out of the camera."""
    polls = Polls()
    polls.poll(camera())
    five = timedelta(minutes=5)
    for _ in range(6):
        polls.poll(camera(**bad), after=five)
        polls.poll(camera(), after=five)
    (found,) = polls.diagnosis.devices[KEY].findings
    text = " ".join(words().evidence(found, polls.at))
    assert said in text
    assert not_said not in text
