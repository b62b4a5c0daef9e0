"""Brings recipients in step with the diagnosis: what is new, what changed, what is gone.

Nothing here remembers an event. What is true now is compared with what a recipient
was told, so it does not matter who looked when it began or ended.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..diagnosis.parsing.payload import digest as hidden
from .faults import Fault, is_known, is_paused
from .notifier import SAME_TROUBLE, Notifier, is_on_duty
from .recipients import Phone, Recipient
from .records import Told
from .request import Request
from .texts import Message, Texts

# what failed, or was held back by conditions, is tried again after
RETRY = timedelta(minutes=5)
# what comes and goes is taken back when it stayed away for so long, and its text
# follows no more often than that
CALM = timedelta(hours=2)
REWRITE = timedelta(hours=6)
DIGEST_TAG = f"{DOMAIN}_digest"


class Round:
    """One recipient is brought in step once."""

    def __init__(
        self,
        notifier: Notifier,
        texts: Texts,
        request: Request,
        recipient: Recipient,
        wait: timedelta,
    ) -> None:
        """Look at what is true now."""
        self._notifier, self._texts = notifier, texts
        self._request, self._recipient, self._wait = request, recipient, wait
        self._told = notifier.records.told.setdefault(recipient.id, {})
        self._faults = notifier.faults
        self._now = dt_util.utcnow()
        self._quiet = request.quiet.until(self._now)
        if request.hold:
            # conditions of an automation are looked at whenever it runs
            self._quiet = max(self._quiet or self._now, self._now + RETRY)

    async def async_run(self) -> None:
        """Take back, tell, update; in quiet hours only take back."""
        self._notifier.served[self._recipient.id, self._request.owner] = self._now
        await self._take_back()
        await self._tell_new()
        for place, known in self._mine():
            if known.causes and known.tag != DIGEST_TAG:
                await self._update(place, known)
        await self._update_digest()
        await self._tell_reports()
        self._forget()

    def _mine(self) -> list[tuple[str, Told]]:
        """Return what is not left to the automation that has told it.

        That one knows its quiet hours, and whether to remind.
        """
        return [
            (place, known)
            for place, known in self._told.items()
            if known.owner == self._request.owner
            or not is_on_duty(self._notifier.hass, known.owner)
        ]

    async def _take_back(self) -> None:
        for place, known in self._mine():
            if known.well:
                await self._say_well(place, known)
            firing = self._faults[place].since if place in self._faults else {}
            gone = [cause for cause in known.causes if cause not in firing]
            if not gone or not is_known(self._notifier.hass, place):
                continue
            left = {c: since for c, since in known.causes.items() if c not in gone}
            calm_at = self._calm_at(place, gone)
            paused = is_paused(self._notifier.hass, place)
            if not left and not known.answer and not paused and calm_at > self._now:
                self._notifier.async_due(calm_at)
                continue
            if not left:
                # what is paused is not well: it is only not looked at
                known.well = not paused and (
                    known.answer
                    or (self._request.tell_well and known.tag != DIGEST_TAG)
                )
                if not await self._clear(place, known):
                    continue
                known.snoozed, known.updated = None, self._now
            known.causes = left
            if known.well:
                await self._say_well(place, known)

    def _calm_at(self, place: str, gone: list[str]) -> datetime:
        """Return when a cause that comes and goes has stayed away for long enough."""
        episodes = self._notifier.records.episodes.get(place, {})
        return max(
            (
                known.gone + CALM
                for cause in gone
                if (known := episodes.get(cause)) and known.count > 1 and known.gone
            ),
            default=self._now,
        )

    async def _clear(self, place: str, known: Told) -> bool:
        """Take a notification off the screen, but for the text that replaces it."""
        stays = known.well and (not self._quiet or known.answer)
        if not known.shown or stays or known.tag == DIGEST_TAG:
            return True
        if not await self._recipient.async_clear(known.tag):
            self._notifier.async_due(self._now + RETRY)
            return False
        known.shown = ""
        return True

    async def _say_well(self, place: str, known: Told) -> None:
        if place in self._faults and not known.causes:
            known.well = known.answer = False
            return
        if self._quiet and not known.answer:
            self._notifier.async_due(self._quiet)
            return
        message = self._texts.well(known.name)
        if await self._recipient.async_show(message, known.tag, ring=False):
            known.well = known.answer = False
            known.shown, known.updated = "", self._now

    async def _tell_new(self) -> None:
        """Tell causes that the recipient does not know of."""
        wanted = self._request.choice.of(self._faults)
        new: dict[str, Fault] = {}
        for place, fault in wanted.items():
            if fresh := self._fresh(place, fault):
                known = self._told.get(place)
                new[place] = replace_findings(
                    fault, {**(known.causes if known else {}), **fresh}
                )
        if self._quiet is not None:
            critical = {p: f for p, f in new.items() if self._is_critical(f)}
            if len(critical) < len(new):
                self._notifier.async_due(self._quiet)
            new = critical
        many = self._request.digest_from
        calm = {p: f for p, f in new.items() if not self._is_critical(f)}
        if many and len(calm) >= many and isinstance(self._recipient, Phone):
            await self._tell_digest(calm)
            new = {p: f for p, f in new.items() if p not in calm}
        for place, fault in new.items():
            await self._tell(place, fault)

    def _fresh(self, place: str, fault: Fault) -> dict[str, datetime]:
        """Return the causes that are new to the recipient and have lasted."""
        known, fresh = self._told.get(place), {}
        for cause, since in fault.since.items():
            if known is not None and cause in known.causes:
                # it is on the screen; what came back there is no news
                known.causes[cause] = since
                continue
            if since + self._wait > self._now:
                self._notifier.async_due(since + self._wait)
                continue
            fresh[cause] = since
        return fresh

    async def _tell(self, place: str, fault: Fault) -> None:
        """Tell a fault; what came back within a day is shown without a sound."""
        known = self._told.get(place)
        causes = {**(known.causes if known else {}), **fault.since}
        shown = replace_findings(self._faults[place], causes)
        guided = self._request.guide
        message = self._message(shown, guided=guided)
        worse = message.critical and not (known and known.critical)
        ring = worse or self._rings(place, fault, known)
        tag = _tag(fault)
        if not (
            await self._leave_digest(place)
            and await self._recipient.async_show(message, tag, ring=ring)
        ):
            self._notifier.async_due(self._now + RETRY)
            return
        others = known and known.causes and place not in dict(self._mine())
        self._told[place] = Told(
            tag=tag,
            name=fault.name,
            causes={c: since for c, since in causes.items() if c in shown.since},
            shown=message.shown,
            rang=self._now if ring or known is None else known.rang,
            updated=self._now,
            snooze_for=self._request.snooze.total_seconds(),
            guided=guided,
            critical=message.critical,
            owner=known.owner if known and others else self._request.owner,
        )
        self._remind_later(self._told[place])

    def _rings(self, place: str, fault: Fault, known: Told | None) -> bool:
        if known is None:
            return True
        episodes = self._notifier.records.episodes.get(place, {})
        return any(
            cause not in known.causes
            and ((counted := episodes.get(cause)) is None or counted.count == 1)
            for cause in fault.since
        )

    def _message(self, fault: Fault, *, guided: bool) -> Message:
        episodes = self._notifier.records.episodes.get(fault.place, {})
        asides = [one for aside in self._notifier.asides for one in aside(fault.place)]
        message = self._texts.of(fault, episodes, asides, guided=guided)
        return replace(message, critical=self._is_critical(fault))

    def _is_critical(self, fault: Fault) -> bool:
        critical = self._request.critical
        return (
            bool(critical)
            and not self._request.hold
            and any(
                fault.coordinator.device_id(key) in critical for key in fault.affected()
            )
        )

    async def _update(self, place: str, known: Told) -> None:
        """Keep a notification true without a sound; ring when it is time to remind."""
        fault = self._faults.get(place)
        shown = replace_findings(fault, known.causes) if fault else None
        if fault is None or shown is None or not shown.findings:
            return None
        if known.snoozed is not None and known.snoozed > self._now:
            self._notifier.async_due(known.snoozed)
            return None
        message = self._message(shown, guided=known.guided)
        worse = message.critical and not known.critical
        due = (
            worse
            or known.snoozed is not None
            or self._is_to_remind(known)
            or self._has_come_to_stay(place, known)
        )
        if not due and message.shown == known.shown:
            return self._remind_later(known)
        if self._quiet is not None and not worse and (due or not known.answer):
            self._notifier.async_due(self._quiet)
            return None
        if not due and self._flaps(place, known) and not known.answer:
            self._notifier.async_due(known.updated + REWRITE)
            return None
        if not await self._recipient.async_show(message, known.tag, ring=due):
            self._notifier.async_due(self._now + RETRY)
            return None
        known.shown, known.updated, known.snoozed = message.shown, self._now, None
        known.name, known.critical = fault.name, message.critical
        known.rang = self._now if due else known.rang
        return self._remind_later(known)

    def _flaps(self, place: str, known: Told) -> bool:
        """Whether the text changes so often that it has to wait."""
        often = self._often(place, known)
        return often and self._now - known.updated < REWRITE

    def _often(self, place: str, known: Told) -> bool:
        episodes = self._notifier.records.episodes.get(place, {})
        return any(episodes[c].count > 1 for c in known.causes if c in episodes)

    def _has_come_to_stay(self, place: str, known: Told) -> bool:
        """Whether what came and went without a sound has stayed for hours by now."""
        episodes = self._notifier.records.episodes.get(place, {})
        came = [one.since for c in known.causes if (one := episodes.get(c))]
        if not self._often(place, known) or not came or known.rang >= max(came):
            return False
        at = max(*came, known.rang + SAME_TROUBLE - REWRITE) + REWRITE
        if at > self._now:
            self._notifier.async_due(at)
        return at <= self._now

    def _is_to_remind(self, known: Told) -> bool:
        remind = self._request.remind
        return bool(remind) and self._now - known.rang >= remind

    def _remind_later(self, known: Told) -> None:
        if self._request.remind:
            self._notifier.async_due(known.rang + self._request.remind)

    async def _tell_digest(self, faults: Mapping[str, Fault]) -> None:
        """Tell many new faults as one notification."""
        faults = {**self._in_digest(), **faults}
        message = self._digest(faults)
        ring = any(self._rings(p, f, self._told.get(p)) for p, f in faults.items())
        if not await self._recipient.async_show(message, DIGEST_TAG, ring=ring):
            self._notifier.async_due(self._now + RETRY)
            return
        for place, fault in faults.items():
            self._told[place] = known = Told(
                tag=DIGEST_TAG,
                name=fault.name,
                causes=fault.since,
                shown=message.shown,
                rang=self._now,
                updated=self._now,
                owner=self._request.owner,
            )
            self._remind_later(known)

    def _in_digest(self) -> dict[str, Fault]:
        """Return what the one notification for many tells of, as far as it is known."""
        return {
            place: replace_findings(self._faults[place], known.causes)
            for place, known in self._told.items()
            if known.tag == DIGEST_TAG and known.causes and place in self._faults
        }

    async def _leave_digest(self, place: str) -> bool:
        """Take the one for many away with the last that it tells of."""
        held = {p for p, known in self._told.items() if known.tag == DIGEST_TAG}
        return held != {place} or await self._recipient.async_clear(DIGEST_TAG)

    def _digest(self, faults: Mapping[str, Fault]) -> Message:
        messages = [self._message(fault, guided=False) for fault in faults.values()]
        return self._texts.digest(messages)

    async def _update_digest(self) -> None:
        """Strike what is over off the one notification for many."""
        held = {p: known for p, known in self._mine() if known.tag == DIGEST_TAG}
        left = {p: known for p, known in held.items() if known.causes}
        shown = next((known.shown for known in held.values() if known.shown), "")
        if not shown:
            return
        if not left:
            if await self._recipient.async_clear(DIGEST_TAG):
                for known in held.values():
                    known.shown = ""
            return
        faults = self._in_digest()
        if len(faults) < len(left):
            # nothing is known of some just now
            return
        message = self._digest(faults)
        due = any(self._is_to_remind(known) for known in left.values())
        if not due and message.shown == shown and len(left) == len(held):
            self._remind_later(next(iter(left.values())))
            return
        if self._quiet is not None:
            self._notifier.async_due(self._quiet)
            return
        if await self._recipient.async_show(message, DIGEST_TAG, ring=due):
            for place, known in held.items():
                known.rang = self._now if due else known.rang
                known.shown = message.shown if place in left else ""
                if place not in left:
                    known.tag = ""
            self._remind_later(next(iter(left.values())))

    async def _tell_reports(self) -> None:
        """Say once what was done without anybody, where it is well now."""
        wanted = {*self._request.choice.of(self._faults)}
        for report in self._notifier.records.reports:
            place = report.place
            if self._recipient.id in report.told or place in wanted:
                continue
            if self._quiet is not None:
                self._notifier.async_due(self._quiet)
                return
            message = self._texts.restarted(report.name, report.done_at)
            tag = f"{DOMAIN}_report_{hidden(place, DOMAIN)}"
            if await self._recipient.async_show(message, tag, ring=False):
                report.told.append(self._recipient.id)

    def _forget(self) -> None:
        """Forget what is over for a day."""
        for place, known in list(self._told.items()):
            over = not known.causes and not known.well and not known.shown
            if over and self._now - known.updated >= SAME_TROUBLE:
                del self._told[place]


def replace_findings(fault: Fault, causes: Mapping[str, object]) -> Fault:
    """Return a fault with some of its causes only."""
    findings = tuple(one for one in fault.findings if one.cause.value in causes)
    return Fault(fault.coordinator, fault.key, findings)


def _tag(fault: Fault) -> str:
    """Return what notifications of a device replace each other by."""
    return f"{DOMAIN}_{hidden(fault.place, DOMAIN)}"
