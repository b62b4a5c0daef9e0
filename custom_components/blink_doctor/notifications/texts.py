"""Two lines for a lock screen: what is wrong, and what to do now."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
import re
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..diagnosis import guide
from ..diagnosis.model.findings import Cause, Finding
from ..diagnosis.model.readings import Reading
from ..messages.sentences import Words
from .faults import Fault
from .guides import SUPPORT, Step, next_step
from .notifier import Aside
from .records import Episodes

_FLAPS_FROM = 3
_HOW_LENGTH = 160
_STARS = re.compile(r"\*+|(?m:^- )")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_NUMBERED = re.compile(r"(?m)^\d+\. ")

type Button = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """What a notification says, and its buttons: verb and label."""

    title: str
    text: str
    buttons: tuple[Button, ...] = ()
    place: str = ""
    step: str = ""
    cause: str = ""
    busy: bool = False
    device_id: str | None = None
    severe: bool = False
    critical: bool = field(default=False, compare=False)

    @property
    def shown(self) -> str:
        """Return what tells whether two messages look the same."""
        verbs = " ".join(verb for verb, _ in self.buttons)
        return f"{self.title}\n{self.text}\n{verbs}"


class Texts:
    """The texts of notifications in the language of the house."""

    def __init__(self, words: Words, issues: dict[str, str]) -> None:
        """Take the words, and the pages of the guided fixes."""
        self.words = words
        self._issues = issues

    @classmethod
    async def async_load(cls, hass: HomeAssistant) -> Self:
        """Return the texts in the language of the house."""
        words = await Words.async_load(hass)
        language = hass.config.language
        issues = await async_get_translations(hass, language, "issues", [DOMAIN])
        return cls(words, issues)

    def of(
        self,
        fault: Fault,
        episodes: dict[str, Episodes],
        asides: list[Aside],
        *,
        guided: bool,
    ) -> Message:
        """Return what is to be told of a fault."""
        finding = fault.findings[0]
        step = next_step(fault.coordinator, finding)
        lines = [*self._advice(fault, finding, step, guided=guided)]
        lines += self._asides(fault, finding, episodes)
        lines += [self._aside(key, said) for key, said in asides]
        waits = bool(step.guide.note)
        return Message(
            title=self.title(fault, finding),
            text="\n".join(lines),
            buttons=self._buttons(step, waits=waits) if guided else (),
            place=fault.place,
            step=step.step,
            cause=finding.cause.value,
            busy=step.guide.note == "push_checking" and step.guide.until is None,
            device_id=fault.device_id,
            severe=finding.severity.slug == "error",
        )

    def title(self, fault: Fault, finding: Finding) -> str:
        """Return what is wrong, in one line."""
        words, name, count = self.words, fault.name, fault.cut_off
        if finding.cause is Cause.BLINK_UNREACHABLE:
            return words.say("push_no_news", time=self.time(finding.since))
        if finding.cause is Cause.LOW_BATTERY:
            return words.say("push_low_battery", name=name)
        if finding.cause is Cause.SYNC_MODULE_OFFLINE and count:
            key = "push_module_one" if count == 1 else "push_module"
            return words.say(key, name=name, count=count)
        if guide.is_red_light(finding):
            return f"{name}: {words.say('shows_red_light')}"
        cause = words.cause(finding.cause)
        return cause if fault.is_account else f"{name}: {cause}"

    def well(self, name: str, device_id: str | None = None) -> Message:
        """Return that all is well again."""
        said = self.words.say("summary_fine", name=name)
        return Message(title=name, text=said, device_id=device_id)

    def restarted(self, name: str, at: datetime) -> Message:
        """Return that something was restarted, and is back."""
        said = self.words.say("push_restarted", time=self.time(at))
        return Message(title=name, text=said)

    def digest(self, messages: list[Message]) -> Message:
        """Return many faults as one."""
        count = len(messages)
        key = "one_needs_care" if count == 1 else "need_care"
        title = self.words.card(key, count=count)
        return Message(title=title, text="\n".join(one.title for one in messages))

    def time(self, moment: datetime) -> str:
        """Return a moment that stays true while it stands on a screen."""
        local = dt_util.as_local(moment)
        today = local.date() == dt_util.now().date()
        return f"{local:%H:%M}" if today else f"{local:%Y-%m-%d %H:%M}"

    def _advice(
        self, fault: Fault, finding: Finding, step: Step, *, guided: bool
    ) -> Iterator[str]:
        """Yield what to do now, how, or what is waited for."""
        words, reading = self.words, fault.diagnosis.reading
        if guided and step.guide.note:
            yield words.say(step.guide.note, time=step.guide.note_time)
            if step.guide.until is not None or step.guide.note == "push_checking":
                return
        how = self._how(finding, step.step, fault.name, reading)
        if finding.cause is Cause.LOW_BATTERY and step.step == "replace_batteries":
            # the title says that they are low; the step alone would say it again
            yield how
            return
        said = words.step(step.step)
        if guided and step.total > 1:
            number, total = step.number, step.total
            said = words.say("push_step", number=number, total=total, step=said)
        yield said
        if how:
            yield how

    def _asides(
        self, fault: Fault, finding: Finding, episodes: dict[str, Episodes]
    ) -> Iterator[str]:
        words = self.words
        for other in fault.findings[1:]:
            yield words.card("also", cause=words.cause(other.cause))
        known = episodes.get(finding.cause.value)
        if known is not None and known.count >= _FLAPS_FROM:
            since = f"{dt_util.as_local(known.first):%Y-%m-%d %H:%M}"
            yield words.say("push_flapping", count=known.count, since=since)

    def _aside(self, key: str, said: dict[str, datetime | str]) -> str:
        spoken = {
            name: self.time(value) if isinstance(value, datetime) else value
            for name, value in said.items()
        }
        return self.words.say(key, **spoken)

    def _buttons(self, step: Step, *, waits: bool) -> tuple[Button, ...]:
        """Return what can be pressed: about the step, or while it is waited."""
        later = ("later", self.words.say("push_later"))
        if waits and step.guide.until is not None:
            return (("check", self.words.say("push_check")), later)
        if waits and step.guide.note == "push_checking":
            return (later,)
        if step.step == SUPPORT:
            return (later,)
        done = "push_changed" if step.step == "replace_batteries" else "push_done"
        return (
            ("done", self.words.say(done)),
            ("no_help", self.words.say("push_no_help")),
            later,
        )

    def _how(self, finding: Finding, step: str, name: str, reading: Reading) -> str:
        """Return how a step is done: the first sentences of its page in the repair."""
        if step == "replace_batteries":
            aa = self.words.takes_aa(reading)
            return self.words.say("push_cells" if aa else "push_cells_unknown")
        issue = "red_light" if guide.is_red_light(finding) else finding.cause.value
        page = self._issues.get(
            f"component.{DOMAIN}.issues.{issue}.fix_flow.step.{step}.description", ""
        )
        page = page.replace("{power}", self.words.power_cycle(reading))
        page = page.replace("{kind}", self.words.kind(reading))
        page = page.replace("{device}", name).replace("{name}", name)
        return _short(page)


def _short(page: str) -> str:
    """Return the beginning of a page as plain sentences, without what is measured."""
    parts = [
        part
        for part in page.split("\n\n")
        if "{" not in part and not part.rstrip().endswith(":")
    ]
    text = _NUMBERED.sub("", _STARS.sub("", "\n".join(parts)))
    said = ""
    for sentence in _SENTENCE.split(" ".join(text.split())):
        if said and len(said) + len(sentence) > _HOW_LENGTH:
            break
        said = f"{said} {sentence}".strip()
    return said
