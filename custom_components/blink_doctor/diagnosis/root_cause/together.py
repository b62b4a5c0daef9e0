"""Lost together: went from answering to offline within two polls of each other."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from ..memory import Lost

# successive losses further apart than this many polls were not lost together
POLLS_APART = 2
# a device that still answers this long after what is above it was lost does not depend on it
_LATE = timedelta(days=1)


class Loss(NamedTuple):
    """The first poll of a loss, and its time.

    `since` is None for a root without a loss of its own. `ended`: something else answers in
    its place, so that it explains nothing that is lost later.
    """

    poll: int
    since: datetime | None = None
    ended: bool = False

    def explains(self, lost: Lost) -> bool:
        """Whether a device was lost together with these, or after them."""
        if self.is_together(lost):
            return True
        if self.ended:
            return False
        if self.since and lost.lived and lost.since - self.since > _LATE:
            return False
        return lost.poll > self.poll

    def is_together(self, lost: Lost) -> bool:
        """Whether a device was lost together with these, however long the polls were apart."""
        return abs(lost.poll - self.poll) <= POLLS_APART


def latest_loss(lost: Iterable[Lost]) -> tuple[int, Loss | None]:
    """Return the size of the latest loss of devices together, and that loss.

    A device that was offline when first seen was not lost, and one lost long
    before has no vote.
    """
    losses = sorted(
        (one for one in lost if one.lived), key=lambda one: one.poll, reverse=True
    )
    together: list[Lost] = []
    for one in losses:
        if together and together[-1].poll - one.poll > POLLS_APART:
            break
        together.append(one)
    if not together:
        return 0, None
    since = min(one.since for one in together)
    return len(together), Loss(together[-1].poll, since)
