"""Base of a recipient's update: its records, the current faults, sending."""

from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import timedelta
from time import monotonic

from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .faults import Fault
from .notifier import RETRY, Notifier, is_automation_on
from .recipients import Recipient
from .records import NotificationRecord
from .request import Request
from .texts import Message, Texts

DIGEST_TAG = f"{DOMAIN}_digest"
# seconds after which a failure would keep the other recipients waiting
_SLOW = 5


class UpdateBase:
    """One recipient, with the records and faults at the current time."""

    def __init__(
        self,
        notifier: Notifier,
        texts: Texts,
        request: Request,
        recipient: Recipient,
        wait: timedelta,
    ) -> None:
        """Take the current faults, time and quiet hours."""
        self._notifier, self._texts = notifier, texts
        self._request, self._recipient, self._wait = request, recipient, wait
        self._records = notifier.records.told.setdefault(recipient.id, {})
        self._faults = notifier.faults
        self._chosen = request.choice.of(self._faults)
        self._now = dt_util.utcnow()
        self._is_slow = False
        self._quiet = request.quiet.until(self._now)
        if request.hold:
            # conditions of an automation are evaluated whenever it runs
            self._quiet = max(self._quiet or self._now, self._now + RETRY)

    async def _show(self, message: Message, tag: str, *, ring: bool) -> bool:
        """Show a message; schedule another update if that failed."""
        if self._is_slow:
            return False
        return await self._sent(self._recipient.async_show(message, tag, ring=ring))

    async def _withdraw(self, tag: str) -> bool:
        """Clear a message; schedule another update if that failed."""
        if self._is_slow:
            return False
        return await self._sent(self._recipient.async_clear(tag))

    async def _sent(self, sending: Awaitable[bool]) -> bool:
        """Wait for a message to be sent; a slow failure ends this update."""
        began = monotonic()
        done = await sending
        self._is_slow = not done and monotonic() - began >= _SLOW
        self._notifier.async_sent(self._recipient.id, done=done)
        return done

    def _own_records(self) -> list[tuple[str, NotificationRecord]]:
        """Return the records that this caller maintains.

        Those of another automation that is on are left to it: only it knows its quiet
        hours and whether to remind.
        """
        return [
            (subject_id, record)
            for subject_id, record in self._records.items()
            if record.owner == self._request.owner
            or not is_automation_on(self._notifier.hass, record.owner)
        ]

    def _rings(
        self, subject_id: str, fault: Fault, record: NotificationRecord | None
    ) -> bool:
        if record is None:
            return True
        episodes = self._notifier.records.episodes.get(subject_id, {})
        return any(
            cause not in record.causes
            and ((counted := episodes.get(cause)) is None or counted.count == 1)
            for cause in fault.since
        )

    def _message(self, fault: Fault, *, guided: bool) -> Message:
        episodes = self._notifier.records.episodes.get(fault.subject_id, {})
        extra_lines = [
            line
            for lines in self._notifier.extra_lines
            for line in lines(fault.subject_id)
        ]
        message = self._texts.of(fault, episodes, extra_lines, guided=guided)
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

    def _has_recurred(self, subject_id: str, record: NotificationRecord) -> bool:
        episodes = self._notifier.records.episodes.get(subject_id, {})
        return any(episodes[c].count > 1 for c in record.causes if c in episodes)

    def _is_to_remind(self, record: NotificationRecord) -> bool:
        remind = self._request.remind
        return bool(remind) and self._now - record.rang >= remind

    def _remind_later(self, record: NotificationRecord) -> None:
        if self._request.remind:
            self._notifier.async_due(record.rang + self._request.remind)


def replace_findings(fault: Fault, causes: Mapping[str, object]) -> Fault:
    """Return a fault reduced to some of its causes."""
    findings = tuple(one for one in fault.findings if one.cause.value in causes)
    return Fault(fault.coordinator, fault.key, findings)
