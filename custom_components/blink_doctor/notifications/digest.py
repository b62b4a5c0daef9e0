"""Show many faults at once as a single notification on a phone."""

from collections.abc import Mapping

from .faults import Fault
from .records import NotificationRecord
from .texts import Message
from .update_base import DIGEST_TAG, UpdateBase, replace_findings


class DigestUpdate(UpdateBase):
    """Create, update and clear the digest notification."""

    async def _show_digest(self, faults: Mapping[str, Fault]) -> None:
        """Show many new faults as one notification."""
        faults = {**self._in_digest(), **faults}
        message = self._digest(faults)
        ring = any(self._rings(p, f, self._records.get(p)) for p, f in faults.items())
        if not await self._show(message, DIGEST_TAG, ring=ring):
            return
        for subject_id, fault in faults.items():
            self._records[subject_id] = record = NotificationRecord(
                tag=DIGEST_TAG,
                name=fault.name,
                causes=fault.since,
                shown=message.shown,
                rang=self._now,
                updated=self._now,
                owner=self._request.owner,
            )
            self._remind_later(record)

    def _in_digest(self) -> dict[str, Fault]:
        """Return the faults in the digest, without those of accounts with no diagnosis."""
        return {
            subject_id: replace_findings(self._faults[subject_id], record.causes)
            for subject_id, record in self._records.items()
            if record.tag == DIGEST_TAG and record.causes and subject_id in self._faults
        }

    async def _leave_digest(self, subject_id: str) -> bool:
        """Clear the digest if a subject is the last in it; return whether that worked."""
        held = {p for p, record in self._records.items() if record.tag == DIGEST_TAG}
        return held != {subject_id} or await self._withdraw(DIGEST_TAG)

    def _digest(self, faults: Mapping[str, Fault]) -> Message:
        messages = [self._message(fault, guided=False) for fault in faults.values()]
        return self._texts.digest(messages)

    async def _update_digest(self) -> None:
        """Remove faults that are over from the digest; remind when it is time."""
        held = {
            p: record for p, record in self._own_records() if record.tag == DIGEST_TAG
        }
        left = {p: record for p, record in held.items() if record.causes}
        shown = next((record.shown for record in held.values() if record.shown), "")
        if not shown:
            return
        if not left:
            if await self._withdraw(DIGEST_TAG):
                for record in held.values():
                    record.shown = ""
            return
        faults = self._in_digest()
        if len(faults) < len(left):
            # some of its accounts have no diagnosis at the moment
            return
        message = self._digest(faults)
        due = any(self._is_to_remind(record) for record in left.values())
        if not due and message.shown == shown and len(left) == len(held):
            self._remind_later(next(iter(left.values())))
            return
        if self._quiet is not None:
            self._notifier.async_due(self._quiet)
            return
        if await self._show(message, DIGEST_TAG, ring=due):
            for subject_id, record in held.items():
                record.rang = self._now if due else record.rang
                record.shown = message.shown if subject_id in left else ""
                if subject_id not in left:
                    record.tag = ""
            self._remind_later(next(iter(left.values())))
