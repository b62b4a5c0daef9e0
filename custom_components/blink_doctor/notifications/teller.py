"""Update a recipient: show new faults, update changed ones, clear those that are over.

Compares the current faults with the records of what the recipient was shown, so that no
event has to be observed when a fault begins or ends.
"""

from datetime import datetime, timedelta

from ..const import DOMAIN
from ..diagnosis.parsing.payload import digest as hidden
from .digest import DigestTelling
from .faults import Choice, Fault, is_known, is_over, is_paused
from .notifier import SAME_TROUBLE, is_on_duty
from .recipients import Phone
from .records import Told
from .telling import DIGEST_TAG, replace_findings

# a cause that comes and goes is cleared after it has been absent for CALM, and its text
# is updated at most once per REWRITE
CALM = timedelta(hours=2)
REWRITE = timedelta(hours=6)
# by then all automations have run once
_OTHERS_BEGIN = timedelta(minutes=1)


class Round(DigestTelling):
    """A single update of one recipient."""

    async def async_run(self) -> None:
        """Clear, show and update notifications; during quiet hours only clear."""
        caller = (self._recipient.id, self._request.owner)
        self._notifier.served[caller] = self._now
        self._notifier.chosen.pop(caller, None)
        if not self._request.leave_to_others:
            self._notifier.chosen[caller] = self._request.choice
        await self._take_back()
        await self._tell_new()
        for place, known in self._mine():
            if known.causes and known.tag != DIGEST_TAG:
                await self._update(place, known)
        await self._update_digest()
        await self._tell_reports()
        self._forget()

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
                # a device with another cause is not reported as fine
                over = not firing and is_over(self._notifier.hass, place, gone)
                known.well = over and (
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
        """Return when causes that come and go have been absent for long enough."""
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
        """Clear a notification, unless the message that all is fine replaces it."""
        stays = known.well and (not self._quiet or known.answer)
        if not known.shown or stays or known.tag == DIGEST_TAG:
            return True
        if not await self._take_off(known.tag):
            return False
        known.shown = ""
        return True

    async def _say_well(self, place: str, known: Told) -> None:
        hass, anew = self._notifier.hass, place in self._faults and not known.causes
        if not is_known(hass, place):
            return
        if anew or not is_over(hass, place):
            known.well = known.answer = False
            await self._clear(place, known)
            return
        if self._quiet and not known.answer:
            self._notifier.async_due(self._quiet)
            return
        message = self._texts.well(known.name)
        if await self._show(message, known.tag, ring=False):
            known.well = known.answer = False
            known.shown, known.updated = "", self._now

    async def _tell_new(self) -> None:
        """Show causes that the recipient was not shown yet."""
        new: dict[str, Fault] = {}
        left = self._left_to_others()
        for place, fault in self._chosen.items():
            if any(choice.of({place: fault}) for choice in left):
                continue
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
        calm = {
            place: fault
            for place, fault in new.items()
            if not self._is_critical(fault) and not self._stands_alone(place)
        }
        if many and len(calm) >= many and isinstance(self._recipient, Phone):
            await self._tell_digest(calm)
            new = {p: f for p, f in new.items() if p not in calm}
        for place, fault in new.items():
            await self._tell(place, fault)

    def _stands_alone(self, place: str) -> bool:
        known = self._told.get(place)
        return known is not None and bool(known.causes) and known.tag != DIGEST_TAG

    def _left_to_others(self) -> list[Choice]:
        """Return what other automations notify of, or may be about to."""
        if not self._request.leave_to_others:
            return []
        began = self._notifier.began = self._notifier.began or self._now
        if (known_from := began + _OTHERS_BEGIN) > self._now:
            self._notifier.async_due(known_from)
            return [Choice()]
        return [
            choice
            for (recipient, owner), choice in self._notifier.chosen.items()
            if recipient == self._recipient.id
            and owner != self._request.owner
            and is_on_duty(self._notifier.hass, owner)
        ]

    def _fresh(self, place: str, fault: Fault) -> dict[str, datetime]:
        """Return the causes that are new to the recipient and have lasted long enough."""
        known, fresh = self._told.get(place), {}
        for cause, since in fault.since.items():
            if known is not None and cause in known.causes:
                # already shown: a cause that returned is not new
                known.causes[cause] = since
                continue
            if since + self._wait > self._now:
                self._notifier.async_due(since + self._wait)
                continue
            fresh[cause] = since
        return fresh

    async def _tell(self, place: str, fault: Fault) -> None:
        """Show a fault; one that returned within a day is shown silently."""
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
            and await self._show(message, tag, ring=ring)
        ):
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

    async def _update(self, place: str, known: Told) -> None:
        """Update a notification silently; ring when it is time to remind."""
        fault = self._faults.get(place)
        shown = replace_findings(fault, known.causes) if fault else None
        if fault is None or shown is None or not shown.findings:
            return None
        if known.snoozed is not None and known.snoozed > self._now:
            self._notifier.async_due(known.snoozed)
            return None
        message = self._message(shown, guided=known.guided)
        worse = message.critical and not known.critical
        # a device that was excluded after it was shown does not ring any more
        due = worse or (
            place in self._chosen
            and (
                known.snoozed is not None
                or self._is_to_remind(known)
                or self._has_come_to_stay(place, known)
            )
        )
        if not due and message.shown == known.shown:
            return self._remind_later(known)
        if self._quiet is not None and not worse and (due or not known.answer):
            self._notifier.async_due(self._quiet)
            return None
        if not due and self._flaps(place, known) and not known.answer:
            self._notifier.async_due(known.updated + REWRITE)
            return None
        if not await self._show(message, known.tag, ring=due):
            return None
        known.shown, known.updated, known.snoozed = message.shown, self._now, None
        known.name, known.critical = fault.name, message.critical
        known.rang = self._now if due else known.rang
        return self._remind_later(known)

    def _flaps(self, place: str, known: Told) -> bool:
        """Whether the text changes so often that the update has to wait."""
        often = self._often(place, known)
        return often and self._now - known.updated < REWRITE

    def _has_come_to_stay(self, place: str, known: Told) -> bool:
        """Whether a cause that returned silently has persisted for hours since."""
        episodes = self._notifier.records.episodes.get(place, {})
        came = [one.since for c in known.causes if (one := episodes.get(c))]
        if not self._often(place, known) or not came or known.rang >= max(came):
            return False
        at = max(*came, known.rang + SAME_TROUBLE - REWRITE) + REWRITE
        if at > self._now:
            self._notifier.async_due(at)
        return at <= self._now

    async def _tell_reports(self) -> None:
        """Report each automatic repair once, where no fault remains."""
        if self._left_to_others():
            return
        for report in self._notifier.records.reports:
            place = report.place
            if self._recipient.id in report.told or place in self._chosen:
                continue
            if self._quiet is not None:
                self._notifier.async_due(self._quiet)
                return
            message = self._texts.restarted(report.name, report.done_at)
            tag = f"{DOMAIN}_report_{hidden(place, DOMAIN)}"
            if await self._show(message, tag, ring=False):
                report.told.append(self._recipient.id)

    def _forget(self) -> None:
        """Delete records of faults that ended a day ago."""
        for place, known in list(self._told.items()):
            over = not known.causes and not known.well and not known.shown
            if over and self._now - known.updated >= SAME_TROUBLE:
                del self._told[place]


def _tag(fault: Fault) -> str:
    """Return the tag by which notifications of a device replace each other."""
    return f"{DOMAIN}_{hidden(fault.place, DOMAIN)}"
