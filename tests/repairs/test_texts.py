"""Every page, option, progress and ending has its text, and every text is used."""

import json
from pathlib import Path
import re
import sys
from typing import Any

import pytest

from custom_components.blink_doctor import repairs
from custom_components.blink_doctor.attachment import ADDED_AGAIN
from custom_components.blink_doctor.blink import client
from custom_components.blink_doctor.core_batteries import WRONG_BATTERY
from custom_components.blink_doctor.diagnosis import guide
from custom_components.blink_doctor.diagnosis.model.findings import Cause

ROOT = Path(repairs.__file__).parents[1]
TEXTS: dict[str, Any] = json.loads((ROOT / "translations/en.json").read_text())
SOURCES = {
    path: path.read_text()
    for path in ROOT.rglob("*.py")
    if "frontend" not in path.parts
}
EVERYTHING = "\n".join(SOURCES.values())
# placeholders that every page gets; see GuidedFlow.placeholders
SHARED = {
    "name", "device", "evidence", "readings", "measured", "note", "power", "cells",
    "behind", "again", "step", "next_look", "support", "picture",
    "open", "kind",
}  # fmt: skip
OWN = {"red_light": {"works", "meaning"}, "maintenance": {"house", "days"}}
WITH_CELLS = {"low_battery"}


def steps_of(slug: str) -> set[str]:
    if slug == "red_light":
        return {*guide.RED_LIGHT_STEPS, "contact_support"}
    if slug == "maintenance":
        return set()
    return {*guide.STEPS[Cause(slug)], "contact_support"}


def test_every_kind_of_issue_has_texts_and_a_flow() -> None:
    """Each cause, the red light and the maintenance; a confirmation for the account."""
    with_flow = {slug for slug, text in TEXTS["issues"].items() if "fix_flow" in text}
    assert with_flow == {*repairs.FLOWS, ADDED_AGAIN, WRONG_BATTERY}
    assert set(repairs.FLOWS) == {*Cause, "red_light", "maintenance"}


@pytest.mark.parametrize("slug", sorted(repairs.FLOWS))
def test_pages(slug: str) -> None:
    """Every page and every option of it has a text, and no text is left over."""
    kind, flow = repairs.FLOWS[slug], TEXTS["issues"][slug]["fix_flow"]
    steps = steps_of(slug)
    shown = {page for page in kind.pages if page in flow["step"]}
    missing = (set(kind.pages) - shown) - unused(slug)
    assert not missing
    assert steps <= set(flow["step"])
    assert set(flow["step"]) - shown <= {"read_pattern", "pause"}
    for page in shown:
        assert tuple(flow["step"][page]["menu_options"]) == kind.pages[page], page
    for step in flow["step"]:
        assert hasattr(kind, f"async_step_{step}"), step
        for option in flow["step"][step].get("menu_options", ()):
            assert hasattr(kind, f"async_step_{option}"), (step, option)


@pytest.mark.parametrize("slug", sorted(repairs.FLOWS))
def test_every_page_can_be_reached(slug: str) -> None:
    """By an option, as a step of the guide, or by the code of its own flow."""
    kind = repairs.FLOWS[slug]
    code = "".join(
        SOURCES[Path(source)]
        for parent in kind.__mro__
        if (source := getattr(sys.modules[parent.__module__], "__file__", None))
        and Path(source) in SOURCES
    )
    led_to = {option for options in kind.pages.values() for option in options}
    led_to |= steps_of(slug) | set(re.findall(r'show\("(\w+)"', code))
    assert set(kind.pages) - unused(slug) <= led_to


def unused(slug: str) -> set[str]:
    """Return the common pages that an issue never shows."""
    if slug == "maintenance":
        return {"not_yet", "contact_support", "cause_found"}
    return set()


@pytest.mark.parametrize("slug", sorted(repairs.FLOWS))
def test_progress_endings_and_placeholders(slug: str) -> None:
    """What is waited for, how it ends, and that every blank is filled in."""
    flow = TEXTS["issues"][slug]["fix_flow"]
    assert set(flow["progress"]) == {"checking", "waiting"}
    assert set(flow["create_entry"]) == {"fixed"}
    ends = {"later", "ignored", "not_loaded", "device_gone"}
    ends |= {"watching"} if slug in WITH_CELLS else set()
    ends |= {"paused"} if "pause" in flow["step"]["init"]["menu_options"] else set()
    ends |= {"sign_in"} if slug == "blink_unreachable" else set()
    assert set(flow["abort"]) == ends
    blanks = set(re.findall(r"{(\w+)}", json.dumps(TEXTS["issues"][slug])))
    assert blanks <= SHARED | OWN.get(slug, set())
    assert set(re.findall(r"{(\w+)}", TEXTS["issues"][slug]["title"])) <= {"name"}


@pytest.mark.parametrize("slug", sorted({*repairs.FLOWS} - {"maintenance"}))
def test_facts_stand_where_they_are_noted_as_read(slug: str) -> None:
    """A page that shows no values must not count as having shown them."""
    for page, text in TEXTS["issues"][slug]["fix_flow"]["step"].items():
        if "{readings}" in text["description"]:
            assert page in repairs.FLOWS[slug].facts_on, page
        elif page in repairs.FLOWS[slug].facts_on:
            assert page == "not_yet", page


def check_up_errors() -> set[str]:
    reasons = set(re.findall(r'CheckUpError\(\s*"(\w+)"', EVERYTHING))
    return reasons | {"too_soon", "backing_off", "too_many", "refused", "no_answer"}


def test_sentences() -> None:
    """Every sentence that is said exists, and every one that exists is said."""
    written = {
        key.removeprefix("say_") for key in TEXTS["common"] if key.startswith("say_")
    }
    said = set(re.findall(r'say\(\s*"(\w+)"', EVERYTHING))
    assert not said - written
    started = (
        *re.findall(r'say\(\s*f"(\w+_){', EVERYTHING),
        *("shows_", "summary_", "meter_", "red_", "maintenance_", "cells_"),
        *("answers", "silent", "voice_"),
    )
    left_over = {key for key in written - said if not key.startswith(started)}
    assert not {key for key in left_over if f'"{key}"' not in EVERYTHING}
    for result in client.CommandResult:
        assert f"picture_{result}" in written
    for family, patterns in guide.PATTERNS_BY_FAMILY.items():
        for pattern in patterns:
            assert f"light_{family}_{pattern}" in written
    for reason in check_up_errors():
        assert f"error_{reason}" in written


# what fits into one line of a dialog on a phone, 390 pixels wide
_LABEL_LENGTH = 36
LANGUAGES = sorted(path.stem for path in (ROOT / "translations").glob("*.json"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_options_are_not_cut_off_on_a_phone(language: str) -> None:
    """A menu shows one line for each option, and three dots for what is longer."""
    texts = json.loads((ROOT / f"translations/{language}.json").read_text())
    labels = {
        label
        for issue in texts["issues"].values()
        for step in issue.get("fix_flow", {}).get("step", {}).values()
        for label in step.get("menu_options", {}).values()
    }
    assert not {label for label in labels if len(label) > _LABEL_LENGTH}
