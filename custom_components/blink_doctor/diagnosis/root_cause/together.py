"""Lost together: what went from answering to offline within two polls of each other."""

from collections.abc import Iterable
from typing import NamedTuple

from ..memory import Lost

# neighbours in time that were lost further apart were not lost together
POLLS_APART = 2


class Loss(NamedTuple):
    """So many devices that were lost together, and the first poll of it."""

    devices: int
    poll: int

    def explains(self, lost: Lost) -> bool:
        """Whether a device went with these, or after them."""
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
