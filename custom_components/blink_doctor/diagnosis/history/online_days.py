"""On which days a device was seen online: a bit for each of the last 90 days."""

from datetime import datetime

from .samples import day_of

DAYS = 90
_ALL = (1 << DAYS) - 1


def noted(days: int, last: int, today: int) -> int:
    """Return the days with today in them; bit 0 is today, bit 1 the day before.

    A clock that was set back leaves `last` in the future: it counts as today.
    """
    return (days << min(max(today - last, 0), DAYS) | 1) & _ALL


def count(days: int, last: int, since: datetime) -> int:
    """Return on how many days from `since` on the device was seen online."""
    within = last - day_of(since) + 1
    if within <= 0:
        return 0
    return (days & ((1 << min(within, DAYS)) - 1)).bit_count()
