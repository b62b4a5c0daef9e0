"""Every page, option, progress and ending has its text, and its picture is as it is drawn."""

import json
from pathlib import Path
import re
import runpy
from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.blink_doctor import repairs
from custom_components.blink_doctor.blink import client
from custom_components.blink_doctor.core_batteries import WRONG_BATTERY
from custom_components.blink_doctor.device_lifecycle.attachment import ADDED_AGAIN
from custom_components.blink_doctor.diagnosis import guide
from custom_components.blink_doctor.diagnosis.model.findings import Cause
from custom_components.blink_doctor.repairs.offline import LIGHTS
from custom_components.blink_doctor.repairs.pictures import FOLDER, PICTURES
from custom_components.blink_doctor.repairs.position import RESULTS

ROOT = Path(repairs.__file__).parents[1]
SCRIPT = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parents[2] / "scripts/lib/pictures.py"))
)
TEXTS: dict[str, Any] = json.loads((ROOT / "translations/en.json").read_text())
EVERYTHING = "\n".join(path.read_text() for path in ROOT.rglob("*.py"))
# placeholders that every page gets; see GuidedFlow.placeholders
SHARED = {
    *("name", "device", "evidence", "readings", "measured", "note", "power", "cells"),
    *("behind", "again", "step", "next_look", "support", "picture", "open", "kind"),
}
OWN = {"red_light": {"works", "meaning"}, "maintenance": {"house", "days"}}
# common pages that an issue never shows
UNUSED = {"maintenance": {"not_yet", "contact_support", "cause_found"}}
each_issue = pytest.mark.parametrize("slug", sorted(repairs.FLOWS))


def flow_of(slug: str) -> Any:
    return TEXTS["issues"][slug]["fix_flow"]


def steps_of(slug: str) -> set[str]:
    if slug == "maintenance":
        return set()
    red_light = slug == "red_light"
    steps = guide.RED_LIGHT_STEPS if red_light else guide.STEPS[Cause(slug)]
    return {*steps, "contact_support"}


def test_every_kind_of_issue_has_texts_and_a_flow() -> None:
    """Each cause, the red light and the maintenance; a confirmation for the account."""
    with_flow = {slug for slug, text in TEXTS["issues"].items() if "fix_flow" in text}
    assert with_flow == {*repairs.FLOWS, ADDED_AGAIN, WRONG_BATTERY}
    assert set(repairs.FLOWS) == {*Cause, "red_light", "maintenance"}
    pages = {page for kind in repairs.FLOWS.values() for page in kind.pages}
    assert pages >= RESULTS


@each_issue
def test_pages(slug: str) -> None:
    """Every page and every option of it has a text, and no text is left over."""
    kind, texts = repairs.FLOWS[slug], flow_of(slug)["step"]
    shown = {page for page in kind.pages if page in texts}
    assert not set(kind.pages) - shown - UNUSED.get(slug, set())
    assert steps_of(slug) <= set(texts)
    assert set(texts) - shown <= {"read_pattern", "pause"}
    for page in shown:
        assert tuple(texts[page]["menu_options"]) == kind.pages[page], page
    for step, text in texts.items():
        for name in (step, *text.get("menu_options", ())):
            assert hasattr(kind, f"async_step_{name}"), (step, name)
    with_place = {p for p, text in texts.items() if "{picture}" in text["description"]}
    assert with_place == {*PICTURES, "pattern"} & {*texts}, "no picture is left out"


@each_issue
def test_progress_endings_and_placeholders(slug: str) -> None:
    """What is waited for, how it ends, and that every blank is filled in."""
    flow = flow_of(slug)
    assert set(flow["progress"]) == {"checking", "waiting"}
    assert set(flow["create_entry"]) == {"fixed"}
    ends = {"later", "ignored", "not_loaded", "device_gone"}
    ends |= {"watching"} if slug == "low_battery" else set()
    ends |= {"paused"} if "pause" in flow["step"]["init"]["menu_options"] else set()
    ends |= {"sign_in"} if slug == "blink_unreachable" else set()
    assert set(flow["abort"]) == ends
    blanks = set(re.findall(r"{(\w+)}", json.dumps(TEXTS["issues"][slug])))
    assert blanks <= SHARED | OWN.get(slug, set())
    assert set(re.findall(r"{(\w+)}", TEXTS["issues"][slug]["title"])) <= {"name"}
    if slug == "maintenance":
        return
    # a page that shows no values must not count as having shown them
    facts_on = repairs.FLOWS[slug].facts_on
    for page, text in flow["step"].items():
        if page != "not_yet" or "{readings}" in text["description"]:
            assert ("{readings}" in text["description"]) is (page in facts_on), page


def test_sentences() -> None:
    """Every sentence that is used exists; `scripts/lint` names unused ones."""
    written = {
        key.removeprefix("say_") for key in TEXTS["common"] if key.startswith("say_")
    }
    said = set(re.findall(r'say\(\s*"(\w+)"', EVERYTHING))
    reasons = set(re.findall(r'CheckUpError\(\s*"(\w+)"', EVERYTHING))
    reasons |= {"too_soon", "backing_off", "too_many", "refused", "no_answer"}
    said |= {f"error_{reason}" for reason in reasons}
    said |= {f"picture_{result}" for result in client.CommandResult}
    for family, patterns in guide.PATTERNS_BY_FAMILY.items():
        said |= {f"light_{family}_{pattern}" for pattern in patterns}
    assert not said - written


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
    # what fits into one line of a dialog on a phone, 390 pixels wide
    assert not {label for label in labels if len(label) > 36}


def test_files_are_those_of_the_script() -> None:
    """What is drawn is what is shipped, and shown; without link or script in it."""
    shipped = {path.name: path.read_text() for path in FOLDER.glob("*.svg")}
    assert shipped == SCRIPT.pictures()
    shown = {f"{name}.svg" for name, _ in PICTURES.values()}
    shown |= {f"pattern_{one}.svg" for one in guide.PATTERNS if one != "unknown"}
    assert shown == set(shipped)
    drawn_with = {"svg", "style", "rect", "circle", "path", "text", "g"}
    for name, text in shipped.items():
        assert {*re.findall(r"<(\w+)", text)} <= drawn_with, name
        assert "href" not in text, name
        assert text.count("http") == 1, f"{name}: its namespace alone"


def test_the_numbers_are_those_of_the_options() -> None:
    """The third row of lights is the third option."""
    options = TEXTS["issues"]["sync_module_offline"]["fix_flow"]["step"]["read_lights"]
    assert tuple(SCRIPT.MODULE) == tuple(LIGHTS)
    labels = [options["menu_options"][name] for name in LIGHTS]
    assert [label.partition(".")[0] for label in labels] == list("123456")
