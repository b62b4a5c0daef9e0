"""Base of all guided fixes: pages, ordered steps, and a measurement before closing.

A page is a menu of other pages and actions; its text is a translation with placeholders.
"""

from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from math import ceil
from typing import Any, ClassVar, cast, override

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers import issue_registry as ir

from .. import user_reports
from ..checkup import CheckUpError, async_check_up
from ..checkup.rate_limit import budget
from ..const import DOMAIN
from ..coordinator import BlinkDoctorConfigEntry, BlinkDoctorCoordinator
from ..diagnosis.model.findings import Cause, DeviceDiagnosis, Finding
from ..diagnosis.model.ids import DeviceKey, Uid
from ..diagnosis.model.readings import Reading
from ..messages.markdown import bullets, plain
from ..messages.sentences import Words
from ..messages.support import support_text
from ..notifications.guides import SUPPORT, steps_of, with_support
from ..targeting.devices import async_name
from . import pausing
from .pages import FACTS_ON, Facts, block, next_look
from .pictures import PICTURES, picture
from .position import Position
from .progress import ProgressFlow

type Pages = Mapping[str, tuple[str, ...]]

MOVE_ON = ("check_again", "next_step", "later")
COMMON_PAGES: Pages = {
    "not_yet": ("next_step", "check_again", "later"),
    "not_checked": ("check_again", "next_step", "later"),
    "contact_support": ("check_again", "later"),
    "cause_found": ("check_again", "later"),
}
_WITHOUT_WAY_BACK = frozenset({"init", "looked"})
_ENDS = frozenset({"later", "watching"})


def _with_way_back(page: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """Return a page's options with *Back* inserted before those that end the guide."""
    if page in _WITHOUT_WAY_BACK or "back" in options:
        return options
    end = options[-1:] if options[-1] in _ENDS else ()
    return (*options[: len(options) - len(end)], "back", *end)


def _page_step(
    page: str,
) -> Callable[[GuidedFlow, Any], Coroutine[Any, Any, RepairsFlowResult]]:
    async def step(self: GuidedFlow, user_input: Any = None) -> RepairsFlowResult:
        return self.show(page)

    return step


class GuidedFlow(ProgressFlow):
    """A guided fix of one cause on one device.

    Subclasses list their `pages`; each becomes a step of the flow. It closes the issue
    only if the measured values confirm the fix.
    """

    pages: ClassVar[Pages] = {"init": pausing.FIRST_PAGE}
    # False for flows without steps
    has_steps: ClassVar[bool] = True
    facts_on: ClassVar[frozenset[str]] = FACTS_ON

    @override
    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Add a step method for every page that does not define its own."""
        super().__init_subclass__(**kwargs)
        pages = {**COMMON_PAGES, **GuidedFlow.pages, **cls.pages}
        if cls.has_steps:
            pages = {page: _with_way_back(page, pages[page]) for page in pages}
        cls.pages = pages
        for page in cls.pages:
            if not hasattr(cls, f"async_step_{page}"):
                setattr(cls, f"async_step_{page}", _page_step(page))

    def __init__(
        self, entry: BlinkDoctorConfigEntry, uid: Uid, slug: str, words: Words
    ) -> None:
        """Take entry, device uid, the issue's slug, and the texts in the owner's language."""
        # stored from the issue, because the device itself may be removed
        self.name = ""
        self._entry = entry
        self._uid = uid
        self.slug = slug
        self.words = words
        self.position = Position()
        self.note = ""
        # sentences for the last page when it is fixed
        self.remark = ""
        self.before: Reading | None = None
        self.measured: list[tuple[datetime, Reading]] = []
        # devices that were offline because of this one at the start, by key
        self._cut_off: dict[DeviceKey, str] = {}
        self._facts = Facts(words)
        self._unread = False
        self._message: str | None = None

    @property
    @override
    def coordinator(self) -> BlinkDoctorCoordinator:
        """Return the current coordinator; a reload creates a new one."""
        if self._entry.state is not ConfigEntryState.LOADED:
            raise AbortFlow("not_loaded")
        return self._entry.runtime_data

    @property
    def key(self) -> DeviceKey:
        """Return the device's current key, which changes when it is paired again."""
        coordinator = self.coordinator
        if (key := coordinator.keys.get(self._uid)) is not None:
            return key
        remembered = coordinator.memory.devices.values()
        known = any(
            one.uid == self._uid and not (one.gone_since or one.missing_since)
            for one in remembered
        )
        if known:
            raise AbortFlow("not_loaded")
        raise AbortFlow("device_gone", {"device": plain(self.name)})

    @property
    def device(self) -> DeviceDiagnosis:
        """Return the device's diagnosis."""
        return self.coordinator.data.devices[self.key]

    @property
    def reading(self) -> Reading:
        """Return the last reading of the device."""
        return self.device.reading

    @property
    def finding(self) -> Finding | None:
        """Return the finding to fix, None once it has cleared."""
        return self.device.finding(Cause(self.slug))

    @property
    def steps(self) -> tuple[str, ...]:
        """Return the guide's steps for this device."""
        finding = self.finding
        if finding is not None:
            self._steps = steps_of(self.coordinator, finding)
        return self._steps

    _steps: tuple[str, ...] = ()

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show the finding's evidence."""
        pausing.require_not_paused(self.device, self.placeholders)
        if self.is_fixed():
            return await self.async_step_verdict()
        self.before = self.reading
        self._cut_off = self.cut_off()
        return self.show("init")

    @property
    def step(self) -> str | None:
        """Return the current step."""
        return self.position.step

    async def async_step_begin(self, user_input: Any = None) -> RepairsFlowResult:
        """Resume at the last step, which may have been shown on another device."""
        return await self.go(
            self.position.resume(self.coordinator, self.finding, self.steps, self.pages)
        )

    async def async_step_next_step(self, user_input: Any = None) -> RepairsFlowResult:
        """Go to the next step; after the last one, to Blink's support."""
        coordinator, finding = self.coordinator, self.finding
        self.position.complete_step(coordinator, finding)
        self.note = ""
        step = self.position.first_open(coordinator, finding, self.steps)
        self.position.step = step
        return await self.go(step)

    async def async_step_back(self, user_input: Any = None) -> RepairsFlowResult:
        """Go back to the previous page."""
        return await self.go(
            self.position.back(self.coordinator, self.finding, self.steps)
        )

    async def go(self, step: str) -> RepairsFlowResult:
        """Go to a step by its id."""
        result = await getattr(self, f"async_step_{step}")()
        return cast(RepairsFlowResult, result)

    def show(self, page: str, *options: str) -> RepairsFlowResult:
        """Show a page with its default options or the ones given."""
        self.stop_announcing()
        self.position.enter(self.coordinator, self.finding, page)
        placeholders = self.placeholders()
        if page in self.facts_on:
            self._facts.mark_seen(self.lines())
        offered = pausing.offered(
            options or self.pages[page], self.coordinator, self.key
        )
        return self.async_show_menu(
            step_id=page,
            menu_options=offered,
            description_placeholders=placeholders,
        )

    @override
    def placeholders(self) -> dict[str, str]:
        """Return the placeholders of all pages."""
        coordinator, words, now = self.coordinator, self.words, self.coordinator.now
        key, finding = self.key, self.finding
        name = async_name(coordinator, key)
        readings = self.lines()
        evidence = words.evidence(finding, now) if finding else []
        if self._unread:
            readings.append(words.say("unread"))
        if self._message:
            readings.append(words.say("blink_says", message=self._message))
        return {
            "name": name,
            "device": plain(name),
            "evidence": bullets(plain(line) for line in evidence),
            "readings": bullets(plain(line) for line in readings),
            "measured": bullets(self.meter()),
            "note": self.note,
            "power": words.power_cycle(self.reading),
            "cells": words.cells(self.reading),
            "open": words.opening(self.reading),
            "kind": words.kind(self.reading),
            "behind": words.names([*self._cut_off.values()]) or words.say("nobody"),
            "again": self._again(),
            "step": self._number(),
            "next_look": next_look(coordinator, words),
            "support": self._support(),
            "picture": self.picture(),
        }

    def picture(self) -> str:
        """Return the page's picture as Markdown, empty if it has none."""
        name, alt = PICTURES.get(self.position.page, ("", ""))
        return picture(self.hass, self.words, name, alt) if name else ""

    def lines(self) -> list[str]:
        """Return the measured values that the page is about."""
        coordinator = self.coordinator
        return self._facts.lines(
            self.position.page, self.reading, coordinator.data.data_at, coordinator.now
        )

    def _number(self) -> str:
        """Return the step's number and the total, empty on other pages."""
        steps = with_support(self.steps, Cause(self.slug)) if self.has_steps else ()
        if self.step not in steps:
            return ""
        number, total = steps.index(self.step) + 1, len(steps)
        return f"**{self.words.say('step_of', number=number, total=total)}**"

    def _support(self) -> str:
        if self.position.page != SUPPORT:
            return ""
        return block(support_text(self.coordinator, self.key, self.words))

    def _again(self) -> str:
        """Return in how many seconds Blink may be asked again."""
        again = budget(self.coordinator).again_at()
        now = self.coordinator.now
        return str(max(ceil((again - now).total_seconds()), 1)) if again else "1"

    def cut_off(self) -> dict[DeviceKey, str]:
        """Return the devices that are offline because of this one, names by key."""
        return {
            key: device.reading.name
            for key, device in self.coordinator.data.devices.items()
            if key != self.key and device.online is False
            if any(finding.root == self.key for finding in device.findings)
        }

    async def async_step_check_again(self, user_input: Any = None) -> RepairsFlowResult:
        """Start a check-up; its values decide what comes next."""
        return self.working("check_again", self.async_check, "verdict")

    @property
    def asked(self) -> list[DeviceKey]:
        """Return the keys for the check-up, beyond the homescreen."""
        return [self.key]

    async def async_check(self) -> None:
        """Ask Blink about the device; a refusal is shown on the next page."""
        coordinator = self.coordinator
        try:
            result = await async_check_up(self.hass, coordinator, self.asked, wait=True)
        except CheckUpError as err:
            self.error = err
        else:
            self._unread = self.key in result.unread
            self._message = result.messages.get(self.key)
            self.measured.append((coordinator.now, self.reading))

    async def async_step_verdict(self, user_input: Any = None) -> RepairsFlowResult:
        """Close the issue if the finding has cleared; otherwise continue."""
        pausing.require_not_paused(self.device, self.placeholders)
        if self.is_fixed() and self.device.online is not False:
            self.tried("fixed")
            return self.fixed()
        if self.error is not None:
            self.tried("not_checked")
            self.note = self.refusal(self.error)
            return self.show("not_checked")
        if self.is_fixed() and (other := self.device.primary) is not None:
            self.tried("not_yet")
            self.note = self.words.finding(other)
            return self.show("cause_found")
        return await self.async_not_fixed()

    async def async_not_fixed(self) -> RepairsFlowResult:
        """Show that it is not fixed yet; subclasses add details."""
        self.tried("not_yet")
        self.note = ""
        return self.show("not_yet")

    def is_fixed(self) -> bool:
        """Whether the finding has cleared."""
        return self.finding is None

    def fixed(self) -> RepairsFlowResult:
        """Finish; Home Assistant then deletes the issue."""
        devices = self.coordinator.data.devices
        names = [
            name
            for key, name in self._cut_off.items()
            # a device that is offline for another reason is not listed as back
            if key in devices and devices[key].online
        ]
        lines = [self.words.say("back", names=self.words.names(names))] if names else []
        if others := [self.words.finding(f) for f in self.device.findings]:
            lines.append(self.words.say("also", causes=", ".join(others)))
        if self.remark:
            lines.insert(0, self.remark)
        self.note = "\n\n".join(lines)
        self.position.page = "fixed"
        return self.async_create_entry(
            data={}, description="fixed", description_placeholders=self.placeholders()
        )

    def refusal(self, error: CheckUpError) -> str:
        """Return why the check-up was refused, and when it is possible."""
        values = error.translation_placeholders or {}
        return self.words.say(f"error_{error.reason}", **values)

    def tried(self, result: str) -> None:
        """Record the result of the current step."""
        if self.step not in (None, SUPPORT):
            user_reports.async_tried(self.coordinator, self.key, self.step, result)

    def meter(self) -> list[str]:
        """Return the signals before and after, as far as measured."""
        lines = [("meter_before", self.before)] if self.before else []
        lines += [("meter_then", reading) for _, reading in self.measured[-4:-1]]
        lines += [("meter_now", reading) for _, reading in self.measured[-1:]]
        link = self.slug == Cause.WEAK_SYNC_MODULE_LINK
        return [
            self.words.say(name, signal=self.words.signal(reading, link=link))
            for name, reading in lines
        ]

    async def async_step_contact_support(
        self, user_input: Any = None
    ) -> RepairsFlowResult:
        """Show a text for Blink's support, to be copied."""
        self.position.step = SUPPORT
        return self.show(SUPPORT)

    async def async_step_pause(self, user_input: Any = None) -> RepairsFlowResult:
        """Pause a device that is in storage, until a date or until resumed."""
        return pausing.step(
            self, self.coordinator, self.key, self.placeholders(), user_input
        )

    async def async_step_later(self, user_input: Any = None) -> RepairsFlowResult:
        """Stop here; the issue stays, and is deleted when the fault clears."""
        return self.async_abort(
            reason="later", description_placeholders=self.placeholders()
        )

    async def async_step_ignore(self, user_input: Any = None) -> RepairsFlowResult:
        """Ignore the issue; finishing the flow would delete it together with the ignore flag."""
        if (DOMAIN, self.issue_id) not in ir.async_get(self.hass).issues:
            return await self.async_step_verdict()  # it ended while this was open
        ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, True)
        return self.async_abort(
            reason="ignored", description_placeholders=self.placeholders()
        )
