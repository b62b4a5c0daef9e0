"""Evidence of the past is told in sentences."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.blink_doctor.diagnosis import battery
from custom_components.blink_doctor.diagnosis.model.readings import Battery
from custom_components.blink_doctor.messages.sentences import Words
from tests.diagnosis.polls import KEY, Polls, camera

FOLDER = Path("custom_components/blink_doctor/translations")
TRANSLATIONS = FOLDER / "en.json"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.json"))
# told by others already, or not worth a sentence
NOT_THE_PAST = {
    "battery",
    "battery_volts",
    "wifi_bars",
    "wifi_dbm",
    "sync_module_bars",
    "issue",
    "offline_since",
    "explains_offline",
}


def words(language: str = "en") -> Words:
    path = FOLDER / f"{language}.json"
    common = json.loads(path.read_text(encoding="utf-8"))["common"]
    return Words(
        {f"component.blink_doctor.common.{k}": v for k, v in common.items()}, language
    )


def told(polls: Polls) -> None:
    """Say that new cells were put in now."""
    remembered = polls.remembered()
    cells = battery.with_reported_change(remembered.cells, polls.at)
    polls.memory = polls.memory.with_device(KEY, cells=cells)


def frost() -> Polls:
    polls = Polls()
    polls.days(9, camera())
    polls.days(1, camera(battery=Battery.LOW, temperature_f=20.0))
    return polls


def wrong_cells() -> Polls:
    polls = Polls()
    polls.days(9, camera())
    told(polls)
    polls.days(4, camera(battery=Battery.LOW, battery_volts=1.4))
    return polls


def signals() -> Polls:
    """Two cameras whose signals dropped, one with new cells."""
    polls = Polls()
    both = [camera(), camera("camera:2")]
    polls.days(30, lambda _: both)
    told(polls)
    weak = [camera(key, wifi_bars=1, sync_module_bars=1) for key in (KEY, "camera:2")]
    polls.days(5, lambda _: weak)
    return polls


def update() -> Polls:
    polls = Polls()
    polls.days(20, camera())
    polls.poll(camera(firmware="10.60"))
    bad = camera(firmware="10.60", issues=frozenset({"error_149"}))
    polls.poll(bad, after=timedelta(hours=1))
    polls.poll(bad, after=timedelta(hours=1))
    return polls


def sentences() -> Iterator[tuple[str, list[str]]]:
    for polls in (frost(), wrong_cells(), signals(), update()):
        for finding in polls.diagnosis.devices[KEY].findings:
            said = words().evidence(finding, polls.at)
            for key in finding.evidence.keys() - NOT_THE_PAST:
                yield key, said


def test_each_has_its_sentence() -> None:
    """No key is left out, no raw moment and no placeholder shows."""
    common = json.loads(TRANSLATIONS.read_text(encoding="utf-8"))["common"]
    keys: set[str] = set()
    for key, said in sentences():
        keys.add(key)
        assert any(name.startswith(f"say_shows_{key}") for name in common), key
        text = " ".join(said)
        assert "{" not in text
        assert not re.search(r"\d{4}-\d\d-\d\dT", text), text
    assert keys == {
        "only_in_frost_since",
        "cells_changed",
        "cells_look_like",
        "low_after_days",
        "wifi_bars_was",
        "wifi_bars_dropped_on",
        "sync_module_bars_was",
        "sync_module_bars_dropped_on",
        "dropped_together",
        "points_at",
        "new_cells_on",
        "firmware_updated",
        "firmware_before",
        "firmware_after",
    }


@pytest.mark.parametrize(
    ("codes", "finding", "readings"),
    [
        ({"error_149"}, ["an error: 149"], ["an error: 149"]),
        ({"bandwidth"}, ["too little bandwidth"], ["too little bandwidth"]),
        ({"other"}, ["cannot be shown"], ["cannot be shown"]),
        (
            {"error_149", "other"},
            ["an error: 149"],
            ["an error: 149", "cannot be shown"],
        ),
    ],
)
def test_a_code_without_a_name(
    codes: set[str], finding: list[str], readings: list[str]
) -> None:
    """What stands for it in the data is no word of any language."""
    polls = Polls()
    reading = camera(issues=frozenset(codes))
    for _ in range(3):
        polls.poll(reading)
    (found,) = polls.diagnosis.devices[KEY].findings
    shown = [line for line in words().evidence(found, polls.at) if "reports" in line]
    listed = [
        line for line in words().readings(reading, None, polls.at) if "reports" in line
    ]
    for said, wanted in ((shown, finding), (listed, readings)):
        assert len(said) == len(wanted)
        for line, part in zip(said, wanted, strict=True):
            assert part in line
            assert "other" not in line


MOMENT = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "when", "since"),
    [
        (MOMENT, "today at 09:05", "today at 09:05"),
        (MOMENT + timedelta(days=1), "yesterday at 09:05", "yesterday at 09:05"),
        (MOMENT + timedelta(days=6), "6 days ago, on 23 November", "23 November"),
        (
            MOMENT + timedelta(days=50),
            "50 days ago, on 23 November 2026",
            "23 November 2026",
        ),
    ],
)
def test_dates_as_people_write_them(now: datetime, when: str, since: str) -> None:
    """Near ones by the day, others by their date, with the year where it is another."""
    said = words()
    assert said.when(MOMENT, now) == when
    assert said.since(MOMENT, now) == since


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_in_every_language(language: str) -> None:
    """Twelve months each, none twice, and no number of a month."""
    said = words(language)
    now = MOMENT + timedelta(days=3)
    names = said.say("months").split("|")
    assert len({*names}) == 12
    assert names[10] in said.since(MOMENT, now)
    assert "23" in said.since(MOMENT, now)
    assert "-" not in said.since(MOMENT, now)


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
