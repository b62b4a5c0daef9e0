"""Lost together: what went from answering to offline within two polls of each other."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from ..memory import Lost

# neighbours in time that were lost further apart were not lost together
POLLS_APART = 2
# what still answers so long after its module went does not hang on it
_LATE = timedelta(days=1)


class Loss(NamedTuple):
    """So many devices that were lost together, and the first poll of it.

    `since` is known of a single device.
    """

    devices: int
    poll: int
    since: datetime | None = None

    def explains(self, lost: Lost) -> bool:
        """Whether a device went with these, or after them."""
        if self.since and lost.lived and lost.since - self.since > _LATE:
            return False
        return lost.poll >= self.poll - POLLS_APART


def latest_loss(lost: Iterable[Lost]) -> Loss | None:
    """Return the latest devices that were lost together, None where none lived.

    What was offline when it was first seen was not lost, and what was lost long
    before has no vote.
    """
    polls = sorted((one.poll for one in lost if one.lived), reverse=True)
    if not polls:
        return None
    first, devices = polls[0], 0
    for poll in polls:
        if first - poll > POLLS_APART:
            break
        first, devices = poll, devices + 1
    return Loss(devices, first)
