"""Update a recipient: show new faults, update changed ones, clear those that are over.

Compares the current faults with the records of what the recipient was shown, so that no
event has to be observed when a fault begins or ends.
"""

from datetime import datetime, timedelta

from ..const import DOMAIN
from ..diagnosis.parsing.payload import digest as digest_of
from .digest import DigestUpdate
from .faults import Choice, Fault, is_known, is_over, is_paused
from .notifier import SAME_FAULT_WITHIN, is_automation_on
from .recipients import Phone
from .records import NotificationRecord
from .update_base import DIGEST_TAG, replace_findings

# a cause that comes and goes is cleared after it has been absent for CALM, and its text
# is updated at most once per REWRITE
CALM = timedelta(hours=2)
REWRITE = timedelta(hours=6)
# by then all automations have run once
_OTHERS_BEGIN = timedelta(minutes=1)


class RecipientUpdate(DigestUpdate):
    """A single update of one recipient."""

    async def async_run(self) -> None:
        """Clear, show and update notifications; during quiet hours only clear."""
        caller = (self._recipient.id, self._request.owner)
        self._notifier.served[caller] = self._now
        self._notifier.chosen.pop(caller, None)
        if not self._request.leave_to_others:
            self._notifier.chosen[caller] = self._request.choice
        await self._clear_resolved()
        await self._show_new()
        for subject_id, record in self._own_records():
            if record.causes and record.tag != DIGEST_TAG:
                await self._update(subject_id, record)
        await self._update_digest()
        await self._show_automatic_fixes()
        self._forget()

    async def _clear_resolved(self) -> None:
        for subject_id, record in self._own_records():
            if record.well:
                await self._show_all_clear(subject_id, record)
            firing = (
                self._faults[subject_id].since if subject_id in self._faults else {}
            )
            gone = [cause for cause in record.causes if cause not in firing]
            if not gone or not is_known(self._notifier.hass, subject_id):
                continue
            left = {c: since for c, since in record.causes.items() if c not in gone}
            calm_at = self._calm_at(subject_id, gone)
            paused = is_paused(self._notifier.hass, subject_id)
            if not left and not record.answer and not paused and calm_at > self._now:
                self._notifier.async_due(calm_at)
                continue
            if not left:
                # a device with another cause is not reported as fine
                over = not firing and is_over(self._notifier.hass, subject_id, gone)
                record.well = over and (
                    record.answer
                    or (self._request.tell_well and record.tag != DIGEST_TAG)
                )
                if not await self._clear(subject_id, record):
                    continue
                record.snoozed, record.updated = None, self._now
            record.causes = left
            if record.well:
                await self._show_all_clear(subject_id, record)

    def _calm_at(self, subject_id: str, gone: list[str]) -> datetime:
        """Return when causes that come and go have been absent for long enough."""
        episodes = self._notifier.records.episodes.get(subject_id, {})
        return max(
            (
                episode.gone + CALM
                for cause in gone
                if (episode := episodes.get(cause))
                and episode.count > 1
                and episode.gone
            ),
            default=self._now,
        )

    async def _clear(self, subject_id: str, record: NotificationRecord) -> bool:
        """Clear a notification, unless the all-clear message replaces it."""
        stays = record.well and (not self._quiet or record.answer)
        if not record.shown or stays or record.tag == DIGEST_TAG:
            return True
        if not await self._withdraw(record.tag):
            return False
        record.shown = ""
        return True

    async def _show_all_clear(
        self, subject_id: str, record: NotificationRecord
    ) -> None:
        hass = self._notifier.hass
        if not is_known(hass, subject_id):
            return
        has_new = subject_id in self._faults and not record.causes
        if has_new or not is_over(hass, subject_id):
            record.well = record.answer = False
            await self._clear(subject_id, record)
            return
        if self._quiet and not record.answer:
            self._notifier.async_due(self._quiet)
            return
        message = self._texts.all_clear(record.name)
        if await self._show(message, record.tag, ring=False):
            record.well = record.answer = False
            record.shown, record.updated = "", self._now

    async def _show_new(self) -> None:
        """Show causes that the recipient was not shown yet."""
        new: dict[str, Fault] = {}
        left = self._left_to_others()
        for subject_id, fault in self._chosen.items():
            if any(choice.of({subject_id: fault}) for choice in left):
                continue
            if fresh := self._fresh(subject_id, fault):
                record = self._records.get(subject_id)
                new[subject_id] = replace_findings(
                    fault, {**(record.causes if record else {}), **fresh}
                )
        if self._quiet is not None:
            critical = {p: f for p, f in new.items() if self._is_critical(f)}
            if len(critical) < len(new):
                self._notifier.async_due(self._quiet)
            new = critical
        many = self._request.digest_from
        calm = {
            subject_id: fault
            for subject_id, fault in new.items()
            if not self._is_critical(fault)
            and not self._has_own_notification(subject_id)
        }
        if many and len(calm) >= many and isinstance(self._recipient, Phone):
            await self._show_digest(calm)
            new = {p: f for p, f in new.items() if p not in calm}
        for subject_id, fault in new.items():
            await self._show_fault(subject_id, fault)

    def _has_own_notification(self, subject_id: str) -> bool:
        record = self._records.get(subject_id)
        return record is not None and bool(record.causes) and record.tag != DIGEST_TAG

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
            and is_automation_on(self._notifier.hass, owner)
        ]

    def _fresh(self, subject_id: str, fault: Fault) -> dict[str, datetime]:
        """Return the causes that are new to the recipient and have lasted long enough."""
        record, fresh = self._records.get(subject_id), {}
        for cause, since in fault.since.items():
            if record is not None and cause in record.causes:
                # already shown: a cause that returned is not new
                record.causes[cause] = since
                continue
            if since + self._wait > self._now:
                self._notifier.async_due(since + self._wait)
                continue
            fresh[cause] = since
        return fresh

    async def _show_fault(self, subject_id: str, fault: Fault) -> None:
        """Show a fault; one that returned within a day is shown silently."""
        record = self._records.get(subject_id)
        causes = {**(record.causes if record else {}), **fault.since}
        shown = replace_findings(self._faults[subject_id], causes)
        guided = self._request.guide
        message = self._message(shown, guided=guided)
        worse = message.critical and not (record and record.critical)
        ring = worse or self._rings(subject_id, fault, record)
        tag = _tag(fault)
        if not (
            await self._leave_digest(subject_id)
            and await self._show(message, tag, ring=ring)
        ):
            return
        is_others = (
            record and record.causes and subject_id not in dict(self._own_records())
        )
        self._records[subject_id] = NotificationRecord(
            tag=tag,
            name=fault.name,
            causes={c: since for c, since in causes.items() if c in shown.since},
            shown=message.shown,
            rang=self._now if ring or record is None else record.rang,
            updated=self._now,
            snooze_for=self._request.snooze.total_seconds(),
            guided=guided,
            critical=message.critical,
            owner=record.owner if record and is_others else self._request.owner,
        )
        self._remind_later(self._records[subject_id])

    async def _update(self, subject_id: str, record: NotificationRecord) -> None:
        """Update a notification silently; ring when it is time to remind."""
        fault = self._faults.get(subject_id)
        shown = replace_findings(fault, record.causes) if fault else None
        if fault is None or shown is None or not shown.findings:
            return None
        if record.snoozed is not None and record.snoozed > self._now:
            self._notifier.async_due(record.snoozed)
            return None
        message = self._message(shown, guided=record.guided)
        worse = message.critical and not record.critical
        # a device that was excluded after it was shown does not ring any more
        due = worse or (
            subject_id in self._chosen
            and (
                record.snoozed is not None
                or self._is_to_remind(record)
                or self._has_persisted(subject_id, record)
            )
        )
        if not due and message.shown == record.shown:
            return self._remind_later(record)
        if self._quiet is not None and not worse and (due or not record.answer):
            self._notifier.async_due(self._quiet)
            return None
        if not due and self._flaps(subject_id, record) and not record.answer:
            self._notifier.async_due(record.updated + REWRITE)
            return None
        if not await self._show(message, record.tag, ring=due):
            return None
        record.shown, record.updated, record.snoozed = message.shown, self._now, None
        record.name, record.critical = fault.name, message.critical
        record.rang = self._now if due else record.rang
        return self._remind_later(record)

    def _flaps(self, subject_id: str, record: NotificationRecord) -> bool:
        """Whether the text changes so often that the update has to wait."""
        often = self._has_recurred(subject_id, record)
        return often and self._now - record.updated < REWRITE

    def _has_persisted(self, subject_id: str, record: NotificationRecord) -> bool:
        """Whether a cause that returned silently has persisted for hours since."""
        episodes = self._notifier.records.episodes.get(subject_id, {})
        came = [one.since for c in record.causes if (one := episodes.get(c))]
        if (
            not self._has_recurred(subject_id, record)
            or not came
            or record.rang >= max(came)
        ):
            return False
        at = max(*came, record.rang + SAME_FAULT_WITHIN - REWRITE) + REWRITE
        if at > self._now:
            self._notifier.async_due(at)
        return at <= self._now

    async def _show_automatic_fixes(self) -> None:
        """Report each automatic fix once, where no fault remains."""
        if self._left_to_others():
            return
        for fix in self._notifier.records.reports:
            subject_id = fix.place
            if self._recipient.id in fix.told or subject_id in self._chosen:
                continue
            if self._quiet is not None:
                self._notifier.async_due(self._quiet)
                return
            message = self._texts.restarted(fix.name, fix.done_at)
            tag = f"{DOMAIN}_report_{digest_of(subject_id, DOMAIN)}"
            if await self._show(message, tag, ring=False):
                fix.told.append(self._recipient.id)

    def _forget(self) -> None:
        """Delete records of faults that ended a day ago."""
        for subject_id, record in list(self._records.items()):
            over = not record.causes and not record.well and not record.shown
            if over and self._now - record.updated >= SAME_FAULT_WITHIN:
                del self._records[subject_id]


def _tag(fault: Fault) -> str:
    """Return the tag by which notifications of a device replace each other."""
    return f"{DOMAIN}_{digest_of(fault.subject_id, DOMAIN)}"
