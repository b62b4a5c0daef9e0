"""Notification texts for a lock screen: what is wrong, and what to do now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..diagnosis import guide
from ..diagnosis.model.findings import Cause, Finding
from ..diagnosis.model.readings import Reading
from ..messages.devices import power_of
from ..messages.sentences import Words
from .faults import Fault, Subject
from .guides import SUPPORT, Step, next_step
from .notifier import RESTARTING, ExtraLine
from .records import CHECKING, Episodes

_FLAPS_FROM = 3
# steps that are done in the same way
_SAME = {"update_in_app": "check_firmware"}
_POWER = {
    "power_any": "power_plug",
    "power_module": "power_plug",
    "power_plug": "power_plug",
    "power_wired": "power_wired",
    "power_cells": "power_cells",
    "power_doorbell": "power_cells",
}

type Button = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """The text of a notification, and its buttons: verb and label."""

    title: str
    text: str
    buttons: tuple[Button, ...] = ()
    subject_id: str = ""
    step: str = ""
    cause: str = ""
    busy: bool = False
    until: datetime | None = None
    device_id: str | None = None
    severe: bool = False
    critical: bool = field(default=False, compare=False)

    @property
    def shown(self) -> str:
        """Return a key that differs if two messages look different."""
        verbs = " ".join(verb for verb, _ in self.buttons)
        return f"{self.title}\n{self.text}\n{verbs}"


class Texts:
    """The texts of notifications in one language."""

    def __init__(self, words: Words) -> None:
        """Take the texts of sentences."""
        self.words = words

    @classmethod
    async def async_load(cls, hass: HomeAssistant, language: str | None = None) -> Self:
        """Load the texts of a language, by default Home Assistant's own."""
        return cls(await Words.async_load(hass, language))

    def of(
        self,
        fault: Fault,
        episodes: dict[str, Episodes],
        extra_lines: list[ExtraLine],
        *,
        guided: bool,
    ) -> Message:
        """Return the message about a fault."""
        finding = fault.findings[0]
        step = next_step(fault.coordinator, finding)
        subject = fault.subject
        lines = [*self.advice(subject, finding, step, guided=guided)]
        lines += self._further_lines(fault, finding, episodes)
        lines += [self._extra_line(key, said) for key, said in extra_lines]
        waits = bool(step.progress.note)
        until = dict(extra_lines).get(RESTARTING, {}).get("until")
        checking = step.progress.note == CHECKING and step.progress.until is None
        return Message(
            title=self.title(subject, finding),
            text="\n".join(lines),
            buttons=self._buttons(step, waits=waits) if guided else (),
            subject_id=fault.subject_id,
            step=step.step,
            cause=finding.cause.value,
            busy=checking or until is not None,
            until=until if isinstance(until, datetime) else None,
            device_id=fault.device_id,
            severe=finding.severity.slug == "error",
        )

    def title(self, subject: Subject, finding: Finding) -> str:
        """Return what is wrong, in one line."""
        words, name, count = self.words, subject.name, subject.cut_off
        if finding.cause is Cause.BLINK_UNREACHABLE:
            said = words.say("push_no_news", time=self.time(finding.since))
            return f"{name}: {said}" if subject.is_named else said
        if finding.cause is Cause.LOW_BATTERY:
            return words.say("push_low_battery", name=name)
        if finding.cause is Cause.SYNC_MODULE_OFFLINE and count:
            key = "push_module_one" if count == 1 else "push_module"
            return words.say(key, name=name, count=count)
        if guide.is_red_light(finding):
            return f"{name}: {words.finding(finding)}"
        cause = words.cause(finding.cause)
        return f"{name}: {cause}" if subject.is_named else cause

    def all_clear(self, name: str, device_id: str | None = None) -> Message:
        """Return the message that all is fine again."""
        said = self.words.say("summary_fine", name=name)
        return Message(title=name, text=said, device_id=device_id)

    def restarted(self, name: str, at: datetime) -> Message:
        """Return the message that something was restarted, and is back."""
        said = self.words.say("push_restarted", time=self.time(at))
        return Message(title=name, text=said)

    def digest(self, messages: list[Message]) -> Message:
        """Return one message for many faults."""
        count = len(messages)
        key = "one_needs_care" if count == 1 else "need_care"
        title = self.words.card(key, count=count)
        return Message(title=title, text="\n".join(one.title for one in messages))

    def time(self, at: datetime) -> str:
        """Return a time that stays correct while it is on a screen."""
        local = dt_util.as_local(at)
        today = local.date() == dt_util.now().date()
        time = f"{local:%H:%M}"
        return time if today else f"{self.words.date(at, dt_util.utcnow())} {time}"

    def advice(
        self, subject: Subject, finding: Finding, step: Step, *, guided: bool
    ) -> Iterator[str]:
        """Yield the next step and how to do it, or what is waited for."""
        words, reading = self.words, subject.reading
        if guided and step.progress.note:
            yield words.say(step.progress.note, time=step.progress.note_time)
            if step.progress.until is not None or step.progress.note == CHECKING:
                return
        how = self._how(step.step, reading)
        if finding.cause is Cause.LOW_BATTERY and step.step == "replace_batteries":
            # the title says that they are low; the step alone would repeat it
            yield how
            return
        said = words.step(step.step)
        if guided and step.total > 1:
            number, total = step.number, step.total
            said = words.say("push_step", number=number, total=total, step=said)
        yield said
        yield how

    def _further_lines(
        self, fault: Fault, finding: Finding, episodes: dict[str, Episodes]
    ) -> Iterator[str]:
        words = self.words
        for other in fault.findings[1:]:
            yield words.card("also", cause=words.cause(other.cause))
        known = episodes.get(finding.cause.value)
        if known is not None and known.count >= _FLAPS_FROM:
            since = self.words.date(known.first, dt_util.utcnow())
            yield words.say("push_flapping", count=known.count, since=since)

    def _extra_line(self, key: str, said: dict[str, datetime | str]) -> str:
        spoken = {
            name: self.time(value) if isinstance(value, datetime) else value
            for name, value in said.items()
        }
        return self.words.say(key, **spoken)

    def _buttons(self, step: Step, *, waits: bool) -> tuple[Button, ...]:
        """Return the buttons: about the step, or during a wait."""
        later = ("later", self.words.say("push_later"))
        if waits and step.progress.until is not None:
            return (("check", self.words.say("push_check")), later)
        if waits and step.progress.note == CHECKING:
            return (later,)
        if step.step == SUPPORT:
            return (later,)
        done = "push_changed" if step.step == "replace_batteries" else "push_done"
        return (
            ("done", self.words.say(done)),
            ("no_help", self.words.say("push_no_help")),
            later,
        )

    def _how(self, step: str, reading: Reading) -> str:
        """Return how a step is done, in one or two sentences."""
        if step == "replace_batteries":
            aa = self.words.takes_aa(reading)
            return self.words.say("push_cells" if aa else "push_cells_unknown")
        if step == "power_cycle":
            return self.words.say(f"push_how_{_POWER[power_of(reading)]}")
        return self.words.say(f"push_how_{_SAME.get(step, step)}")
