"""Render the phone notifications of each cause, step by step: for the docs and a test."""

from collections.abc import Iterator
from datetime import datetime
import json
from pathlib import Path
import re
import textwrap
from typing import Any, NamedTuple

from homeassistant.util import dt as dt_util

from custom_components.blink_doctor.diagnosis.guide import RED_LIGHT_STEPS
from custom_components.blink_doctor.diagnosis.model.findings import (
    Cause,
    Confidence,
    Finding,
    Severity,
)
from custom_components.blink_doctor.diagnosis.model.ids import DeviceKey
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
from custom_components.blink_doctor.notifications.records import GuideProgress
from custom_components.blink_doctor.notifications.texts import Texts

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "custom_components/blink_doctor/translations"
HEAD = """The guide of a [repair](repairs.md), as the blueprint *Blink Doctor* shows it on a phone. The title is the device and the cause (of some
{titles}). A reported red light that nothing explains has the steps {red_light}. The last step is `contact_support`, where that can help."""


def this_morning() -> datetime:
    """Return a time today: only the time of day is shown."""
    return dt_util.now().replace(hour=10, minute=5, second=0, microsecond=0)


class Shown(NamedTuple):
    """One notification: the title, what to do, and how."""

    title: str
    lines: tuple[str, ...]


def flat(node: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield all texts by path, as Home Assistant provides them."""
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
    """Return a sample device that can have a cause."""
    if rule.scope is Scope.DEVICE:
        family, key = Family.CAMERA, DeviceKey("camera:1")
    elif rule.scope is Scope.SYNC_MODULE:
        family, key = Family.SYNC_MODULE, DeviceKey("sync_module:1")
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
    """Return a name for the page: of a camera, or of the home."""
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
    """Yield the notifications for a red light that nothing explains."""
    rule = next(rule for rule in RULES if rule.cause is Cause.CAMERA_ERROR)
    finding = Finding(
        cause=Cause.CAMERA_ERROR,
        device=DeviceKey("camera:1"),
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
        progress = GuideProgress(
            since=this_morning(), passed=[*all_steps[: number - 1]]
        )
        at = Step(number, len(all_steps), step, progress)
        lines = tuple(texts.advice(subject, finding, at, guided=True))
        yield Shown(texts.title(subject, finding), lines)


def section() -> str:
    """Return the docs section, in English: each step once, with its longest text."""
    texts = texts_of("en")
    titles, steps = [], dict[str, tuple[str, ...]]()
    for rule in RULES:
        name = example_of(rule)
        notifications = [*shown(texts, rule, name)]
        if notifications[0].title != f"{name}: {texts.words.cause(rule.cause)}":
            titles.append(f"**{notifications[0].title}**")
        _add(steps, with_support(rule.steps, rule.cause), notifications)
    _add(steps, RED_LIGHT_STEPS, [*red_light(texts, "Driveway")])
    light = ", ".join(f"`{step}`" for step in RED_LIGHT_STEPS)
    head = HEAD.format(titles=", ".join(titles), red_light=light)
    return "\n".join(
        [
            *textwrap.wrap(head, 140, break_on_hyphens=False),
            "",
            "| step | on the phone | how |",
            "| --- | --- | --- |",
            *(f"| `{step}` | {' | '.join(lines)} |" for step, lines in steps.items()),
            "",
        ]
    )


def _add(
    steps: dict[str, tuple[str, ...]], slugs: tuple[str, ...], guide: list[Shown]
) -> None:
    for slug, (_, (what, *how)) in zip(slugs, guide, strict=False):
        lines = (re.sub(r"^Step .*?: ", "", what), *how)
        steps[slug] = max(steps.get(slug, ()), lines, key=len)
