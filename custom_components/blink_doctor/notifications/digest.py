"""Show many faults at once as a single notification on a phone."""

from collections.abc import Mapping

from .faults import Fault
from .records import Told
from .telling import DIGEST_TAG, Telling, replace_findings
from .texts import Message


class DigestTelling(Telling):
    """Creates, updates and clears the digest notification."""

    async def _tell_digest(self, faults: Mapping[str, Fault]) -> None:
        """Show many new faults as one notification."""
        faults = {**self._in_digest(), **faults}
        message = self._digest(faults)
        ring = any(self._rings(p, f, self._told.get(p)) for p, f in faults.items())
        if not await self._show(message, DIGEST_TAG, ring=ring):
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
        """Return the faults in the digest, without those of accounts with no diagnosis."""
        return {
            place: replace_findings(self._faults[place], known.causes)
            for place, known in self._told.items()
            if known.tag == DIGEST_TAG and known.causes and place in self._faults
        }

    async def _leave_digest(self, place: str) -> bool:
        """Clear the digest if a place is the last one in it; return whether that worked."""
        held = {p for p, known in self._told.items() if known.tag == DIGEST_TAG}
        return held != {place} or await self._take_off(DIGEST_TAG)

    def _digest(self, faults: Mapping[str, Fault]) -> Message:
        messages = [self._message(fault, guided=False) for fault in faults.values()]
        return self._texts.digest(messages)

    async def _update_digest(self) -> None:
        """Remove faults that are over from the digest; remind when it is time."""
        held = {p: known for p, known in self._mine() if known.tag == DIGEST_TAG}
        left = {p: known for p, known in held.items() if known.causes}
        shown = next((known.shown for known in held.values() if known.shown), "")
        if not shown:
            return
        if not left:
            if await self._take_off(DIGEST_TAG):
                for known in held.values():
                    known.shown = ""
            return
        faults = self._in_digest()
        if len(faults) < len(left):
            # some of its accounts have no diagnosis at the moment
            return
        message = self._digest(faults)
        due = any(self._is_to_remind(known) for known in left.values())
        if not due and message.shown == shown and len(left) == len(held):
            self._remind_later(next(iter(left.values())))
            return
        if self._quiet is not None:
            self._notifier.async_due(self._quiet)
            return
        if await self._show(message, DIGEST_TAG, ring=due):
            for place, known in held.items():
                known.rang = self._now if due else known.rang
                known.shown = message.shown if place in left else ""
                if place not in left:
                    known.tag = ""
            self._remind_later(next(iter(left.values())))
