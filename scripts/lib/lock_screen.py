"""What a phone shows for each cause, step by step: for the docs, and for a test."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
import json
from pathlib import Path
from typing import Any, NamedTuple

from homeassistant.util import dt as dt_util

from custom_components.blink_doctor.diagnosis.guide import RED_LIGHT_STEPS
from custom_components.blink_doctor.diagnosis.model.findings import (
    Cause,
    Confidence,
    Finding,
    Severity,
)
from custom_components.blink_doctor.diagnosis.model.readings import (
    ACCOUNT_KEY,
    Battery,
    Family,
    Reading,
)
from custom_components.blink_doctor.diagnosis.rules import RULES
from custom_components.blink_doctor.diagnosis.rules.base import Rule, Scope
from custom_components.blink_doctor.messages.sentences import Words
from custom_components.blink_doctor.notifications.faults import Subject
from custom_components.blink_doctor.notifications.guides import Step, with_support
from custom_components.blink_doctor.notifications.records import Guide
from custom_components.blink_doctor.notifications.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "custom_components/blink_doctor/translations"
HEAD = """# On the lock screen

Written by `scripts/reference` from the code; do not edit. What the blueprint *Blink Doctor* shows on a phone for each cause: the title
(bold) says what is wrong and where, the first line what to do now, the next how. It is the guide of the [repair](repairs.md): whoever goes on,
on whatever phone or in the repair, goes on at the same step. The buttons are *Done*, *Did not help* and *Later*. Where
nothing else is named, the last step is *{support}*
"""


def this_morning() -> datetime:
    """Return a moment of today: of it, only the time is told."""
    return dt_util.now().replace(hour=10, minute=5, second=0, microsecond=0)


class Shown(NamedTuple):
    """One notification: the title, what to do, and how."""

    title: str
    lines: tuple[str, ...]


def flat(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield all texts by their path, as Home Assistant hands them out."""
    for key, below in node.items():
        if isinstance(below, str):
            yield f"{path}.{key}", below
        else:
            yield from flat(below, f"{path}.{key}")


def texts_of(language: str) -> Texts:
    """Return the texts of a language, without Home Assistant."""
    content = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    spoken = {
        key: value
        for category in ("common", "entity")
        for key, value in flat(content[category], f"component.blink_doctor.{category}")
    }
    return Texts(Words(spoken, language))


def subject_of(rule: Rule, name: str) -> Subject:
    """Return a device that may have a cause."""
    if rule.scope is Scope.DEVICE:
        family, key = Family.CAMERA, "camera:1"
    elif rule.scope is Scope.SYNC_MODULE:
        family, key = Family.SYNC_MODULE, "sync_module:1"
    else:
        family, key = Family.ACCOUNT, ACCOUNT_KEY
    return Subject(
        name=name,
        reading=Reading(
            key=key, family=family, name=name, model="catalina", battery=Battery.OK
        ),
        cut_off=6 if rule.scope is Scope.SYNC_MODULE else 0,
        is_named=rule.scope is not Scope.ACCOUNT,
    )


def example_of(rule: Rule) -> str:
    """Return a name for the page: that of a camera, or of the home it hangs in."""
    return "Driveway" if rule.scope is Scope.DEVICE else "Home"


def shown(texts: Texts, rule: Rule, name: str) -> Iterator[Shown]:
    """Yield the notification of each step of a cause."""
    subject = subject_of(rule, name)
    finding = Finding(
        cause=rule.cause,
        device=subject.reading.key,
        severity=rule.severity,
        confidence=Confidence.CONFIRMED,
        since=this_morning(),
        evidence={},
    )
    yield from _steps(texts, subject, finding, rule.steps)


def red_light(texts: Texts, name: str) -> Iterator[Shown]:
    """Yield the notification of each step for a red light that nothing explains."""
    rule = next(rule for rule in RULES if rule.cause is Cause.CAMERA_ERROR)
    finding = Finding(
        cause=Cause.CAMERA_ERROR,
        device="camera:1",
        severity=Severity.WARNING,
        confidence=Confidence.POSSIBLE,
        since=this_morning(),
        evidence={"red_light": "flashing"},
    )
    yield from _steps(texts, subject_of(rule, name), finding, RED_LIGHT_STEPS)


def _steps(
    texts: Texts, subject: Subject, finding: Finding, steps: tuple[str, ...]
) -> Iterator[Shown]:
    all_steps = with_support(steps, finding.cause)
    for number, step in enumerate(all_steps, 1):
        walked = Guide(since=this_morning(), passed=[*all_steps[: number - 1]])
        at = Step(number, len(all_steps), step, walked)
        lines = tuple(texts.advice(subject, finding, at, guided=True))
        yield Shown(texts.title(subject, finding), lines)


def page() -> str:
    """Return the page of the docs, in English."""
    texts = texts_of("en")
    parts = {
        texts.words.cause(rule.cause): [*shown(texts, rule, example_of(rule))]
        for rule in RULES
    }
    parts[texts.words.say("red_light")] = [*red_light(texts, "Driveway")]
    ((support, _),) = Counter(map(_last, parts.values())).most_common(1)
    rows = ["| cause | on the phone | how |", "| --- | --- | --- |"]
    for cause, notifications in parts.items():
        rows.append(f"| {cause} | **{notifications[0].title}** | |")
        rows += [
            f"| | {one.lines[0]} | {' '.join(one.lines[1:])} |"
            for one in notifications
            if one is not notifications[-1] or _last(notifications) != support
        ]
    return "\n".join([HEAD.format(support=". ".join(support)), *rows, ""])


def _last(guide: list[Shown]) -> tuple[str, ...]:
    """Return the last step of a guide without its number."""
    title, *how = guide[-1].lines
    return title.partition(": ")[2], *how
