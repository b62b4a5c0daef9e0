"""Sentences in each language, word for word, and the evidence of the past in English."""

from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant

from custom_components.blink_doctor.diagnosis import battery
from custom_components.blink_doctor.diagnosis.model.findings import Recording
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.diagnosis.watching.ledger import Span
from custom_components.blink_doctor.messages import languages
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.messages.spoken import spoken_since
from custom_components.blink_doctor.recording_history import Gap
from tests.diagnosis.polls import KEY, Polls, camera
from tests.story import Story

FOLDER = Path("custom_components/blink_doctor/translations")
AT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
NUMBERS = (*range(6), 11, 12, 14, 19, 20, 21, 22, 24, 25, 101, 102, 111, 112, 120)
# as they begin a sentence
CAPITALS = {
    "de": ("Batterie schwach",),
    "en": ("Low battery", "Wi-Fi weak", "電池残量わずか"),
    "tr": ("İki kamera", "Işık yanıyor"),
}
WEAK = {"wifi_bars": 1, "sync_module_bars": 1}
ERROR = frozenset({"error_149"})
FIVE, HOUR, DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)


def words(language: str) -> Words:
    texts = json.loads((FOLDER / f"{language}.json").read_text("utf-8"))
    states = texts["entity"]["sensor"]["recording"]["state"].items()
    named = {f"common.{key}": text for key, text in texts["common"].items()}
    named |= {f"entity.sensor.recording.state.{key}": text for key, text in states}
    return Words({f"component.blink_doctor.{k}": v for k, v in named.items()}, language)


def in_words(language: str) -> list[str]:
    """Return months, near and far dates, plurals, capitals and a number."""
    say = words(language)
    ago = [(AT, AT + days * DAY) for days in (0, 1, 6, 50)]
    today = (AT.replace(hour=hour, minute=0) for hour in (4, 5, 11, 12, 17, 18))
    hours = [(at, AT.replace(hour=23)) for at in today]
    days_ago = [(AT - days * DAY, AT) for days in (1, 2, 3)]
    last_of_month = (AT.replace(month=month) for month in range(1, 13))
    capitals = {
        languages.capital(low, language): low
        for one in CAPITALS.get(language, ())
        for low in [languages.mid_sentence(one, language)]
    }
    is_few = [n for n in NUMBERS if languages.is_few(n, language)]
    return [
        f"dates: {', '.join(say.date(at, AT) for at in last_of_month)}",
        f"when: {', '.join(say.when(*one) for one in ago)}",
        f"since: {', '.join(say.since(*one) for one in ago)}",
        f"spoken: {', '.join(spoken_since(say, *one) for one in (*hours, *days_ago))}",
        f"one: {[n for n in NUMBERS if languages.is_one(n, language)]}, few: {is_few}",
        *(f"{one}; within a sentence: {low}" for one, low in capitals.items()),
        f"1.3 V is {languages.decimal(1.3, language)} V",
    ]


def watched(*polls: tuple[timedelta, int, dict[str, Any]]) -> list[str]:
    """Return what is said of a camera after polls, each so long after the one before."""
    seen, reading = Polls(), camera()
    for after, times, said in polls:
        # the owner replaces the batteries and reports it
        if said.get("new_cells"):
            cells = battery.with_reported_change(seen.remembered().cells, seen.at)
            seen.memory = seen.memory.with_device(KEY, cells=cells)
            said = {}
        other = camera("camera:2", **said if said == WEAK else {})
        reading = camera(**said)
        for _ in range(times):
            seen.poll(reading, other, after=after)
    english = words("en")
    told = [
        line
        for finding in seen.diagnosis.devices[KEY].findings
        for line in (
            f"{finding.cause}: {', '.join(finding.evidence)}",
            *english.evidence(finding, seen.at),
        )
    ]
    return [*told, "It reads:", *english.readings(reading, None, seen.at)]


def quarters(days: int, **said: Any) -> tuple[timedelta, int, dict[str, Any]]:
    return timedelta(hours=6), days * 4, said


def dropping(**bad: Any) -> list[tuple[timedelta, int, dict[str, Any]]]:
    return [(FIVE, 1, bad if n % 2 else {}) for n in range(13)]


def test_sentences(story: Story) -> None:
    low = {"battery": Battery.LOW}
    new = (DAY, 0, {"new_cells": True})
    new_firmware: dict[str, Any] = {"firmware": "10.60"}
    failing = new_firmware | {"issues": ERROR}
    updated = (HOUR, 1, new_firmware), (HOUR, 2, failing)
    old_cells = quarters(4, **low, battery_volts=1.4)
    for title, polls in {
        "Low in frost only": (quarters(9), quarters(1, **low, temperature_f=20)),
        "Other cells than it needs": (quarters(9), new, old_cells),
        "Two signals dropped together, one after new cells": (
            *(quarters(30), new, quarters(5, **WEAK)),
        ),
        "Errors since an update": (quarters(20), *updated),
        "A low battery comes and goes: no drop-out of the camera": dropping(**low),
        "So does an error": dropping(issues=ERROR),
        "It drops out": dropping(online=False),
    }.items():
        story(title)
        story.say(*watched(*polls))
    story("Last night is what began from 18:00 on, before 06:00, and was over by 12:00")
    midnight = AT.replace(hour=0, minute=0)
    for hours in ((-6.1, 9), (-6, 12), (-6, 12.1), (5.9, 7), (6, 7)):
        span = Span(Recording.OFFLINE, *(midnight + hour * HOUR for hour in hours))
        gap = Gap(Recording.OFFLINE, span, is_over=True)
        story.say(words("en").not_watching(gap, "Shed", midnight + 13 * HOUR))
    # what stands in the data for a code without a name is no word of any language
    for codes in ("error_149", "bandwidth", "other", "error_149 other"):
        story(f"It reports {codes}")
        story.say(*watched((FIVE, 3, {"issues": frozenset(codes.split())})))
    for language in sorted(path.stem for path in FOLDER.glob("*.json")):
        story(language)
        story.say(*in_words(language))


async def test_the_nearest_language(hass: HomeAssistant) -> None:
    """Assist's other codes are mapped; unsupported languages are left to Home Assistant."""
    nearest = {"zh-CN": "zh-Hans", "de-CH": "de", "en-GB": "en", "pt-BR": "pt-BR"}
    nearest |= {"pt-PT": "pt", "no": "nb", "tlh": "tlh", "*": "en"}
    found = {one: await languages.async_nearest(hass, one) for one in nearest}
    assert found == nearest
