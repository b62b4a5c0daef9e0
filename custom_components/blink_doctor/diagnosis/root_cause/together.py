"""Lost together: went from answering to offline within two polls of each other."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from ..memory import Lost

# successive losses further apart than this many polls were not lost together
POLLS_APART = 2
# a device that still answers this long after its module was lost does not depend on it
_LATE = timedelta(days=1)


class Loss(NamedTuple):
    """The first poll of a loss; `since` is only set for a single device."""

    poll: int
    since: datetime | None = None

    def explains(self, lost: Lost) -> bool:
        """Whether a device was lost together with these, or after them."""
        if self.since and lost.lived and lost.since - self.since > _LATE:
            return False
        return lost.poll >= self.poll - POLLS_APART


def latest_loss(lost: Iterable[Lost]) -> tuple[int, Loss | None]:
    """Return how many devices were lost together at the latest, and their loss.

    A device that was offline when first seen was not lost, and one lost long
    before has no vote.
    """
    polls = sorted((one.poll for one in lost if one.lived), reverse=True)
    if not polls:
        return 0, None
    first, devices = polls[0], 0
    for poll in polls:
        if first - poll > POLLS_APART:
            break
        first, devices = poll, devices + 1
    return devices, Loss(first)
